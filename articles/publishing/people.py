"""Erasing a person from the public record while every hash stays valid."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Publication
from articles.review import permissions
from articles.review.errors import BadInput
from articles.review.ledger import Entry, erase_person, record

PLACEHOLDER = {"name": "Name removed", "username": "", "credentials": []}


def erase(by: Any, person_id: int, reason: str, now: datetime | None = None) -> int:
    """Erase names and registration numbers of ``person_id`` from ledger and manifests. Returns how many ledger rows."""
    permissions.check(by, "manage_credentials")
    now = now or timezone.now()
    if not reason.strip():
        raise BadInput("Say on whose request and why.")
    key = str(person_id)
    with transaction.atomic():
        rows = [row for row in Publication.objects.select_for_update().order_by("pk") if key in row.people]
        events = record(
            now,
            *[
                Entry(
                    "personal_erased",
                    by,
                    row.article,
                    row.revision,
                    f"publication:{row.uid}",
                    row.content_digest,
                    {"person": person_id},
                    publication=row.uid,
                )
                for row in rows
            ],
        )
        for row, event in zip(rows, events, strict=True):
            row.people = {**row.people, key: PLACEHOLDER}
            row.last_event = event.seq
            row.save(update_fields=["people", "last_event"])
        return erase_person(now, by, person_id, reason)
