"""Lists of live articles: all, and those of a topic; and the topics themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.publication import PublicationQuerySet
from articles.public import paging, promo, reading, topics
from articles.public.answers import NO_CACHE, conditional, page
from articles.public.graphs import Step, item_list, page_script
from articles.public.houses import TOPIC
from articles.public.intro import frame, introduction
from articles.public.reading import Found
from articles.public.teasers import teasers


@dataclass(frozen=True, slots=True)
class Listing:
    """Live articles under a heading, and the signed text above them, where there is one."""

    rows: PublicationQuerySet
    heading: str
    intro: Found | None = None


Find = Callable[[datetime], Listing]


@require_safe
def articles(request: HttpRequest) -> HttpResponseBase:
    """Every live article, newest first, 20 to a page."""
    return _list(request, lambda now: Listing(reading.listed(now), "Articles"))


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The live articles of a topic, below its description, where one is signed and live.

    Its name is read from them: a topic of which nothing is live is unknown to readers.
    """
    if into := topics.moved_to(slug):
        moved = reverse("public:topic", args=[into])
        return HttpResponsePermanentRedirect(moved, headers={"Cache-Control": NO_CACHE})

    def find(now: datetime) -> Listing:
        rows = topics.of_topic(slug, now)
        intro = introduction(f"{TOPIC}{slug}", now)
        first = rows.filter(topic_slug=slug).first() or rows.first()
        if first is not None:
            return Listing(rows, first.topic_name, intro)
        if intro is None:
            raise Http404("There is no such topic.")
        return Listing(rows, intro.publication.title, intro)

    return _list(request, find, ("Topics", reverse("public:topics")))


@require_safe
def every_topic(request: HttpRequest) -> HttpResponseBase:
    """Every topic that has live articles."""
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        found = topics.live_topics(now)
        shown = promo.beside_list([], [topic.name for topic in found], promo.banner(now))
        context = {"topics": found, "banner": shown, "graph": page_script("CollectionPage", "Topics", request.path)}
        return page("topics.html", context)

    return conditional(request, ["topics", *state.parts()], state.moments(), build)


def _list(request: HttpRequest, find: Find, *steps: Step) -> HttpResponseBase:
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        listing = find(now)
        heading = listing.heading
        shown = paging.paged(request, listing.rows)
        listed = list(shown.object_list)
        items = teasers(listed)
        banner = promo.beside_list(listed, [heading], promo.banner(now))
        if listing.intro and any(listing.intro.publication.mentions.values()):
            banner = None  # rule P02: not beside words that name a medicine
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
            "example": any(item.example for item in items)
            or bool(banner and banner.example)
            or bool(listing.intro and listing.intro.publication.example),
            **frame(listing.intro if shown.number == 1 else None),
        }
        return page("list.html", context)

    parts = ["list", request.path, request.GET.get("page", "1"), *state.parts()]
    return conditional(request, parts, state.moments(), build)
