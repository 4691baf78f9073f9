"""Readers' reports: received from anybody, anchored to sentences, closed by an editor or contested by a clinician.

A reader changes nothing: a report opens no claim, holds no page and writes no ledger entry. What staff do about it is
in the ledger, without the reader's words, so that these can be erased.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from articles.claims.anchoring import ancestors
from articles.claims.fingerprints import canonical
from articles.claims.types import ClaimType, Risk
from articles.models import Publication, ReaderReport, Revision
from articles.models.report import KINDS
from articles.review import permissions
from articles.review.decisions import Choice
from articles.review.errors import BadInput, InvalidTransition, StaleRevision, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article
from articles.review.marking import flag
from articles.review.notifications import tell
from articles.review.signatures import SigningSession
from articles.review.signing import decide
from articles.workflow.settlement import Outcome

WHO = "a reader"
KEPT = timedelta(days=90)  # then message and e-mail address are erased, handled or not
LONGEST_MESSAGE = 2_000  # characters
LONGEST_QUOTE = 1_000
MOST_SENTENCES = 8  # that one passage is anchored to

_INVISIBLE = {"Cc", "Cf", "Co", "Cs"}  # control, format (also the bidirectional ones), private use


def plain_text(text: str) -> str:
    """What somebody typed as plain text: line ends kept, no control or direction characters, NFC."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char == "\n" or unicodedata.category(char) not in _INVISIBLE).strip()


def anchor_quote(quote: str, segments: Sequence[Sequence[Any]]) -> list[str]:
    """Fingerprints of the sentences that ``quote`` points at, in reading order; empty when it points at none.

    ``segments`` are those of a revision. Exact decides: sentences that stand in the quote, or that the quote is a part
    of. Only without one does similarity help, and then the most similar sentence alone is taken.
    """
    wanted = canonical(quote).rstrip("…").strip()
    if not wanted:
        return []
    known = {row[0]: canonical(row[6]) for row in segments}
    inside = [key for key, words in known.items() if words in wanted]
    around = [key for key, words in known.items() if wanted in words]
    return (inside or around or list(ancestors(wanted, known)[:1]))[:MOST_SENTENCES]


def receive(
    publication: Publication,
    *,
    nonce: UUID,
    kind: str,
    message: str,
    quote: str = "",
    email: str = "",
    crisis: bool = False,
    now: datetime | None = None,
) -> ReaderReport:
    """Keep a report about a live page and tell the editors. The same ``nonce`` twice is one report.

    Raises ``BadInput`` for an unknown kind and for words that are missing or too long.
    """
    now = now or timezone.now()
    message, quote = plain_text(message), plain_text(quote)
    if kind not in dict(KINDS):
        raise BadInput("Choose what is wrong.")
    if not message:
        raise BadInput("Write what is wrong.")
    if len(message) > LONGEST_MESSAGE or len(quote) > LONGEST_QUOTE:
        raise BadInput("These words are too long.")
    with transaction.atomic():
        row, created = ReaderReport.objects.get_or_create(
            nonce=nonce,
            defaults={
                "article": publication.article,
                "publication": publication,
                "kind": kind,
                "quote": quote,
                "fingerprints": anchor_quote(quote, publication.revision.segments),
                "message": message,
                "email": email,
                "crisis": crisis,
                "at": now,
            },
        )
        if created:
            # The mail says where to look and nothing of what was written: mailboxes are not erased after 90 days.
            words = f"A reader reported a problem with “{publication.title}”."
            tell(_editors(), f"{words} Somebody may be at risk." if crisis else words, report_url(row))
    return row


def _editors() -> list[Any]:
    return list(get_user_model().objects.filter(groups__name="Editors", is_active=True).order_by("pk"))


def report_url(row: ReaderReport) -> str:
    """Where staff read a report."""
    return f"/admin/articles/readerreport/{row.pk}/"


def waiting() -> QuerySet[ReaderReport]:
    """Open reports: somebody at risk first, then unsafe words, then the oldest."""
    rows = ReaderReport.objects.filter(state="open").select_related("article", "publication")
    urgent = Case(When(crisis=True, then=Value(0)), When(kind="unsafe", then=Value(1)), default=Value(2))
    return rows.order_by(urgent, "at", "pk")


def close(by: Any, row: ReaderReport, reason: str, now: datetime | None = None) -> ReaderReport:
    """An editor closes a report with a reason: what was done, or why nothing has to be."""
    permissions.check(by, "publish_article")
    check_reason(reason, "Say what was done, or why nothing has to be.")
    now = now or timezone.now()
    with transaction.atomic():
        _handle(by, row, "closed", reason, now)
        article = lock_article(row.article_id)
        data = {"report": str(row.nonce), "received": row.at.isoformat(timespec="seconds"), "reason": reason}
        record(now, Entry("report_closed", by, article, subject=f"report:{row.pk}", data=data))
    return row


def contest_unflagged(
    by: Any,
    row: ReaderReport,
    revision: Revision,
    fingerprint: str,
    types: Sequence[ClaimType],
    risk: Risk,
    reason: str,
    now: datetime | None = None,
) -> ReaderReport:
    """A clinician flags the passage, as ``marking.flag`` does: it becomes a claim, or one of higher risk."""
    permissions.check(by, "sign_claims")
    now = now or timezone.now()
    with transaction.atomic():
        _handle(by, row, "contested", reason, now)
        article = lock_article(row.article_id)
        flag(by, revision, fingerprint, types, risk, reason, now)
        _record_contest(by, row, article, revision, fingerprint, now)
    return row


def contest_claim(
    session: SigningSession,
    row: ReaderReport,
    revision: Revision,
    fingerprint: str,
    token: str,
    nonce: UUID,
    reason: str,
    now: datetime | None = None,
) -> ReaderReport:
    """A clinician requests changes of a claim, signed, as on the workbench: the claim is open again.

    Raises what ``signing.decide`` raises; ``StaleRevision`` when the claim is not as it was on the card.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _handle(session.user, row, "contested", reason, now)
        act = decide(session, revision, [token], nonce, Choice(Outcome.REQUEST_CHANGES, reason), now=now)
        if not act.decisions or act.repeated:
            why = [item.reason for item in act.stale] + [item.reason for item in act.refused]
            raise StaleRevision(" ".join(why) or "This form was used before. Load the page again.")
        _record_contest(session.user, row, row.article, revision, fingerprint, now)
    return row


def _record_contest(
    by: Any, row: ReaderReport, article: Any, revision: Revision, fingerprint: str, now: datetime
) -> None:
    data = {"report": str(row.nonce), "received": row.at.isoformat(timespec="seconds"), "fingerprint": fingerprint}
    record(now, Entry("report_contested", by, article, revision, f"report:{row.pk}", fingerprint, data))


def _handle(by: Any, row: ReaderReport, state: str, reason: str, now: datetime) -> None:
    """Claim the row, before any other lock: whoever was faster has handled it."""
    values = {"state": state, "handled_by": by, "handled_at": now, "outcome": reason.strip()}
    if ReaderReport.objects.filter(pk=row.pk, state="open").update(**values) != 1:
        raise InvalidTransition("Somebody has handled this report already.")
    row.refresh_from_db()


def erase_old(now: datetime | None = None) -> int:
    """Erase what readers typed in reports older than ``KEPT``. Returns how many; a second run finds none."""
    now = now or timezone.now()
    old = ReaderReport.objects.filter(at__lte=now - KEPT, erased_at=None)
    return old.update(message="", email="", quote="", erased_at=now)
