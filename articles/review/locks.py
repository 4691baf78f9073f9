"""One lock order for every act that can change a verdict: source, credential, policy → articles by id → ledger head.

On SQLite the immediate transaction is the lock; the calls then only read.
"""

from collections.abc import Iterable

from articles.models import Article, Credential, PolicyChange, Source


def lock_sources(ids: Iterable[int]) -> dict[int, Source]:
    """The source rows, locked in order of id."""
    return {row.pk: row for row in Source.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")}


def lock_credentials(ids: Iterable[int]) -> dict[int, Credential]:
    """The credential rows, locked in order of id."""
    rows = Credential.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows}


def lock_policy() -> None:
    """The policy row. Rule and policy changes take it, and so does every act that rests on them."""
    list(PolicyChange.objects.select_for_update().order_by("pk")[:1])


def lock_articles(ids: Iterable[int]) -> dict[int, Article]:
    """The article rows, locked in order of id."""
    return {row.pk: row for row in Article.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")}


def lock_article(pk: int) -> Article:
    """One article row, locked."""
    return Article.objects.select_for_update().get(pk=pk)
