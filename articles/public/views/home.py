"""The first page: the promise of the app, if one is live, search, topics and the newest articles."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import legacy, promo, reading
from articles.public.answers import conditional, page
from articles.public.graphs import item_list, page_nodes, script
from articles.public.teasers import teasers, topic_name
from articles.public.topics import live_topics

NEWEST = 5


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Promotion, topics and newest articles, all of them live publications.

    While the promotion is on the page no teaser and no topic names a prescription medicine (rule P02).
    """
    short = "p" in request.GET or "page_id" in request.GET  # the short addresses of WordPress
    if short and (elsewhere := legacy.answer(request)):
        return elsewhere
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        promise = promo.promise(now)
        rows = list(reading.listed(now)[:NEWEST])
        items = teasers(rows, beside_promo=promise is not None)
        topics = [
            {"slug": topic.slug, "count": topic.count, "name": topic_name(topic.name, promise is not None)}
            for topic in live_topics(now)
        ]
        nodes = page_nodes("WebPage", settings.SITE_NAME, "/", mainEntity=item_list(items))
        context = {
            "graph": script(*nodes),
            "promo": promo.shown(promise) if promise else None,
            "items": items,
            "topics": topics,
            "example": any(row.example for row in rows) or bool(promise and promise.example),
        }
        return page("home.html", context)

    return conditional(request, ["home", *state.parts()], state.moments(), build)
