"""Telling people: a row until it is read, and a mail after the transaction."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from articles.models import Notification

logger = logging.getLogger(__name__)


def tell(people: Iterable[Any], text: str, url: str = "") -> None:
    """Leave one message for each person and send it by mail once the transaction has committed."""
    chosen = list({person.pk: person for person in people if person is not None and person.is_active}.values())
    Notification.objects.bulk_create([Notification(person=person, text=text, url=url) for person in chosen])
    addresses = [person.email for person in chosen if person.email]
    if addresses:
        transaction.on_commit(lambda: _mail(addresses, text, url))


def mark_read(person: Any, now: datetime) -> int:
    """The person has seen every message that waited. Returns how many."""
    return Notification.objects.filter(person=person, read_at=None, created_at__lte=now).update(read_at=now)


def _mail(addresses: list[str], text: str, url: str) -> None:
    body = f"{text}\n\n{settings.SITE_URL}{url}\n" if url else f"{text}\n"
    for address in addresses:
        try:
            send_mail(f"{settings.SITE_NAME}: {text[:60]}", body, None, [address])
        except OSError:
            # The message stays in the admin; a mail server that is away must not undo a decision.
            logger.exception("could not send a notification")
