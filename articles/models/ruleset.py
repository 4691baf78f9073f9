"""Changes by people over the shipped rules, terms and policy (law 7)."""

from django.conf import settings
from django.db import models

ACTS = [
    ("add_term", "Add a term"),
    ("remove_term", "Remove a term"),
    ("switch_off", "Switch a rule off"),
    ("switch_on", "Switch a rule on"),
]


class RulesetProposal(models.Model):
    """Adding takes effect at once; removing a term or switching a blocking rule off waits for a second person."""

    act = models.CharField(max_length=12, choices=ACTS)
    target = models.CharField(max_length=120)
    lexicon = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=40, blank=True)
    generic = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=3, blank=True)
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    effective_at = models.DateTimeField(null=True, blank=True)

    MUTABLE = frozenset({"confirmed_by", "effective_at"})

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "rules and policy"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="nobody_confirms_their_own_rule_change",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.target}"

    def details(self) -> str:
        """The lexicon and what else is known of a term: "medicine, antidepressant, otc"; empty for rules."""
        generic = f"of {self.generic}" if self.generic else ""
        return ", ".join(item for item in (self.lexicon.replace("_", " "), self.group, generic, self.status) if item)


class PolicyChange(models.Model):
    """A policy that was in force from ``effective_at``; a looser one waits here for a clinician and another person."""

    digest = models.CharField(max_length=64)
    table = models.JSONField()
    looser = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    effective_at = models.DateTimeField(null=True, blank=True)

    MUTABLE = frozenset({"proposed_by", "reason", "confirmed_by", "effective_at"})

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.table.get("version", self.digest[:8])
