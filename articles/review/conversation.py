"""Reading the conversation: where each thread stands now, and what this person may see of it (blind reading)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from articles.claims.anchoring import Anchoring, Status, anchor, word_diff
from articles.models import Comment, Decision, Revision, Thread
from articles.models.comment import Turn
from articles.review.board import Board, BoardClaim
from articles.review.labels import stored_segments
from articles.workflow.settlement import ClaimState


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the words of a thread stand in the newest text.

    ``index`` is None when they are gone. ``changed``: the sentence has other words now. ``lost``: the sentence stands,
    the passage of it that was meant does not.
    """

    index: int | None
    words: str = ""
    fingerprint: str = ""
    changed: bool = False
    lost: bool = False

    @property
    def gone(self) -> bool:
        """The words stand nowhere any more."""
        return self.index is None


GONE = Spot(None)


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as one person may see it; ``comments`` is never empty."""

    thread: Thread
    spot: Spot
    comments: list[Comment]

    @property
    def resolved(self) -> bool:
        """The last turn that this person sees about it resolved it."""
        turns = [item.turn for item in self.comments if item.turn != Turn.SAID.value]
        return bool(turns) and turns[-1] == Turn.RESOLVED.value

    @property
    def diff(self) -> tuple[tuple[str, str], ...]:
        """The word diff from the sentence that was talked about to the one that stands there now."""
        return word_diff(self.thread.words, self.spot.words) if self.spot.changed else ()


def spots(threads: Iterable[Thread], newest: Revision) -> dict[int, Spot]:
    """Where each thread stands in ``newest``, by thread id; anchoring runs once for each revision talked about."""
    known: dict[int, Anchoring] = {}
    found = {}
    for thread in threads:
        if thread.revision_id == newest.pk:
            found[thread.pk] = _spot(thread, newest, thread.index)
            continue
        if thread.revision_id not in known:
            old, new = stored_segments(thread.revision.segments), stored_segments(newest.segments)
            known[thread.revision_id] = anchor(old, new)
        found[thread.pk] = _spot(thread, newest, _index(thread, known[thread.revision_id], newest))
    return found


def _index(thread: Thread, anchoring: Anchoring, newest: Revision) -> int | None:
    """The segment made from the one talked about; equal words first, then the most similar part."""
    made = [item for item in anchoring.anchors if thread.index in item.origins]
    if made:
        best = max(made, key=lambda item: (item.status not in _CHANGED, item.similarity, -item.index))
        return best.index
    return next((number for number, row in enumerate(newest.segments) if row[0] == thread.fingerprint), None)


_CHANGED = {Status.CHANGED, Status.SPLIT, Status.MERGED}


def _spot(thread: Thread, newest: Revision, index: int | None) -> Spot:
    if index is None or index >= len(newest.segments):
        return GONE
    row = newest.segments[index]
    lost = bool(thread.quote) and " ".join(thread.quote.split()) not in " ".join(row[6].split())
    return Spot(index, row[6], row[0], row[0] != thread.fingerprint, lost)


def open_rounds(board: Board) -> frozenset[str]:
    """Fingerprints of the claims whose blind reading is not over. ``board`` is the system's: it sees every decision."""
    blind = (claim for claim in board.claims if claim.settlement.requirement.blind)
    return frozenset(claim.fingerprint for claim in blind if not _both_in(claim))


def _both_in(claim: BoardClaim) -> bool:
    """Two people decided on it in each of its contexts, one of them a safety reader; or changes are requested."""
    if claim.settlement.state is ClaimState.CHANGES_REQUESTED:
        return True
    valid = [item for item in claim.decisions if item.pk not in claim.settlement.failing]
    for context in claim.contexts:
        here = [item for item in valid if item.context_digest == context]
        if len({item.by_id for item in here}) < 2 or not any(item.safety for item in here):
            return False
    return True


def curtain(board: Board, viewer: Any) -> Callable[[Comment, Spot], bool]:
    """A test for whether ``viewer`` may see a comment. One's own always; of others nothing that could tell a blind
    reader what the other thinks:

    - nothing about words that are being read blind, whenever it was written;
    - nothing that was written about such words and has lost them, while any round is open in the text;
    - nothing at all by somebody whose decision in an open round is hidden, written since that decision.

    Superusers are no exception. ``board`` is the system's.
    """
    rounds = open_rounds(board)
    since: dict[int, Any] = {}
    if rounds:
        hidden = Decision.objects.filter(article=board.revision.article_id, fingerprint__in=rounds).hidden_from(viewer)
        for person, at in hidden.order_by("-at").values_list("by", "at"):
            since[person] = at
    own = getattr(viewer, "pk", None)

    def may_see(comment: Comment, spot: Spot) -> bool:
        if comment.by_id == own or not rounds:
            return True
        if spot.fingerprint in rounds:
            return False
        if comment.blind and (spot.gone or spot.changed):
            return False
        return comment.by_id not in since or comment.at < since[comment.by_id]

    return may_see


def threads_for(board: Board, viewer: Any) -> list[ThreadView]:
    """What ``viewer`` may see of the article's conversation, in text order, what is gone at the end.

    ``board`` is the system's, of the newest revision. A thread of which nothing shows is left out: not even its number
    tells that it exists.
    """
    rows = list(
        Thread.objects.filter(article=board.revision.article_id)
        .select_related("revision", "request")
        .prefetch_related("comments__by")
    )
    places = spots(rows, board.revision)
    may_see = curtain(board, viewer) if rows else None
    found = []
    for row in rows:
        spot = places[row.pk]
        comments = [item for item in row.comments.all() if may_see and may_see(item, spot)]
        if comments:
            found.append(ThreadView(row, spot, comments))
    return sorted(found, key=lambda view: (view.spot.gone, view.spot.index or 0, view.thread.pk))
