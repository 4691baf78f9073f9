"""Uploaded pictures, decoded and re-encoded, stored under a content hash."""

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models


class Image(models.Model):
    """A picture. ``sha256`` is over the stored bytes and is the file's name: a swap is a change of the text.

    ``renditions`` lists the smaller files made from it as ``{"sha256", "suffix", "width", "height"}``. What describes
    the picture may be mended; what it shows never changes. A picture that a text or a page names is never deleted
    (trigger).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.ImageField(upload_to="articles/", validators=[FileExtensionValidator(["png", "jpg", "webp"])])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField("alternative text", max_length=300)
    credit = models.CharField(max_length=200, blank=True, help_text="Whose picture it is.")
    licence = models.CharField(max_length=100, blank=True, help_text="Under which licence we may show it.")
    renditions = models.JSONField(default=list, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    MUTABLE = frozenset({"alt", "credit", "licence", "renditions"})

    class Meta:
        ordering = ["-added_at", "-id"]
        verbose_name = "picture"

    def __str__(self) -> str:
        return self.alt

    @property
    def credit_line(self) -> str:
        """What readers are told below the picture: whose it is, under which licence; empty when nothing is known."""
        known = ", ".join(item for item in (self.credit, self.licence) if item)
        return f"Picture: {known}" if known else ""
