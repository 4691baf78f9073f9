"""Get help now: the live help lines, on a page small enough for any connection."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import reading, signed
from articles.public.answers import conditional, page
from articles.public.structured import page_graph


@require_safe
def help_now(request: HttpRequest) -> HttpResponseBase:
    """Every live help line. The numbers are signed publications, so a wrong one is mended here and in all articles."""
    now = timezone.now()
    state = reading.state(now)

    def build() -> str:
        rows = list(reading.helplines(now).values())
        graph = page_graph("WebPage", "Get help now", request.path)
        lines = [signed.shown(row) for row in rows]
        return page("help.html", {"lines": lines, "example": any(row.example for row in rows), "graph": graph})

    return conditional(request, ["help", *state.parts()], state.moments(), build)
