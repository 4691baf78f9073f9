"""The review queue: what waits, for whom, by risk, due date and age. A constant number of queries.

All of it comes from the facts that ``review.waiting`` keeps, so that no board is built for a list.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.admin.frame import for_those_who, page
from articles.claims.types import Competence, Risk
from articles.models import Assignment, Look, Publication, QueueEntry, Revision
from articles.publishing.due import AHEAD
from articles.review import assignments, helplines, reports, waiting
from articles.review.ledger import name_of
from articles.review.people import competences_on, today
from articles.review.transitions import workbench_url
from articles.review.waiting import GRAVER, Facts
from articles.workflow.settlement import ClaimState
from articles.workflow.states import ReviewState

PAGE = 25  # articles on one page
_NAME = ("username", "first_name", "last_name")
SOON = timedelta(days=7)
_HIGH = Risk.HIGH.rank + 1


@dataclass(frozen=True, slots=True)
class Row:
    """One revision in the queue. ``mine`` counts the claims that wait for the person who looks,
    ``second`` those of them that stand in the list of second readings. ``task``: it is assigned to that person, or to
    somebody they stand in for. ``taken``: who looks at it now, without that person."""

    revision: Revision
    writer: str
    by_state: list[tuple[ClaimState, int]]
    risk: Risk | None
    settled: int
    total: int
    mine: int
    second: int
    text_waits: bool
    since: datetime
    day: date
    reviewer: str = ""
    task: bool = False
    due: date | None = None
    taken: list[Look] = field(default_factory=list)
    i_look: bool = False
    safety_lapsed: bool = False  # a signed sentence on a crisis or on safety counts no more

    @property
    def for_me(self) -> bool:
        """Something in it waits for the person who looks."""
        return bool(self.mine or self.text_waits)

    @property
    def writers_turn(self) -> bool:
        """Changes were requested: nobody can sign before the writer answers."""
        return self.revision.review_state is ReviewState.CHANGES_REQUESTED

    @property
    def overdue(self) -> bool:
        """The due day is over."""
        return self.due is not None and self.due < self.day


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the queue: what they hold today, and whose duties they have (their own among them)."""

    user: Any
    held: frozenset[Competence]
    duties: set[int]
    day: date


FILTERS: dict[str, tuple[str, Callable[[Reader], Q]]] = {
    "all": ("All", lambda reader: Q(pk__isnull=False)),
    "mine": ("Mine", lambda reader: Q(mine=1)),
    "task": ("Assigned to me", lambda reader: Q(reviewer__in=reader.duties)),
    "high": ("High risk", lambda reader: Q(my_weight__in=(_HIGH, _HIGH + GRAVER))),
    "overdue": ("Overdue", lambda reader: Q(due__lt=reader.day)),
    "week": ("Due in 7 days", lambda reader: Q(due__gte=reader.day, due__lte=reader.day + SOON)),
    "lapsed": ("Lapsed", lambda reader: Q(my_lapsed=True)),
    "unassigned": ("Unassigned", lambda reader: Q(reviewer=None)),
    "changes": ("Changes requested", lambda reader: Q(state=ReviewState.CHANGES_REQUESTED.value)),
}


def reader_of(user: Any, now: datetime) -> Reader:
    """The person who looks, today. Two queries."""
    day = today(now)
    return Reader(user, competences_on(user, day), {user.pk, *assignments.stood_in_for(user, day)}, day)


def key_of(entry: Any) -> str:
    """The place of an entry in the order of the queue, for the address of the next page: it stays right while others
    change rows."""
    since = entry.since.astimezone(UTC).isoformat()
    return f"{entry.mine}~{entry.my_weight}~{entry.due.isoformat()}~{since}~{entry.pk}"


def behind(key: str, back: bool = False) -> Q | None:
    """What stands behind (``back``: before) the entry with this key; None when it is no key."""
    less, more = ("gt", "lt") if back else ("lt", "gt")
    try:
        mine, weight, due, since, pk = key.split("~")
        values: list[tuple[str, str, Any]] = [
            ("mine", less, int(mine)),
            ("my_weight", less, int(weight)),
            ("due", more, date.fromisoformat(due)),
            ("since", more, datetime.fromisoformat(since)),
            ("pk", more, int(pk)),
        ]
    except ValueError:
        return None
    wanted, equal = Q(pk__in=[]), Q()
    for name, way, value in values:
        wanted |= equal & Q(**{f"{name}__{way}": value})
        equal &= Q(**{name: value})
    return wanted


def rows_for(entries: Sequence[QueueEntry], reader: Reader, now: datetime) -> list[Row]:
    """Rows of these entries, in their order, as this person may see them (blind reading). Four queries."""
    revisions = Revision.objects.select_related("saved_by").only(
        "number", "title", "state", "article_id", *(f"saved_by__{name}" for name in _NAME)
    )
    texts = revisions.in_bulk([item.pk for item in entries])
    articles = {item.article_id for item in entries}
    tasks = Assignment.objects.filter(article__in=articles).select_related("reviewer")
    assigned = {item.article_id: item for item in tasks}
    looks: dict[int, list[Look]] = defaultdict(list)
    for look in assignments.looking(articles, now):
        looks[look.article_id].append(look)
    found = zip(entries, waiting.facts_for(reader.user, entries), strict=True)
    return [
        _row(entry, facts, texts[entry.pk], reader, assigned.get(entry.article_id), looks[entry.article_id])
        for entry, facts in found
    ]


def _row(
    entry: QueueEntry, facts: Facts, revision: Revision, reader: Reader, task: Assignment | None, looks: list[Look]
) -> Row:
    profile = waiting.PROFILES.index(reader.held) if reader.held in waiting.PROFILES else None
    reviewer = task.reviewer if task else None
    return Row(
        revision=revision,
        writer=name_of(revision.saved_by),
        by_state=[(state, facts.states[state.value]) for state in ClaimState if state.value in facts.states],
        risk=next((risk for risk in Risk if risk.rank + 1 == facts.risk), None),
        settled=facts.settled,
        total=facts.total,
        mine=0 if profile is None else facts.mine[profile],
        second=0 if profile is None else facts.second[profile],
        text_waits=profile is not None and facts.text,
        since=entry.since,
        day=reader.day,
        reviewer=name_of(reviewer) if reviewer else "",
        task=reviewer is not None and reviewer.pk in reader.duties,
        due=task.due_on if task else None,
        taken=[item for item in looks if item.person_id != reader.user.pk],
        i_look=any(item.person_id == reader.user.pk for item in looks),
        safety_lapsed=facts.grave,
    )


def filter_counts(entries: QuerySet[QueueEntry], reader: Reader) -> dict[str, int]:
    """How many entries each filter shows. One query."""
    counts = {f"n_{key}": Count("pk", filter=test(reader)) for key, (_, test) in FILTERS.items()}
    found = entries.order_by().aggregate(**counts)
    return {key: found[f"n_{key}"] for key in FILTERS}


@for_those_who("review_article")
def queue_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/revision/queue/``: ``?show=`` a filter, ``?after=`` the key of the last row seen."""
    now = timezone.now()
    left = waiting.refresh(now, waiting.A_LOOK)
    reader = reader_of(request.user, now)
    entries = waiting.entries_for(reader.user, reader.held)
    chosen = request.GET.get("show", "all")
    if chosen not in FILTERS:
        chosen = "all"
    counts = filter_counts(entries, reader)
    filters = [
        {"key": key, "label": label, "count": counts[key], "current": key == chosen}
        for key, (label, _) in FILTERS.items()
    ]
    after = request.GET.get("after", "")
    rest = behind(after) if after else None
    wanted = entries.filter(FILTERS[chosen][1](reader))
    found = list((wanted if rest is None else wanted.filter(rest))[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "title": "Review queue",
        "rows": rows_for(shown, reader, now),
        "next": key_of(shown[-1]) if len(found) > PAGE else "",
        "after": after if rest is not None else "",
        "filters": filters,
        "chosen": chosen,
        "left": left,
        "others": counts["all"] - counts["mine"],
        "reported": reports.waiting().count(),
        "stale_numbers": helplines.stale_count(now),
        "due": Publication.objects.live(now).filter(review_due__lte=now + AHEAD).count(),
    }
    return page(request, "queue.html", context)


@for_those_who("review_article")
def beside_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/revision/queue/<article>/next/`` and ``…/previous/``: the neighbour in the queue.

    It is asked when the key is pressed: a workbench costs nothing for it. Past the ends the queue itself is shown.
    """
    back = request.path.endswith("/previous/")
    now = timezone.now()
    waiting.refresh(now, waiting.A_LOOK)
    reader = reader_of(request.user, now)
    entries = waiting.entries_for(reader.user, reader.held).select_related("revision")
    here = entries.filter(article=pk).first()
    rest = behind(key_of(here), back) if here else None
    wanted = entries if rest is None else entries.filter(rest)
    if beside := (wanted.reverse() if back else wanted).first():
        return redirect(workbench_url(beside.revision))
    messages.info(request, f"That was the {'first' if back else 'last'} article of the queue.")
    return redirect("admin:articles_revision_queue")
