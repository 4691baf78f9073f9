"""Forgetting a person where nothing has to be proved: the account, conversation, messages, preferences.

Ledger and manifests are the other half (``articles.publishing.people``). What stays, and why: ``docs/ledger.md``.
"""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, Value
from django.db.models.functions import Replace

from articles.models import (
    Byline,
    Comment,
    Credential,
    DeskChoice,
    Look,
    MailSwitch,
    Notification,
    Origin,
    QueueReader,
    UnsavedText,
)
from articles.review.ledger import name_of

NAME = ("Name", "removed")
WORDS = "These words were removed on request."
OWN = (Byline, Look, MailSwitch, DeskChoice, QueueReader, UnsavedText)  # rows about one person that nobody else needs


def forget(person: Any, now: datetime) -> None:
    """Empty everything personal of ``person`` outside ledger and publications. Inside the transaction of the act.

    The account is closed and keeps its number, since signatures name it. Their comments lose their words and keep
    their place, so that the answers of others still make sense.
    """
    name = name_of(person)
    Comment.objects.filter(by=person).exclude(text="").update(text=WORDS)
    Notification.objects.filter(person=person).delete()
    for column in ("text", "mail_text"):
        rows = Notification.objects.filter(**{f"{column}__contains": name})
        rows.update(**{column: Replace(column, Value(name), Value(" ".join(NAME)))})
    for model in OWN:
        model.objects.filter(person=person).delete()
    for row in Origin.objects.exclude(writers=[]):
        if name in row.writers:
            row.writers = [" ".join(NAME) if item == name else item for item in row.writers]
            row.save(update_fields=["writers"])
    empty = dict.fromkeys(Credential.PERSONAL, "")
    Credential.objects.filter(person=person, erased_at=None).update(**empty, erased_at=now)
    _close(person)


def _close(person: Any) -> None:
    """Nobody can log in with the account any more, and it has no name."""
    for label in ("otp_totp.TOTPDevice", "otp_static.StaticDevice"):
        apps.get_model(label).objects.filter(user=person).delete()
    about = Q(content_type=ContentType.objects.get_for_model(person), object_id=str(person.pk))
    apps.get_model("admin.LogEntry").objects.filter(about).update(object_repr=" ".join(NAME))
    users: Any = get_user_model().objects
    person.set_unusable_password()
    users.filter(pk=person.pk).update(
        first_name=NAME[0],
        last_name=NAME[1],
        username=f"removed-{person.pk}",
        email="",
        password=person.password,
        is_active=False,
    )
