"""What happens to the publications that rested on a ground that fell away: the table of ``docs/sign-off-model.md``.

Not yet live: cancelled in the same transaction, the predecessor's range restored, the owner told. Live: held, with a
line "being checked"; where a high-risk claim rested on it, withdrawn at once unless the person records why not.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from articles.claims.types import Risk
from articles.models import (
    Article,
    Publication,
)
from articles.models.notification import Event
from articles.publishing.ranges import cancel, close, hold
from articles.publishing.withdraw import DEFAULT_NOTICE
from articles.review.ledger import record
from articles.review.notifications import tell
from articles.review.transitions import settle_state, workbench_url


def rests_high(publication: Publication, fingerprints: set[str]) -> bool:
    claims = publication.record["claims"]
    return any(item["risk"] == Risk.HIGH.value and item["fingerprint"] in fingerprints for item in claims)


def events_of(publication: Publication) -> set[int]:
    """Ledger entries of everything that the publication rests on, dismissals included."""
    named = [*publication.record["attestations"], *publication.record["overrides"]]
    return {*publication.decisions.values_list("event", flat=True), *(item["event"] for item in named)}


def any_high(publication: Publication) -> bool:
    return any(item["risk"] == Risk.HIGH.value for item in publication.record["claims"])


def fell_away(
    publications: Iterable[Publication],
    by: Any,
    now: datetime,
    reason: str,
    keep_live_because: str,
    is_high: Callable[[Publication], bool],
    kind: str = "being_checked",
) -> list[Publication]:
    """Apply the after-freezing table to what rests on the ground that fell away."""
    done = []
    for publication in publications:
        ended = publication.live_until is not None and publication.live_until <= max(now, publication.live_from)
        if ended:
            continue
        if publication.live_from > now:
            cancel(publication, by, now, reason)
            text = f"“{publication.title}” will not go live as scheduled"
        elif is_high(publication) and not keep_live_because.strip():
            close(publication, by, now, reason, DEFAULT_NOTICE)
            text = f"“{publication.title}” was withdrawn"
        elif publication.hold in {kind, "being_checked"}:
            continue
        else:
            hold(publication, by, now, kind, keep_live_because or reason)
            text = f"“{publication.title}” stays live and is being checked"
        done.append(publication)
        people = [publication.article.owner, publication.revision.saved_by]
        place = workbench_url(publication.article.latest_revision or publication.revision)
        tell(people, f"{text}: {reason}", place, Event.WITHDRAWN, f"{text}.")
    return done


def settle_articles(articles: Iterable[Article], now: datetime) -> None:
    """Approved revisions whose gate closed go back to review."""
    for article in articles:
        latest = article.latest_revision
        if latest is not None and (entries := settle_state(latest, now)):
            record(now, *entries)
