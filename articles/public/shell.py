"""The page shell: everything around the signed words. Its version is part of every ETag: a new one is seen at once."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

PACKAGE = Path(__file__).resolve().parent
STATIC = PACKAGE.parent / "static" / "articles"
PICTURE = "articles/card.png"  # shown by sites that make a card of a link; 1200 × 630 pixels
LOGO = "articles/icon-512.png"


@dataclass(frozen=True, slots=True)
class Shell:
    """``version`` is a digest of templates, style sheets, code and settings; ``built_at`` the newest file's time."""

    version: str
    built_at: datetime


def shell() -> Shell:
    """The shell as this process serves it; read once, in DEBUG for every answer."""
    settled = (
        settings.SITE_NAME,
        settings.PUBLISHER,
        settings.SITE_URL,
        settings.TIME_ZONE,
        settings.CONTACT_EMAIL,
        settings.SECURITY_CONTACT,
        leave_url(),
    )
    return _read(settled) if settings.DEBUG else _remembered(settled)


def leave_url() -> str:
    """Where "Leave this site" leads: a page that says nothing about its reader."""
    return str(settings.LEAVE_URL)


def absolute(path: str) -> str:
    """The public address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def _read(settled: tuple[str, ...]) -> Shell:
    templates = settings.BASE_DIR / "templates"
    pages = [*templates.glob("*.html"), *(templates / "public").rglob("*.html")]
    files = sorted([*PACKAGE.rglob("*.py"), *pages, *STATIC.glob("*.*")])
    digest = hashlib.sha256(repr(settled).encode())
    for file in files:
        digest.update(file.read_bytes())
    newest = max(file.stat().st_mtime for file in files)
    return Shell(digest.hexdigest()[:16], datetime.fromtimestamp(newest, UTC))


_remembered = cache(_read)
