"""The gate page: everything that is missing, each line with the place where it is mended, and what can be done now."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.desk import answer, holds, needs, number_of, posts_only, refusals, status_of
from articles.admin.panel import GateGroup, build, gate_lines
from articles.admin.places import editor_url, gate_url
from articles.models import Article, Publication, Revision
from articles.review.board import Board
from articles.review.errors import GateClosed, InvalidTransition, Refusal, StaleRevision
from articles.review.gate import GateReport
from articles.review.marking import acknowledge
from articles.review.transitions import recall, submit, workbench_url
from articles.review.turns import waits_for_editor
from articles.workflow.states import OWNERS, Act, Owner, ReviewState, target

TURN = {
    Owner.AUTHOR: "It is the author's turn: mend what is listed and submit.",
    Owner.REVIEWER: "It is the reviewers' turn.",
    Owner.EDITOR: "It is the editor's turn: publish or schedule.",
    Owner.NOBODY: "Nothing is to be done with it.",
}


@refusals
@needs("write_article", "publish_article", "review_article")
def gate_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """What still blocks publishing, and the buttons that are possible now."""
    return page(request, get_object_or_404(Article, pk=article_id))


def page(
    request: HttpRequest,
    article: Article,
    *,
    sentence: str = "",
    refused_for: list[GateGroup] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The gate page; ``sentence`` and ``refused_for`` say why an act was just refused."""
    now = timezone.now()
    revision = article.latest_revision
    live = Publication.objects.live(now).filter(article=article).select_related("revision").first()
    scheduled = list(Publication.objects.scheduled(now).filter(article=article))
    state = revision.review_state if revision else None
    panel = build(revision, request.user, now) if revision else None
    context = {
        "title": "Gate",
        "article": article,
        "revision": revision,
        "panel": panel,
        "state": state,
        "turn": TURN[OWNERS[state]] if state else "",
        "live": live,
        "live_is_latest": bool(live and revision and live.revision_id == revision.pk),
        "scheduled": scheduled,
        "sentence": sentence,
        "refused_for": refused_for or [],
        "workbench": workbench_url(revision) if revision else "",
        "to_acknowledge": _to_acknowledge(request, panel.board) if panel else [],
        "may_write": holds(request, "write_article"),
        "may_submit": bool(state and target(Act.SUBMIT, state)) and holds(request, "submit_article"),
        "may_recall": bool(state and target(Act.RECALL, state)) and holds(request, "submit_article"),
        "may_publish": state is ReviewState.APPROVED and holds(request, "publish_article"),
        "may_cancel": holds(request, "publish_article"),
        "may_move": article.kind == "article" and holds(request, "publish_article"),
        "may_withdraw": bool(live or scheduled) and holds(request, "withdraw_article"),
        "may_redact": bool(live) and holds(request, "sign_claims"),
        "under_embargo": bool(article.embargo_until and article.embargo_until > now),
        "may_reread": bool(live) and holds(request, "sign_claims", "publish_article"),
        "may_release": bool(live and live.hold) and holds(request, "sign_claims"),
        "crumbs": crumbs(article, revision)[:-1],
    }
    return answer(request, "gate.html", context, status)


def crumbs(article: Article, revision: Revision | None = None) -> list[tuple[str, str]]:
    """The way from the list to the gate of an article."""
    revision = revision or article.latest_revision
    title = revision.title if revision else article.slug
    return [
        ("Articles", reverse("admin:articles_article_changelist")),
        (title, editor_url(article.pk)),
        ("Gate", gate_url(article.pk)),
    ]


@posts_only
@refusals
@needs("submit_article")
def submit_latest(request: HttpRequest, article_id: int) -> HttpResponse:
    """Send the revision that was shown to the reviewers."""
    article = get_object_or_404(Article, pk=article_id)
    revision = get_object_or_404(Revision, article=article, pk=_shown(request))
    try:
        report = submit(request.user, revision)
    except GateClosed as error:
        return page(request, article, sentence=str(error), refused_for=lines_of(error, revision), status=409)
    except (InvalidTransition, StaleRevision) as error:
        return page(request, article, sentence=str(error), status=status_of(error))
    if report.is_open:
        messages.success(request, "Everything was signed before: the revision is approved.")
    else:
        messages.success(request, "Submitted. The reviewers have been told.")
    return redirect(gate_url(article.pk))


@posts_only
@refusals
@needs("submit_article")
def recall_latest(request: HttpRequest, article_id: int) -> HttpResponse:
    """Take the revision back from the reviewers."""
    article = get_object_or_404(Article, pk=article_id)
    revision = get_object_or_404(Revision, article=article, pk=_shown(request))
    try:
        recall(request.user, revision)
    except (InvalidTransition, StaleRevision) as error:
        return page(request, article, sentence=str(error), status=status_of(error))
    messages.success(request, "Taken back: it is a draft again. What was signed stays signed.")
    return redirect(gate_url(article.pk))


@posts_only
@refusals
@needs("publish_article")
def acknowledge_claims(request: HttpRequest, article_id: int) -> HttpResponse:
    """An editor acknowledges the ticked claims, with one reason."""
    article = get_object_or_404(Article, pk=article_id)
    revision = get_object_or_404(Revision, article=article, pk=_shown(request))
    fingerprints = [item for item in request.POST.getlist("claim") if item.isprintable()]
    try:
        acknowledge(request.user, revision, fingerprints, request.POST.get("reason", ""))
    except Refusal as error:
        return page(request, article, sentence=str(error), status=status_of(error))
    count = len(fingerprints)
    messages.success(request, f"{count} claim{'' if count == 1 else 's'} acknowledged.")
    return redirect(gate_url(article.pk))


def _to_acknowledge(request: HttpRequest, board: Board) -> list[tuple[str, str]]:
    """(fingerprint, words) of the claims that wait for an editor and that this editor did not write."""
    if not holds(request, "publish_article"):
        return []
    return [
        (claim.fingerprint, claim.claim.text)
        for claim in board.claims
        if waits_for_editor(claim) and request.user.pk not in claim.authors
    ]


def _shown(request: HttpRequest) -> int:
    return number_of(request.POST.get("revision"))


def lines_of(error: GateClosed, revision: Revision) -> list[GateGroup]:
    """What the refusal of the gate says is missing, with the addresses."""
    report: Any = error.report
    return gate_lines(revision, report.missing) if isinstance(report, GateReport) else []
