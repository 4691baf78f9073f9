"""Help lines for when nothing else works: what error and maintenance pages show without a database.

Help lines are signed publications. Each process remembers those it last read, and an error page shows these again; one
that ended since, by the clock, is left out. Before any was read, or where none is live, the numbers of the public
services stand in: data of this module, looked at again on ``CHECKED``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from articles.models import Publication
from articles.public import signed


@dataclass(frozen=True, slots=True)
class Service:
    """A public service that can be called: whom for, the number as dialled and as read, when, at what price."""

    name: str
    use: str
    dial: str
    read: str
    hours: str


CHECKED = date(2026, 11, 23)
#: Source: https://www.nhs.uk/nhs-services/mental-health-services/where-to-get-urgent-help-for-mental-health/
SERVICES = (
    Service("Emergency services", "A life is at risk", "999", "999", "Every day, all hours, free"),
    Service("NHS 111", "Urgent, and no emergency: select the mental health option", "111", "111",
            "Every day, all hours, free"),
    Service("Samaritans", "Somebody to talk to", "116123", "116 123", "Every day, all hours, free"),
)  # fmt: skip

_last: tuple[Publication, ...] = ()


def remember(rows: Iterable[Publication]) -> None:
    """Keep the live help lines for a time without a database."""
    global _last
    _last = tuple(rows)


def remembered() -> list[dict[str, object]]:
    """The help lines last read that the clock has not ended, for templates."""
    now = timezone.now()
    return [signed.shown(row) for row in _last if row.live_until is None or row.live_until > now]
