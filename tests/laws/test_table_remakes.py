"""A migration may remake a table; the triggers of the ledger survive it or come back with it, and its rows stay."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.executor import MigrationExecutor

from articles.models import LedgerEvent, triggers
from articles.publishing import verify
from tests.world import LOW, World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

WIDER = [
    migrations.AlterField("ledgerevent", "kind", models.CharField(max_length=60)),
    migrations.AddField("ledgerevent", "place", models.CharField(max_length=20, default="", blank=True)),
    migrations.AlterField("publication", "notice", models.TextField(blank=True, default="")),
    migrations.AddField("ledgerhead", "place", models.CharField(max_length=20, default="", blank=True)),
]


@contextmanager
def migrated(operations: list[migrations.operations.base.Operation]) -> Iterator[None]:
    """The operations are applied as ``migrate`` applies them, up to its signal; afterwards they are taken back."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes("articles")[0]
    before = executor.loader.project_state(newest)
    migration = type("Migration", (migrations.Migration,), {"dependencies": [newest], "operations": operations})(
        "9999_remake", "articles"
    )
    emit_pre_migrate_signal(0, False, "default", plan=[(migration, False)])
    executor.apply_migration(before.clone(), migration)
    try:
        yield
    finally:
        emit_pre_migrate_signal(0, False, "default", plan=[(migration, True)])
        executor.unapply_migration(before.clone(), migration)
        emit_post_migrate_signal(0, False, "default")


def finish() -> None:
    """The signal with which ``migrate`` ends."""
    emit_post_migrate_signal(0, False, "default")


@pytest.mark.parametrize("number", range(len(WIDER)), ids=lambda number: type(WIDER[number]).__name__)
def test_after_a_migration_the_triggers_are_there_and_the_ledger_is_whole(committed_world: World, number: int) -> None:
    committed_world.published(LOW)
    entries = list(LedgerEvent.objects.values_list("seq", "hash"))
    with migrated([WIDER[number]]):
        finish()
        assert triggers.missing(connection) == []
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM articles_ledgerevent WHERE seq = 1")
    assert triggers.missing(connection) == []
    assert list(LedgerEvent.objects.values_list("seq", "hash")) == entries
    assert list(verify.problems()) == []


def test_triggers_step_aside_on_sqlite_and_stay_on_postgresql(committed_world: World) -> None:
    if connection.vendor == "postgresql":  # it alters tables in place
        with migrated([WIDER[0]]):
            assert triggers.missing(connection) == []
        return
    with migrated([WIDER[0]]):
        assert [name for name in triggers.missing(connection) if name.startswith("articles_ledgerevent.")]
        finish()
        assert triggers.missing(connection) == []


def test_a_migrate_without_migrations_leaves_the_triggers_alone(committed_world: World) -> None:
    emit_pre_migrate_signal(0, False, "default", plan=[])
    assert triggers.missing(connection) == []


def test_a_law_of_an_earlier_release_is_removed(committed_world: World) -> None:
    old = "law_ledgerhead_of_old"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE TRIGGER {old} BEFORE UPDATE ON articles_ledgerhead FOR EACH ROW "
                "EXECUTE FUNCTION law_truncate_refuse()"
            )
        else:
            body = "BEGIN SELECT RAISE(ABORT, 'as it was'); END"
            cursor.execute(f"CREATE TRIGGER {old} BEFORE UPDATE ON articles_ledgerhead {body}")
    finish()
    assert committed_world.article(LOW).pk  # the head moves again
