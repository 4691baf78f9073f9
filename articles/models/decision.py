"""What clinicians decide and sign: append-only, never replaced, revoked only by a row beside them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.claims.types import Risk
from articles.models.base import AppendOnly, AppendOnlyQuerySet, choices
from articles.workflow.settlement import Outcome


class DecisionQuerySet(AppendOnlyQuerySet):
    """Every read of decisions by or for a person goes through ``visible_to`` (blind reading)."""

    def _round_closed(self) -> Q:
        # Only a later decision closes a round: what was decided in an earlier round must not open this one.
        others = Decision.objects.filter(
            article=models.OuterRef("article"),
            fingerprint=models.OuterRef("fingerprint"),
            context_digest=models.OuterRef("context_digest"),
            pk__gt=models.OuterRef("pk"),
        ).exclude(by=models.OuterRef("by"))
        # The round belongs to a safety reader: two others do not end it before one has read.
        return Q(models.Exists(others.filter(safety=True))) | Q(safety=True) & Q(models.Exists(others))

    def visible_to(self, person: Any) -> "DecisionQuerySet":
        """What ``person`` (a user, or None for nobody in particular) may see.

        A blind decision is hidden from everybody but its maker until a second person has decided on the same words in
        the same context; a request for changes ends the round. Superusers are no exception.
        """
        seen = Q(blind=False) | Q(outcome=Outcome.REQUEST_CHANGES.value) | self._round_closed()
        if person is not None:
            seen |= Q(by=person)
        return self.filter(seen)

    def hidden_from(self, person: Any) -> "DecisionQuerySet":
        """The complement of ``visible_to``."""
        open_round = (
            self.filter(blind=True).exclude(outcome=Outcome.REQUEST_CHANGES.value).exclude(self._round_closed())
        )
        return open_round if person is None else open_round.exclude(by=person)


class Signature(AppendOnly):
    """One signature act: many sign-offs, dismissals or an attestation share it. ``nonce`` makes it happen once."""

    nonce = models.UUIDField(unique=True)
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    at = models.DateTimeField()
    meaning = models.TextField()
    competences = models.JSONField()
    credentials = models.ManyToManyField("articles.Credential", related_name="signatures")
    password_at = models.DateTimeField(help_text="When the password was last given in this session.")
    opened = models.JSONField(default=dict, help_text="What had been opened before signing: claims, sources by number.")
    second_factor = models.BooleanField(default=False, help_text="A code was given with that password.")

    def __str__(self) -> str:
        return f"signature {self.nonce}"


class Decision(AppendOnly):
    """One decision of one person on one claim in one context, with the evidence that stood on the card."""

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="decisions")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="decisions")
    fingerprint = models.CharField(max_length=67)
    context_digest = models.CharField(max_length=67)
    evidence = models.JSONField(default=list)
    evidence_digest = models.CharField(max_length=67)
    ruleset = models.CharField(max_length=60)
    policy = models.CharField(max_length=60)
    outcome = models.CharField(max_length=20, choices=choices(Outcome))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    expires = models.DateTimeField()
    reason = models.TextField(blank=True)
    proposed_wording = models.TextField(blank=True)
    to_risk = models.CharField(max_length=8, choices=choices(Risk), blank=True)
    to_types = models.JSONField(default=list)
    found = models.JSONField(default=dict, help_text="What detection and people had said of the claim by then.")
    blind = models.BooleanField(default=False, help_text="Hidden from the other reader until both have decided.")
    safety = models.BooleanField(default=False, help_text="Its maker held “safety” on that day.")
    opened = models.JSONField(default=dict, help_text="What the signer had open: card served at, sources opened.")
    event = models.BigIntegerField(unique=True)

    objects = DecisionQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["article", "fingerprint"], name="decision_words"),
            models.Index(fields=["fingerprint"], name="decision_fingerprint"),  # the same words in other articles
        ]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.by_id}"


class Attestation(AppendOnly):
    """A signature on the whole text: the ordered (fingerprint, context digest) pairs and image hashes of a revision.

    A ``full`` attestation moves "last reviewed"; a ``delta`` one shows and signs only what was added, removed or moved,
    and its ``pairs`` and ``images`` are those that no attestation covered before.
    """

    KINDS = [("full", "Full"), ("delta", "Delta")]
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="attestations")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="attestations")
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="attestations")
    kind = models.CharField(max_length=5, choices=KINDS)
    no_claims = models.BooleanField(default=False, help_text="States that the text makes no medical claims.")
    pairs = models.JSONField()
    images = models.JSONField(default=list)
    digest = models.CharField(max_length=67)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attestations")
    at = models.DateTimeField()
    event = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["article", "at"], name="attestation_article")]

    def __str__(self) -> str:
        return f"{self.kind} attestation of revision {self.revision_id}"


class Revocation(AppendOnly):
    """Takes back one decision, attestation or override of the same person, from now on. ``contested``: the writer
    contests a request for changes, which re-opens the claim."""

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="revocation"
    )
    attestation = models.OneToOneField(
        Attestation, on_delete=models.PROTECT, null=True, blank=True, related_name="revocation"
    )
    override = models.OneToOneField(
        "articles.Override", on_delete=models.PROTECT, null=True, blank=True, related_name="revocation"
    )
    contested = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    event = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, attestation=None, override=None)
                | models.Q(decision=None, attestation__isnull=False, override=None)
                | models.Q(decision=None, attestation=None, override__isnull=False),
                name="revocation_names_one",
            )
        ]

    def __str__(self) -> str:
        return f"revocation by {self.by_id}"


class Override(AppendOnly):
    """One clinician's signed override of a blocking wording or page rule, with a reason; two are needed.

    ``fingerprint`` is empty for a page rule; then ``digest`` binds it to the revision's text.
    """

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="overrides")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="overrides")
    rule = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=67, blank=True)
    digest = models.CharField(max_length=67)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"override of {self.rule}"


class Acknowledgement(AppendOnly):
    """An editor who did not write the words acknowledges a claim that a rule marks for legal or regulatory care."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="acknowledgements")
    fingerprint = models.CharField(max_length=67)
    context_digest = models.CharField(max_length=67)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"acknowledgement by {self.by_id}"
