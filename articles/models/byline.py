"""How a person stands on readers' pages: at which address, and whether as an author."""

from django.conf import settings
from django.db import models


class Byline(models.Model):
    """Without a row a person stands there under the name of their account. ``slug`` is chosen once: links name it.

    ``shown`` is about words only: who signs is always named. Who wrote which words stays recorded either way.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="byline")
    slug = models.SlugField(max_length=150, unique=True)
    shown = models.BooleanField("shown as an author", default=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug
