"""Lists of live articles: all, and those of a topic; and the topics themselves."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.publication import PublicationQuerySet
from articles.public import paging, promo, reading
from articles.public.answers import conditional, page
from articles.public.graphs import Step, item_list, page_script
from articles.public.teasers import teasers

Find = Callable[[datetime], tuple[PublicationQuerySet, str]]


@require_safe
def articles(request: HttpRequest) -> HttpResponseBase:
    """Every live article, newest first, 20 to a page."""
    return _list(request, lambda now: (reading.listed(now), "Articles"))


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The live articles of a topic. Its name is read from them: a topic without live articles is unknown to readers."""

    def find(now: datetime) -> tuple[PublicationQuerySet, str]:
        rows = reading.listed(now).filter(topic_slug=slug)
        first = rows.first()
        if first is None:
            raise Http404("There is no such topic.")
        return rows, first.topic_name

    return _list(request, find, ("Topics", reverse("public:topics")))


@require_safe
def topics(request: HttpRequest) -> HttpResponseBase:
    """Every topic that has live articles."""
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        found = reading.topics(now)
        shown = promo.beside_list([], [topic.name for topic in found], promo.banner(now))
        context = {"topics": found, "banner": shown, "graph": page_script("CollectionPage", "Topics", request.path)}
        return page("topics.html", context)

    return conditional(request, ["topics", *state.parts()], state.moments(), build)


def _list(request: HttpRequest, find: Find, *steps: Step) -> HttpResponseBase:
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        rows, heading = find(now)
        shown = paging.paged(request, rows)
        listed = list(shown.object_list)
        items = teasers(listed)
        banner = promo.beside_list(listed, [heading], promo.banner(now))
        path, count = paging.address(request, shown), shown.paginator.count
        entity = item_list(items, shown.start_index())
        context = {
            "heading": heading,
            "path": path,
            "description": f"{heading}: {count} article{'s' if count != 1 else ''}",
            "steps": [{"name": name, "path": path} for name, path in steps],
            "graph": page_script("CollectionPage", heading, path, *steps, mainEntity=entity),
            "items": items,
            "shown": shown,
            "numbers": paging.numbers(shown),
            "banner": banner,
            "example": any(item.example for item in items) or bool(banner and banner.example),
        }
        return page("list.html", context)

    parts = ["list", request.path, request.GET.get("page", "1"), *state.parts()]
    return conditional(request, parts, state.moments(), build)
