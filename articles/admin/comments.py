"""The page of an article's conversation: every thread where its words stand now, and the acts on threads."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from articles.admin.desk import number_of, sentences_of, status_of
from articles.admin.frame import for_those_who, page
from articles.admin.posted import nonce_of
from articles.models import Comment, Revision, Thread
from articles.models.comment import Turn
from articles.review import comments
from articles.review.board import Board, load_board
from articles.review.conversation import ThreadView, threads_for
from articles.review.errors import BadInput, Refusal
from articles.review.ledger import name_of
from articles.review.transitions import workbench_url

TALKERS = ("review_article", "write_article")
VERBS = {Turn.SAID: "", Turn.RESOLVED: "resolved this", Turn.REOPENED: "opened this again"}


def shown(view: ThreadView, board: Board, typed: str = "") -> dict[str, Any]:
    """A thread for the template: who said what, where the words stand, the nonces of its form."""
    return {
        "view": view,
        "lines": [{"comment": item, "who": name_of(item.by), "verb": VERBS[Turn(item.turn)]} for item in view.comments],
        "number": view.thread.pk,
        "nonce": uuid4(),
        "typed": typed,
        "claim_url": workbench_url(board.revision, view.spot.fingerprint)
        if view.spot.fingerprint and board.by_fingerprint(view.spot.fingerprint)
        else "",
    }


def by_claim(board: Board, viewer: Any) -> dict[str, list[dict[str, Any]]]:
    """What this person may see of the conversation, by the fingerprint that it stands on; for the cards."""
    found: dict[str, list[dict[str, Any]]] = {}
    for view in comments.conversation(board, viewer):
        found.setdefault(view.spot.fingerprint, []).append(shown(view, board))
    return found


@for_those_who(*TALKERS)
def comments_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/revision/<id>/comments/``: the conversation of the article; its forms post here.

    ``show=all`` shows what is resolved too. An act leads back to where its form stood.
    """
    revision = get_object_or_404(Revision.objects.select_related("article"), pk=pk)
    newest = revision.article.latest_revision or revision
    if request.method != "POST":
        if newest.pk != revision.pk:
            return redirect("admin:articles_revision_comments", newest.pk)
        return _show(request, newest)
    act = ACTS.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise BadInput("This form is damaged. Load the page again; nothing was written.")
        thread = act(request, revision)
    except Refusal as error:
        return _show(request, newest, sentences_of(error), status_of(error))
    if request.POST.get("back") == "claim":
        return redirect(workbench_url(newest, request.POST.get("fingerprint", "")))
    hidden = "?show=all" if request.POST.get("do") == "resolve" else ""
    return redirect(f"/admin/articles/revision/{newest.pk}/comments/{hidden}#thread-{thread.pk}")


def _show(
    request: HttpRequest, revision: Revision, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    board = load_board(revision)
    views = threads_for(board, request.user)
    chosen, typed = number_of(request.POST.get("thread")), request.POST.get("text", "")
    everything = request.GET.get("show") == "all" or bool(problems)
    threads = [
        shown(view, board, typed if view.thread.pk == chosen else "")
        for view in views
        if everything or not view.resolved
    ]
    resolved = sum(view.resolved for view in views)
    context = {
        "title": f"Comments: {revision.title}",
        "revision": revision,
        "threads": threads,
        "everything": everything,
        "open_count": len(views) - resolved,
        "all_count": len(views),
        "problems": problems or [],
        "passages": {row[0]: row[6] for row in revision.segments}.items(),
        "nonce": uuid4(),
        "chosen": request.POST.get("fingerprint", "") or request.GET.get("passage", ""),
        "typed": "" if chosen else typed,
        "quote": request.POST.get("quote", ""),
    }
    return page(request, "comments.html", context, status)


def _start(request: HttpRequest, revision: Revision) -> Thread:
    post = request.POST
    fingerprint, text, quote = post.get("fingerprint", ""), post.get("text", ""), post.get("quote", "")
    thread = comments.start(request.user, revision, fingerprint, text, nonce_of(request), quote)
    messages.success(request, "Your comment is there.")
    return thread


def _on_thread(act: Callable[[HttpRequest, Thread], Comment], done: str) -> Callable[[HttpRequest, Revision], Thread]:
    def run(request: HttpRequest, revision: Revision) -> Thread:
        number = number_of(request.POST.get("thread"))
        thread = get_object_or_404(Thread, pk=number, article=revision.article_id)
        act(request, thread)
        messages.success(request, done)
        return thread

    return run


def _reply(request: HttpRequest, thread: Thread) -> Comment:
    return comments.reply(request.user, thread, request.POST.get("text", ""), nonce_of(request))


def _resolve(request: HttpRequest, thread: Thread) -> Comment:
    return comments.resolve(request.user, thread, nonce_of(request), request.POST.get("text", ""))


def _reopen(request: HttpRequest, thread: Thread) -> Comment:
    return comments.reopen(request.user, thread, nonce_of(request), request.POST.get("text", ""))


ACTS: dict[str, Callable[[HttpRequest, Revision], Thread]] = {
    "comment": _start,
    "reply": _on_thread(_reply, "Your reply is there."),
    "resolve": _on_thread(_resolve, "The conversation is resolved. No decision was changed by it."),
    "reopen": _on_thread(_reopen, "The conversation is open again."),
}
