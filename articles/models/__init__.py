"""What is stored, one noun per module. Import models from here.

Models know their data and constraints; they decide nothing and change no state of others. State changes live in
``articles.review`` and ``articles.publishing`` only. Rows that are evidence (ledger, decisions, signatures,
attestations, authorship) are append-only: the class refuses, and the database refuses again (``triggers``).
"""

from articles.models.address import FormerAddress
from articles.models.article import Article, Topic
from articles.models.assignment import Assignment, Look, Substitution
from articles.models.authorship import WordAuthor
from articles.models.byline import Byline
from articles.models.claim import Claim, Flag, Occurrence
from articles.models.clinician import Credential
from articles.models.comment import Comment, Thread
from articles.models.decision import Acknowledgement, Attestation, Decision, Override, Revocation, Signature
from articles.models.helpline import HelpLineCheck
from articles.models.image import Image
from articles.models.ledger import LedgerEvent, LedgerHead, LedgerPersonal
from articles.models.notification import MailSwitch, Notification
from articles.models.origin import Origin
from articles.models.preference import DeskChoice
from articles.models.publication import Publication
from articles.models.report import ReaderReport
from articles.models.revision import Revision
from articles.models.ruleset import PolicyChange, RulesetProposal
from articles.models.source import Citation, Source
from articles.models.unsaved import UnsavedText
from articles.models.waiting import QueueEntry, QueueReader

__all__ = [
    "Acknowledgement",
    "Article",
    "Assignment",
    "Attestation",
    "Byline",
    "Citation",
    "Claim",
    "Comment",
    "Credential",
    "Decision",
    "DeskChoice",
    "Flag",
    "FormerAddress",
    "HelpLineCheck",
    "Image",
    "LedgerEvent",
    "LedgerHead",
    "LedgerPersonal",
    "Look",
    "MailSwitch",
    "Notification",
    "Occurrence",
    "Origin",
    "Override",
    "PolicyChange",
    "Publication",
    "QueueEntry",
    "QueueReader",
    "ReaderReport",
    "Revision",
    "Revocation",
    "RulesetProposal",
    "Signature",
    "Source",
    "Substitution",
    "Thread",
    "Topic",
    "UnsavedText",
    "WordAuthor",
]
