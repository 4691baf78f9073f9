"""“Still correct”: what readers see was read again. A real act with a publication, a date and signatures of its own.

Nothing about the words changes, so nothing says to readers that they changed. See ``docs/publication.md``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Publication
from articles.publishing.door import lock_grounds, make_publication
from articles.publishing.warrants import Renewal, check_renewal, renewed_text
from articles.review import gate, permissions
from articles.review.board import Board
from articles.review.errors import Refusal
from articles.review.gate import GateReport
from articles.review.people import competences_on, today


def still_correct(by: Any, live: Publication, now: datetime | None = None) -> Publication:
    """Publish what is live once more, on the signatures that it was given since. Returns the new publication.

    For editors and clinicians: no word changes, and the gate asks for a new signature on the whole text. Pressed
    twice it happens once. Raises ``GateClosed``, ``StaleRevision`` when something else is live, ``InvalidTransition``
    when nobody has read the whole text anew or a newer text is scheduled.
    """
    check_may_renew(by, now or timezone.now())
    with transaction.atomic():
        article = lock_grounds(live.article_id)
        now = now or timezone.now()  # read under the lock: who waited must not act in the past
        if done := Publication.objects.live(now).filter(supersedes=live, revision=live.revision_id).first():
            return done
        return make_publication(by, article, live.revision, now=now, warrant=Renewal(live))


def reread_url(live: Publication) -> str:
    """Where a live page is read again (an address that mails carry, so written here once)."""
    return f"/admin/articles/revision/{live.revision_id}/still-correct/"


def check_may_renew(by: Any, now: datetime) -> None:
    """Raise ``NotAllowed`` unless the person is an editor or may sign."""
    if not permissions.allowed(permissions.check, by, "publish_article"):
        permissions.check_clinician(by, competences_on(by, today(now)))


@dataclass(frozen=True, slots=True)
class Prospect:
    """What pressing “still correct” would do now: ``due`` is the next review, ``why_not`` why it would be refused."""

    report: GateReport
    due: datetime | None
    why_not: str = ""

    @property
    def possible(self) -> bool:
        """The gate is open, and the whole text was read anew."""
        return self.report.is_open and not self.why_not


def prospect(live: Publication, board: Board) -> Prospect:
    """Look ahead. ``board`` is that of the live revision; the door decides again, under locks."""
    report = gate.evaluate(live.revision, now=board.now, board=board)
    renewal = Renewal(live)
    try:
        renewed_text(renewal, live, board.now)
        check_renewal(board, renewal)
    except Refusal as refusal:
        return Prospect(report, report.valid_until, str(refusal))
    return Prospect(report, report.valid_until)
