"""The review queue: what waits, for whom, by risk and age. A constant number of queries."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.admin.frame import for_those_who, page
from articles.admin.waiting import is_second_reading, turn_of
from articles.claims.types import Competence, Risk
from articles.models import Revision
from articles.review import reports
from articles.review.board import Board, load_boards
from articles.review.ledger import name_of
from articles.review.people import competences_on, today
from articles.workflow.settlement import ClaimState
from articles.workflow.states import ReviewState

WAITING = (ReviewState.IN_REVIEW.value, ReviewState.CHANGES_REQUESTED.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One revision in the queue. ``mine`` counts the claims that wait for the person who looks,
    ``second`` those of them that stand in the list of second readings."""

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

    @property
    def for_me(self) -> bool:
        """Something in it waits for the person who looks."""
        return bool(self.mine or self.text_waits)

    @property
    def order(self) -> tuple[bool, int, datetime]:
        """Mine first, then the highest risk, then the oldest."""
        return not self.for_me, -(self.risk.rank if self.risk else -1), self.since


FILTERS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "all": ("All", lambda row: True),
    "mine": ("Mine", lambda row: row.for_me),
    "high": ("High risk", lambda row: row.risk is Risk.HIGH),
    "changes": ("Changes requested", lambda row: row.revision.review_state is ReviewState.CHANGES_REQUESTED),
}


def rows_for(user: Any, now: datetime) -> list[Row]:
    """The queue as this person sees it (blind reading), sorted."""
    revisions = list(
        Revision.objects.filter(state__in=WAITING).select_related("article", "saved_by").order_by("submitted_at", "pk")
    )
    boards = load_boards(revisions, now, user)
    held = competences_on(user, today(now))
    return sorted((_row(boards[item.pk], user, held) for item in revisions), key=lambda row: row.order)


def _row(board: Board, user: Any, held: frozenset[Competence]) -> Row:
    revision = board.revision
    still_open = board.open_claims
    states = Counter(claim.state for claim in still_open)
    in_review = revision.review_state is ReviewState.IN_REVIEW
    reader = in_review and Competence.CLINICAL in held and user.pk not in board.word_authors()
    turns = [(claim, turn_of(board, claim, user, held)) for claim in still_open] if in_review else []
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
    )


@for_those_who("review_article")
def queue_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/revision/queue/``."""
    rows = rows_for(request.user, timezone.now())
    chosen = request.GET.get("show", "all")
    if chosen not in FILTERS:
        chosen = "all"
    filters = [
        {"key": key, "label": label, "count": sum(map(test, rows)), "current": key == chosen}
        for key, (label, test) in FILTERS.items()
    ]
    shown = [row for row in rows if FILTERS[chosen][1](row)]
    others = len(rows) - sum(row.for_me for row in rows)
    context = {
        "title": "Review queue",
        "rows": shown,
        "filters": filters,
        "chosen": chosen,
        "others": others,
        "reported": reports.waiting().count(),
    }
    return page(request, "queue.html", context)
