"""Frozen snapshots: what readers see. Made by one function only (``articles.publishing.publish``)."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from articles.models.ledger import sha256

HOLDS = [("", "None"), ("being_checked", "Being checked"), ("recheck", "Listed for re-check")]


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Reads for the public side all start at ``live``."""

    def live(self, at: datetime) -> "PublicationQuerySet":
        """Publications whose time range holds ``at``."""
        return self.filter(live_from__lte=at).filter(Q(live_until=None) | Q(live_until__gt=at))

    def scheduled(self, at: datetime) -> "PublicationQuerySet":
        """Not yet live at ``at``, and not cancelled."""
        return self.filter(live_from__gt=at).filter(Q(live_until=None) | Q(live_until__gt=F("live_from")))


class Publication(models.Model):
    """A snapshot live during ``[live_from, live_until)``.

    ``payload`` is the signed payload as canonical JSON text (title, summary, meta, body HTML, alt texts, image hashes,
    source list): stored, never recomputed; ``content_digest`` is its SHA-256. ``manifest`` says who checked what, with
    people as keys into ``people`` (erasable). The columns copied from the payload serve lists and filters.
    Columns outside ``MUTABLE`` never change; those in it change only beside a ledger event (triggers). ``slug`` is the
    address of the article, on all its publications the same: one entry changes them together.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="publications")
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="publications")
    slug = models.SlugField(max_length=120)
    kind = models.CharField(max_length=16)
    topic_slug = models.CharField(max_length=80, blank=True)
    topic_name = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=2)
    audience = models.CharField(max_length=20)
    language = models.CharField(max_length=12)
    sensitive = models.BooleanField(default=False)
    example = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    payload = models.TextField()
    content_digest = models.CharField(max_length=67)
    manifest = models.TextField()
    manifest_digest = models.CharField(max_length=67)
    people = models.JSONField(default=dict)
    mentions = models.JSONField(default=dict)
    change_note = models.TextField(blank=True)
    correction = models.BooleanField(default=False)
    redaction = models.BooleanField(default=False)
    unchanged_since = models.DateTimeField(
        null=True, help_text="Reviewed again and found still correct: since when readers have seen this content."
    )
    # Lists and feeds are sorted by it: what was only read again is not new.
    changed_at = models.GeneratedField(
        expression=Coalesce("unchanged_since", "live_from"), output_field=models.DateTimeField(), db_persist=True
    )
    first_live_from = models.DateTimeField(help_text="When the article first went live: its date published.")
    last_reviewed = models.DateTimeField(null=True, help_text="Time of the last full attestation that covers it.")
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, help_text="Earliest expiry of the sign-offs it rests on.")
    review_due = models.DateTimeField(null=True)
    hold = models.CharField(max_length=16, choices=HOLDS, blank=True, default="")
    withdrawn = models.BooleanField(default=False)
    notice = models.TextField(blank=True, help_text="What readers are told after a withdrawal.")
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    event = models.OneToOneField("articles.LedgerEvent", on_delete=models.PROTECT, related_name="+")
    last_event = models.BigIntegerField()
    decisions = models.ManyToManyField("articles.Decision", related_name="publications")
    attestations = models.ManyToManyField("articles.Attestation", related_name="publications")
    sources = models.ManyToManyField("articles.Source", related_name="publications")

    objects = PublicationQuerySet.as_manager()

    MUTABLE = frozenset(
        {"slug", "live_until", "hold", "valid_until", "review_due", "withdrawn", "notice", "people", "last_event"}
    )

    class Meta:
        ordering = ["-live_from", "-id"]
        indexes = [
            models.Index(fields=["slug", "live_from"], name="publication_slug"),
            models.Index(fields=["kind", "live_from", "live_until"], name="publication_kind"),
            models.Index(fields=["kind", "changed_at"], name="publication_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gte=F("live_from")), name="publication_range"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def content(self) -> dict[str, Any]:
        """``payload`` parsed."""
        return json.loads(self.payload)

    @property
    def record(self) -> dict[str, Any]:
        """``manifest`` parsed."""
        return json.loads(self.manifest)

    def expected_digest(self) -> str:
        """Digest of the payload as stored now."""
        return "v1:" + sha256(self.payload)
