"""Withdrawing is instant, needs a reason and no approval (law 10); cancelling a schedule likewise."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Publication
from articles.models.notification import Event
from articles.publishing.ranges import cancel, close, hold
from articles.review import permissions
from articles.review.analysis import check_note
from articles.review.authorship import authors_of
from articles.review.errors import InvalidTransition, NotAllowed, check_reason
from articles.review.locks import lock_article
from articles.review.notifications import tell
from articles.review.people import competences_on, today
from articles.review.transitions import workbench_url

DEFAULT_NOTICE = "We are checking what it says."


def withdraw(by: Any, article: Article, reason: str, notice: str = "", now: datetime | None = None) -> Publication:
    """Take the live page down at once, and cancel what was scheduled. The address then answers 410 with ``notice``.

    Raises ``BadInput`` without a reason, ``InvalidTransition`` when nothing is live or scheduled.
    """
    permissions.check(by, "withdraw_article")
    check_reason(reason, "Say why the page is withdrawn.")
    check_note(notice)
    with transaction.atomic():
        article = lock_article(article.pk)
        now = now or timezone.now()  # read under the lock: who waited must not act in the past
        scheduled = list(Publication.objects.scheduled(now).filter(article=article))
        for publication in scheduled:
            cancel(publication, by, now, reason)
        live = Publication.objects.live(now).filter(article=article).first()
        if live is not None:
            close(live, by, now, reason.strip(), notice.strip() or DEFAULT_NOTICE)
        elif not scheduled:
            raise InvalidTransition("Nothing of this article is live.")
        row = live or scheduled[0]
        words = f"“{row.title}” was withdrawn"
        place = workbench_url(article.latest_revision or row.revision)
        people = [article.owner, row.revision.saved_by]
        tell(people, f"{words}: {reason}", place, Event.WITHDRAWN, f"{words}.")
    return live or scheduled[0]


def cancel_schedule(by: Any, publication: Publication, reason: str, now: datetime | None = None) -> None:
    """Cancel a publication that is not yet live; its predecessor stays."""
    permissions.check(by, "publish_article")
    check_reason(reason, "Say why the schedule is cancelled.")
    with transaction.atomic():
        lock_article(publication.article_id)
        now = now or timezone.now()
        row = Publication.objects.scheduled(now).filter(pk=publication.pk).first()
        if row is None:
            raise InvalidTransition("This publication is not waiting any more.")
        cancel(row, by, now, reason)


def release(by: Any, publication: Publication, reason: str, now: datetime | None = None) -> None:
    """End a hold after checking: a clinician's act, since readers see the line disappear."""
    now = now or timezone.now()
    permissions.check_clinician(by, competences_on(by, today(now)))
    check_reason(reason, "Say what was checked.")
    with transaction.atomic():
        lock_article(publication.article_id)
        row = Publication.objects.get(pk=publication.pk)
        if not row.hold:
            raise InvalidTransition("This publication is not on hold.")
        if any(by.pk in people for people in authors_of(item[0] for item in row.revision.segments).values()):
            raise NotAllowed("You wrote words of this page, so another clinician has to end its check.")
        hold(row, by, now, "", reason)
