"""The words that stand in indexed texts, as written: for words typed in part and for slips of the pen.

Words are only ever added until the index is rebuilt. So a word here says nothing about what is live: it is never shown
before a search with it has found something.
"""

import re
from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import extract

from articles.search.engine import Entry
from articles.search.synonyms import fold, known_words

COMPLETIONS = 12
SHORTEST = 4  # letters of a word that may be a slip
LONGEST = 40  # longer strings are no words
_LETTERS = re.compile(r"[^\W\d_]{2,}")

_CREATE = {
    "sqlite": "CREATE TABLE IF NOT EXISTS articles_search_word (word text PRIMARY KEY) WITHOUT ROWID",
    "postgresql": 'CREATE TABLE IF NOT EXISTS articles_search_word (word text COLLATE "C" PRIMARY KEY)',
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the table. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE[connection.vendor])


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take the table away. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS articles_search_word")


def learn(connection: BaseDatabaseWrapper, entries: Iterable[Entry]) -> None:
    """Add the words of ``entries``; in order, so that two who learn the same words wait and do not lock each other."""
    found: set[str] = set()
    for entry in entries:
        for text in (entry.title, entry.headings, entry.summary, entry.body):
            found.update(word for word in _LETTERS.findall(fold(text)) if len(word) <= LONGEST)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO articles_search_word (word) VALUES (%s) ON CONFLICT DO NOTHING",
            [(word,) for word in sorted(found)],
        )


def forget(connection: BaseDatabaseWrapper) -> None:
    """Empty the table."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search_word")


def complete(connection: BaseDatabaseWrapper, start: str) -> list[str]:
    """Words that begin with ``start`` (folded). Stems differ from what is typed: "depressi" begins no stem."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM articles_search_word WHERE word >= %s AND word < %s ORDER BY word LIMIT %s",
            (start, start + "\U0010ffff", COMPLETIONS),
        )
        return [word for (word,) in cursor.fetchall()]


def corrected(connection: BaseDatabaseWrapper, text: str) -> str:
    """``text`` with each word that stands in no text replaced by the nearest that does; empty when none was.

    A word of the lexicons is no slip: names of medicines are near to each other, and none may stand for another.
    """
    typed = {word for word in _LETTERS.findall(fold(text)) if SHORTEST <= len(word) <= LONGEST} - known_words()
    nearest = {word: near for word in typed if (near := _nearest(connection, word))}

    def mend(found: re.Match[str]) -> str:
        return nearest.get(fold(found[0]), found[0])

    return _LETTERS.sub(mend, text) if nearest else ""


def _nearest(connection: BaseDatabaseWrapper, word: str) -> str:
    """The known word fewest slips away, one slip for each four letters; empty when it is known or none is near."""
    slips = max(1, len(word) // 4)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM articles_search_word WHERE length(word) BETWEEN %s AND %s",
            (len(word) - slips, len(word) + slips),
        )
        known = [row[0] for row in cursor.fetchall()]
    near = extract(word, known, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=20)
    if not near or near[0][1] == 0:
        return ""
    return min(near, key=lambda item: (item[1], -JaroWinkler.similarity(word, item[0]), item[0]))[0]
