"""The append-only ledger, chained by hash. Rules: ``docs/ledger.md``."""

import hashlib
import json
from typing import Any

from django.db import models

from articles.models.base import AppendOnly

GENESIS = "0" * 64


def canonical(data: Any) -> str:
    """Canonical JSON text: sorted keys, no spaces, real letters. What is hashed is what is stored."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """64 hex digits of SHA-256 over UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


class LedgerEvent(AppendOnly):
    """Who did what to what, when. Ids and labels are copied: no foreign key can null or cascade into the ledger.

    ``data`` is canonical JSON text. ``commitment`` is SHA-256 over salt and the personal fields, which lie beside
    (``LedgerPersonal``) and can be erased while the chain stays valid. ``publication_uid`` refers to a publication of
    the same transaction: the deferred constraint refuses to commit a publish event without its publication.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True)
    article = models.BigIntegerField(null=True)
    article_label = models.CharField(max_length=120, blank=True)
    revision = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=67, blank=True)
    publication = models.ForeignKey(
        "articles.Publication",
        to_field="uid",
        db_column="publication_uid",
        on_delete=models.PROTECT,
        null=True,
        related_name="events",
    )
    data = models.TextField()
    commitment = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger"
        indexes = [
            models.Index(fields=["article", "seq"], name="ledger_article"),
            models.Index(fields=["kind", "seq"], name="ledger_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def expected_hash(self) -> str:
        """SHA-256 over every column but the hash itself, the previous hash included."""
        return sha256(
            canonical(
                [
                    self.seq,
                    self.at.isoformat(timespec="microseconds"),
                    self.kind,
                    self.actor,
                    self.article,
                    self.article_label,
                    self.revision,
                    self.subject,
                    self.digest,
                    str(self.publication_id) if self.publication_id else None,
                    self.data,
                    self.commitment,
                    self.prev_hash,
                ]
            )
        )

    @property
    def facts(self) -> dict[str, Any]:
        """``data`` parsed."""
        return json.loads(self.data)


class LedgerPersonal(models.Model):
    """Personal fields of one event (names, registration numbers), with the salt of their commitment. May be erased."""

    event = models.OneToOneField(LedgerEvent, on_delete=models.PROTECT, primary_key=True, related_name="personal")
    person = models.BigIntegerField(null=True, db_index=True)
    salt = models.CharField(max_length=64)
    data = models.TextField()
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"personal fields of event {self.event_id}"

    def expected_commitment(self) -> str:
        """SHA-256 over salt and data, as committed in the event."""
        return sha256(self.salt + self.data)


class LedgerHead(models.Model):
    """The one row that is locked last by every act: number and hash of the newest event."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_ledger_head")]

    def __str__(self) -> str:
        return f"ledger head {self.seq}"
