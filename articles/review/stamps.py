"""Which facts of the queue an act makes stale. Called by ``ledger.record``, for no act goes without the ledger."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q

from articles.models import Citation, LedgerEvent, QueueEntry, Signature, WordAuthor

# What changes the answer everywhere at once.
EVERYWHERE = {"policy_changed", "policy_proposed", "rule_changed"}


def touch(events: Sequence[LedgerEvent]) -> None:
    """Entries whose board these events may have changed must be computed anew. Under the lock of the ledger's head,
    so that no two acts wait for each other here."""
    stale = Q(article__in={event.article for event in events if event.article is not None})
    for event in events:
        kind, _, number = event.subject.partition(":")
        if event.kind in EVERYWHERE:
            stale = Q()
            break
        if event.kind in {"revision_saved", "revision_restored"}:
            stale |= Q(article__in=_sharing_words(event.revision))
        elif kind == "source" and event.article is None:
            stale |= Q(article__in=Citation.objects.filter(source=int(number)).values("claim__article"))
        elif event.kind == "credential_false":
            acts = Signature.objects.filter(credentials=int(number))
            stale |= Q(article__in=acts.values("revision__article"))
    QueueEntry.objects.filter(stale).update(stamp=F("stamp") + 1)


def _sharing_words(revision: int | None) -> Any:
    """Other articles in which words stand that this revision introduced: its writers are their authors now."""
    introduced = WordAuthor.objects.filter(revision=revision).values("fingerprint")
    return WordAuthor.objects.filter(fingerprint__in=introduced).order_by().values("article")
