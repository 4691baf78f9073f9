"""When a page is not there, or nothing works: what a reader can still do, and the help lines.

The pages for 500 and 503 ask neither the database nor the manifest of static files.
"""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from articles.public import legacy, lifelines
from articles.public.topics import live_topics


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with search and the topics; without them when the database does not answer.

    An address that an imported article had on its old site leads on instead.
    """
    try:
        if elsewhere := legacy.answer(request):
            return elsewhere
        topics = live_topics(timezone.now())
    except DatabaseError:
        topics = []
    return _plain("404.html", 404, {"topics": topics})


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something failed on our side."""
    return _plain("500.html", 500, _lines())


def out_of_service(retry_after: int) -> HttpResponse:
    """503 while the site is worked on; ``retry_after`` in seconds."""
    response = _plain("maintenance.html", 503, _lines())
    response.headers["Retry-After"] = str(retry_after)
    return response


def _lines() -> dict[str, object]:
    return {"lines": lifelines.remembered(), "services": lifelines.SERVICES}


def _plain(template: str, status: int, context: dict[str, object]) -> HttpResponse:
    response = HttpResponse(render_to_string(template, context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
