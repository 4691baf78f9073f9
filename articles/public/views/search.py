"""Search over what is live now. Words of a crisis put help before the results; nothing found is not the end."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading
from articles.public.answers import conditional, page
from articles.public.crisis import tells_of_crisis
from articles.public.paging import paged
from articles.public.teasers import teasers
from articles.search import index
from articles.search.finding import Results
from articles.search.finding import search as find
from articles.search.query import clean, words_of

NEWEST = 3
MOST_NAMES = 6  # synonyms that are named


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Results for ``?q=``. The words stay in the field, and nowhere else: no log, no cookie.

    The promotion of the app never stands here, so that titles and excerpts may name any medicine (rule P02).
    """
    now = timezone.now()
    query = clean(request.GET.get("q", ""))
    state, built = reading.state(now), index.state()
    parts = ["search", query, request.GET.get("page", "1"), built, *state.parts()]
    return conditional(request, parts, [built.built, *state.moments()], lambda: _page(request, query, now))


def _page(request: HttpRequest, query: str, now: datetime) -> str:
    results = find(query, now)
    shown = paged(request, results.found.ids)
    items = _items(results, shown.object_list, now)
    helps = bool(query) and not results.total
    return page(
        "search.html",
        {
            "query": query,
            "crisis": tells_of_crisis(query),
            "results": results,
            "also": results.query.also[:MOST_NAMES],
            "more_names": len(results.query.also[MOST_NAMES:]),
            "items": items,
            "topics_found": _topics_named(query, items),
            "shown": shown,
            "numbers": list(shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)),
            "topics": _topics(now) if helps else {},
            "newest": teasers(reading.listed(now)[:NEWEST]) if helps and not items else [],
            "example": any(item["teaser"].example for item in items),
        },
    )


def _items(results: Results, ids: Any, now: datetime) -> list[dict[str, Any]]:
    """What the index found, read again from what is live: it decides what readers see, not the index."""
    rows: dict[int, Publication] = reading.readable(now).in_bulk(list(ids))
    excerpts = results.excerpts(list(rows))
    live = [rows[key] for key in ids if key in rows]
    return [
        {"teaser": teaser, "topic": row.topic_slug, "parts": excerpts.get(row.pk, [])}
        for row, teaser in zip(live, teasers(live), strict=True)
    ]


def _topics(now: datetime) -> dict[str, str]:
    named = reading.listed(now).exclude(topic_slug="").order_by("topic_name")
    return dict(named.values_list("topic_slug", "topic_name").distinct())


def _topics_named(query: str, items: list[dict[str, Any]]) -> dict[str, str]:
    """Topics of the results whose names hold a word of the query, in the singular or plural."""
    wanted = {word.removesuffix("s") for word in words_of(query) if len(word) > 2}
    named = {item["topic"]: item["teaser"].topic for item in items if item["topic"]}
    return {slug: name for slug, name in named.items() if wanted & {word.removesuffix("s") for word in words_of(name)}}
