"""The index in PostgreSQL: weighted ``tsvector`` columns under GIN indexes, English stems, no accents, ``ts_rank_cd``.

Ranking reads the long vector of everything that was found, which a common word makes the dearer half of the query. So
``head``, the short vector of title, headings and summary, chooses the ``CANDIDATES`` that are ranked by all words.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from string import punctuation
from typing import Any

from django.db import transaction
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

CANDIDATES = MOST

# Stop words stay in: readers put sentences in quotes, and the query leaves out what says nothing by itself.
_INSTALL = (
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    """
    DO $search$ BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM pg_ts_config WHERE cfgname = 'articles_search' AND pg_ts_config_is_visible(oid)
        ) THEN
            CREATE TEXT SEARCH DICTIONARY articles_search_stem (TEMPLATE = snowball, Language = english);
            CREATE TEXT SEARCH CONFIGURATION articles_search (COPY = simple);
            ALTER TEXT SEARCH CONFIGURATION articles_search
                ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part,
                    hword_numpart WITH unaccent, articles_search_stem;
        END IF;
    END $search$
    """,
    """
    CREATE TABLE IF NOT EXISTS articles_search (
        publication bigint PRIMARY KEY, body text NOT NULL, cards text NOT NULL,
        head tsvector NOT NULL, document tsvector NOT NULL, people tsvector NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS articles_search_document ON articles_search USING gin (document)",
    "CREATE INDEX IF NOT EXISTS articles_search_people ON articles_search USING gin (people)",
)
_UNINSTALL = (
    "DROP TABLE IF EXISTS articles_search",
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS articles_search",
    "DROP TEXT SEARCH DICTIONARY IF EXISTS articles_search_stem",
)
_PUT = """
    INSERT INTO articles_search (publication, body, cards, head, document, people)
    SELECT %(publication)s, %(body)s, %(cards)s, head, head || to_tsvector('articles_search', %(plain_body)s::text),
        to_tsvector('articles_search', %(names)s::text)
    FROM (SELECT setweight(to_tsvector('articles_search', %(title)s::text), 'A')
        || setweight(to_tsvector('articles_search', %(headings)s::text), 'B')
        || setweight(to_tsvector('articles_search', %(summary)s::text), 'C') AS head) AS made
    ON CONFLICT (publication) DO UPDATE SET body = EXCLUDED.body, cards = EXCLUDED.cards, head = EXCLUDED.head,
        document = EXCLUDED.document, people = EXCLUDED.people
"""
_LIVE = """
    JOIN articles_publication p ON p.id = s.publication AND p.kind = ANY(%(kinds)s::text[])
        AND p.live_from <= %(now)s AND (p.live_until IS NULL OR p.live_until > %(now)s)
"""
_BEST = (
    """
    WITH hit AS MATERIALIZED (
        SELECT publication, head, document FROM articles_search
        WHERE document @@ to_tsquery('articles_search', %(match)s::text)
    ),
    likely AS (
        SELECT s.publication, s.document FROM hit s """
    + _LIVE
    + """
        ORDER BY ts_rank(%(weights)s::float4[], s.head, to_tsquery('articles_search', %(loose)s::text)) DESC,
            s.publication DESC
        LIMIT %(candidates)s
    )
    SELECT publication FROM likely
    ORDER BY ts_rank_cd(%(weights)s::float4[], document, to_tsquery('articles_search', %(match)s::text), 1) DESC,
        publication DESC
    LIMIT %(most)s
    """
)
_COUNT = (
    """
    WITH hit AS MATERIALIZED (
        SELECT publication FROM articles_search WHERE document @@ to_tsquery('articles_search', %(match)s::text)
    )
    SELECT count(*) FROM hit s """
    + _LIVE
)
_EXCERPTS = """
    SELECT publication, body,
        ts_headline(
            'articles_search', translate(body, %(signs)s::text, %(blanks)s::text),
            to_tsquery('articles_search', %(match)s::text), %(options)s::text
        )
    FROM articles_search WHERE publication = ANY(%(publications)s::bigint[])
"""
_PEOPLE = (
    "SELECT DISTINCT s.cards FROM articles_search s "
    + _LIVE
    + "WHERE s.people @@ to_tsquery('articles_search', %(match)s::text) LIMIT %(most)s"
)
_HEAVIEST = max(WEIGHTS.values())
_WEIGHTS = [WEIGHTS[name] / _HEAVIEST for name in ("body", "summary", "headings", "title")]  # in the order D C B A
_OPTIONS = f'StartSel="{START}", StopSel="{END}", HighlightAll=true'
_NO_WORD = re.compile(r"[\W_]+")


class PostgresEngine:
    """Implements ``articles.search.engine.Engine``."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def install(self) -> None:
        for statement in _INSTALL:
            self._do(statement)

    def uninstall(self) -> None:
        for statement in _UNINSTALL:
            self._do(statement)

    def put(self, entries: Iterable[Entry]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(_PUT, [_row(entry) for entry in entries])

    def drop(self, publications: Collection[int]) -> None:
        self._do("DELETE FROM articles_search WHERE publication = ANY(%(keys)s::bigint[])", keys=list(publications))

    def tidy(self) -> None:
        self._do("ANALYZE articles_search")

    def held(self) -> set[int]:
        return {key for (key,) in self._read("SELECT publication FROM articles_search")}

    def find(self, groups: Groups, now: datetime, *, every: bool = True) -> Found:
        values = {"match": expression(groups, every), "kinds": list(KINDS), "now": now}
        more = {"loose": expression(groups, every=False), "weights": _WEIGHTS, "candidates": CANDIDATES, "most": MOST}
        # The planner does not know what fetching a long vector costs, and for common words would read all of them.
        with transaction.atomic(using=self.connection.alias):
            self._do("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
            ids = tuple(key for (key,) in self._read(_BEST, **values, **more))
            return Found(len(ids) if len(ids) < MOST else self._read(_COUNT, **values)[0][0], ids)

    def excerpts(self, groups: Groups, publications: Collection[int]) -> dict[int, Excerpt]:
        match = expression(groups, every=False)
        rows = self._read(
            _EXCERPTS,
            match=match,
            options=_OPTIONS,
            signs=punctuation,
            blanks=" " * len(punctuation),
            publications=list(publications),
        )
        return {key: excerpt_of(body, marked) for key, body, marked in rows}

    def people(self, groups: Groups, now: datetime) -> list[Card]:
        rows = self._read(_PEOPLE, match=expression(groups), kinds=list(KINDS), now=now, most=MOST_PEOPLE)
        return [Card(*card) for (cards,) in rows for card in json.loads(cards)]

    def _do(self, sql: str, **values: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or None)

    def _read(self, sql: str, **values: Any) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall()


def expression(groups: Groups, every: bool = True) -> str:
    """The text of a ``tsquery`` for ``groups``. Words stand in quotes: nothing in them is syntax.

    >>> expression(((Term(("low", "mood")), Term(("walk",), prefix=True)),))
    "(('low' <-> 'mood') | ('walk':*))"
    """
    return (" & " if every else " | ").join(f"({' | '.join(_terms(group))})" for group in groups)


def _terms(group: Iterable[Term]) -> Iterator[str]:
    for term in group:
        words = [f"'{_NO_WORD.sub('', word)}'" for word in term.words]
        yield f"({' <-> '.join(words)}{':*' if term.prefix else ''})"


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "publication": entry.publication,
        "body": entry.body,
        "cards": json.dumps([[card.name, card.username, card.role] for card in entry.people], ensure_ascii=False),
        "title": _plain(entry.title),
        "headings": _plain(entry.headings),
        "summary": _plain(entry.summary),
        "plain_body": _plain(entry.body),
        "names": _plain(" ".join(card.name for card in entry.people)),
    }


def _plain(text: str) -> str:
    """Only words: PostgreSQL takes "walking/running" for a path of files and "day.It" for a host."""
    return _NO_WORD.sub(" ", text)
