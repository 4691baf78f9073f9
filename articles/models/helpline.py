"""Checks of help lines: somebody rang the number, or read it at the service itself."""

from django.conf import settings
from django.db import models

from articles.models.base import AppendOnly


class HelpLineCheck(AppendOnly):
    """The numbers of a live entry were right on that day. The next check is another row; nothing is overwritten.

    ``content_digest`` is that of the publication that was checked: other words are another check.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="helpline_checks")
    content_digest = models.CharField(max_length=67)
    on = models.DateField()
    numbers = models.JSONField(help_text="The numbers of the entry as written, in order.")
    hours = models.CharField(max_length=200)
    how = models.TextField(help_text="How it was checked.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.BigIntegerField()

    class Meta:
        verbose_name = "check of a help line"
        verbose_name_plural = "help lines"

    def __str__(self) -> str:
        return f"check of help line {self.article_id} on {self.on}"
