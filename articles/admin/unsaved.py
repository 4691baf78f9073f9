"""Autosave: what stands in the editor is kept on the server beside the copy in the browser, and offered again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.admin.comparing import Diff, differences
from articles.admin.desk import FOLDER, needs, number_of, posts_only, refusals, sentences_of, status_of
from articles.admin.live import SIGNED_OUT, text_of
from articles.admin.places import editor_url
from articles.models import Article
from articles.review import unsaved
from articles.review.errors import Refusal
from articles.review.revisions import RevisionText


@dataclass(frozen=True, slots=True)
class Offer:
    """An unsaved text that its writer may bring back, with what it would change."""

    kept_at: datetime
    differences: Diff
    url: str
    article_number: int | str  # "" for a new article
    is_older: bool  # somebody saved the article since


def offer_of(user: Any, article: Article | None) -> Offer | None:
    """What ``user`` typed here and did not save; None when there is nothing."""
    kept = unsaved.kept(user, article)
    if kept is None:
        return None
    latest = article.latest_revision if article else None
    stored = RevisionText.of(latest) if latest else RevisionText(title="")
    page = editor_url(article.pk) if article else reverse("admin:articles_article_add")
    return Offer(
        kept_at=kept.kept_at,
        differences=differences(stored, kept.text.cleaned()),
        url=f"{page}?bring=1",
        article_number=article.pk if article else "",
        is_older=bool(latest and kept.base is not None and kept.base != latest.number),
    )


@never_cache
def autosave(request: HttpRequest) -> JsonResponse:
    """POST the form: keeps it, answers ``{"kept": true, "offer": html}``. GET: ``{"csrf": token}`` for a page whose
    token is from an earlier session. 403 with ``{"error": sentence}`` when the session has ended."""
    if not admin.site.has_permission(request):
        return JsonResponse({"error": SIGNED_OUT}, status=403)
    answer: JsonResponse = admin.site.admin_view(_autosave)(request)
    return answer


@require_http_methods(["GET", "POST"])
def _autosave(request: HttpRequest) -> JsonResponse:
    if request.method == "GET":
        return JsonResponse({"csrf": get_token(request)})
    article = Article.objects.filter(pk=number_of(request.POST.get("article"))).first()
    base = number_of(request.POST.get("base")) or None
    more = {name: request.POST.get(name, "") for name in ("slug", "kind")}
    try:
        kept = unsaved.keep(request.user, article, text_of(request.POST), base, more)
    except Refusal as error:
        return JsonResponse({"error": " ".join(sentences_of(error))}, status=status_of(error))
    html = ""
    if kept is not None and request.POST.get("offer"):
        html = render_to_string(FOLDER + "_offer.html", {"offer": offer_of(request.user, article)}, request)
    return JsonResponse({"kept": kept is not None, "offer": html})


@posts_only
@refusals
@needs("write_article")
def drop(request: HttpRequest) -> HttpResponse:
    """Throw away what was kept, at its writer's wish."""
    article = Article.objects.filter(pk=number_of(request.POST.get("article"))).first()
    unsaved.forget(request.user, article)
    messages.info(request, "What you had not saved was thrown away.")
    return redirect(editor_url(article.pk) if article else reverse("admin:articles_article_add"))
