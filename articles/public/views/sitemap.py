"""Sitemaps and robots.txt: what machines may read, and what of it changed."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import reading, sitemaps
from articles.public.answers import conditional
from articles.public.shell import absolute
from articles.public.sitemaps import Address


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The index: the pages, and each part of the articles with the day of its newest text."""

    def build(now: datetime) -> bytes:
        found = [Address(reverse("public:sitemap_pages"))]
        for part, changed in enumerate(sitemaps.parts(now), 1):
            found.append(Address(reverse("public:sitemap_articles", args=[part]), changed))
        return sitemaps.index_xml(found)

    return _xml(request, build)


@require_safe
def pages(request: HttpRequest) -> HttpResponseBase:
    """Everything that is no article."""
    return _xml(request, lambda now: sitemaps.sitemap_xml(sitemaps.pages(now)))


@require_safe
def articles(request: HttpRequest, part: int) -> HttpResponseBase:
    """One part of the articles. Raises ``Http404`` when there is no such part."""

    def build(now: datetime) -> bytes:
        found = sitemaps.articles(now, part)
        if not found:
            raise Http404("There is no such sitemap.")
        return sitemaps.sitemap_xml(found)

    return _xml(request, build)


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """What crawlers may read, and where the sitemap is."""
    text = f"User-agent: *\nDisallow: /admin/\nDisallow: /search/\n\nSitemap: {absolute(reverse('public:sitemap'))}\n"
    return conditional(request, ["robots", text], [], lambda: text, "text/plain; charset=utf-8")


def _xml(request: HttpRequest, build: Callable[[datetime], bytes]) -> HttpResponseBase:
    now = timezone.now()
    state = reading.state(now)
    parts = [request.path, *state.parts()]
    return conditional(request, parts, state.moments(), lambda: build(now), "application/xml; charset=utf-8")
