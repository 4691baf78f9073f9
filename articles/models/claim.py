"""Claims, where they stand, and what people added to detection."""

from django.conf import settings
from django.db import models

from articles.claims.types import Field, Risk
from articles.models.base import AppendOnly, choices


class Claim(models.Model):
    """(article, fingerprint): the words, wherever they stand in that article."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="claims")
    fingerprint = models.CharField(max_length=67)
    text = models.TextField()
    first_seen = models.DateTimeField(auto_now_add=True)

    MUTABLE: frozenset[str] = frozenset()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "fingerprint"], name="claim_once")]
        indexes = [models.Index(fields=["fingerprint"], name="claim_fingerprint")]

    def __str__(self) -> str:
        return self.text


class Occurrence(models.Model):
    """(revision, claim, field, position, context digest) with what detection said of it under ``ruleset``.

    Rewritten by a rescan of the same revision, never by an edit: an edit makes a new revision.
    """

    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="occurrences")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="occurrences")
    index = models.PositiveIntegerField(help_text="Position among the segments of the revision.")
    field = models.CharField(max_length=20, choices=choices(Field))
    part = models.CharField(max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    block = models.PositiveIntegerField()
    context_digest = models.CharField(max_length=67)
    context = models.JSONField(default=dict)

    types = models.JSONField(default=list)
    risk = models.CharField(max_length=8, choices=choices(Risk))
    score = models.FloatField(default=1.0)
    reasons = models.JSONField(default=list)
    blocking = models.JSONField(default=list)
    competences = models.JSONField(default=list)
    acknowledge = models.BooleanField(default=False)
    medicine = models.BooleanField(default=False)
    crisis = models.BooleanField(default=False)

    class Meta:
        ordering = ["revision_id", "index"]
        constraints = [models.UniqueConstraint(fields=["revision", "index"], name="occurrence_once")]
        indexes = [models.Index(fields=["claim", "revision"], name="occurrence_claim")]

    def __str__(self) -> str:
        return f"{self.claim_id} at {self.index}"


class Flag(AppendOnly):
    """A passage that a person flagged, or a raise of risk or types: free for one person, since it only adds."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="flags")
    fingerprint = models.CharField(max_length=67)
    types = models.JSONField(default=list)
    risk = models.CharField(max_length=8, choices=choices(Risk))
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["article", "fingerprint"], name="flag_words")]

    def __str__(self) -> str:
        return f"flag on {self.fingerprint[:12]}"
