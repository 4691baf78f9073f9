"""What falls due: reviews, credentials, scheduled pages, readers' reports. Tells each person concerned once; a second
run adds nothing. What readers typed is erased when its time is over.

Nothing here changes what readers see: pages appear and vanish by their time range, so without this only messages wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.models import Credential, Notification, Publication
from articles.review import reports
from articles.review.ledger import name_of
from articles.review.locks import lock_policy
from articles.review.notifications import tell
from articles.review.people import today
from articles.review.transitions import workbench_url

AHEAD = timedelta(days=30)  # how long before a date people are told
UNANSWERED = timedelta(days=7)  # how long a reader's report may wait


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a date. ``text`` holds the date and not the days left, so that it is the same every day."""

    text: str
    url: str
    people: tuple[Any, ...]


def run(now: datetime | None = None) -> list[Due]:
    """Tell people what falls due within 30 days or is overdue. Returns what somebody was newly told, with whom."""
    now = now or timezone.now()
    told = []
    with transaction.atomic():
        lock_policy()  # two runs at once would both find that nobody was told
        for item in _everything(now):
            known = Notification.objects.filter(text=item.text, url=item.url).values_list("person_id", flat=True)
            fresh = tuple(person for person in item.people if person.pk not in set(known))
            if fresh:
                tell(fresh, item.text, item.url)
                told.append(Due(item.text, item.url, fresh))
        reports.erase_old(now)
    return told


def _everything(now: datetime) -> list[Due]:
    editors = _group("Editors")
    return [*_reviews(now, editors), *_credentials(today(now)), *_schedule(now, editors), *_reports(now, editors)]


def _group(name: str) -> list[Any]:
    return list(get_user_model().objects.filter(groups__name=name, is_active=True).order_by("pk"))


def _people(*groups: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({person.pk: person for group in groups for person in group if person.is_active}.values())


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"


def _reviews(now: datetime, editors: list[Any]) -> list[Due]:
    rows = Publication.objects.live(now).filter(review_due__lte=now + AHEAD).order_by("review_due", "pk")
    found = []
    for row in rows.select_related("article__owner", "revision"):
        latest = row.article.latest_revision or row.revision
        when = row.review_due
        if when is None:
            continue
        words = "is due on" if when > now else "has been due since"
        text = f"The review of “{row.title}” {words} {_day(when)}."
        found.append(Due(text, workbench_url(latest), _people([row.article.owner], editors)))
    return found


def _credentials(day: date) -> list[Due]:
    administrators = _group("Credential administrators")
    rows = Credential.objects.filter(
        valid_until__gte=day,
        valid_until__lte=day + AHEAD,
        verified_at__isnull=False,
        found_false_at=None,
        ended_on=None,
        person__is_active=True,
    ).order_by("valid_until", "pk")
    found = []
    for row in rows.select_related("person"):
        text = f"{name_of(row.person)}: {row} counts until {row.valid_until:%-d %B %Y}. Renew it to go on signing."
        url = f"/admin/articles/credential/{row.pk}/change/"
        found.append(Due(text, url, _people([row.person], administrators)))
    return found


def _schedule(now: datetime, editors: list[Any]) -> list[Due]:
    rows = Publication.objects.scheduled(now).filter(live_from__lte=now + AHEAD).order_by("live_from", "pk")
    found = []
    for row in rows.select_related("article__owner", "revision"):
        text = f"“{row.title}” goes live on {timezone.localtime(row.live_from):%-d %B %Y at %H:%M}."
        found.append(Due(text, workbench_url(row.revision), _people([row.article.owner], editors)))
    return found


def _reports(now: datetime, editors: list[Any]) -> list[Due]:
    found = []
    for row in reports.waiting().filter(at__lte=now - UNANSWERED):
        text = f"A reader's report on “{row.publication.title}” has waited since {_day(row.at)}."
        found.append(Due(text, reports.report_url(row), _people(editors)))
    return found
