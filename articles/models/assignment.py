"""Who is to look after what: reviewers with a due date, who looks at something now, who stands in for whom.

None of this is evidence and none of it gives a competence: it says whose turn it is. Every change of an assignment, a
fallback or a substitution stands in the ledger as well.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Assignment(models.Model):
    """Whose task the review of an article is, and until when. ``fallback`` answers when the owner cannot."""

    article = models.OneToOneField("articles.Article", on_delete=models.PROTECT, related_name="assignment")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    fallback = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"assignment of article {self.article_id}"


class Look(models.Model):
    """ "I am looking at this": a note to colleagues that expires by itself. It locks nothing."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="one_look_each")]

    def __str__(self) -> str:
        return f"person {self.person_id} looks at article {self.article_id}"


class Substitution(models.Model):
    """Somebody is away from ``first_day`` to ``last_day`` (both included); ``substitute`` takes over the duties."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in")
    first_day = models.DateField()
    last_day = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True, help_text="Ended early: it does not count from this day on.")

    class Meta:
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="nobody_stands_in_for_themselves"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="substitution_range"),
        ]

    def __str__(self) -> str:
        return f"person {self.substitute_id} for person {self.person_id}"

    def counts_on(self, day: date) -> bool:
        """Whether the duties lie with the substitute on that day."""
        return self.first_day <= day <= self.last_day and (self.ended_on is None or day < self.ended_on)
