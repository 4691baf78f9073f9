"""Topics: added, named, put in order, merged. Names are read by everybody, so they may state nothing."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.models import Topic
from articles.review import permissions
from articles.review.analysis import check_name
from articles.review.errors import BadInput, InvalidTransition
from articles.review.ledger import Entry, record

LONGEST = 80


def add_topic(by: Any, name: str, slug: str = "", place: int = 0) -> Topic:
    """A new topic; its address never changes. Raises ``BadInput``."""
    permissions.check(by, "publish_article")
    name = _named(name)
    slug = slugify(slug or name)[:LONGEST]
    if not slug:
        raise BadInput("The name gives no address: choose a slug of letters and digits.")
    try:
        with transaction.atomic():
            topic = Topic.objects.create(slug=slug, name=name, place=place)
            record(timezone.now(), _entry("topic_added", by, topic, {"name": name, "place": place}))
    except IntegrityError as error:
        raise BadInput(f"There is a topic with the address “{slug}” already.") from error
    return topic


def change_topic(by: Any, topic: Topic, name: str, place: int) -> bool:
    """Give a topic another name or place in lists. Readers see the place at once, the name with its next publication.

    Returns whether anything changed. Raises ``BadInput``.
    """
    permissions.check(by, "publish_article")
    name = _named(name)
    with transaction.atomic():
        row = Topic.objects.select_for_update().get(pk=topic.pk)
        before, after = {"name": row.name, "place": row.place}, {"name": name, "place": place}
        if before == after:
            return False
        Topic.objects.filter(pk=row.pk).update(**after)
        record(timezone.now(), _entry("topic_changed", by, row, {"before": before, "after": after}))
    return True


def merge_topics(by: Any, topic: Topic, into: Topic) -> None:
    """From now on what is under ``topic`` stands under ``into``, and its address leads there.

    Nothing that is published changes. Raises ``InvalidTransition`` for a topic that was merged before, or into itself.
    """
    permissions.check(by, "publish_article")
    with transaction.atomic():
        rows = {
            row.pk: row for row in Topic.objects.select_for_update().filter(pk__in=[topic.pk, into.pk]).order_by("pk")
        }
        if len(rows) < 2:
            raise InvalidTransition("A topic is not merged into itself.")
        if any(row.merged_into_id for row in rows.values()):
            raise InvalidTransition("One of these topics was merged before. Choose the topic that it went into.")
        # One step always leads to the topic of today.
        Topic.objects.filter(merged_into=topic.pk).update(merged_into=into.pk)
        Topic.objects.filter(pk=topic.pk).update(merged_into=into.pk)
        record(timezone.now(), _entry("topics_merged", by, rows[topic.pk], {"into": rows[into.pk].slug}))


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput("Give the topic a name.")
    if len(name) > LONGEST:
        raise BadInput(f"The name is longer than {LONGEST} characters.")
    check_name(name)
    return name


def _entry(kind: str, by: Any, topic: Topic, data: dict[str, Any]) -> Entry:
    return Entry(kind, by, subject=f"topic:{topic.slug}", data=data)
