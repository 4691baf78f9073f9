"""What the review queue sorts and filters by. Derived from boards, thrown away at will, evidence of nothing.

A board costs a dozen queries and some milliseconds; a queue of thousands of texts cannot build one for each. So the few
facts that a queue asks for are kept beside each text that waits. ``stamp`` counts what may have changed them (the
ledger moves it, in the transaction of the act); facts count while ``computed`` equals it and ``stale_at`` lies ahead.
"""

from django.conf import settings
from django.db import models


class QueueFacts(models.Model):
    """What a text asks of a reader, as that reader may know it.

    ``asks``: bit n is set when something waits for a clinician of profile n (``articles.review.waiting``).
    ``weight``: the highest risk of an open claim (0 none, 1 low, 2 medium, 3 high), and 4 more when a signature on
    safety counts no more. ``lapsed``: an open claim was signed once, and its words or context have changed since.
    ``shown``: what the row says, ``articles.review.waiting.Facts``.
    """

    asks = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField(default=0)
    lapsed = models.BooleanField(default=False)
    shown = models.JSONField(default=dict)

    class Meta:
        abstract = True


class QueueEntry(QueueFacts):
    """One revision that waits, as somebody sees it who neither wrote nor decided anything in it."""

    revision = models.OneToOneField("articles.Revision", on_delete=models.CASCADE, primary_key=True, related_name="+")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=20)
    since = models.DateTimeField()
    stamp = models.BigIntegerField(default=1)
    computed = models.BigIntegerField(default=0)
    stale_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"revision {self.revision_id} in the queue"


class QueueReader(QueueFacts):
    """The same for one person who sees it differently: an author of its words, or somebody who has decided in it.

    ``person`` has no constraint in the database: inserting must wait for nobody, and people are never deleted.
    """

    entry = models.ForeignKey(QueueEntry, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="queue_reader_once")]

    def __str__(self) -> str:
        return f"revision {self.entry_id} as person {self.person_id} sees it"
