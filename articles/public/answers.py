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
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from articles.models import Publication
from articles.public import reading
from articles.public.shell import leave_url, shell
from articles.public.teasers import teasers

HTML = "text/html; charset=utf-8"
NO_CACHE = "no-cache"
READ_INSTEAD = 4  # articles named on the page of one that was taken down


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


def gone(notice: str, row: Publication | None = None) -> HttpResponse:
    """410 with the notice that readers are given.

    ``row`` is the publication that ended: it says what else may be read, and whether the way out stands here too.
    """
    now = timezone.now()
    others = reading.listed(now).filter(topic_slug=row.topic_slug) if row and row.topic_slug else None
    context = {
        "notice": notice,
        "row": row,
        "leave_url": leave_url(),
        "items": teasers(others[:READ_INSTEAD]) if others is not None else [],
    }
    response = HttpResponse(render_to_string("410.html", context), status=410)
    response.headers["Cache-Control"] = NO_CACHE
    return response
