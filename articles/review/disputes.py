"""Sign against dismiss: a short discussion, open to both readers and the third, until that one decides or the words
change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from articles.claims.types import Competence
from articles.models import Comment, Decision, Revision, Thread
from articles.models.notification import Event
from articles.review.board import BoardClaim
from articles.review.notifications import tell
from articles.review.people import pool
from articles.review.transitions import workbench_url
from articles.workflow.settlement import Outcome

VOTES = {Outcome.SIGN_OFF.value, Outcome.DISMISS.value}


def open_discussions(text: Revision, claims: Sequence[BoardClaim], fresh: Sequence[Decision], now: datetime) -> None:
    """Open a discussion for each claim on which ``fresh`` decisions stand against those that counted before.

    ``claims`` are the claims as they were before the act. Of a claim that is read blind nothing is opened before the
    round is over. Inside the act's transaction, under the article's lock.
    """
    for claim in claims:
        new = [row for row in fresh if row.fingerprint == claim.fingerprint and row.outcome in VOTES]
        if not new:
            continue
        votes = {row.by_id: row for row in claim.decisions if row.pk not in claim.settlement.failing}
        votes = {pk: row for pk, row in votes.items() if row.outcome in VOTES} | {row.by_id: row for row in new}
        dismissals = [row for row in votes.values() if row.outcome == Outcome.DISMISS.value]
        closed = not claim.settlement.requirement.blind or any(row.safety for row in votes.values())
        if dismissals and len(dismissals) < len(votes) and closed:
            _open(text, claim, dismissals[0], list(votes.values()), now)


def _open(text: Revision, claim: BoardClaim, dismissal: Decision, votes: Sequence[Decision], now: datetime) -> None:
    known = Thread.objects.filter(article=text.article_id, request__fingerprint=claim.fingerprint)
    if known.filter(request__in=[row.pk for row in votes]).exists():
        return
    index = next(number for number, row in enumerate(text.segments) if row[0] == claim.fingerprint)
    words = text.segments[index][6]
    thread = Thread.objects.create(
        article=text.article,
        revision=text,
        index=index,
        fingerprint=claim.fingerprint,
        words=words,
        request=dismissal,
    )
    Comment.objects.create(thread=thread, text=dismissal.reason, by=dismissal.by, at=dismissal.at, told_at=now)
    wanted = Competence.SAFETY if claim.settlement.requirement.blind else Competence.CLINICAL
    readers = {row.by_id for row in votes}
    third = {person.id for person in pool(now) if wanted in person.competences} - readers - claim.authors
    said = f"Two readers disagree about a sentence of “{text.title}”."
    place = workbench_url(text.article.latest_revision or text, claim.fingerprint)
    people: Any = get_user_model().objects
    tell(people.filter(pk__in=readers), f"{said} Talk it over; a third reader decides.", place, Event.REQUEST)
    tell(people.filter(pk__in=third), f"{said} A third reader decides.", place, Event.REQUEST)
