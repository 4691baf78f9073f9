"""Get help now: the live help lines, on a page small enough for any connection."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import lifelines, reading, signed
from articles.public.houses import HOUSES
from articles.public.views.standing import house

EMERGENCY = "emergency"  # help lines whose key begins so come first


@require_safe
def help_now(request: HttpRequest) -> HttpResponseBase:
    """Every live help line, and the signed standing page ``help-now`` below them.

    The numbers are signed publications, so a wrong one is mended here and in all articles. Where none is live, the
    public services stand in.
    """
    now = timezone.now()
    state = reading.state(now)

    def facts() -> dict[str, Any]:
        rows = sorted(reading.helplines(now).values(), key=lambda row: (not row.slug.startswith(EMERGENCY), row.slug))
        found: dict[str, Any] = {
            "lines": [_line(row) for row in rows],
            "services": lifelines.SERVICES,
            "checked": lifelines.CHECKED,
        }
        return found | ({"example": True} if any(row.example for row in rows) else {})

    return house(request, HOUSES["help-now"], facts, state.parts(), state.moments())


def _line(row: Publication) -> dict[str, Any]:
    """A help line with whom it is for and the day on which its words were last read."""
    return {**signed.shown(row), "summary": row.summary, "checked": row.last_reviewed}
