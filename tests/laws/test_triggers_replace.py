"""SQLite's ``OR REPLACE`` deletes the row in the way without asking; protected tables refuse it on every connection."""

import sqlite3
from collections.abc import Callable

import pytest
from django.db import connection

from articles.models import LedgerEvent, Revision
from tests.laws.test_triggers import NEVER_DELETED, fill
from tests.world import LOW, MEDIUM, World, latest

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows no REPLACE")

Run = Callable[[str], object]


def try_to_replace(run: Run) -> None:
    """Every protected table refuses to have its first row replaced by itself."""
    for model in NEVER_DELETED:
        table = f'"{model._meta.db_table}"'
        names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated)
        for words in (f"INSERT OR REPLACE INTO {table}", f"REPLACE INTO {table}"):
            with pytest.raises(
                sqlite3.IntegrityError, match=r"never replaced|the head|publish event|overlap|ledger entry"
            ):
                run(f"{words} ({names}) SELECT {names} FROM {table} LIMIT 1")


@pytest.mark.django_db
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_protected_row_is_replaced(world: World, recursive: str) -> None:
    fill(world)
    raw = connection.connection
    raw.execute(f"PRAGMA recursive_triggers={recursive}")
    counts = {model: model._base_manager.count() for model in NEVER_DELETED}
    try:
        try_to_replace(raw.execute)
    finally:
        raw.execute("PRAGMA recursive_triggers=ON")
    assert {model: model._base_manager.count() for model in NEVER_DELETED} == counts


@pytest.mark.django_db(transaction=True)
def test_no_protected_row_is_replaced_by_a_program_of_somebody_else(committed_world: World) -> None:
    fill(committed_world)
    raw = sqlite3.connect(connection.settings_dict["NAME"], timeout=20)
    try:
        assert raw.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        try_to_replace(raw.execute)
        for statement in ("DELETE FROM", "UPDATE OR REPLACE"):
            rest = " SET seq = seq + 1" if statement.startswith("UPDATE") else ""
            with pytest.raises(sqlite3.IntegrityError, match=r"append-only|never replaced"):
                raw.execute(f"{statement} {LedgerEvent._meta.db_table}{rest}")
    finally:
        raw.rollback()
        raw.close()


@pytest.mark.django_db
def test_no_revision_is_replaced_through_a_key_that_it_shares(world: World) -> None:
    article = world.article(LOW)
    first = latest(article)
    second = world.save(article, MEDIUM)
    raw = connection.connection
    Revision.objects.filter(pk=first.pk).update(state="in_review")
    raw.execute("PRAGMA recursive_triggers=OFF")
    try:
        with pytest.raises(sqlite3.IntegrityError, match="never replaced"):
            raw.execute(f"UPDATE OR REPLACE articles_revision SET state = 'in_review' WHERE id = {second.pk}")
    finally:
        raw.execute("PRAGMA recursive_triggers=ON")
    assert Revision.objects.filter(article=article).count() == 2
