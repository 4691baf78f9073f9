"""How far a move from another site has come: what is left to review, and how fast it becomes less. Reads only."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.utils import timezone

from articles.claims.types import Risk
from articles.models import LedgerEvent, Occurrence, Origin, Publication, Revision
from articles.workflow.states import ReviewState

MOST_POINTS = 60
STEPS = (1, 7, 28, 91, 364)  # days between two points


@dataclass(frozen=True, slots=True)
class Row:
    """One imported article as it stands now. ``counts`` are its claims by risk, in the words of the latest revision.

    ``here``: readers have seen a page of it on this site.
    """

    origin: int
    article: int
    owner: int
    title: str
    state: ReviewState
    counts: dict[Risk, int]
    here: bool
    was_live: bool
    todo: int
    differs: bool
    published_at: datetime | None

    @property
    def risk(self) -> Risk | None:
        """The highest risk of its claims."""
        return max((risk for risk, count in self.counts.items() if count), key=lambda risk: risk.rank, default=None)

    @property
    def claims(self) -> int:
        """How many claims it holds."""
        return sum(self.counts.values())

    @property
    def key(self) -> tuple[int, int, int, int]:
        """The highest risk first, then the most claims of it, then the most claims."""
        risk = self.risk
        return (-risk.rank if risk else 1, -self.counts[risk] if risk else 0, -self.claims, self.article)


def rows() -> list[Row]:
    """Every imported article, the riskiest first. Two queries, whatever their number."""
    latest = Revision.objects.filter(article=OuterRef("article")).order_by("-number")
    was_live = Q(live_until=None) | Q(live_until__gt=F("live_from")) | Q(withdrawn=True)
    shown = Publication.objects.filter(was_live, article=OuterRef("article"), live_from__lte=timezone.now())
    origins = Origin.objects.annotate(
        latest_id=Subquery(latest.values("pk")[:1]),
        title=Subquery(latest.values("title")[:1]),
        state=Subquery(latest.values("state")[:1]),
        here=Exists(shown),
    ).values(
        "pk", "article_id", "article__owner_id", "latest_id", "title", "state", "here", "was_live", "todo", "differs",
        "published_at",
    )  # fmt: skip
    counts = _claims()
    found = [
        Row(
            origin=item["pk"],
            article=item["article_id"],
            owner=item["article__owner_id"],
            title=item["title"] or "",
            state=ReviewState(item["state"] or ReviewState.DRAFT.value),
            counts={risk: counts[item["latest_id"]][risk] for risk in Risk},
            here=item["here"],
            was_live=item["was_live"],
            todo=item["todo"],
            differs=item["differs"],
            published_at=item["published_at"],
        )
        for item in origins
    ]
    return sorted(found, key=lambda row: row.key)


def _claims() -> dict[int, Counter[Risk]]:
    """Claims of the newest revisions of imported articles: those that no other revision has superseded."""
    found: dict[int, Counter[Risk]] = defaultdict(Counter)
    counted = (
        Occurrence.objects.filter(revision__article__origin__isnull=False)
        .exclude(revision__state=ReviewState.SUPERSEDED.value)
        .order_by()
        .values("revision_id", "risk")
        .annotate(number=Count("claim", distinct=True))
    )
    for item in counted:
        found[item["revision_id"]][Risk(item["risk"])] = item["number"]
    return found


@dataclass(frozen=True, slots=True)
class Point:
    """The end of one day: how many were imported by then, how many of them had been published here, and the highest
    risk (None: no claim) of the others, as their words stand now."""

    day: date
    imported: int
    here: int
    risks: dict[Risk | None, int]

    @property
    def left(self) -> int:
        """How many were still to come."""
        return self.imported - self.here


def history(found: Iterable[Row], today: date) -> list[Point]:
    """From the first import to today, at most ``MOST_POINTS`` points. From the ledger: two queries."""
    imported = _first_days(LedgerEvent.objects.filter(kind="imported"))
    if not imported:
        return []
    here = _first_days(LedgerEvent.objects.filter(kind="publish", article__in=Origin.objects.values("article_id")))
    risks = {row.article: row.risk for row in found}
    first = min(imported.values())
    span = (today - first).days + 1
    step = next((days for days in STEPS if span / days <= MOST_POINTS), STEPS[-1])
    days = [first + timedelta(days=number) for number in range(0, span, step)]
    if days[-1] != today:
        days.append(today)
    points = []
    for day in days:
        came = [article for article, at in imported.items() if at <= day]
        left = [article for article in came if here.get(article, date.max) > day]
        points.append(Point(day, len(came), len(came) - len(left), Counter(risks.get(article) for article in left)))
    return points


def _first_days(events: Any) -> dict[int, date]:
    """The day of the first of these events of each article."""
    firsts = events.order_by().values("article").annotate(first=Min("at"))
    return {item["article"]: timezone.localtime(item["first"]).date() for item in firsts}
