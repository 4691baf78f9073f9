"""The end of a publication that is planned ahead: an offer that runs out, a page that is withdrawn on a day.

Nothing has to run at that moment: readers' queries filter by time. The end is beside a ledger event, as the trigger
asks, and passes on to a newer text of the same article.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Publication
from articles.models.notification import Event
from articles.publishing.ranges import entry_about
from articles.review import permissions
from articles.review.analysis import check_note
from articles.review.errors import BadInput, InvalidTransition, check_reason
from articles.review.ledger import record
from articles.review.locks import lock_article
from articles.review.notifications import tell
from articles.review.transitions import workbench_url
from articles.search import index

DEFAULT_NOTICE = "This page was published for a limited time."


def plan_end(
    by: Any, publication: Publication, at: datetime, reason: str, notice: str = "", now: datetime | None = None
) -> Publication:
    """End a live or scheduled publication at ``at``; the address then answers 410 with ``notice``.

    Planning again moves the end. Raises ``BadInput`` for a time that is over or before it goes live, and
    ``InvalidTransition`` when it is over or a newer text is scheduled to replace it.
    """
    permissions.check(by, "withdraw_article")
    check_reason(reason, "Say why the page ends then.")
    check_note(notice)
    with transaction.atomic():
        lock_article(publication.article_id)
        now = now or timezone.now()
        row = _open(publication, now)
        if at <= now:
            raise BadInput("That time is over. To take the page down now, withdraw it.")
        if at <= row.live_from:
            raise BadInput("The page would end before it goes live.")
        was = row.live_until.isoformat(timespec="microseconds") if row.live_until else None
        notice = notice.strip() or DEFAULT_NOTICE
        data = {"live_until": at.isoformat(timespec="microseconds"), "was": was, "reason": reason, "notice": notice}
        _move(row, by, now, "end_planned", data, at, notice)
        day = f"{timezone.localtime(at):%-d %B %Y, %H:%M}"
        people = [row.article.owner, row.revision.saved_by]
        place = workbench_url(row.article.latest_revision or row.revision)
        tell([person for person in people if person != by], f"“{row.title}” ends on {day}.", place, Event.NOTICE)
    return row


def lift_end(by: Any, publication: Publication, reason: str, now: datetime | None = None) -> Publication:
    """Take a planned end back: the page stays until somebody ends it."""
    permissions.check(by, "publish_article")
    check_reason(reason, "Say why the page stays.")
    with transaction.atomic():
        lock_article(publication.article_id)
        now = now or timezone.now()
        row = _open(publication, now)
        if row.live_until is None:
            raise InvalidTransition("No end is planned for this page.")
        was = row.live_until.isoformat(timespec="microseconds")
        _move(row, by, now, "end_lifted", {"live_until": None, "was": was, "reason": reason}, None, "")
    return row


def _open(publication: Publication, now: datetime) -> Publication:
    """The row as it stands under the lock; raises when its end is not free to be planned."""
    row = Publication.objects.select_related("article__owner", "revision__saved_by").get(pk=publication.pk)
    over = row.live_until is not None and (row.live_until <= now or row.live_until == row.live_from)
    if over:
        raise InvalidTransition("This publication is over.")
    if Publication.objects.scheduled(now).filter(supersedes=row).exists():
        raise InvalidTransition("A newer text is scheduled to replace this one: give that one an end, or cancel it.")
    return row


def _move(
    row: Publication, by: Any, now: datetime, kind: str, data: dict[str, Any], until: datetime | None, notice: str
) -> None:
    (event,) = record(now, entry_about(row, kind, by, data))
    row.live_until, row.notice, row.last_event = until, notice, event.seq
    row.save(update_fields=["live_until", "notice", "last_event"])
    index.refresh(row.article_id, now)
