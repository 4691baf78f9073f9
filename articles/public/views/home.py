"""The first page: the promise of the app, if one is live, and the newest articles."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading, signed
from articles.public.answers import conditional, page
from articles.public.pages import numbered_sources
from articles.public.structured import page_graph
from articles.public.teasers import teasers

NEWEST = 10


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Promotion, newest articles, topics and standing pages, all of them live publications."""
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        promo = Publication.objects.live(now).filter(kind="promo").first()
        rows = list(reading.listed(now)[:NEWEST])
        standing = list(reading.readable(now).filter(kind="standing").order_by("title"))
        named = (
            reading.listed(now).exclude(topic_slug="").order_by("topic_name").values_list("topic_slug", "topic_name")
        )
        topics = dict(named.distinct())
        items = teasers(rows, beside_promo=promo is not None)
        lines = reading.helplines(now) if promo else {}
        context = {
            "graph": page_graph("WebPage", settings.SITE_NAME, "/"),
            "promo": promo,
            "promo_body": signed.body(promo, lines) if promo else "",
            "sources": numbered_sources(promo.content) if promo else [],
            "items": items,
            "standing": teasers(standing, beside_promo=promo is not None),
            "topics": topics,
            "example": any(row.example for row in [*rows, *standing]) or bool(promo and promo.example),
        }
        return page("home.html", context)

    return conditional(request, ["home", *state.parts()], state.moments(), build)
