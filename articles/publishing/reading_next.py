"""What an editor puts under a page to be read next. Readers see those that are live, and then others of the topic.

The choice is no part of what is signed: the page names signed titles of live pages. It stands on the article, beside a
ledger entry that names the live page, so that what browsers keep is made anew.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Publication
from articles.review import permissions
from articles.review.addresses import article_at
from articles.review.errors import BadInput
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article

MOST = 4


def choose(by: Any, article: Article, slugs: Sequence[str], now: datetime | None = None) -> bool:
    """Put these articles, named by address, under ``article``, in this order; none: the house chooses again.

    Returns whether anything changed. Raises ``BadInput`` with every address that cannot stand there.
    """
    permissions.check(by, "publish_article")
    chosen, problems = _found(article, [slug for slug in map(_slug, slugs) if slug])
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        article = lock_article(article.pk)
        now = now or timezone.now()
        if article.read_next == chosen:
            return False
        live = Publication.objects.live(now).filter(article=article).first()
        data = {"before": article.read_next, "after": chosen}
        subject = f"article:{article.pk}"
        record(
            now,
            Entry("read_next_chosen", by, article, subject=subject, data=data, publication=live.uid if live else None),
        )
        article.read_next = chosen
        article.save(update_fields=["read_next"])
    return True


def _slug(typed: str) -> str:
    """The slug in what was typed or pasted: a slug, a path or the address of a page."""
    return typed.strip().split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1]


def _found(article: Article, slugs: Sequence[str]) -> tuple[list[int], list[str]]:
    chosen: list[int] = []
    problems = []
    for slug in slugs:
        other = article_at(slug)
        if other is None or other.kind != "article":
            problems.append(f"No article has the address “{slug}”.")
        elif other.pk == article.pk:
            problems.append("A page does not lead to itself.")
        elif other.pk not in chosen:
            chosen.append(other.pk)
    if len(chosen) > MOST:
        problems.append(f"At most {MOST} articles are shown.")
    return chosen, problems
