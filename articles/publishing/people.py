"""Erasing a person from the public record while every hash stays valid."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Publication
from articles.publishing.ranges import entry_about
from articles.review import permissions, unsaved
from articles.review.errors import check_reason
from articles.review.ledger import erase_person, record
from articles.review.locks import lock_articles
from articles.search import index

PLACEHOLDER = {"name": "Name removed", "username": "", "credentials": []}


def erase(by: Any, person_id: int, reason: str, now: datetime | None = None) -> int:
    """Erase names and registration numbers of ``person_id`` from ledger and manifests. Returns how many ledger rows."""
    permissions.check(by, "manage_credentials")
    check_reason(reason, "Say on whose request and why.")
    key = str(person_id)
    with transaction.atomic():
        # Whoever changes a publication holds its article; a person may stand on any of them.
        lock_articles(Article.objects.values_list("pk", flat=True))
        now = now or timezone.now()
        rows = [row for row in Publication.objects.order_by("pk") if key in row.people]
        events = record(
            now,
            *[entry_about(row, "personal_erased", by, {"person": person_id}) for row in rows],
        )
        for row, event in zip(rows, events, strict=True):
            row.people = {**row.people, key: PLACEHOLDER}
            row.last_event = event.seq
            row.save(update_fields=["people", "last_event"])
        for article in {row.article_id for row in rows}:
            index.refresh(article, now)
        unsaved.erase_of(person_id)
        return erase_person(now, by, person_id, reason)
