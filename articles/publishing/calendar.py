"""What happens on which day: pages that go live and end, embargoes, reviews and tasks that fall due, help lines that
are to be checked. Computed from what is stored, in as many queries as there are kinds."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from articles.models import Article, Assignment, Publication, Revision
from articles.review import helplines


class Kind(Enum):
    """A kind of event: its words, its sign, and whether it is about what readers see (else about work)."""

    LIVE = ("live", "Goes live", "▶", True)
    ENDS = ("ends", "Ends", "■", True)
    WITHDRAWN = ("withdrawn", "Withdrawn", "✕", True)
    EMBARGO = ("embargo", "Embargo ends", "◷", True)
    REVIEW = ("review", "Review due", "↻", False)
    TASK = ("task", "Task due", "☐", False)
    NUMBER = ("number", "Number to be checked", "☎", False)

    def __init__(self, key: str, label: str, sign: str, public: bool) -> None:
        self.key, self.label, self.sign, self.public = key, label, sign, public


@dataclass(frozen=True, slots=True)
class Happening:
    """One event on one day. ``at`` is None where only the day counts. ``article`` is the id of the article."""

    day: date
    at: datetime | None
    kind: Kind
    title: str
    article: int
    over: bool  # it lies in the past

    @property
    def label(self) -> str:
        """What happens, in the tense of the day."""
        return "Went live" if self.kind is Kind.LIVE and self.over else self.kind.label


def month(first: date, now: datetime | None = None) -> dict[date, list[Happening]]:
    """Everything in the month that begins with ``first``, by day, in order of time."""
    now = now or timezone.now()
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    span = (_midnight(first), _midnight(following))
    found: dict[date, list[Happening]] = defaultdict(list)
    for item in _everything(span, first, following, now):
        found[item.day].append(item)
    for items in found.values():
        items.sort(key=lambda item: (item.at is None, item.at or now, item.kind.key, item.title))
    return dict(found)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _everything(span: tuple[datetime, datetime], first: date, after: date, now: datetime) -> Iterator[Happening]:
    yield from _publications(span, now)
    for pk, slug, title, until in (
        Article.objects.filter(embargo_until__gte=span[0], embargo_until__lt=span[1])
        .annotate(newest=_title())
        .values_list("pk", "slug", "newest", "embargo_until")
    ):
        if until is not None:
            yield _at(until, Kind.EMBARGO, title or slug, pk, now)
    for pk, slug, title, due in (
        Assignment.objects.filter(due_on__gte=first, due_on__lt=after, reviewer__isnull=False)
        .annotate(newest=_title("article"))
        .values_list("article", "article__slug", "newest", "due_on")
    ):
        if due is not None:
            yield Happening(due, None, Kind.TASK, title or slug, pk, due < timezone.localdate(now))
    for line in helplines.register(now):
        if line.live and line.due and first <= line.due < after:
            over = line.due < timezone.localdate(now)
            yield Happening(line.due, None, Kind.NUMBER, line.title, line.article.pk, over)


def _title(article: str = "pk") -> Any:
    return Revision.objects.filter(article=OuterRef(article)).order_by("-number").values("title")[:1]


def _publications(span: tuple[datetime, datetime], now: datetime) -> Iterator[Happening]:
    rows = Publication.objects.only("title", "article_id", "live_from", "live_until", "review_due", "withdrawn")
    cancelled = F("live_from")
    for row in rows.filter(live_from__gte=span[0], live_from__lt=span[1]).exclude(live_until=cancelled):
        yield _at(row.live_from, Kind.LIVE, row.title, row.article_id, now)
    replaced = Publication.objects.filter(article=OuterRef("article"), live_from=OuterRef("live_until"))
    ends = rows.filter(live_until__gte=span[0], live_until__lt=span[1]).exclude(live_until=cancelled)
    for row in ends.exclude(Exists(replaced.exclude(pk=OuterRef("pk")))):
        kind = Kind.WITHDRAWN if row.withdrawn else Kind.ENDS
        yield _at(row.live_until or now, kind, row.title, row.article_id, now)
    # What ends or is replaced before its review asks for none; what is scheduled has its own.
    stays = Q(live_until__isnull=True) | (Q(live_until__gt=now) & Q(live_until__gt=F("review_due")))
    for row in rows.filter(stays, review_due__gte=span[0], review_due__lt=span[1]):
        due = row.review_due or now
        yield Happening(timezone.localdate(due), None, Kind.REVIEW, row.title, row.article_id, due <= now)


def _at(moment: datetime, kind: Kind, title: str, article: int, now: datetime) -> Happening:
    return Happening(timezone.localdate(moment), moment, kind, title, article, moment <= now)
