"""Conversation about words: threads on a sentence or a passage of it. No evidence, and never part of a settlement."""

import uuid
from enum import StrEnum

from django.conf import settings
from django.db import models

from articles.models.base import choices


class Turn(StrEnum):
    """What one turn of a thread does."""

    SAID = "said"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class Thread(models.Model):
    """What is talked about: sentence ``index`` of ``revision``, or ``quote`` in it. Where it stands now is computed.

    ``request`` is the decision that the thread discusses: a request for changes, or a dismissal that another reader
    signed against. The decision counts, the thread does not.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="threads")
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="threads")
    index = models.PositiveIntegerField(help_text="Position among the segments of the revision.")
    fingerprint = models.CharField(max_length=67)
    words = models.TextField(help_text="The sentence as it was.")
    quote = models.TextField(blank=True, help_text="The part of the sentence that is meant; empty for all of it.")
    request = models.OneToOneField(
        "articles.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="thread"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"thread {self.pk}"


class Comment(models.Model):
    """One turn of a thread: something said, or the thread resolved or opened again. The last such turn counts.

    ``blind``: written while the words were being read blind. ``told_at`` is empty while nobody was told of it yet.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    turn = models.CharField(max_length=10, choices=choices(Turn), default=Turn.SAID.value)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    at = models.DateTimeField()
    nonce = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    blind = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["told_at"], name="comment_untold", condition=models.Q(told_at=None))]

    def __str__(self) -> str:
        return f"comment by {self.by_id}"
