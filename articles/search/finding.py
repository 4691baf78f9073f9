"""Asking the index: what is live now and holds the words, and what helps when nothing does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection

from articles.search import index, vocabulary
from articles.search.engine import Card, Engine, Found
from articles.search.excerpts import Excerpt
from articles.search.query import Query, parse, words_of

MOST_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Results:
    """Publications found, best first, by id.

    ``some``: none held all the words, these hold some of them. ``suggestion``: the same query without a slip of the
    pen, when that finds something and this did not.
    """

    query: Query
    found: Found
    some: bool = False
    suggestion: str = ""
    people: tuple[Card, ...] = ()

    @property
    def total(self) -> int:
        """How many publications hold all the words."""
        return 0 if self.some else self.found.total

    def excerpts(self, publications: Sequence[int]) -> dict[int, Excerpt]:
        """The words around the hits in these publications."""
        return index.engine().excerpts(self.query.groups, publications) if publications else {}


def search(text: str, now: datetime) -> Results:
    """Results for a cleaned text. Any text may be asked for; one without a word finds nothing."""
    engine = index.engine()
    query = parse(text, partial(vocabulary.complete, connection))
    if not query.groups:
        return Results(query, Found(0, ()))
    people = _people(engine, text, now)
    found = engine.find(query.groups, now)
    if found.total:
        return Results(query, found, people=people)
    suggestion = _suggestion(engine, text, now)
    if len(query.groups) > 1:
        found = engine.find(query.groups, now, every=False)
    return Results(query, found, some=found.total > 0, suggestion=suggestion, people=people)


def _suggestion(engine: Engine, text: str, now: datetime) -> str:
    suggestion = vocabulary.corrected(connection, text)
    meant = parse(suggestion)
    finds = meant.groups and any(engine.find(meant.groups, now, every=every).total for every in (True, False))
    return suggestion if finds else ""


def _people(engine: Engine, text: str, now: datetime) -> tuple[Card, ...]:
    """People with every word in their name."""
    wanted = set(words_of(text))
    if not wanted or min(map(len, wanted)) < 2:
        return ()
    cards = engine.people(parse(f"“{'” “'.join(sorted(wanted))}”").groups, now)
    named = [card for card in dict.fromkeys(cards) if wanted <= set(words_of(card.name))]
    return tuple(sorted(named, key=lambda card: (card.name, card.role))[:MOST_PEOPLE])
