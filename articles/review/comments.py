"""Comments: said about words, answered, resolved, opened again. They change no settlement and are no evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Comment, Decision, Revision, Thread
from articles.models.comment import Turn
from articles.models.notification import Event
from articles.review import permissions
from articles.review.board import Board, load_board
from articles.review.conversation import GONE, Spot, ThreadView, curtain, open_rounds, spots, threads_for
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, check_reason
from articles.review.ledger import name_of
from articles.review.locks import lock_article
from articles.review.notifications import tell
from articles.review.transitions import workbench_url


def check_may_talk(by: Any) -> None:
    """Raise ``NotAllowed`` unless the person writes or reviews articles."""
    if not permissions.allowed(permissions.check, by, "write_article"):
        permissions.check(by, "review_article")


def start(
    by: Any, revision: Revision, fingerprint: str, text: str, nonce: UUID, quote: str = "", now: datetime | None = None
) -> Thread:
    """Start a thread on a sentence of ``revision``, or on the passage ``quote`` of it.

    Raises ``BadInput`` without text, for words that are not in the revision or a passage that is not in the sentence.
    """
    check_may_talk(by)
    check_reason(text, "Write a comment first.")
    quote = " ".join(quote.split())
    index = next((number for number, row in enumerate(revision.segments) if row[0] == fingerprint), None)
    if index is None:
        raise BadInput("Choose the passage that you comment on.")
    words = revision.segments[index][6]
    if quote and quote not in " ".join(words.split()):
        raise BadInput("The words you marked are not in that passage; copy them exactly.")
    with transaction.atomic():
        lock_article(revision.article_id)
        if earlier := _earlier(by, nonce):
            return earlier.thread
        board = _board(revision.article)
        thread = Thread.objects.create(
            article=revision.article,
            revision=revision,
            index=index,
            fingerprint=fingerprint,
            words=words,
            quote="" if quote == " ".join(words.split()) else quote,
        )
        _add(by, thread, Turn.SAID, text, nonce, board, now or timezone.now())
    return thread


def reply(by: Any, thread: Thread, text: str, nonce: UUID, now: datetime | None = None) -> Comment:
    """Answer in a thread that this person can see. Raises ``NotAllowed`` for one that is hidden from them."""
    check_reason(text, "Write a reply first.")
    return _turn(by, thread, Turn.SAID, text, nonce, now)


def resolve(by: Any, thread: Thread, nonce: UUID, text: str = "", now: datetime | None = None) -> Comment:
    """Close a thread, with or without a last word. It decides nothing: a request for changes in it still counts."""
    return _turn(by, thread, Turn.RESOLVED, text, nonce, now)


def reopen(by: Any, thread: Thread, nonce: UUID, text: str = "", now: datetime | None = None) -> Comment:
    """Open a resolved thread again."""
    return _turn(by, thread, Turn.REOPENED, text, nonce, now)


def _turn(by: Any, thread: Thread, turn: Turn, text: str, nonce: UUID, now: datetime | None) -> Comment:
    check_may_talk(by)
    if text.strip():
        check_reason(text, "")
    with transaction.atomic():
        article = lock_article(thread.article_id)
        if earlier := _earlier(by, nonce):
            return earlier
        board = _board(article)
        view = next((item for item in threads_for(board, by) if item.thread.pk == thread.pk), None)
        if view is None:
            raise NotAllowed("This conversation is hidden from you until both readers have decided.")
        if turn is not Turn.SAID and view.resolved is (turn is Turn.RESOLVED):
            raise InvalidTransition(f"This conversation is {'already resolved' if view.resolved else 'still open'}.")
        return _add(by, view.thread, turn, text, nonce, board, now or timezone.now())


def _earlier(by: Any, nonce: UUID) -> Comment | None:
    """What this form has already done: a double click says nothing twice."""
    row = Comment.objects.filter(nonce=nonce).select_related("thread").first()
    if row is not None and row.by_id != by.pk:
        raise BadInput("This form is damaged. Load the page again; nothing was written.")
    return row


def _board(article: Article) -> Board:
    """The system's board of the newest text."""
    if article.latest_revision is None:
        raise BadInput("This article has no text.")
    return load_board(article.latest_revision)


def _add(by: Any, thread: Thread, turn: Turn, text: str, nonce: UUID, board: Board, now: datetime) -> Comment:
    spot = spots([thread], board.revision)[thread.pk]
    blind = spot.fingerprint in open_rounds(board)
    comment = Comment.objects.create(
        thread=thread, turn=turn.value, text=text.strip(), by=by, at=now, nonce=nonce, blind=blind
    )
    _tell(comment, spot, board, now)
    return comment


def _tell(comment: Comment, spot: Spot, board: Board, now: datetime) -> bool:
    """Tell those concerned, unless blind reading hides the comment from one of them: then all of them hear later."""
    thread, latest = comment.thread, board.revision
    people = {item.by_id for item in Comment.objects.filter(thread=thread)} | {latest.saved_by_id}
    if thread.request is not None:
        people.add(thread.request.by_id)
    concerned = list(get_user_model().objects.filter(pk__in=people - {comment.by_id}, is_active=True))
    if not all(curtain(board, person)(comment, spot) for person in concerned):
        return False
    verb = {Turn.SAID: "commented on", Turn.RESOLVED: "resolved a conversation on"}.get(
        Turn(comment.turn), "opened a conversation again on"
    )
    # No word of the comment: it may speak of health, and what was mailed cannot be hidden again.
    words = f"{name_of(comment.by)} {verb} “{latest.title}”."
    tell(concerned, words, link(latest, board, thread, spot), Event.COMMENT)
    Comment.objects.filter(pk=comment.pk).update(told_at=now)
    return True


def link(latest: Revision, board: Board, thread: Thread, spot: Spot = GONE) -> str:
    """The claim on the workbench when the thread stands on one; else the thread on the page of comments."""
    if spot.fingerprint and board.by_fingerprint(spot.fingerprint):
        return workbench_url(latest, spot.fingerprint)
    return f"/admin/articles/revision/{latest.pk}/comments/#thread-{thread.pk}"


def open_for_request(by: Any, latest: Revision, decisions: Sequence[Decision], now: datetime) -> None:
    """Open one thread for each claim that changes were requested of, so that they can be talked about. The request is
    the decision; resolving the thread does not answer it. Inside the act's transaction; the act itself tells people."""
    first: dict[str, Decision] = {}
    for row in decisions:
        first.setdefault(row.fingerprint, row)
    places = {row[0]: number for number, row in reversed(list(enumerate(latest.segments)))}
    for fingerprint, row in first.items():
        index = places[fingerprint]
        thread = Thread.objects.create(
            article=latest.article,
            revision=latest,
            index=index,
            fingerprint=fingerprint,
            words=latest.segments[index][6],
            request=row,
        )
        Comment.objects.create(thread=thread, text=row.reason, by=by, at=now, told_at=now)


def tell_waiting(now: datetime) -> int:
    """Tell people of comments that blind reading hid and hides no more. Returns how many comments. From ``run_due``."""
    waiting = Comment.objects.filter(told_at=None).select_related("by", "thread__article", "thread__revision")
    boards: dict[int, Board] = {}
    told = 0
    for comment in waiting.order_by("pk"):
        thread = comment.thread
        board = boards.get(thread.article_id) or _board(thread.article)
        boards[thread.article_id] = board
        told += _tell(comment, spots([thread], board.revision)[thread.pk], board, now)
    return told


def conversation(board: Board, viewer: Any) -> list[ThreadView]:
    """What this person may see of the conversation on the newest text. ``board`` may be anybody's."""
    if not Thread.objects.filter(article=board.revision.article_id).exists():
        return []  # most texts: no second board is loaded for them
    return threads_for(load_board(board.revision, board.now), viewer)
