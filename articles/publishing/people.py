"""Erasing a person from the public record while every hash stays valid."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Publication
from articles.publishing.ranges import entry_about
from articles.review import permissions
from articles.review.erasing import forget
from articles.review.errors import BadInput, check_reason
from articles.review.ledger import erase_person, record
from articles.review.locks import lock_articles, lock_credentials
from articles.search import index

PLACEHOLDER = {"name": "Name removed", "username": "", "credentials": []}


def erase(by: Any, person_id: int, reason: str, now: datetime | None = None) -> int:
    """Erase everything personal of ``person_id`` from ledger, manifests, credentials, conversation, messages and the
    account, which is closed. Returns how many ledger rows."""
    permissions.check(by, "manage_credentials")
    check_reason(reason, "Say on whose request and why.")
    key = str(person_id)
    person = get_user_model().objects.filter(pk=person_id).first()
    if person is None:
        raise BadInput("There is no such account.")
    with transaction.atomic():
        lock_credentials(person.credentials.values_list("pk", flat=True))
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
        rows_of_ledger = erase_person(now, by, person_id, reason)
        forget(person, now)
        return rows_of_ledger
