"""Rows that many tests begin with, kept after they were made once and put back for the next test.

Migrating leaves some (permissions, groups, the policy in the ledger), and so do the acts that make the cast: two
hundred queries, for most tests. The rows of the cast chain onto the ledger as it was, so they are put back only where
it is the same; else the cast is made again by its acts.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models import LedgerHead

Head = tuple[int, str]
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""By table: the names of the columns, and rows of them."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What one making left behind: ``tables`` has the rows that came, ``people`` the accounts by their name."""

    before: Head
    after: Head
    tables: Rows
    people: bytes


_kept: _Kept | None = None


def cast(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The people that ``make`` makes, by name: made now, or put back as they were made before."""
    global _kept
    head = _head()
    if _kept is None or _kept.before != head:
        counted = {table: set(rows_of(connection, table)[1]) for table in _tables()}
        people = make()
        came: Rows = {}
        for table, old in counted.items():
            columns, rows = rows_of(connection, table)
            if new := [row for row in rows if row not in old]:
                came[table] = (columns, new)
        came.pop(LedgerHead._meta.db_table, None)  # the one row that changes
        _kept = _Kept(head, _head(), came, pickle.dumps(people))
        return people
    put(connection, _kept.tables)
    LedgerHead.objects.filter(pk=1).update(seq=_kept.after[0], hash=_kept.after[1])
    people: dict[str, Any] = pickle.loads(_kept.people)
    return people


def _head() -> Head:
    return LedgerHead.objects.values_list("seq", "hash").get(pk=1)


def _tables() -> list[str]:
    """Every table of the site and of the accounts; the ledger before what rests on it."""
    found: list[type[models.Model]] = [
        *apps.get_app_config("auth").get_models(include_auto_created=True),
        *apps.get_app_config("articles").get_models(include_auto_created=True),
    ]
    names = [model._meta.db_table for model in found if model._meta.managed and not model._meta.proxy]
    return sorted(names, key=lambda name: (not name.startswith("auth_"), "ledger" not in name, name))


def rows_of(db: BaseDatabaseWrapper, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns of ``table``, and its rows."""
    with db.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {db.ops.quote_name(table)} ORDER BY 1")
        return [column[0] for column in cursor.description], [tuple(row) for row in cursor.fetchall()]


def put(db: BaseDatabaseWrapper, tables: Rows) -> None:
    """Write the rows as they were."""
    with db.cursor() as cursor:
        for table, (columns, rows) in tables.items():
            names = ", ".join(map(db.ops.quote_name, columns))
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {db.ops.quote_name(table)} ({names}) VALUES ({marks})", rows)
