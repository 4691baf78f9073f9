"""Addresses of the site that articles were imported from: a site does not go dark while it moves.

An address that was public there leads here once the article is published (301), and until then, with
``LEGACY_ORIGIN`` set, to the old site (302). Nothing of a draft shows (law 1): the answer holds the old address and
nothing else, it is given only for what the old site had made public, and the slug of the import counts, never one that
an editor has given the draft since. Both answers are asked for again each time.
"""

import re
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils import timezone

from articles.models import Origin, Publication
from articles.public import reading
from articles.public.answers import NO_CACHE
from articles.public.houses import address

#: Never addresses of an old site.
_OURS = ("/admin/", "/media/", "/static/")
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")
_QUOTED = "/?&=:@!$'()*+,;~"


def answer(request: HttpRequest, slug: str = "") -> HttpResponse | None:
    """Where the address asked for leads, or None when the old site had none like it.

    ``slug`` is that of an article's address here. Three queries at most.
    """
    if request.method not in ("GET", "HEAD") or request.path.startswith(_OURS):
        return None
    origin = _origin(request, slug)
    if origin is None:
        return None
    now = timezone.now()
    shown = reading.readable(now).filter(article=origin.article_id).first()
    if shown is None:  # what readers saw and see no longer says so at its own address
        was_live = Q(live_until__gt=F("live_from")) | Q(withdrawn=True)
        rows = Publication.objects.filter(was_live, article=origin.article_id, live_from__lte=now)
        shown = rows.defer(*reading.HEAVY).order_by("pk").last()
    if shown is not None:
        goal = address(shown)
        return None if goal == request.path else _fresh(HttpResponsePermanentRedirect(goal))
    target = old_address(origin.path)
    return _fresh(HttpResponseRedirect(target)) if target else None


def _origin(request: HttpRequest, slug: str) -> Origin | None:
    path = request.path
    wanted = Q(path__in={path, f"{path}/", path.rstrip("/") or "/"})
    if path == "/":
        number = request.GET.get("p") or request.GET.get("page_id") or ""
        if not (number.isascii() and number.isdecimal()):
            return None
        wanted = Q(system="wordpress", key=number)
    elif slug:
        wanted |= Q(slug=slug)
    return Origin.objects.filter(wanted, was_live=True, article__kind__in=reading.READABLE).order_by("pk").first()


def old_address(path: str) -> str:
    """The address on the old site; empty without ``LEGACY_ORIGIN``, and for a path that could lead anywhere else."""
    origin = settings.LEGACY_ORIGIN
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or not _PATH.fullmatch(path):
        return ""
    return f"{origin}{quote(path, safe=_QUOTED)}"


def _fresh(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = NO_CACHE
    return response
