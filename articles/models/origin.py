"""Where an imported article came from: the identity that keeps a second import from making it twice."""

from django.db import models

NAMES = {"wordpress": "WordPress", "files": "Files"}


class Origin(models.Model):
    """The text of another system that an article was made from, as it was read last.

    ``key`` names it in its ``system`` and ``site``. ``path`` is its address there, ``slug`` the one it was given here
    when it came: an editor may change the article's own, and only what the old site had made public leads anywhere.
    ``digest`` is over what was read, ``text_digest`` over the text that the newest import made of it.
    """

    article = models.OneToOneField("articles.Article", on_delete=models.PROTECT, related_name="origin")
    system = models.CharField(max_length=20)
    site = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=300)
    path = models.CharField(max_length=500, blank=True)
    slug = models.SlugField(max_length=120)
    was_live = models.BooleanField()
    status = models.CharField(max_length=30)
    published_at = models.DateTimeField(null=True)
    modified_at = models.DateTimeField(null=True)
    writers = models.JSONField(default=list, help_text="Names of the authors as the old site had them.")
    pictures = models.JSONField(default=dict, help_text="Addresses of pictures there, and here.")
    notes = models.JSONField(default=list, help_text="What the newest import could not carry over.")
    todo = models.PositiveIntegerField(default=0, help_text="How many of the notes ask for a person.")
    digest = models.CharField(max_length=64)
    text_digest = models.CharField(max_length=67)
    differs = models.BooleanField(default=False, help_text="It has changed there and here since it was imported.")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "site", "key"], name="origin_once")]
        indexes = [models.Index(fields=["path"], name="origin_path"), models.Index(fields=["slug"], name="origin_slug")]

    def __str__(self) -> str:
        return f"{self.system} {self.site} {self.key}"

    @property
    def system_name(self) -> str:
        """The system as people call it."""
        return NAMES.get(self.system, self.system)
