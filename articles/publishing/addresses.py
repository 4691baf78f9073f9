"""Giving an article another address. The old one leads to the new one for ever; nothing that was signed changes.

The address is no part of what is signed. It stands on every publication of the article, so that readers find the page
by one look; one ledger entry moves them all (triggers).
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.models import Article, FormerAddress, Publication
from articles.review import addresses, permissions
from articles.review.errors import BadInput, InvalidTransition
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article


def change_address(by: Any, article: Article, slug: str, now: datetime | None = None) -> Article:
    """Give ``article`` the address ``slug``. Returns it as it is now.

    Raises ``BadInput`` for an address that is, or was, another article's, or is the same as before;
    ``InvalidTransition`` for a kind of text that others find by its name.
    """
    permissions.check(by, "publish_article")
    slug = slugify(slug)[:120]
    try:
        with transaction.atomic():
            article = lock_article(article.pk)
            now = now or timezone.now()
            if article.kind != "article":
                raise InvalidTransition(
                    f"The address of a {article.get_kind_display().lower()} is the name by which other pages find it."
                )
            if slug == article.slug:
                raise BadInput("This is the address already.")
            if sentence := addresses.problem(slug, article):
                raise BadInput(sentence)
            _move(by, article, slug, now)
    except IntegrityError as error:  # somebody took it at the same moment
        raise BadInput(f"The address “{slug}” is already in use.") from error
    return article


def _move(by: Any, article: Article, slug: str, now: datetime) -> None:
    old, article.slug = article.slug, slug
    shown = Publication.objects.filter(article=article)
    newest = shown.live(now).first() or shown.order_by("-live_from").first()
    (event,) = record(
        now,
        Entry(
            "address_changed",
            by,
            article,
            subject=f"article:{article.pk}",
            data={"from": old, "to": slug, "known_to_readers": newest is not None},
            publication=newest.uid if newest else None,
        ),
    )
    if newest is not None and not FormerAddress.objects.filter(slug=old).exists():
        FormerAddress.objects.create(slug=old, article=article, by=by, at=now, event=event.seq)
    article.save(update_fields=["slug"])
    shown.update(slug=slug, last_event=event.seq)
