"""Competence is data: credentials with number, body, validity, verifier and evidence."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.claims.types import Competence
from articles.models.base import choices
from articles.workflow.policy import GRANTS, CredentialKind


class Credential(models.Model):
    """A clinician's registration or recorded training. Counts from ``valid_from`` to ``valid_until``, once verified.

    ``found_false_at`` says that it never was true; ``ended_on`` that it stopped on a day.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=30, choices=choices(CredentialKind))
    number = models.CharField(max_length=60)
    body = models.CharField("registration body", max_length=160)
    post = models.CharField(max_length=160, blank=True, help_text="As shown to readers: “Psychotherapist, Bristol”.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    evidence = models.TextField(help_text="What was seen: register entry, certificate, address of the register.")
    register_url = models.URLField(
        "address of the register entry", max_length=500, blank=True, help_text="Where the verifier looks it up."
    )
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    seen = models.TextField("what was checked", blank=True, help_text="What the verifier, or who renewed it, saw.")
    ended_on = models.DateField(null=True, blank=True)
    found_false_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    #: What says who it is. It never changes, but it can be emptied, all of it at once (a trigger sees to that).
    PERSONAL = ("number", "post", "evidence", "register_url", "seen", "end_reason")
    MUTABLE = frozenset(
        {"verified_by", "verified_at", "ended_on", "found_false_at", "valid_until", "erased_at", *PERSONAL}
    )

    class Meta:
        ordering = ["person_id", "kind"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("granted_by")), name="nobody_grants_their_own"),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(person=F("verified_by")), name="nobody_verifies_their_own"
            ),
        ]

    def __str__(self) -> str:
        return f"{CredentialKind(self.kind).label} {self.number}"

    @property
    def competences(self) -> frozenset[Competence]:
        """What this credential gives while it counts."""
        return GRANTS[CredentialKind(self.kind)]

    def counts_on(self, day: date) -> bool:
        """True when verified, not found false, and valid on that day."""
        return (
            self.verified_at is not None
            and self.found_false_at is None
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
            and (self.ended_on is None or day <= self.ended_on)
        )
