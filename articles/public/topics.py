"""The topics of what is live. What stands in them and what they are called is read from publications (law 1).

Only their shape is read from the topics themselves: in which order lists show them, and what was merged into what.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from articles.models import Topic
from articles.models.publication import PublicationQuerySet
from articles.public.reading import listed


@dataclass(frozen=True, slots=True)
class LiveTopic:
    """A topic with live articles: how many, and when the newest came."""

    slug: str
    name: str
    count: int
    newest: datetime


def live_topics(now: datetime) -> list[LiveTopic]:
    """The topics of the live articles in the order that editors gave them, then by name.

    The names are those that articles carry: of a topic that was renamed, that of its newest one. What was merged counts
    under the topic it went into, and lends its name only where that has no article of its own.
    """
    shape = {slug: (place, into) for slug, place, into in _rows().values_list("slug", "place", "merged_into__slug")}
    rows = (
        listed(now)
        .exclude(topic_slug="")
        .order_by()
        .values_list("topic_slug", "topic_name")
        .annotate(Count("pk"), Max("changed_at"))
    )
    counts: dict[str, int] = {}
    newest: dict[str, datetime] = {}
    names: dict[str, tuple[bool, datetime, str]] = {}
    for slug, name, count, moment in rows:
        into = shape.get(slug, (0, None))[1] or slug
        counts[into] = counts.get(into, 0) + count
        newest[into] = max(newest.get(into, moment), moment)
        names[into] = max(names.get(into, (False, moment, name)), (into == slug, moment, name))
    found = [LiveTopic(slug, names[slug][2], count, newest[slug]) for slug, count in counts.items()]
    return sorted(found, key=lambda topic: (shape.get(topic.slug, (0, None))[0], topic.name.casefold()))


def moved_to(slug: str) -> str:
    """The topic into which this one was merged; empty for one that stands by itself."""
    return _rows().filter(slug=slug).values_list("merged_into__slug", flat=True).first() or ""


def of_topic(slug: str, now: datetime) -> PublicationQuerySet:
    """The live articles of a topic and of those that were merged into it, newest first."""
    merged = _rows().filter(merged_into__slug=slug).values("slug")
    return listed(now).filter(Q(topic_slug=slug) | Q(topic_slug__in=merged))


def _rows() -> QuerySet[Topic]:
    return Topic.objects.order_by()
