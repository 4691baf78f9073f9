"""An article, how it was checked, and the same for machines."""

import json
from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import legacy, reading
from articles.public.answers import HTML, NO_CACHE, conditional, gone, page
from articles.public.article_page import ArticlePage
from articles.public.graphs import above, page_script
from articles.public.houses import address
from articles.public.shell import leave_url
from articles.public.structured import article_graph

JSON = "application/json; charset=utf-8"
Build = Callable[[ArticlePage], str]


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page of a live article or standing page; with ``?print=1`` everything open and every note, for paper."""
    on_paper = request.GET.get("print") == "1"
    try:
        return _answer(request, slug, "paper" if on_paper else "article", HTML, _article, notes=on_paper)
    except Http404:
        elsewhere = legacy.answer(request, slug)
        if elsewhere is None:
            raise
        return elsewhere


@require_safe
def review(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every signed claim, who signed it, when and on which source; never notes, reasons or dismissed words."""
    return _answer(request, slug, "review", HTML, _review)


@require_safe
def manifest(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The manifest of the live publication, with the people it names."""
    return _answer(request, slug, "manifest", JSON, _manifest)


def live_or_gone(request: HttpRequest, slug: str, now: datetime) -> reading.Found | HttpResponse:
    """What is live at this address; the way to where the article is now; or 410 with the notice of what ended there.

    Raises ``Http404`` for none of them.
    """
    found = reading.find(slug, now)
    if found is not None:
        return found
    last = reading.ended(slug, now)
    if last is None:
        live, last = reading.former(slug, now)
        if live is not None:
            return _moved(request, live)
    if last is not None:
        return gone(last.notice, last)
    raise Http404("No article is live at this address.")


def _moved(request: HttpRequest, live: Publication) -> HttpResponse:
    """301 to the same page of the article where it is now. Asked for again each time: the old address may come back."""
    match = request.resolver_match
    given = {**match.kwargs, "slug": live.slug} if match else {"slug": live.slug}
    path = reverse(match.view_name if match else "public:article", kwargs=given)
    query = request.META.get("QUERY_STRING", "")
    answer = HttpResponsePermanentRedirect(
        f"{path}?{query}" if query else path, preserve_request=request.method == "POST"
    )
    answer.headers["Cache-Control"] = NO_CACHE
    return answer


def _answer(
    request: HttpRequest, slug: str, name: str, content_type: str, build: Build, *, notes: bool = False
) -> HttpResponseBase:
    now = timezone.now()
    found = live_or_gone(request, slug, now)
    if isinstance(found, HttpResponse):
        return found
    if (
        name == "article"
        and found.publication.kind == "standing"
        and (place := address(found.publication)) != request.path
    ):
        return HttpResponsePermanentRedirect(place, headers={"Cache-Control": NO_CACHE})
    shown = ArticlePage(found, now, notes=notes)
    parts = [name, *found.parts(), *shown.clock()]
    return conditional(request, parts, [*found.moments(), *shown.moments()], lambda: build(shown), content_type)


def _article(shown: ArticlePage) -> str:
    context = {"page": shown, "row": shown.publication, "leave_url": leave_url(), "graph": article_graph(shown)}
    return page("article.html", context)


def _review(shown: ArticlePage) -> str:
    row = shown.publication
    path = reverse("public:review", args=[row.slug])
    text = (row.title, reverse("public:article", args=[row.slug]))
    graph = page_script("WebPage", f"How “{row.title}” was checked", path, above(row), text)
    context = {"page": shown, "row": row, "leave_url": leave_url(), "graph": graph}
    return page("review.html", context)


def _manifest(shown: ArticlePage) -> str:
    row = shown.publication
    data = {
        **shown.checked.record,
        "people": row.people,
        "manifest_digest": row.manifest_digest,
        "publication": str(row.uid),
        "hold": row.hold,
        "review_due": row.review_due.isoformat(timespec="seconds") if row.review_due else None,
        "valid_until": row.valid_until.isoformat(timespec="seconds") if row.valid_until else None,
        "example": row.example,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)
