"""Corrections of pages that are live: what was wrong, for ever."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import paging, reading
from articles.public.answers import conditional, page
from articles.public.graphs import page_script
from articles.public.houses import address


@require_safe
def corrections(request: HttpRequest) -> HttpResponseBase:
    """The notes to readers of every correction, newest first. They stay when a later text follows."""
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        shown = paging.paged(request, reading.corrections(now))
        rows = list(shown.object_list)
        path = paging.address(request, shown)
        context = {
            "items": [{"row": row, "url": address(row)} for row in rows],
            "shown": shown,
            "numbers": paging.numbers(shown),
            "path": path,
            "example": any(row.example for row in rows),
            "graph": page_script("CollectionPage", "Corrections", path),
        }
        return page("corrections.html", context)

    parts = ["corrections", request.GET.get("page", "1"), *state.parts()]
    return conditional(request, parts, state.moments(), build)
