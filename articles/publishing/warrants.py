"""Why a publication may pass although its text was not approved just now: what each warrant allows, and no more.

A redaction takes whole passages out of what is live, on one clinician's signature. A renewal publishes what is live
once more, because somebody has read all of it again and it is still correct.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from articles.claims.segments import segment
from articles.models import Attestation, LedgerEvent, Publication, Revision, Signature
from articles.review import gate
from articles.review.analysis import text_of
from articles.review.authorship import authors_of
from articles.review.board import Board
from articles.review.errors import BadInput, GateClosed, InvalidTransition, NotAllowed, StaleRevision


@dataclass(frozen=True, slots=True)
class RedactionWarrant:
    """Why a redaction may pass instead of the gate: one clinician signed the removal of whole passages."""

    signature: Signature
    live: Publication
    notice: str
    reason: str


@dataclass(frozen=True, slots=True)
class Renewal:
    """What is live is still correct: the same revision goes through the gate again, with new signatures."""

    live: Publication


Warrant = RedactionWarrant | Renewal


def renewed_text(renewal: Renewal, live: Publication | None, now: datetime) -> Revision:
    """The revision that is published once more: the one readers see, whatever was written since.

    Raises ``StaleRevision`` when something else is live by now, ``InvalidTransition`` while a successor is scheduled.
    """
    if live is None or live.pk != renewal.live.pk:
        raise StaleRevision("This is not what readers see any more. Load the page again; nothing was changed.")
    if Publication.objects.scheduled(now).filter(article=live.article_id).exists():
        raise InvalidTransition("A newer text is scheduled to go live: it brings a review date of its own.")
    return live.revision


def check_renewal(board: Board, renewal: Renewal) -> None:
    """Somebody read the whole text anew: after it went live, and after anything that cast doubt on it."""
    doubts = LedgerEvent.objects.filter(kind="hold", publication=renewal.live)
    since = max([renewal.live.event_id, *doubts.values_list("seq", flat=True)])
    if board.coverage.full is None or board.coverage.full.event <= since:
        raise InvalidTransition("Nobody has read the whole text anew yet: sign the whole text first.")


def renewal_record(live: Publication, full: Attestation, unchanged: bool) -> dict[str, Any]:
    """What the ledger holds of a renewal: which reading it rests on, and what had been opened for it."""
    return {
        "of": str(live.uid),
        "attestation": full.event,
        "opened": full.signature.opened,
        "unchanged": unchanged,
    }


def check_redaction(board: Board, warrant: RedactionWarrant) -> None:
    """A redaction removes whole passages of the live text, in order, and adds at most a pre-signed notice."""
    revision = board.revision
    if revision.analysis_error:
        raise GateClosed(gate.GateReport(revision), revision.analysis_error)
    if not revision.redacts or Attestation.objects.filter(revision=revision).exists():
        raise InvalidTransition("Only a revision made by a redaction may be published as one.")
    allowed = iter([row[0] for row in warrant.live.revision.segments])
    notice = f"helpline:{warrant.notice}" if warrant.notice else ""
    for row in revision.segments:
        if notice and row[6] == notice:
            continue
        if not any(fingerprint == row[0] for fingerprint in allowed):
            raise BadInput(f"A redaction only removes whole passages; this was not in the live page: “{row[6]}”")
    if warrant.notice and not Publication.objects.live(board.now).filter(kind="helpline", slug=warrant.notice).exists():
        raise BadInput(f"The notice “{warrant.notice}” is not a published, signed entry.")
    _check_what_stays(revision, warrant.live.revision)
    # None of it: neither what stays nor what goes.
    writers = authors_of(row[0] for row in warrant.live.revision.segments)
    if warrant.signature.by_id in board.word_authors().union(*writers.values()):
        raise NotAllowed("You wrote words of this page, so another clinician has to redact it.")


def _check_what_stays(revision: Revision, live: Revision) -> None:
    """What is taken away may not be what keeps readers safe, nor put what stays under another heading."""
    # R10 asks for a statement where no claims are left; a text that says less makes nobody less safe.
    known = {"R10"} | {item["rule"] for item in live.analysis.get("page", [])}
    after = [item for item in revision.analysis.get("page", []) if item["severity"] == gate.BLOCK]
    broken = [item["message"] for item in after if item["rule"] not in known]
    lost = set(live.analysis.get("helplines", [])) - set(revision.analysis.get("helplines", []))
    if lost:
        broken.append(f"The help line “{min(lost)}” would be gone.")
    if broken:
        raise BadInput(f"Without this passage readers would be less safe. {broken[0]} Withdraw the page instead.")
    check_headings(live, revision.body)


def check_headings(live: Revision, body: str) -> None:
    """Raise ``BadInput`` when a sentence of ``live`` would stand under another heading in the shorter ``body``."""
    before = text_of(live)
    paths: dict[str, set[tuple[str, ...]]] = {}
    for item in segment(before):
        paths.setdefault(item.fingerprint, set()).add(item.context.heading_path)
    for item in segment(replace(before, body=body)):
        if item.fingerprint in paths and item.context.heading_path not in paths[item.fingerprint]:
            raise BadInput(f"This would stand under another heading: “{item.text}”. Remove its whole section.")


def redaction_record(warrant: RedactionWarrant, now: datetime) -> dict[str, Any]:
    return {
        "person": str(warrant.signature.by_id),
        "at": now.isoformat(timespec="seconds"),
        "of": str(warrant.live.uid),
        "notice": warrant.notice,
    }
