"""Who wrote which words: the base of the separation of duties."""

from django.conf import settings
from django.db import models

from articles.models.base import AppendOnly

WAYS = [
    ("saved", "Saved the revision that introduced it"),
    ("derived", "Wrote a sentence it was made from"),
    ("proposed", "Proposed the wording"),
    ("imported", "Imported or named as author of the import"),
]


class WordAuthor(AppendOnly):
    """``person`` is an author of the sentence ``fingerprint``; ``article`` is where that was recorded."""

    fingerprint = models.CharField(max_length=67)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="word_authors")
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=WAYS)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fingerprint", "person", "article"], name="word_author_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} wrote {self.fingerprint[:12]}"
