"""Who answers for an article, and until when nothing of it may go live."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Publication
from articles.models.notification import Event
from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article, lock_articles
from articles.review.notifications import tell

IMPORTED = "/admin/articles/article/imported/?show=mine"


def hand_over(by: Any, article: Article, owner: Any, reason: str, now: datetime | None = None) -> Article:
    """Make somebody else the owner: they are asked when a review falls due. Nobody becomes an author by it."""
    permissions.check(by, "publish_article")
    check_reason(reason, "Say why the owner changes.")
    if not (owner.is_active and owner.is_staff):
        raise BadInput("Choose an active colleague.")
    with transaction.atomic():
        article = lock_article(article.pk)
        now = now or timezone.now()
        if article.owner_id == owner.pk:
            raise InvalidTransition("They own this article already.")
        data = {"from": article.owner_id, "to": owner.pk, "reason": reason}
        article.owner = owner
        article.save(update_fields=["owner"])
        record(now, Entry("owner_changed", by, article, subject=f"article:{article.pk}", data=data))
        if owner != by:
            latest = article.latest_revision
            tell([owner], f"You own “{latest.title if latest else article.slug}” now.", _desk(article), Event.ASSIGNED)
    return article


def hand_over_all(by: Any, articles: Iterable[int], owner: Any, reason: str, now: datetime | None = None) -> int:
    """Make somebody the owner of several articles in one act, with one message. Returns how many changed hands."""
    permissions.check(by, "publish_article")
    check_reason(reason, "Say why the owner changes.")
    if not (owner.is_active and owner.is_staff):
        raise BadInput("Choose an active colleague.")
    with transaction.atomic():
        now = now or timezone.now()
        changed = [row for row in lock_articles(articles).values() if row.owner_id != owner.pk]
        entries = []
        for article in changed:
            data = {"from": article.owner_id, "to": owner.pk, "reason": reason}
            entries.append(Entry("owner_changed", by, article, subject=f"article:{article.pk}", data=data))
        Article.objects.filter(pk__in=[row.pk for row in changed]).update(owner=owner)
        record(now, *entries)
        if changed and owner != by:
            many = f"{len(changed)} article{'s' if len(changed) != 1 else ''}"
            tell([owner], f"You own {many} more now: {reason}", IMPORTED, Event.ASSIGNED, f"You own {many} more now.")
    return len(changed)


def set_embargo(by: Any, article: Article, until: datetime | None, reason: str, now: datetime | None = None) -> Article:
    """Let nothing new of the article go live before ``until``; None lifts the embargo. What is live stays.

    Raises ``BadInput`` for a time that is over, ``InvalidTransition`` when something is scheduled for an earlier time.
    """
    permissions.check(by, "publish_article")
    check_reason(reason, "Say why: the reason is kept in the ledger.")
    with transaction.atomic():
        article = lock_article(article.pk)
        now = now or timezone.now()
        if until is None and article.embargo_until is None:
            raise InvalidTransition("There is no embargo to lift.")
        if until is not None and until <= now:
            raise BadInput("That time is over.")
        early = (
            Publication.objects.scheduled(now).filter(article=article, live_from__lt=until).first() if until else None
        )
        if early is not None:
            when = f"{timezone.localtime(early.live_from):%-d %B %Y, %H:%M}"
            raise InvalidTransition(f"It is scheduled for {when}, before the embargo ends: cancel that first.")
        was = article.embargo_until
        article.embargo_until = until
        article.save(update_fields=["embargo_until"])
        data = {"until": _iso(until), "was": _iso(was), "reason": reason}
        kind = "embargo_set" if until else "embargo_lifted"
        record(now, Entry(kind, by, article, subject=f"article:{article.pk}", data=data))
    return article


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="microseconds") if moment else None


def _desk(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/gate/"
