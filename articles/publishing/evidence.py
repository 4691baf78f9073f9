"""Sources that are retracted, superseded or brought to a new version, with what follows for publications."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.claims.types import Risk
from articles.models import (
    Citation,
    Publication,
    Source,
)
from articles.publishing.aftermath import fell_away, settle_articles
from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_articles, lock_sources


def retract_source(
    by: Any, pk: int, reason: str, *, keep_live_because: str = "", now: datetime | None = None
) -> list[Publication]:
    """Mark a source retracted: every claim resting on it is open again, live pages are held or withdrawn."""
    return _end_source(by, pk, "retracted", reason, keep_live_because, now)


def supersede_source(by: Any, pk: int, reason: str, *, now: datetime | None = None) -> list[Publication]:
    """Mark a source superseded: scheduled pages are cancelled, live pages stay and are listed for re-check."""
    return _end_source(by, pk, "superseded", reason, "", now)


def _end_source(
    by: Any, pk: int, status: str, reason: str, keep_live_because: str, now: datetime | None
) -> list[Publication]:
    permissions.check(by, "attach_source")
    check_reason(reason, f"Say why the source is {status}.")
    with transaction.atomic():
        source = lock_sources([pk])[pk]
        if source.status == status or source.status == "retracted":
            raise InvalidTransition(f"This source is already {source.status}.")
        articles = lock_articles(_articles_citing(source))
        now = now or timezone.now()
        source.status, source.status_reason = status, reason
        source.save(update_fields=["status", "status_reason"])
        data = {"reason": reason, "keep_live_because": keep_live_because}
        record(now, Entry(f"source_{status}", by, subject=f"source:{pk}", data=data))
        done = _touch_source(source, by, now, reason, keep_live_because, listed=status == "superseded")
        settle_articles(articles.values(), now)
    return done


def new_source_version(by: Any, pk: int, version: str, now: datetime | None = None) -> list[Publication]:
    """Bring a source to a new version: new evidence, so what rested on the old version is asked again."""
    permissions.check(by, "attach_source")
    if not version.strip():
        raise BadInput("Give the new version as it is printed.")
    with transaction.atomic():
        source = lock_sources([pk])[pk]
        if source.version == version.strip():
            raise InvalidTransition("The source already has this version.")
        articles = lock_articles(_articles_citing(source))
        now = now or timezone.now()
        data = {"from": source.version, "to": version.strip()}
        source.version = version.strip()
        source.save(update_fields=["version"])
        record(now, Entry("source_changed", by, subject=f"source:{pk}", data=data))
        done = _touch_source(source, by, now, f"new version of “{source.title}”", "", listed=True)
        settle_articles(articles.values(), now)
    return done


def _articles_citing(source: Source) -> set[int]:
    cited = Citation.objects.filter(source=source, removed_at=None).values_list("claim__article_id", flat=True)
    frozen = source.publications.values_list("article_id", flat=True)
    return {*cited, *frozen}


def _touch_source(
    source: Source, by: Any, now: datetime, reason: str, keep_live_because: str, *, listed: bool
) -> list[Publication]:
    if listed:
        return fell_away(source.publications.all(), by, now, reason, "", lambda item: False, kind="recheck")

    def high(publication: Publication) -> bool:
        claims = publication.record["claims"]
        return any(
            claim["risk"] == Risk.HIGH.value and any(item["source"] == source.pk for item in claim["sources"])
            for claim in claims
        )

    return fell_away(source.publications.all(), by, now, reason, keep_live_because, high)
