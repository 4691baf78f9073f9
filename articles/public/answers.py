"""Conditional answers: what every public page sends about its own freshness.

``Cache-Control: no-cache``: browsers may keep a page but ask each time, so that a withdrawal is seen at once (law 10).
No answer sets a cookie or varies on one: templates are rendered without the request.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from articles.public.shell import shell

HTML = "text/html; charset=utf-8"
NO_CACHE = "no-cache"


def conditional(
    request: HttpRequest,
    parts: Iterable[Any],
    moments: Iterable[datetime | None],
    build: Callable[[], str | bytes],
    content_type: str = HTML,
) -> HttpResponseBase:
    """The page that ``build`` makes, or 304 without building it.

    ``parts`` is everything the page depends on beside the shell; ``moments`` are the times at which it changed: the
    newest is Last-Modified.
    """
    frame = shell()
    name = hashlib.sha256(repr([frame.version, content_type, *parts]).encode()).hexdigest()[:32]
    etag = f'"{name}"'
    modified = int(max([frame.built_at, *(moment for moment in moments if moment)]).timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = HttpResponse(build(), content_type=content_type)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = NO_CACHE
    return response


def page(template: str, context: dict[str, Any]) -> str:
    """A template rendered without the request: nothing in it can read a session."""
    return render_to_string(f"public/{template}", context)


def gone(notice: str) -> HttpResponse:
    """410 with the notice that readers are given."""
    response = HttpResponse(render_to_string("410.html", {"notice": notice}), status=410)
    response.headers["Cache-Control"] = NO_CACHE
    return response
