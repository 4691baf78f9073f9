"""Addresses that articles had: readers still come by them, so none is ever given to another article."""

from django.conf import settings
from django.db import models

from articles.models.base import AppendOnly


class FormerAddress(AppendOnly):
    """``slug`` was the address of ``article`` while readers knew it. It answers with a redirect for ever.

    ``event`` is the ledger entry of the first act that changed it.
    """

    slug = models.SlugField(max_length=120, unique=True)
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="former_addresses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return self.slug
