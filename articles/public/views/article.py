"""An article, how it was checked, and the same for machines."""

import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import reading
from articles.public.answers import HTML, conditional, gone, page
from articles.public.pages import ArticlePage
from articles.public.shell import leave_url
from articles.public.structured import ARTICLES, article_graph, page_graph

JSON = "application/json; charset=utf-8"
Build = Callable[[ArticlePage], str]


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page of a live article or standing page."""
    return _answer(request, slug, "article", HTML, _article)


@require_safe
def review(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every signed claim, who signed it, when and on which source; never notes, reasons or dismissed words."""
    return _answer(request, slug, "review", HTML, _review)


@require_safe
def manifest(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The manifest of the live publication, with the people it names."""
    return _answer(request, slug, "manifest", JSON, _manifest)


def _answer(request: HttpRequest, slug: str, name: str, content_type: str, build: Build) -> HttpResponseBase:
    now = timezone.now()
    found = reading.find(slug, now)
    if found is None:
        last = reading.ended(slug, now)
        if last is not None and last.withdrawn:
            return gone(last.notice)
        raise Http404("No article is live at this address.")
    shown = ArticlePage(found, now)
    parts = [name, *found.parts(), *shown.clock()]
    return conditional(request, parts, [*found.moments(), *shown.moments()], lambda: build(shown), content_type)


def _article(shown: ArticlePage) -> str:
    context = {"page": shown, "row": shown.publication, "leave_url": leave_url(), "graph": article_graph(shown)}
    return page("article.html", context)


def _review(shown: ArticlePage) -> str:
    changes = reading.changes(shown.now, slugs=[shown.publication.slug])
    row = shown.publication
    path = reverse("public:review", args=[row.slug])
    above = (row.title, reverse("public:article", args=[row.slug]))
    graph = page_graph("WebPage", f"How “{row.title}” was checked", path, ARTICLES, above)
    context = {"page": shown, "row": row, "leave_url": leave_url(), "changes": changes, "graph": graph}
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
