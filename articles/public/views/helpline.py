"""Get help now: the live help lines, on a page small enough for any connection."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import lifelines, reading, signed
from articles.public.houses import HOUSES
from articles.public.reading import Found
from articles.public.views.standing import house

EMERGENCY = "emergency"  # help lines whose key begins so come first


@require_safe
def help_now(request: HttpRequest) -> HttpResponseBase:
    """The signed standing page ``help-now`` with the help lines in it, and every other live help line.

    The numbers are signed publications, so a wrong one is mended here and in all articles. Where none is live, the
    public services stand in.
    """
    now = timezone.now()
    state = reading.state(now)

    def facts(found: Found | None) -> dict[str, Any]:
        told = set(found.publication.content["helplines"]) if found else set()
        rows = sorted(reading.helplines(now).values(), key=lambda row: (not row.slug.startswith(EMERGENCY), row.slug))
        shown: dict[str, Any] = {
            "lines": [_line(row) for row in rows if row.slug not in told],
            "services": [] if rows else lifelines.SERVICES,
            "checked": lifelines.CHECKED,
        }
        return shown | ({"example": True} if any(row.example for row in rows) else {})

    return house(request, HOUSES["help-now"], facts, state.parts(), state.moments())


def _line(row: Publication) -> dict[str, Any]:
    """A help line with whom it is for and the day on which its words were last read."""
    return {**signed.shown(row), "summary": row.summary, "checked": row.last_reviewed}
