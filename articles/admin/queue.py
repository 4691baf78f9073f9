"""The review queue: what waits, for whom, by risk, due date and age. A constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.admin.frame import for_those_who, page
from articles.admin.waiting import is_second_reading, turn_of
from articles.claims.types import ClaimType, Competence, Risk
from articles.models import Assignment, Look, Publication, Revision
from articles.publishing.due import AHEAD
from articles.review import assignments, helplines, reports
from articles.review.board import Board, load_boards
from articles.review.ledger import name_of
from articles.review.people import competences_on, today
from articles.review.transitions import workbench_url
from articles.workflow.settlement import ClaimState
from articles.workflow.states import ReviewState

WAITING = (ReviewState.IN_REVIEW.value, ReviewState.CHANGES_REQUESTED.value)
PAGE = 25  # articles on one page
SOON = timedelta(days=7)
LAPSED = frozenset({ClaimState.LAPSED, ClaimState.CONTEXT_CHANGED})
GRAVE = frozenset({ClaimType.CRISIS, ClaimType.SAFETY})


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

    @property
    def soon(self) -> bool:
        """Due within seven days, and not overdue."""
        return self.due is not None and self.day <= self.due <= self.day + SOON

    @property
    def lapsed(self) -> bool:
        """A claim in it was signed once, and its words or context have changed since."""
        return any(state in LAPSED for state, _ in self.by_state)

    @property
    def key(self) -> str:
        """Sorts as text: mine first, then lapsed words on safety, the highest risk, the earliest due date, the oldest.
        The id makes it unique.

        The address of the next page names the key of the last row, so a page stays right while others change rows.
        """
        rank = 9 - (self.risk.rank + 1 if self.risk else 0)
        due = (self.due or date.max).isoformat()
        since = self.since.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")
        return f"{int(not self.for_me)}.{int(not self.safety_lapsed)}.{rank}.{due}.{since}.{self.revision.pk:012d}"


FILTERS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "all": ("All", lambda row: True),
    "mine": ("Mine", lambda row: row.for_me),
    "task": ("Assigned to me", lambda row: row.task),
    "high": ("High risk", lambda row: row.risk is Risk.HIGH),
    "overdue": ("Overdue", lambda row: row.overdue),
    "week": ("Due in 7 days", lambda row: row.soon),
    "lapsed": ("Lapsed", lambda row: row.lapsed),
    "unassigned": ("Unassigned", lambda row: not row.reviewer),
    "changes": ("Changes requested", lambda row: row.writers_turn),
}


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands beside the boards: assignments, who looks, whose duties the person has."""

    user: Any
    held: frozenset[Competence]
    day: date
    assigned: dict[int, Assignment]
    looks: dict[int, list[Look]]
    duties: set[int]


def rows_for(user: Any, now: datetime) -> list[Row]:
    """The queue as this person sees it (blind reading), sorted."""
    revisions = list(
        Revision.objects.filter(state__in=WAITING).select_related("article", "saved_by").order_by("submitted_at", "pk")
    )
    boards = load_boards(revisions, now, user)
    around = _around(revisions, user, now)
    return sorted((_row(boards[item.pk], around) for item in revisions), key=lambda row: row.key)


def _around(revisions: Sequence[Revision], user: Any, now: datetime) -> _Around:
    articles = {item.article_id for item in revisions}
    assigned = Assignment.objects.filter(article__in=articles).select_related("reviewer")
    looks: dict[int, list[Look]] = defaultdict(list)
    for item in assignments.looking(articles, now):
        looks[item.article_id].append(item)
    day = today(now)
    duties = {user.pk, *assignments.stood_in_for(user, day)}
    by_article = {item.article_id: item for item in assigned}
    return _Around(user, competences_on(user, day), day, by_article, looks, duties)


def _row(board: Board, around: _Around) -> Row:
    revision, user, held = board.revision, around.user, around.held
    still_open = board.open_claims
    states = Counter(claim.state for claim in still_open)
    in_review = revision.review_state is ReviewState.IN_REVIEW
    reader = in_review and Competence.CLINICAL in held and user.pk not in board.word_authors()
    turns = [(claim, turn_of(board, claim, user, held)) for claim in still_open] if in_review else []
    task = around.assigned.get(revision.article_id)
    reviewer = task.reviewer if task else None
    looks = around.looks.get(revision.article_id, [])
    return Row(
        revision=revision,
        writer=name_of(revision.saved_by),
        by_state=[(state, states[state]) for state in ClaimState if states[state]],
        risk=max((claim.risk for claim in still_open), key=lambda risk: risk.rank, default=None),
        settled=board.settled_count,
        total=len(board.claims),
        mine=sum(turn.sign for _, turn in turns),
        second=sum(is_second_reading(claim, turn, user) for claim, turn in turns),
        text_waits=reader and not still_open and not board.coverage.complete,
        since=revision.submitted_at or revision.saved_at,
        day=around.day,
        reviewer=name_of(reviewer) if reviewer else "",
        task=reviewer is not None and reviewer.pk in around.duties,
        due=task.due_on if task else None,
        taken=[item for item in looks if item.person_id != user.pk],
        i_look=any(item.person_id == user.pk for item in looks),
        safety_lapsed=any(claim.state in LAPSED and not GRAVE.isdisjoint(claim.types) for claim in still_open),
    )


@for_those_who("review_article")
def queue_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/revision/queue/``: ``?show=`` a filter, ``?after=`` the key of the last row seen."""
    now = timezone.now()
    rows = rows_for(request.user, now)
    chosen = request.GET.get("show", "all")
    if chosen not in FILTERS:
        chosen = "all"
    filters = [
        {"key": key, "label": label, "count": sum(map(test, rows)), "current": key == chosen}
        for key, (label, test) in FILTERS.items()
    ]
    after = request.GET.get("after", "")
    rest = [row for row in rows if FILTERS[chosen][1](row) and row.key > after]
    shown = rest[:PAGE]
    context = {
        "title": "Review queue",
        "rows": shown,
        "next": shown[-1].key if len(rest) > PAGE else "",
        "after": after,
        "filters": filters,
        "chosen": chosen,
        "others": len(rows) - sum(row.for_me for row in rows),
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
    step = 1 if request.path.endswith("/next/") else -1
    rows = rows_for(request.user, timezone.now())
    places = [place for place, row in enumerate(rows) if row.revision.article_id == pk]
    at = places[0] + step if places else (0 if step > 0 else -1)
    if 0 <= at < len(rows):
        return redirect(workbench_url(rows[at].revision))
    messages.info(request, f"That was the {'last' if step > 0 else 'first'} article of the queue.")
    return redirect("admin:articles_revision_queue")
