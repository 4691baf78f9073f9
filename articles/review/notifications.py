"""Telling people: a row until it is read, and a mail after the transaction."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from articles.models import MailSwitch, Notification
from articles.models.notification import OPTIONAL, Event, MailState
from articles.review.mail import send_waiting


def tell(people: Iterable[Any], text: str, url: str = "", event: Event = Event.NOTICE, mail_text: str = "") -> None:
    """Leave one message for each person; its mail goes out once the transaction has committed.

    ``mail_text`` is what the mail says instead where ``text`` holds a reason or words of a claim: mailboxes are not
    ours. Several messages of one transaction to one person go out as one mail.
    """
    chosen = list({person.pk: person for person in people if person is not None and person.is_active}.values())
    off = set(MailSwitch.objects.filter(person__in=chosen, event=event.value).values_list("person_id", flat=True))
    rows = [
        Notification(
            person=person,
            event=event.value,
            text=text,
            mail_text=mail_text,
            url=url,
            mail_state=(MailState.WAITING if person.email and person.pk not in off else MailState.NONE).value,
        )
        for person in chosen
    ]
    Notification.objects.bulk_create(rows)
    if mailed := [row.person_id for row in rows if row.mail_state == MailState.WAITING.value]:
        transaction.on_commit(partial(send_waiting, mailed), robust=True)


def mark_read(person: Any, now: datetime) -> int:
    """The person has seen every message that waited. Returns how many."""
    return Notification.objects.filter(person=person, read_at=None, created_at__lte=now).update(read_at=now)


def switches(person: Any) -> list[tuple[Event, bool]]:
    """Every event whose mail can be switched off, and whether this person gets it."""
    off = set(MailSwitch.objects.filter(person=person).values_list("event", flat=True))
    return [(event, event.value not in off) for event in OPTIONAL]


def choose_mail(person: Any, wanted: Collection[str]) -> None:
    """The person wants mail about these optional events and about no other; what must be told is mailed anyway."""
    off = [event for event in OPTIONAL if event.value not in set(wanted)]
    with transaction.atomic():
        MailSwitch.objects.filter(person=person).delete()
        MailSwitch.objects.bulk_create([MailSwitch(person=person, event=event.value) for event in off])
