"""An immutable text of an article, with who saved it and what detection said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.base import choices
from articles.workflow.states import ReviewState

REGIONS = [("GB", "United Kingdom"), ("IE", "Ireland"), ("US", "United States"), ("AU", "Australia")]
AUDIENCES = [("adults", "Adults"), ("young_people", "Young people"), ("parents", "Parents and carers")]


class Revision(models.Model):
    """One saved text. Only ``state`` and the analysis columns ever change; a trigger keeps the rest.

    ``segments`` is a list of ``[fingerprint, context digest, field, part, start, end, text, block]`` in document order.
    ``analysis`` holds wording and page findings, mentions, images, help lines and counts as JSON.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    meta_description = models.TextField(blank=True)
    body = models.TextField(blank=True)
    region = models.CharField(max_length=2, choices=REGIONS, default="GB")
    audience = models.CharField(max_length=20, choices=AUDIENCES, default="adults")
    language = models.CharField(max_length=12, default="en")
    topic = models.ForeignKey("articles.Topic", on_delete=models.PROTECT, null=True, blank=True)
    sensitive = models.BooleanField("sensitive page", default=False, help_text="Shows “leave this site”.")
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="derived")
    restored_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="restorations"
    )
    redacts = models.BooleanField(default=False, editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_revisions")
    saved_at = models.DateTimeField()
    digest = models.CharField(max_length=67, editable=False)

    state = models.CharField(max_length=20, choices=choices(ReviewState), default=ReviewState.DRAFT.value)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ruleset = models.CharField(max_length=60, blank=True)
    segments = models.JSONField(default=list)
    analysis = models.JSONField(default=dict)
    analysis_error = models.TextField(blank=True)

    MUTABLE = frozenset({"state", "submitted_at", "ruleset", "segments", "analysis", "analysis_error"})

    class Meta:
        ordering = ["article_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.UniqueConstraint(fields=["article"], condition=Q(state="in_review"), name="one_revision_in_review"),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="revision_queue")]

    def __str__(self) -> str:
        return f"{self.title} (revision {self.number})"

    @property
    def review_state(self) -> ReviewState:
        """The state as an enum member."""
        return ReviewState(self.state)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Ordered (fingerprint, context digest) of every segment: what an attestation stores."""
        return [(segment[0], segment[1]) for segment in self.segments]
