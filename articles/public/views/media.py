"""Pictures and cards: only what our own upload or drawing stored, for readers only what is of a live page (law 1)."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading
from articles.public.answers import NO_CACHE
from articles.public.article_page import ArticlePage
from articles.public.views.article import live_or_gone
from articles.publishing.cards import stored

TYPES = {".avif": "image/avif", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
REMEMBERED = 86_400  # seconds; the key says which publications are live, so it is never wrong


@require_safe
def picture(request: HttpRequest, name: str, digest: str) -> HttpResponseBase:
    """A stored picture. Its name is the hash of its bytes, so browsers may keep it; no shared cache may."""
    file = Path(settings.MEDIA_ROOT) / "articles" / name
    if not file.is_file():  # first: a name that somebody made up costs no search through what is live
        raise Http404("There is no such picture.")
    live = _is_live(digest)
    if not (live or request.user.is_staff):
        raise Http404("There is no such picture.")
    # The name says which bytes these are, so whoever has them under this name has them already.
    since = int(file.stat().st_mtime)
    kept = get_conditional_response(request, etag=f'"{digest}"', last_modified=since)
    response: HttpResponseBase = kept or FileResponse(file.open("rb"), content_type=TYPES[file.suffix])
    response.headers["ETag"] = f'"{digest}"'
    response.headers["Last-Modified"] = http_date(since)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if live else "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def card(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """The card of a live page, drawn when it is asked for first. One of earlier days leads to that of today."""
    found = live_or_gone(request, slug, timezone.now())
    if isinstance(found, HttpResponse):
        return found
    page = ArticlePage(found, timezone.now())
    if page.card is None:
        raise Http404("This page has no card of its own.")
    if page.card.key != key:
        moved = HttpResponseRedirect(page.card_path)
        moved.headers["Cache-Control"] = NO_CACHE
        return moved
    response: HttpResponseBase | None = get_conditional_response(request, etag=f'"{key}"')
    if response is None:
        response = FileResponse(default_storage.open(stored(page.card)), content_type="image/png")
    response.headers["ETag"] = f'"{key}"'
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _is_live(digest: str) -> bool:
    """Whether a publication that is live now shows the picture; remembered until any publication changes."""
    now = timezone.now()
    state = hashlib.sha256(repr(reading.state(now).parts()).encode()).hexdigest()
    key = f"picture:{digest}:{state}"
    known = cache.get(key)
    if known is None:
        known = Publication.objects.live(now).filter(payload__contains=digest).exists()
        cache.set(key, known, REMEMBERED)
    return bool(known)
