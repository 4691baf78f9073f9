"""What somebody must be told, kept until read; mail goes out beside it."""

from enum import StrEnum

from django.conf import settings
from django.db import models

from articles.models.base import choices


class Event(StrEnum):
    """What a message is about. Mail for those in ``OPTIONAL`` can be switched off, for the others not."""

    ASSIGNED = "assigned"
    COMMENT = "comment"
    SIGNED_OFF = "signed_off"
    LIVE = "live"
    REMINDER = "reminder"
    REVIEW_DUE = "review_due"
    REQUEST = "request"
    WITHDRAWN = "withdrawn"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The words beside the switch."""
        return _LABELS[self]


_LABELS = {
    Event.ASSIGNED: "A text waits for my review",
    Event.COMMENT: "Somebody commented or replied",
    Event.SIGNED_OFF: "A text I saved is signed off",
    Event.LIVE: "Words I wrote or signed went live",
    Event.REMINDER: "Reminders of what still waits",
    Event.REVIEW_DUE: "A review falls due",
    Event.REQUEST: "Changes are requested or a request is contested",
    Event.WITHDRAWN: "A page was withdrawn, cancelled or is being checked",
    Event.NOTICE: "Credentials and readers' reports",
}
OPTIONAL = (Event.ASSIGNED, Event.COMMENT, Event.SIGNED_OFF, Event.LIVE, Event.REMINDER)


class MailState(StrEnum):
    """What became of the mail of a message."""

    NONE = "none"  # no address, or switched off
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"


class Notification(models.Model):
    """One message to one person, with a link to the very place.

    ``mail_text`` is what the mail says where it must say less than the message; empty for the same words.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications")
    event = models.CharField(max_length=12, choices=choices(Event), default=Event.NOTICE.value)
    text = models.TextField()
    mail_text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_state = models.CharField(max_length=8, choices=choices(MailState), default=MailState.NONE.value)
    mail_tried_at = models.DateTimeField(null=True, blank=True)
    mail_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["person"],
                name="notification_mail_waits",
                condition=models.Q(mail_state__in=["waiting", "sending"]),
            )
        ]

    def __str__(self) -> str:
        return self.text


class MailSwitch(models.Model):
    """A person wants no mail about this event. The message itself still waits in the admin."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_switches")
    event = models.CharField(max_length=12, choices=choices(Event))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="mail_switch_once")]

    def __str__(self) -> str:
        return f"no mail about {self.event}"
