"""The database backs the laws: triggers that refuse, installed after every migrate, checked by ``missing``.

Django remakes tables on SQLite for many schema changes, which drops triggers; so they are not part of migrations but
installed idempotently afterwards (``post_migrate``). Both engines get the same rules from one description.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "law_"
EXCLUSION = "law_publication_no_overlap"

APPEND_ONLY = (
    "LedgerEvent",
    "Signature",
    "Decision",
    "Attestation",
    "Revocation",
    "Override",
    "Acknowledgement",
    "WordAuthor",
    "Flag",
)
APPEND_ONLY_LINKS = (
    ("Signature", "credentials"),
    ("Publication", "decisions"),
    ("Publication", "attestations"),
    ("Publication", "sources"),
)
KEPT = ("Revision", "Claim", "Citation", "Credential", "Publication", "RulesetProposal", "PolicyChange")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One refusal. ``when`` is SQL over OLD and NEW; ``columns`` narrows an update."""

    name: str
    table: str
    event: str  # INSERT, UPDATE or DELETE
    when: str
    message: str


def _model(name: str) -> type[models.Model]:
    return apps.get_model("articles", name)


def _table(name: str) -> str:
    return _model(name)._meta.db_table


def _append_only_tables() -> Iterator[str]:
    for name in APPEND_ONLY:
        yield _table(name)
    for name, field in APPEND_ONLY_LINKS:
        yield getattr(_model(name), field).through._meta.db_table


def _changed(columns: list[str], vendor: str) -> str:
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)


def _columns(name: str, mutable: frozenset[str], inside: bool) -> list[str]:
    fields = _model(name)._meta.concrete_fields
    return [str(field.column) for field in fields if (field.name in mutable) is inside]


def _same(left: str, right: str, vendor: str) -> str:
    return f"{left} {'IS' if vendor == 'sqlite' else 'IS NOT DISTINCT FROM'} {right}"


def described(vendor: str) -> list[Trigger]:
    """Every trigger for ``vendor`` ("sqlite" or "postgresql")."""
    found = []
    for table in _append_only_tables():
        short = table.removeprefix("articles_")
        for event in ("UPDATE", "DELETE"):
            found.append(
                Trigger(
                    f"{PREFIX}{short}_{event.lower()}", table, event, "", f"{table} is append-only: {event} refused"
                )
            )
    for name in KEPT:
        table, short = _table(name), name.lower()
        frozen = _columns(name, _model(name).MUTABLE, inside=False)  # type: ignore[attr-defined]
        found.append(
            Trigger(
                f"{PREFIX}{short}_frozen",
                table,
                "UPDATE",
                _changed(frozen, vendor),
                f"{table}: these columns never change",
            )
        )
        found.append(Trigger(f"{PREFIX}{short}_delete", table, "DELETE", "", f"{table}: rows are never deleted"))
    found += _ledger(vendor) + _publication(vendor)
    citation = _table("Citation")
    found.append(
        Trigger(
            f"{PREFIX}citation_removed",
            citation,
            "UPDATE",
            "OLD.removed_at IS NOT NULL",
            "a removed citation stays removed: attach a new one",
        )
    )
    return found


def _ledger(vendor: str) -> list[Trigger]:
    event, head, personal = _table("LedgerEvent"), _table("LedgerHead"), _table("LedgerPersonal")
    erased = "NEW.data = '' AND NEW.salt = '' AND NEW.erased_at IS NOT NULL AND NEW.event_id = OLD.event_id"
    return [
        # Fires before conflict resolution, so INSERT OR REPLACE is refused even where recursive triggers are off.
        Trigger(
            f"{PREFIX}ledgerevent_replace",
            event,
            "INSERT",
            f"EXISTS (SELECT 1 FROM {event} e "
            "WHERE e.seq = NEW.seq OR e.prev_hash = NEW.prev_hash OR e.hash = NEW.hash)",
            f"{event} is append-only: this number or hash is taken",
        ),
        Trigger(
            f"{PREFIX}ledgerevent_chain",
            event,
            "INSERT",
            f"NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM {event} e "
            "WHERE e.seq = NEW.seq - 1 AND e.hash = NEW.prev_hash)",
            f"{event}: an entry must name the hash of the entry before it",
        ),
        Trigger(
            f"{PREFIX}ledgerhead_moves",
            head,
            "UPDATE",
            f"NOT (NEW.id = OLD.id AND NEW.seq >= OLD.seq AND EXISTS (SELECT 1 FROM {event} e "
            "WHERE e.seq = NEW.seq AND e.hash = NEW.hash))",
            f"{head}: the head names the newest entry and only moves forward",
        ),
        Trigger(f"{PREFIX}ledgerhead_delete", head, "DELETE", "", f"{head}: the head is never deleted"),
        Trigger(
            f"{PREFIX}ledgerpersonal_erase",
            personal,
            "UPDATE",
            f"NOT ({erased})",
            f"{personal}: personal fields are erased, never changed",
        ),
        Trigger(f"{PREFIX}ledgerpersonal_delete", personal, "DELETE", "", f"{personal}: rows are never deleted"),
    ]


def _publication(vendor: str) -> list[Trigger]:
    table, event = _table("Publication"), _table("LedgerEvent")
    watched = _columns("Publication", _model("Publication").MUTABLE - {"last_event"}, inside=True)  # type: ignore[attr-defined]
    overlaps = (
        f"EXISTS (SELECT 1 FROM {table} p WHERE p.article_id = NEW.article_id AND p.id <> NEW.id "
        "AND (p.live_until IS NULL OR (p.live_until > p.live_from AND NEW.live_from < p.live_until)) "
        "AND (NEW.live_until IS NULL OR (NEW.live_until > NEW.live_from AND p.live_from < NEW.live_until)))"
    )
    found = [
        Trigger(
            f"{PREFIX}publication_door",
            table,
            "INSERT",
            f"NOT EXISTS (SELECT 1 FROM {event} e WHERE e.seq = NEW.event_id AND e.kind = 'publish' "
            "AND e.publication_uid = NEW.uid AND e.revision = NEW.revision_id AND e.digest = NEW.content_digest "
            "AND e.article = NEW.article_id) OR NEW.last_event <> NEW.event_id",
            f"{table}: a publication needs the publish event of the same transaction",
        ),
        Trigger(
            f"{PREFIX}publication_event",
            table,
            "UPDATE",
            f"({_changed(watched, vendor)}) AND NOT (NEW.last_event > OLD.last_event "
            f"AND EXISTS (SELECT 1 FROM {event} e "
            "WHERE e.seq = NEW.last_event AND e.publication_uid = NEW.uid))",
            f"{table}: live_until and hold change only beside a ledger event",
        ),
    ]
    if vendor == "sqlite":
        for name in ("INSERT", "UPDATE"):
            found.append(
                Trigger(
                    f"{PREFIX}publication_overlap_{name.lower()}",
                    table,
                    name,
                    overlaps,
                    f"{table}: no two publications of one article overlap in time",
                )
            )
    return found


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or refresh every trigger (and on PostgreSQL the exclusion constraint). Idempotent."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger: for the teardown of test databases and for table remakes by hand, never in production."""
    with connection.cursor() as cursor:
        for trigger in described(connection.vendor):
            on = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"{on}')
        if connection.vendor == "postgresql":
            for table in sorted({trigger.table for trigger in described("postgresql")}):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{PREFIX}truncate" ON "{table}"')


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers and constraints that should be there and are not, or are switched off; empty when all hold."""
    vendor = connection.vendor
    wanted = {f"{trigger.table}.{trigger.name}" for trigger in described(vendor)}
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute("SELECT tbl_name || '.' || name FROM sqlite_master WHERE type = 'trigger'")
        else:
            wanted |= {f"{table}.{PREFIX}truncate" for table in {t.table for t in described(vendor)}}
            wanted.add(f"{_table('Publication')}.{EXCLUSION}")
            cursor.execute(
                "SELECT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
                "UNION SELECT c.relname || '.' || x.conname FROM pg_constraint x JOIN pg_class c ON c.oid = x.conrelid"
            )
        present = {row[0] for row in cursor.fetchall()}
    return sorted(wanted - present)


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        for trigger in described(vendor):
            when = f" WHEN {trigger.when}" if trigger.when else ""
            yield f'DROP TRIGGER IF EXISTS "{trigger.name}"'
            yield (
                f'CREATE TRIGGER "{trigger.name}" BEFORE {trigger.event} ON "{trigger.table}" FOR EACH ROW{when} '
                f"BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
            )
        return
    for trigger in described(vendor):
        function = f"{trigger.name}_refuse"
        condition = trigger.when or "TRUE"
        row = "OLD" if trigger.event == "DELETE" else "NEW"
        yield (
            f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger LANGUAGE plpgsql AS $law$ BEGIN '
            f"IF {condition} THEN RAISE EXCEPTION '{trigger.message}' "
            "USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {row}; END $law$"
        )
        yield (
            f'CREATE OR REPLACE TRIGGER "{trigger.name}" BEFORE {trigger.event} ON "{trigger.table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{function}"()'
        )
    yield (
        f'CREATE OR REPLACE FUNCTION "{PREFIX}truncate_refuse"() RETURNS trigger LANGUAGE plpgsql AS $law$ BEGIN '
        "RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $law$"
    )
    for table in sorted({trigger.table for trigger in described(vendor)}):
        yield (
            f'CREATE OR REPLACE TRIGGER "{PREFIX}truncate" BEFORE TRUNCATE ON "{table}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{PREFIX}truncate_refuse"()'
        )
    publication = _table("Publication")
    yield "CREATE EXTENSION IF NOT EXISTS btree_gist"
    yield (
        f"DO $law$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{EXCLUSION}') THEN "
        f'ALTER TABLE "{publication}" ADD CONSTRAINT "{EXCLUSION}" EXCLUDE USING gist '
        "(article_id WITH =, tstzrange(live_from, live_until) WITH &&); END IF; END $law$"
    )
