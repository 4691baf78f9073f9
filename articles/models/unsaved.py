"""What somebody typed and did not save."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class UnsavedText(models.Model):
    """The text that stands in one person's editor, kept for a while. No revision, never public, seen by nobody else.

    ``article`` is null on the page of a new article. ``base`` is the number of the revision the typing started from.
    ``values`` holds the fields of the form as they were typed.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, null=True, related_name="+")
    base = models.PositiveIntegerField(null=True)
    values = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "article"], name="unsaved_text_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(article=None), name="unsaved_new_text_once"),
        ]
        indexes = [models.Index(fields=["kept_at"], name="unsaved_text_age")]

    def __str__(self) -> str:
        return f"unsaved text of {self.person_id}"
