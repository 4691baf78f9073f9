"""Maintenance: one file says that the site is being worked on, and every page says so with 503.

Neither the database nor a restart is needed: ``docs/configuration.md`` says how to switch it on. The page carries the
help lines, so that nobody who came for them leaves without.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse  # noqa: TID251 (middleware answers for every leaf)

from articles.public.views.errors import out_of_service

GetResponse = Callable[[HttpRequest], HttpResponse]

RETRY_AFTER = 600  # seconds, where the file does not say
LONGEST = 7 * 24 * 3600  # seconds


class MaintenanceMiddleware:
    """Answers in place of every page while ``settings.MAINTENANCE_FILE`` exists; static files are served before it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        text = written(Path(settings.MAINTENANCE_FILE))
        return self.get_response(request) if text is None else out_of_service(seconds(text))


def written(file: Path) -> str | None:
    """What stands in the file; None when there is none."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def seconds(text: str) -> int:
    """How long clients should wait: the number in the file, in seconds, or ten minutes."""
    text = text.strip()
    return min(int(text), LONGEST) if text.isascii() and text.isdigit() else RETRY_AFTER
