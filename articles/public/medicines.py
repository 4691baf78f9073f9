"""Whether words without findings of their own name a prescription medicine: topics, titles of sources (rule P02)."""

from functools import lru_cache

from articles.claims import analyse
from articles.claims.types import ArticleText, Mentions


def names_product(text: str) -> bool:
    """By substance or brand."""
    found = _mentions(text)
    return bool(found.substances or found.brands)


def names_any(text: str) -> bool:
    """By substance, brand or class."""
    return names_product(text) or bool(_mentions(text).classes)


@lru_cache(maxsize=1024)
def _mentions(text: str) -> Mentions:
    return analyse(ArticleText(title="", body=text, kind="standing")).mentions
