"""Pictures. Only what our own upload stored, and for readers only what stands in a live publication (law 1)."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading

TYPES = {".avif": "image/avif", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
REMEMBERED = 300  # seconds


@require_safe
def picture(request: HttpRequest, name: str, digest: str) -> HttpResponseBase:
    """A stored picture. Its name is the hash of its bytes, so browsers may keep it; no shared cache may."""
    file = Path(settings.MEDIA_ROOT) / "articles" / name
    live = _is_live(digest)
    if not (live or request.user.is_staff) or not file.is_file():
        raise Http404("There is no such picture.")
    # The name says which bytes these are, so whoever has them under this name has them already.
    stored = int(file.stat().st_mtime)
    kept = get_conditional_response(request, etag=f'"{digest}"', last_modified=stored)
    response: HttpResponseBase = kept or FileResponse(file.open("rb"), content_type=TYPES[file.suffix])
    response.headers["ETag"] = f'"{digest}"'
    response.headers["Last-Modified"] = http_date(stored)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if live else "private, no-store"
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
