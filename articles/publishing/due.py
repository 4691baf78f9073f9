"""What falls due: reviews, credentials, scheduled pages, readers' reports, texts that wait. Tells each person concerned
once, in one mail a run; a second run adds nothing. Mail that did not go out is tried again, comments that blind reading
hid are told once it is over, and what readers typed is erased when its time is over.

Nothing here changes what readers see: pages appear and vanish by their time range, so without this only messages wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.models import Assignment, Credential, Notification, Publication, Revision
from articles.models.notification import Event
from articles.publishing.renewing import reread_url
from articles.review import assignments, comments, helplines, mail, profiles, reports, unsaved, waiting
from articles.review.authorship import authors_of
from articles.review.ledger import name_of
from articles.review.locks import lock_policy
from articles.review.notifications import tell
from articles.review.people import today
from articles.review.transitions import readers, workbench_url
from articles.workflow.states import ReviewState

AHEAD = timedelta(days=30)  # how long before a date people are told
ENDS = (timedelta(days=60), timedelta(days=14))  # how long before its end people are told of a credential
PROFILE_URL = "/admin/articles/credential/profile/"
AT_ONCE = 200  # texts read together
AGAIN = timedelta(days=30)  # how often people are told of a review that nobody has done
UNANSWERED = timedelta(days=7)  # how long a reader's report, a text in review or a request for changes may wait


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a date. ``text`` holds the date and not the days left, so that it is the same every day."""

    text: str
    url: str
    people: tuple[Any, ...]
    event: Event = Event.NOTICE


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
                tell(fresh, item.text, item.url, item.event)
                told.append(Due(item.text, item.url, fresh, item.event))
        comments.tell_waiting(now)
        reports.erase_old(now)
        unsaved.erase_old(now)
    waiting.refresh(now)  # what many acts at once left for the queue to compute
    mail.send_waiting()  # what an earlier act could not send
    return told


def _everything(now: datetime) -> list[Due]:
    editors = _group("Editors")
    return [
        *_reviews(now, editors),
        *_credentials(today(now)),
        *_interests(now),
        *_schedule(now, editors),
        *_reports(now, editors),
        *_numbers(now, editors),
        *_waiting(now),
    ]


def _group(name: str) -> list[Any]:
    return list(get_user_model().objects.filter(groups__name=name, is_active=True).order_by("pk"))


def _people(*groups: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({person.pk: person for group in groups for person in group if person.is_active}.values())


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"


def _reviews(now: datetime, editors: list[Any]) -> list[Due]:
    rows = Publication.objects.live(now).filter(review_due__lte=now + AHEAD).order_by("review_due", "pk")
    found = []
    away = assignments.substitutes_on(today(now))
    assigned = {row.article_id: row for row in Assignment.objects.exclude(fallback=None).select_related("fallback")}
    for row in rows.select_related("article__owner").prefetch_related("attestations__by").defer("payload", "manifest"):
        when = row.review_due
        if when is None:
            continue
        words = "is due on" if when > now else "has been due since"
        text = f"The review of “{row.title}” {words} {_day(when)}."
        if months := (now - when) // AGAIN if when <= now else 0:
            text += f" This is reminder {months + 1}."
        answers = assignments.answers_for(row.article, assigned.get(row.article_id), away)
        # Whoever read the whole text before knows it; whoever stands in for them today hears of it too.
        readers = [item.by for item in row.attestations.all()]
        asked = [row.article.owner, answers, *readers, *(away.get(person.pk) for person in readers)]
        asked = [person for person in asked if person is not None]
        found.append(Due(text, reread_url(row), _people(asked, editors), Event.REVIEW_DUE))
    return found


def _credentials(day: date) -> list[Due]:
    """Credentials that end: told when the first of ``ENDS`` is near, and again when the last is."""
    administrators = _group("Credential administrators")
    rows = Credential.objects.filter(
        valid_until__gte=day,
        valid_until__lte=day + ENDS[0],
        verified_at__isnull=False,
        found_false_at=None,
        ended_on=None,
        person__is_active=True,
    ).order_by("valid_until", "pk")
    found = []
    for row in rows.select_related("person"):
        if row.valid_until is None:
            continue
        within = next(length for length in reversed(ENDS) if row.valid_until <= day + length)
        soon = f"counts until {row.valid_until:%-d %B %Y}" + (", within two weeks" if within == ENDS[-1] else "")
        text = f"{name_of(row.person)}: {row} {soon}. Renew it to go on signing."
        url = f"/admin/articles/credential/{row.pk}/change/"
        found.append(Due(text, url, _people([row.person], administrators)))
    return found


def _interests(now: datetime) -> list[Due]:
    """Clinicians whose declaration of interests is older than a year. Each new declaration has its own date."""
    able = {person.pk: person for person in readers(set())}
    found = []
    for person, on in sorted(profiles.declared_on(able).items()):
        if on <= today(now) - profiles.LASTS:
            text = f"You declared your interests on {on:%-d %B %Y}. Declare them again: readers see the date."
            found.append(Due(text, PROFILE_URL, (able[person],)))
    return found


def _schedule(now: datetime, editors: list[Any]) -> list[Due]:
    rows = Publication.objects.scheduled(now).filter(live_from__lte=now + AHEAD).order_by("live_from", "pk")
    found = []
    for row in rows.select_related("article__owner", "revision"):
        text = f"“{row.title}” goes live on {timezone.localtime(row.live_from):%-d %B %Y at %H:%M}."
        people = _people([row.article.owner], editors)
        found.append(Due(text, workbench_url(row.revision), people, Event.REMINDER))
    return found


def _numbers(now: datetime, editors: list[Any]) -> list[Due]:
    """Help lines whose last check has run out; told again when the next check has."""
    day, found = today(now), []
    for line in helplines.register(now):
        if line.is_stale(day) and line.live is not None:
            lately = f"not checked since {line.check.on:%-d %B %Y}" if line.check else "never checked"
            text = f"The numbers of “{line.title}” were {lately}: ring them."
            url = f"/admin/articles/helplinecheck/{line.article.pk}/check/"
            found.append(Due(text, url, _people([line.article.owner], editors), Event.REMINDER))
    return found


def _reports(now: datetime, editors: list[Any]) -> list[Due]:
    found = []
    for row in reports.waiting().filter(at__lte=now - UNANSWERED):
        text = f"A reader's report on “{row.publication.title}” has waited since {_day(row.at)}."
        found.append(Due(text, reports.report_url(row), _people(editors)))
    return found


def _waiting(now: datetime) -> list[Due]:
    """Texts that readers have not finished, and requests for changes that the writer has not answered."""
    waits = {ReviewState.IN_REVIEW.value, ReviewState.CHANGES_REQUESTED.value}
    rows = Revision.objects.filter(state__in=waits, submitted_at__lte=now - UNANSWERED).select_related("saved_by")
    able = readers(set())
    found = []
    for row in rows.order_by("submitted_at", "pk").defer("body", "analysis").iterator(AT_ONCE):
        if row.review_state is ReviewState.IN_REVIEW:
            text = f"“{row.title}” has waited for review since {_day(row.submitted_at or row.saved_at)}."
            writers = set().union(*authors_of(segment[0] for segment in row.segments).values())
            people = _people(person for person in able if person.pk not in writers)
        else:
            text = f"“{row.title}” was sent on {_day(row.submitted_at or row.saved_at)} and waits for changes."
            people = _people([row.saved_by])
        found.append(Due(text, workbench_url(row), people, Event.REMINDER))
    return found
