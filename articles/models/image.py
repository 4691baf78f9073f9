"""Uploaded pictures, decoded and re-encoded, stored under a content hash."""

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models


class Image(models.Model):
    """A picture. ``sha256`` is over the stored bytes and is the file's name: a swap is a change of the text."""

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.ImageField(upload_to="articles/", validators=[FileExtensionValidator(["png", "jpg", "webp"])])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField("alternative text", max_length=300)
    credit = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.alt
