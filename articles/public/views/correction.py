"""Corrections of pages that are live: what was wrong, for ever."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import reading
from articles.public.answers import conditional, page
from articles.public.structured import page_graph


@require_safe
def corrections(request: HttpRequest) -> HttpResponseBase:
    """The notes to readers of every correction, newest first. They stay when a later text follows."""
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        rows = reading.changes(now, corrections=True)
        graph = page_graph("WebPage", "Corrections", request.path)
        return page("corrections.html", {"rows": rows, "example": any(row.example for row in rows), "graph": graph})

    return conditional(request, ["corrections", *state.parts()], state.moments(), build)
