"""The index in SQLite: one FTS5 table, its row id the publication's. Porter's stems, no accents, bm25."""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from articles.search.engine import (
    KINDS,
    MOST,
    MOST_PEOPLE,
    WEIGHTS,
    Card,
    Entry,
    Found,
    Groups,
)
from articles.search.excerpts import END, START, Excerpt, excerpt_of
from articles.search.query import Term

_CREATE = """
    CREATE VIRTUAL TABLE IF NOT EXISTS articles_search USING fts5(
        title, headings, summary, body, people, cards UNINDEXED, tokenize = "porter unicode61 remove_diacritics 2"
    )
"""
# The plus keeps SQLite from looking up each live publication in the index by itself.
_LIVE = """
    AND +rowid IN (
        SELECT id FROM articles_publication
        WHERE kind IN (%s, %s) AND live_from <= %s AND (live_until IS NULL OR live_until > %s)
    )
"""
_PUT = """
    INSERT INTO articles_search (rowid, title, headings, summary, body, people, cards)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_BEST = (
    "SELECT rowid FROM articles_search WHERE articles_search MATCH %s AND rank MATCH %s"
    + _LIVE
    + "ORDER BY rank, rowid DESC LIMIT %s"
)
_COUNT = "SELECT count(*) FROM articles_search WHERE articles_search MATCH %s" + _LIVE
_EXCERPTS = """
    SELECT rowid, body, highlight(articles_search, 3, %s, %s) FROM articles_search
    WHERE articles_search MATCH %s AND rowid IN (SELECT value FROM json_each(%s))
"""
_PEOPLE = "SELECT DISTINCT cards FROM articles_search WHERE articles_search MATCH %s" + _LIVE + "LIMIT %s"
_BM25 = "bm25({title}, {headings}, {summary}, {body})".format(**WEIGHTS)


class SqliteEngine:
    """Implements ``articles.search.engine.Engine``."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def install(self) -> None:
        self._run(_CREATE)

    def uninstall(self) -> None:
        self._run("DROP TABLE IF EXISTS articles_search")

    def put(self, entries: Iterable[Entry]) -> None:
        rows = list(entries)
        self.drop([entry.publication for entry in rows])
        with self.connection.cursor() as cursor:
            cursor.executemany(_PUT, [_row(entry) for entry in rows])

    def drop(self, publications: Collection[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany("DELETE FROM articles_search WHERE rowid = %s", [(key,) for key in publications])

    def tidy(self) -> None:
        self._run("INSERT INTO articles_search (articles_search) VALUES ('optimize')")

    def held(self) -> set[int]:
        return {key for (key,) in self._run("SELECT rowid FROM articles_search")}

    def find(self, groups: Groups, now: datetime, *, every: bool = True) -> Found:
        match = f"{{title headings summary body}} : ({expression(groups, every)})"
        ids = tuple(key for (key,) in self._run(_BEST, match, _BM25, *self._live(now), MOST))
        if len(ids) < MOST:
            return Found(len(ids), ids)
        return Found(self._run(_COUNT, match, *self._live(now))[0][0], ids)

    def excerpts(self, groups: Groups, publications: Collection[int]) -> dict[int, Excerpt]:
        match = f"body : ({expression(groups, every=False)})"
        rows = self._run(_EXCERPTS, START, END, match, json.dumps(list(publications)))
        return {key: excerpt_of(body, marked) for key, body, marked in rows}

    def people(self, groups: Groups, now: datetime) -> list[Card]:
        rows = self._run(_PEOPLE, f"people : ({expression(groups)})", *self._live(now), MOST_PEOPLE)
        return [Card(*card) for (cards,) in rows for card in json.loads(cards)]

    def _live(self, now: datetime) -> tuple[Any, ...]:
        moment = self.connection.ops.adapt_datetimefield_value(now)
        return (*KINDS, moment, moment)

    def _run(self, sql: str, *values: Any) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()


def expression(groups: Groups, every: bool = True) -> str:
    """The FTS5 expression of ``groups``. Words stand in quotes: nothing in them is syntax.

    >>> expression(((Term(("low", "mood")), Term(("walk",), prefix=True)),))
    '("low mood" OR "walk" *)'
    """
    return (" AND " if every else " OR ").join(f"({' OR '.join(_terms(group))})" for group in groups)


def _terms(group: Iterable[Term]) -> Iterator[str]:
    for term in group:
        words = " ".join(word.replace('"', "") for word in term.words)
        yield f'"{words}" *' if term.prefix else f'"{words}"'


def _row(entry: Entry) -> tuple[Any, ...]:
    names = " ".join(card.name for card in entry.people)
    cards = json.dumps([[card.name, card.username, card.role] for card in entry.people], ensure_ascii=False)
    return (entry.publication, entry.title, entry.headings, entry.summary, entry.body, names, cards)
