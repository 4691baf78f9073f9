"""Publishing, scheduling, cancelling, withdrawing: a page for each, with what readers will see of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from articles.admin import prospect
from articles.admin.desk import act_page, answer, needs, number_of, refusals, sentences_of, status_of
from articles.admin.forms import PublishForm, ReasonForm, WithdrawForm
from articles.admin.gate_view import crumbs, lines_of
from articles.admin.panel import GateGroup
from articles.admin.places import gate_url
from articles.models import Article, Publication, Revision
from articles.publishing.cards import draw_cards
from articles.publishing.door import publish
from articles.publishing.withdraw import DEFAULT_NOTICE, cancel_schedule, release, withdraw
from articles.review import gate
from articles.review.board import load_board
from articles.review.errors import GateClosed, Refusal
from articles.review.transitions import workbench_url


@refusals
@needs("publish_article")
def publish_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """What changes for readers, who is named, which dates move; then the one door."""
    article = get_object_or_404(Article, pk=article_id)
    latest = article.latest_revision
    if latest is None:
        return redirect(gate_url(article.pk))
    status, missing = 200, list[GateGroup]()
    form = PublishForm(request.POST or None)
    if request.method == "POST":
        status = 400
        revision = get_object_or_404(Revision, article=article, pk=number_of(request.POST.get("revision")))
        if form.is_valid():
            try:
                publication = publish(request.user, revision, **form.cleaned_data)
            except Refusal as error:
                status = status_of(error)
                for sentence in sentences_of(error):
                    form.add_error(None, sentence)
                if isinstance(error, GateClosed):
                    missing = lines_of(error, revision)
            else:
                draw_cards(publication)
                messages.success(request, _done(publication))
                return redirect(gate_url(article.pk))
    return answer(
        request, "publish.html", _before(request, article, latest) | {"form": form, "missing": missing}, status
    )


def _done(publication: Publication) -> str:
    if publication.live_from > timezone.now():
        return f"Scheduled for {timezone.localtime(publication.live_from):%-d %B %Y, %H:%M}."
    return "Published: readers see it now."


def _before(request: HttpRequest, article: Article, revision: Revision) -> dict[str, Any]:
    """What the page says before anybody presses the button."""
    now = timezone.now()
    board = load_board(revision, now, request.user)
    report = gate.evaluate(revision, now=now, board=board, viewer=request.user)
    return {
        "title": f"Publish “{revision.title}”",
        "article": article,
        "revision": revision,
        "report_open": report.is_open,
        "workbench": workbench_url(revision),
        "prospect": prospect.of_publishing(article, revision, board, report, request.user),
        "crumbs": crumbs(article, revision),
    }


@refusals
@needs("withdraw_article")
def withdraw_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Take the page down at once."""
    article = get_object_or_404(Article, pk=article_id)
    now = timezone.now()
    touched = [
        *Publication.objects.live(now).filter(article=article),
        *Publication.objects.scheduled(now).filter(article=article),
    ]
    return act_page(
        request,
        WithdrawForm(request.POST or None),
        lambda data: withdraw(request.user, article, data["reason"], data["notice"]),
        title="Withdraw the page",
        button="Withdraw at once",
        back=gate_url(article.pk),
        done="Withdrawn. The address now answers with the notice.",
        facts=[
            "It takes effect at once and needs nobody's approval. The ledger keeps the reason; readers see the notice.",
            f"Without a notice of yours readers are told: “{DEFAULT_NOTICE}”",
        ],
        touched=touched,
        danger=True,
        template="withdraw.html",
        more={
            "crumbs": crumbs(article),
            "prospect": prospect.of_withdrawing(touched, now, request.POST.get("notice", "").strip()),
        },
    )


@refusals
@needs("publish_article")
def cancel_page(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Cancel a publication that is not yet live."""
    publication = get_object_or_404(Publication.objects.select_related("article"), pk=publication_id)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: cancel_schedule(request.user, publication, data["reason"]),
        title="Cancel the schedule",
        button="Cancel the schedule",
        back=gate_url(publication.article_id),
        done="The schedule is cancelled. What is live stays live.",
        touched=[publication],
        more={"crumbs": crumbs(publication.article)},
    )


@refusals
@needs("sign_claims")
def release_page(request: HttpRequest, publication_id: int) -> HttpResponse:
    """End a hold after checking: readers see the “being checked” line disappear."""
    publication = get_object_or_404(Publication.objects.select_related("article"), pk=publication_id)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: release(request.user, publication, data["reason"]),
        title="End the hold",
        button="End the hold",
        back=gate_url(publication.article_id),
        done="The hold has ended.",
        facts=[f"It is on hold: {publication.get_hold_display().lower()}. Say as the reason what you checked."],
        touched=[publication],
        more={"crumbs": crumbs(publication.article)},
    )
