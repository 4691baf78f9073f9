"""Sources (the works) and citations (the pointers from one claim to one source)."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.base import choices
from articles.workflow.policy import SourceKind, Verdict
from articles.workflow.settlement import CitationFact

STATUSES = [("current", "Current"), ("superseded", "Superseded"), ("retracted", "Retracted")]
LEVELS = [("", "Not graded"), ("high", "High"), ("moderate", "Moderate"), ("low", "Low"), ("very_low", "Very low")]


class Source(models.Model):
    """A work. Mending title or URL keeps sign-offs; a new ``version`` is new evidence.

    ``version``, ``kind`` and ``status`` are changed by ``articles.review.sources`` only.
    """

    title = models.CharField(max_length=400)
    kind = models.CharField(max_length=30, choices=choices(SourceKind))
    publisher = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    pmid = models.CharField("PMID", max_length=20, blank=True)
    version = models.CharField(max_length=80, blank=True, help_text="As printed: “2022, updated 2024”.")
    region = models.CharField(max_length=2, blank=True)
    status = models.CharField(max_length=12, choices=STATUSES, default="current", editable=False)
    status_reason = models.TextField(blank=True, editable=False)
    checked_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_current(self) -> bool:
        """False once retracted or superseded."""
        return self.status == "current"


class Citation(models.Model):
    """Claim → source, with the place and optionally the passage. Content never changes: remove it and attach
    another."""

    claim = models.ForeignKey("articles.Claim", on_delete=models.PROTECT, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    locator = models.CharField(max_length=200, help_text="Where in the source: section, page, paragraph.")
    quote = models.TextField(blank=True)
    verdict = models.CharField(max_length=20, choices=choices(Verdict), default=Verdict.SUPPORTS.value)
    level = models.CharField("evidence level", max_length=10, choices=LEVELS, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    MUTABLE = frozenset({"removed_by", "removed_at"})

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["claim"], condition=Q(removed_at=None), name="citation_attached")]

    def __str__(self) -> str:
        return f"{self.source}, {self.locator}"

    def digest(self) -> str:
        """SHA-256 over source and its version, quote, locator, verdict and evidence level (not title, not URL)."""
        parts = [self.source_id, self.source.version, self.quote, self.locator, self.verdict, self.level]
        return "v1:" + hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    def fact(self) -> CitationFact:
        """The citation as the settlement rule sees it (needs ``source`` loaded)."""
        return CitationFact(
            id=self.pk,
            digest=self.digest(),
            kind=SourceKind(self.source.kind),
            verdict=Verdict(self.verdict),
            source_current=self.source.is_current,
        )


def evidence_digest(evidence: list[tuple[int, str]]) -> str:
    """SHA-256 over the ordered (citation id, citation digest) pairs that stood on the card."""
    pairs = sorted([int(number), digest] for number, digest in evidence)
    return "v1:" + hashlib.sha256(json.dumps(pairs).encode()).hexdigest()
