"""What readers report about a page: a finding on a passage, until an editor closes it or a clinician takes it up."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

KINDS = [
    ("unsafe", "It could be unsafe"),
    ("wrong", "It is wrong or out of date"),
    ("unclear", "It is hard to understand"),
    ("broken", "It does not work"),
    ("other", "Something else"),
]
STATES = [("open", "Open"), ("closed", "Closed"), ("contested", "Contested by a clinician")]


class ReaderReport(models.Model):
    """One report. ``quote``, ``message`` and ``email`` are erased after a set time; what was done about it stays.

    ``nonce`` is the form's: sent twice it is one report. ``fingerprints`` are the sentences that the quote was anchored
    to, in reading order; empty for the whole page.
    """

    nonce = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="reader_reports")
    publication = models.ForeignKey("articles.Publication", on_delete=models.PROTECT, related_name="reader_reports")
    kind = models.CharField(max_length=10, choices=KINDS)
    quote = models.TextField(blank=True)
    fingerprints = models.JSONField(default=list)
    message = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    crisis = models.BooleanField(default=False, help_text="The reader's words speak of a crisis.")
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="open")
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "reader's report"
        verbose_name_plural = "readers' reports"
        indexes = [models.Index(fields=["state", "at"], name="reader_report_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(handled_by__isnull=False, handled_at__isnull=False),
                name="reader_report_handled_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"report on {self.article_id} of {self.at:%Y-%m-%d}"
