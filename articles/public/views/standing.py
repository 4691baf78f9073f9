"""The pages of the house: a signed standing page, where one is live, above the plain facts of its template."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import reading, signed
from articles.public.answers import conditional, page
from articles.public.graphs import page_script
from articles.public.houses import HOUSES, INSIDE, House, address
from articles.public.pages import numbered_sources
from articles.public.reading import Found
from articles.public.shell import leave_url
from articles.public.teasers import teasers
from articles.public.topics import live_topics
from articles.public.views import article

KINDS = {"about": "AboutPage"}  # the rest are WebPages; schema.org has no kind for them


def house(
    request: HttpRequest,
    of: House,
    facts: Callable[[Found | None], dict[str, object]] = lambda found: {},
    parts: Iterable[Any] = (),
    moments: Iterable[datetime | None] = (),
) -> HttpResponseBase:
    """A page of the house: the standing page of its slug and ``facts``, which change with ``parts`` at ``moments``."""
    found = reading.find(of.slug, timezone.now())
    if found is not None and found.publication.kind != "standing":
        found = None

    def build() -> str:
        context = {**frame(request, of, found), **facts(found)}
        return page(f"{of.name}.html", context)

    changed = [*parts, *(found.parts() if found else [])]
    return conditional(request, [of.slug, *changed], [*moments, *(found.moments() if found else [])], build)


def frame(request: HttpRequest, of: House, found: Found | None) -> dict[str, Any]:
    """What the templates of all these pages show: the signed text with its sources, or a heading only."""
    row = found.publication if found else None
    return {
        "house": of,
        "graph": page_script(KINDS.get(of.slug, "WebPage"), row.title if row else of.heading, request.path),
        "path": request.path,
        "row": row,
        "heading": row.title if row else of.heading,
        "description": (row.content["meta"] or row.summary if row else "") or of.description,
        "body": signed.body(row, found.helplines) if row and found else "",
        "sources": numbered_sources(row.content) if row else [],
        "example": bool(row and row.example),
        "contact": settings.CONTACT_EMAIL,
        "publisher": settings.PUBLISHER,
    }


@require_safe
def about(request: HttpRequest) -> HttpResponseBase:
    """Who publishes, and what stands here."""
    now = timezone.now()
    state = reading.state(now)

    def facts(found: Found | None) -> dict[str, object]:
        return {
            "articles": reading.listed(now).count(),
            "topics": len(live_topics(now)),
            "corrections": reading.corrections(now).count(),
            "standing": teasers(reading.readable(now).filter(kind="standing").exclude(INSIDE)),
        }

    return house(request, HOUSES["about"], facts, state.parts(), state.moments())


@require_safe
def accessibility(request: HttpRequest) -> HttpResponseBase:
    """How the site can be used, how that was tested, and what to do when it cannot."""
    return house(request, HOUSES["accessibility"])


@require_safe
def privacy(request: HttpRequest) -> HttpResponseBase:
    """What is stored about readers."""
    return house(request, HOUSES["privacy"])


@require_safe
def stay_safe(request: HttpRequest) -> HttpResponseBase:
    """What the way out does, and what a browser keeps. The way out stands here too."""
    return house(request, HOUSES["stay-safe-online"], lambda found: {"sensitive": True, "leave_url": leave_url()})


def moved(request: HttpRequest, slug: str) -> HttpResponseBase:
    """An address among the articles that a page of the house has left; an article of this name keeps it."""
    found = reading.readable(timezone.now()).filter(slug=slug).first()
    if found is not None and found.kind == "standing":
        return HttpResponsePermanentRedirect(address(found))
    return article.article(request, slug)
