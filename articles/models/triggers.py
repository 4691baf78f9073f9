"""The database backs the laws: triggers that refuse, installed after every migrate, checked by ``missing``.

Django remakes tables on SQLite for many schema changes, which drops triggers; so they are not part of migrations but
installed idempotently afterwards (``post_migrate``). Both engines get the same rules from one description
(``trigger_rules``).
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models.publication import Publication
from articles.models.trigger_rules import PREFIX, Trigger, described

EXCLUSION = "law_publication_no_overlap"
TRUNCATE_BODY = (
    " BEGIN RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END "
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or refresh every trigger (and on PostgreSQL the exclusion constraint). Idempotent."""
    wanted = {(trigger.table, trigger.name) for trigger in described(connection.vendor)}
    wanted |= {(table, f"{PREFIX}truncate") for table, _ in wanted}
    _drop(connection, [item for item in _present(connection) if item not in wanted])  # laws of an earlier release
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger: before migrations on SQLite and for the teardown of test databases. ``install`` follows."""
    _drop(connection, _present(connection))


def _present(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """(table, name) of our triggers in the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
            )
        return [(table, name) for table, name in cursor.fetchall() if name.startswith(PREFIX)]


def _drop(connection: BaseDatabaseWrapper, names: list[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        for table, name in names:
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{on}')


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers and constraints that should be there and are not, are switched off or say something else.

    Empty when all hold. A name is ``table.trigger``.
    """
    vendor = connection.vendor
    wanted = {f"{trigger.table}.{trigger.name}": _body(trigger, vendor) for trigger in described(vendor)}
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute("SELECT tbl_name || '.' || name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            wanted |= {f"{table}.{PREFIX}truncate": TRUNCATE_BODY for table in {t.table for t in described(vendor)}}
            wanted[f"{Publication._meta.db_table}.{EXCLUSION}"] = "x"
            cursor.execute(
                "SELECT c.relname || '.' || t.tgname, p.prosrc FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid) "
                "UNION SELECT c.relname || '.' || x.conname, x.contype::text FROM pg_constraint x "
                "JOIN pg_class c ON c.oid = x.conrelid WHERE pg_table_is_visible(c.oid)"
            )
        present = dict(cursor.fetchall())
    return sorted(name for name, body in wanted.items() if present.get(name) != body)


def _body(trigger: Trigger, vendor: str) -> str:
    """The SQL that the database keeps: the whole statement on SQLite, the body of the function on PostgreSQL."""
    if vendor == "sqlite":
        when = f" WHEN {trigger.when}" if trigger.when else ""
        return (
            f'CREATE TRIGGER "{trigger.name}" BEFORE {trigger.event} ON "{trigger.table}" FOR EACH ROW{when} '
            f"BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
        )
    row = "OLD" if trigger.event == "DELETE" else "NEW"
    return (
        f" BEGIN IF {trigger.when or 'TRUE'} THEN RAISE EXCEPTION '{trigger.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END "
    )


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        for trigger in described(vendor):
            yield f'DROP TRIGGER IF EXISTS "{trigger.name}"'
            yield _body(trigger, vendor)
        return
    for trigger in described(vendor):
        function = f"{trigger.name}_refuse"
        yield (
            f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger LANGUAGE plpgsql '
            f"AS $law${_body(trigger, vendor)}$law$"
        )
        yield (
            f'CREATE OR REPLACE TRIGGER "{trigger.name}" BEFORE {trigger.event} ON "{trigger.table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{function}"()'
        )
    yield (
        f'CREATE OR REPLACE FUNCTION "{PREFIX}truncate_refuse"() RETURNS trigger LANGUAGE plpgsql '
        f"AS $law${TRUNCATE_BODY}$law$"
    )
    for table in sorted({trigger.table for trigger in described(vendor)}):
        yield (
            f'CREATE OR REPLACE TRIGGER "{PREFIX}truncate" BEFORE TRUNCATE ON "{table}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{PREFIX}truncate_refuse"()'
        )
    publication = Publication._meta.db_table
    yield "CREATE EXTENSION IF NOT EXISTS btree_gist"
    yield (
        f"DO $law$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{EXCLUSION}') THEN "
        f'ALTER TABLE "{publication}" ADD CONSTRAINT "{EXCLUSION}" EXCLUDE USING gist '
        "(article_id WITH =, tstzrange(live_from, live_until) WITH &&); END IF; END $law$"
    )
