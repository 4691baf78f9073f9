"""Filling the index, from publications only. It is derived: it can be made again from them at any time.

What is over is taken out, but what is not yet live is in: finding filters by time. So a stale index could show too
little, never too much.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.claims import lexicon
from articles.models import Publication
from articles.rendering import visible_text
from articles.search import vocabulary
from articles.search.engine import KINDS, Card, Engine, Entry
from articles.search.postgres import PostgresEngine
from articles.search.query import clean_text
from articles.search.sqlite import SqliteEngine

#: How entries are made and stored. A new one makes the next ``migrate`` build the index again.
FORMAT = "1"
BATCH = 200  # entries of one transaction

_ENGINES: dict[str, type[Engine]] = {"sqlite": SqliteEngine, "postgresql": PostgresEngine}
_HELPLINE = re.compile(r'<div(?=[^<>]* data-helpline=")[^<>]*>.*?</div>', re.DOTALL)
# What ends without a full stop: an excerpt would run it into what follows.
_ENDS = re.compile(r"(?=</(?:li|td|th|h[2-6]|caption|figcaption)>)")
_STATE = "CREATE TABLE IF NOT EXISTS articles_search_state (format text NOT NULL, built text NOT NULL)"


@dataclass(frozen=True, slots=True)
class State:
    """What answers depend on beside publications: how the index is made and asked, and when it was last built."""

    version: str
    built: datetime | None


def engine(db: BaseDatabaseWrapper = connection) -> Engine:
    """The engine that keeps the index in this database."""
    return _ENGINES[db.vendor](db)


def state(db: BaseDatabaseWrapper = connection) -> State:
    """One small query."""
    with db.cursor() as cursor:
        cursor.execute("SELECT built FROM articles_search_state")
        row = cursor.fetchone()
    return State(_version(), parse_datetime(row[0]) if row else None)


@cache
def _version() -> str:
    here = Path(__file__).parent
    digest = sha256()
    for file in sorted([*here.glob("*.py"), *here.glob("*.txt"), *lexicon.FOLDER.glob("*.txt")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


# ------------------------------------------------------------------------------------------------ acts on publications


def refresh(article: int, now: datetime) -> None:
    """Bring the entries of one article up to date. The caller holds the article, as every act on its publications."""
    rows = Publication.objects.filter(article=article)
    entries = _entries(_lasting(rows, now))
    engine().drop(rows.values_list("pk", flat=True))
    _put(connection, entries)


def forget(publication: int) -> None:
    """Take out a publication that is over."""
    engine().drop([publication])


# ------------------------------------------------------------------------------------------------------------ all of it


def rebuild(db: BaseDatabaseWrapper = connection) -> int:
    """Make every entry again; returns how many there are. Readers go on searching meanwhile."""
    vocabulary.forget(db)
    kept = _fill(db, set())
    engine(db).tidy()
    with transaction.atomic(using=db.alias), db.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search_state")
        cursor.execute(
            "INSERT INTO articles_search_state (format, built) VALUES (%s, %s)", (FORMAT, timezone.now().isoformat())
        )
    return kept


def _fill(db: BaseDatabaseWrapper, held: set[int]) -> int:
    """Add what is missing from ``held``, take out what is over; returns how many entries there should be."""
    rows = Publication.objects.using(db.alias)
    wanted = list(_lasting(rows, timezone.now()).order_by("pk").values_list("pk", flat=True))
    missing = [key for key in wanted if key not in held]
    for at in range(0, len(missing), BATCH):
        entries = _entries(rows.filter(pk__in=missing[at : at + BATCH]))
        with transaction.atomic(using=db.alias):
            _put(db, entries)
    over = engine(db).held().difference(wanted)
    # What was published while this ran is neither missing nor over.
    over -= set(_lasting(rows, timezone.now()).values_list("pk", flat=True))
    engine(db).drop(sorted(over))
    return len(wanted)


def after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: object) -> None:
    """Receiver of ``post_migrate``: the index is there, of this format, and complete."""
    db = connections[using]
    if Publication._meta.db_table not in db.introspection.table_names():
        return  # migrated back to nothing
    with db.cursor() as cursor:
        cursor.execute(_STATE)
        cursor.execute("SELECT format FROM articles_search_state")
        row = cursor.fetchone()
    if row != (FORMAT,):
        vocabulary.uninstall(db)
        engine(db).uninstall()
    vocabulary.install(db)
    engine(db).install()
    if row == (FORMAT,):
        _fill(db, engine(db).held())
    else:
        rebuild(db)


# -------------------------------------------------------------------------------------------------------------- entries


def _lasting(rows: "QuerySet[Publication]", now: datetime) -> "QuerySet[Publication]":
    """Those that are live or will be."""
    return rows.filter(kind__in=KINDS).filter(Q(live_until=None) | Q(live_until__gt=now))


def _put(db: BaseDatabaseWrapper, entries: Sequence[Entry]) -> None:
    engine(db).put(entries)
    vocabulary.learn(db, entries)


def _entries(rows: "QuerySet[Publication]") -> list[Entry]:
    return [entry_of(row) for row in rows]


def entry_of(row: Publication) -> Entry:
    """The words that were signed, as readers see them. Help lines stand for themselves: they change by themselves."""
    content = row.content
    headings = [text for _, _, text in content["headings"]]
    return Entry(
        publication=row.pk,
        title=clean_text(row.title),
        headings=clean_text(". ".join(filter(None, [row.topic_name, *headings]))),
        summary=clean_text(row.summary),
        body=clean_text(visible_text(_ENDS.sub(" · ", _HELPLINE.sub(" ", content["body_html"])))),
        people=tuple(dict.fromkeys(_cards(row))),
    )


def _cards(row: Publication) -> Iterator[Card]:
    record = row.record
    signers = [item["person"] for claim in record["claims"] for item in claim["signatures"]]
    signers += [item["person"] for item in record["attestations"]]
    for role, keys in (("author", record["written_by"]), ("clinician", signers)):
        for key in keys:
            card = row.people[key]
            if card.get("username"):  # erased people have none
                yield Card(clean_text(card["name"]), card["username"], role)
