"""The lasting identity of a text: slug, kind, owner. Everything a reader sees stands in revisions."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse

if TYPE_CHECKING:
    from articles.models.revision import Revision

KINDS = [
    ("article", "Article"),
    ("standing", "Standing page"),
    ("promo", "Promotion of the app"),
    ("helpline", "Help line"),
]


class Topic(models.Model):
    """A subject under which articles are listed. One that was merged keeps its row: old texts and links name it.

    ``merged_into`` is never itself merged, so that one step leads to the topic of today.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField(default=0, help_text="Lists begin with the smallest number.")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return f"{self.name} (now: {self.merged_into.name})" if self.merged_into else self.name

    @property
    def current(self) -> "Topic":
        """The topic under which texts of this one are published now."""
        return self.merged_into or self


class Article(models.Model):
    """What keeps its name while its text changes. ``kind`` is fixed when it is created: it is part of every context."""

    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=16, choices=KINDS, default="article")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_articles")
    created_at = models.DateTimeField(auto_now_add=True)
    example = models.BooleanField(default=False, editable=False)
    read_next = models.JSONField(default=list, editable=False)  # ids of articles that an editor put under the page
    embargo_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Nothing new of it goes live before."
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        permissions = [
            ("write_article", "Can write and save revisions"),
            ("submit_article", "Can submit a revision for review"),
            ("publish_article", "Can publish and schedule"),
            ("withdraw_article", "Can withdraw a publication"),
            ("attach_source", "Can attach sources to claims"),
            ("review_article", "Can open the workbench"),
            ("sign_claims", "Can sign, dismiss and attest"),
            ("manage_credentials", "Can grant and verify credentials"),
            ("change_ruleset", "Can propose changes of rules, terms and policy"),
            ("read_ledger", "Can read the ledger"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """The public address."""
        return reverse("public:article", args=[self.slug])

    @property
    def latest_revision(self) -> "Revision | None":
        """The newest revision, public or not; None for an article without text."""
        return self.revisions.order_by("-number").first()
