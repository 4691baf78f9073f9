"""Titles in lists. Beside the promotion of the app no teaser may name a prescription medicine (rule P02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.models import Publication
from articles.public.houses import address
from articles.public.medicines import names_product

NEUTRAL_TITLE = "An article about a medicine"
NEUTRAL_TOPIC = "Articles about a medicine"


@dataclass(frozen=True, slots=True)
class Teaser:
    """One line of a list."""

    url: str
    title: str
    summary: str
    topic: str
    last_reviewed: datetime | None
    changed_at: datetime
    example: bool


def names_medicine(publication: Publication) -> bool:
    """Whether title or summary names a prescription medicine that the text names, by substance or brand."""
    text = f"{publication.title} {publication.summary}".casefold()
    named = [*publication.mentions.get("substances", []), *publication.mentions.get("brands", [])]
    return any(name.casefold() in text for name in named)


def teasers(rows: Iterable[Publication], *, beside_promo: bool = False) -> list[Teaser]:
    """Lines for ``rows``; neutral ones where the promotion stands on the same page."""
    return [
        _teaser(row, beside_promo and names_medicine(row), topic_name(row.topic_name, beside_promo)) for row in rows
    ]


def topic_name(name: str, beside_promo: bool) -> str:
    """The name of a topic, or a neutral one beside the promotion."""
    return NEUTRAL_TOPIC if beside_promo and name and names_product(name) else name


def _teaser(row: Publication, neutral: bool, topic: str) -> Teaser:
    return Teaser(
        url=address(row),
        title=NEUTRAL_TITLE if neutral else row.title,
        summary="" if neutral else row.summary,
        topic=topic,
        last_reviewed=row.last_reviewed,
        changed_at=row.changed_at,
        example=row.example,
    )
