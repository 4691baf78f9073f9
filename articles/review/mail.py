"""Mail: what waits for a person goes out as one mail. A server that is away undoes nothing; ``run_due`` tries again."""

import logging
from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from articles.models import Notification
from articles.models.notification import MailState

logger = logging.getLogger(__name__)

GIVEN_UP = timedelta(hours=1)  # a process that took a message longer ago than this has died with it
MESSAGES_URL = "/admin/articles/revision/messages/"


def send_waiting(people: Collection[int] | None = None) -> int:
    """Send what waits (for these people, or for everybody), one mail a person. Returns how many mails went out.

    Call it outside a transaction. Messages are taken first, so that two processes never send the same one. What could
    not be sent waits again, with the error beside it.
    """
    taken = _take(people)
    if not taken:
        return 0
    connection = get_connection()
    sent = 0
    error = ""
    try:
        connection.open()  # once for all mails: a server that is away costs one timeout, not one for each person
    except OSError as problem:
        error = _said(problem)
    for rows in taken.values():
        failed = error or _send(rows, connection)
        sent += not failed
        _note(rows, failed)
    try:
        connection.close()
    except OSError:
        logger.warning("the mail server did not say goodbye")
    return sent


def undelivered() -> QuerySet[Notification]:
    """Messages whose mail was tried and did not go out, the latest first."""
    return Notification.objects.filter(mail_state=MailState.WAITING.value).exclude(mail_error="")


def _take(people: Collection[int] | None) -> dict[int, list[Notification]]:
    """Claim waiting messages, oldest first, by person."""
    now = timezone.now()
    waiting = Q(mail_state=MailState.WAITING.value) | Q(
        mail_state=MailState.SENDING.value, mail_tried_at__lt=now - GIVEN_UP
    )
    rows = Notification.objects.filter(waiting)
    if people is not None:
        rows = rows.filter(person__in=people)
    taken: dict[int, list[Notification]] = defaultdict(list)
    for row in rows.select_related("person").order_by("person_id", "pk"):
        mine = Notification.objects.filter(waiting, pk=row.pk)
        if mine.update(mail_state=MailState.SENDING.value, mail_tried_at=now) == 1:
            taken[row.person_id].append(row)
    return taken


def _send(rows: list[Notification], connection: Any) -> str:
    """Send one mail with these messages. Returns what went wrong; empty when it went out."""
    try:
        mail_of(rows, connection).send()
    except (OSError, ValueError) as problem:  # SMTP errors are OSErrors; an address that cannot be written is the other
        return _said(problem)
    return ""


def _said(problem: Exception) -> str:
    logger.warning("mail could not be sent: %s", type(problem).__name__)
    return (f"{type(problem).__name__}: {problem}")[:200]


def _note(rows: list[Notification], failed: str) -> None:
    state = MailState.WAITING if failed else MailState.SENT
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mail_state=state.value, mail_error=failed)


def mail_of(rows: list[Notification], connection: Any = None) -> EmailMultiAlternatives:
    """The mail with these messages to one person: plain text, and the same as simple HTML."""
    person = rows[0].person
    lines = [
        {"text": row.mail_text or row.text, "url": f"{settings.SITE_URL}{row.url}" if row.url else ""} for row in rows
    ]
    context = {
        "lines": lines,
        "name": person.get_full_name() or person.get_username(),
        "site": settings.SITE_NAME,
        "switches": f"{settings.SITE_URL}{MESSAGES_URL}#mail",
    }
    what = lines[0]["text"] if len(lines) == 1 else f"{len(lines)} messages for you"
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{settings.SITE_NAME}: {what}".split())[:150],
        body=render_to_string("mail/messages.txt", context),
        to=[person.email],
        connection=connection,
        headers={
            "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday notice answers it
            "List-Unsubscribe": f"<{context['switches']}>",  # RFC 2369
        },
    )
    mail.attach_alternative(render_to_string("mail/messages.html", context), "text/html")
    return mail
