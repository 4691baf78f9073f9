"""Moving the time range of a publication: always beside a ledger event, as the trigger asks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from articles.models import LedgerEvent, Publication
from articles.review.ledger import Entry, record
from articles.search import index


def entry_about(publication: Publication, kind: str, by: Any, data: dict[str, Any]) -> Entry:
    """The ledger's entry of an act on one publication; ``kind`` is one of ``articles.review.ledger.KINDS``."""
    return Entry(
        kind,
        by,
        publication.article,
        publication.revision,
        f"publication:{publication.uid}",
        publication.content_digest,
        data,
        publication=publication.uid,
    )


def end_at(predecessor: Publication, by: Any, at: datetime, successor: UUID) -> Entry:
    """The entry that ends the earlier publication at ``at``; the caller records it and saves ``live_until``."""
    was = predecessor.live_until.isoformat(timespec="microseconds") if predecessor.live_until else None
    return entry_about(
        predecessor,
        "supersede",
        by,
        {"live_until": at.isoformat(timespec="microseconds"), "was": was, "by": str(successor)},
    )


def cancel(publication: Publication, by: Any, now: datetime, reason: str) -> None:
    """Cancel a publication that is not yet live, and give its predecessor back the range it had before."""
    entries = [entry_about(publication, "cancel", by, {"reason": reason})]
    predecessor = publication.supersedes
    restored: datetime | None = None
    give_back = (
        predecessor is not None and not predecessor.withdrawn and predecessor.live_until == publication.live_from
    )
    if predecessor is not None and give_back:
        ended = (
            LedgerEvent.objects.filter(kind="supersede", publication=predecessor)
            .order_by("-seq")
            .values_list("data", flat=True)
            .first()
        )
        was = LedgerEvent(data=ended).facts.get("was") if ended else None
        restored = parse_datetime(was) if was else None
        entries.append(entry_about(predecessor, "restore_range", by, {"live_until": was}))
    events = record(now, *entries)
    publication.live_until, publication.last_event = publication.live_from, events[0].seq
    publication.save(update_fields=["live_until", "last_event"])
    if predecessor is not None and give_back:
        predecessor.live_until, predecessor.last_event = restored, events[1].seq
        predecessor.save(update_fields=["live_until", "last_event"])
    index.forget(publication.pk)


def close(publication: Publication, by: Any, now: datetime, reason: str, notice: str) -> None:
    """Withdraw a live publication at once."""
    (event,) = record(
        now,
        entry_about(publication, "withdraw", by, {"reason": reason, "notice": notice}),
    )
    publication.live_until, publication.withdrawn = now, True
    publication.notice, publication.last_event = notice, event.seq
    publication.save(update_fields=["live_until", "withdrawn", "notice", "last_event"])
    index.forget(publication.pk)


def hold(publication: Publication, by: Any, now: datetime, kind: str, reason: str) -> None:
    """Put a live publication on hold: ``being_checked`` shows a line to readers, ``recheck`` only lists it."""
    (event,) = record(
        now,
        entry_about(publication, "hold" if kind else "release", by, {"hold": kind, "reason": reason}),
    )
    publication.hold, publication.last_event = kind, event.seq
    publication.save(update_fields=["hold", "last_event"])
