"""What the database refuses, said once for both engines. ``triggers`` installs and checks it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from articles.models.ledger import GENESIS

PREFIX = "law_"
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
    "HelpLineCheck",
    "FormerAddress",
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


def _links() -> Iterator[type[models.Model]]:
    for name, field in APPEND_ONLY_LINKS:
        yield getattr(_model(name), field).through


def _append_only_tables() -> Iterator[str]:
    for model in (*map(_model, APPEND_ONLY), *_links()):
        yield model._meta.db_table


def _changed(columns: list[str], vendor: str) -> str:
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)


def _columns(name: str, mutable: frozenset[str], inside: bool) -> list[str]:
    # What the database computes itself follows from the other columns, and is not known yet when a trigger runs.
    fields = [field for field in _model(name)._meta.concrete_fields if not field.generated]
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
    found += _ledger(vendor) + _recorded() + _publication(vendor) + _image(vendor) + _addresses()
    if vendor == "sqlite":
        found += _replacing()
    found.append(_erasure(vendor))
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


def _erasure(vendor: str) -> Trigger:
    """What identifies the holder of a credential can be emptied, never changed."""
    table = _table("Credential")
    fixed = _changed(["number", "post", "evidence", "register_url", "erased_at"], vendor)
    emptied = " AND ".join(f"NEW.\"{name}\" = ''" for name in _model("Credential").PERSONAL)  # type: ignore[attr-defined]
    return Trigger(
        f"{PREFIX}credential_erase",
        table,
        "UPDATE",
        f"({fixed}) AND NOT (NEW.erased_at IS NOT NULL AND {emptied})",
        f"{table}: personal fields are erased, never changed",
    )


def _protected() -> Iterator[type[models.Model]]:
    """Every model whose rows are never deleted, link tables included."""
    yield from map(_model, (*APPEND_ONLY, *KEPT, "Image", "LedgerHead", "LedgerPersonal"))
    yield from _links()


def _keys(model: type[models.Model]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """The columns of each key that admits a row only once, with the values that narrow it (a partial index)."""
    column = {field.name: field.column or field.name for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if field.unique:
            yield [column[field.name]], {}
    for names in model._meta.unique_together:
        yield [column[name] for name in names], {}
    for item in model._meta.constraints:
        if isinstance(item, models.UniqueConstraint):
            only: Any = item.condition.children if item.condition else []
            yield [column[name] for name in item.fields], dict(only)


def _replacing() -> list[Trigger]:
    """SQLite: ``OR REPLACE`` deletes the row in the way, and fires no DELETE trigger where recursive triggers are off.

    A BEFORE trigger fires ahead of that, on every connection.
    """
    found = []
    for model in _protected():
        table = model._meta.db_table
        short = table.removeprefix("articles_")
        taken = []
        for columns, only in _keys(model):
            terms = [f'e."{column}" = NEW."{column}"' for column in columns]
            terms += [f"e.\"{name}\" = '{value}' AND NEW.\"{name}\" = '{value}'" for name, value in only.items()]
            taken.append(f"({' AND '.join(terms)})")
        in_the_way = f'SELECT 1 FROM "{table}" e WHERE ({" OR ".join(taken)})'
        message = f"{table}: this key is taken, and rows are never replaced"
        found.append(Trigger(f"{PREFIX}{short}_insert_replace", table, "INSERT", f"EXISTS ({in_the_way})", message))
        key = model._meta.pk.column
        moved = f'EXISTS ({in_the_way} AND e."{key}" <> OLD."{key}")'
        found.append(Trigger(f"{PREFIX}{short}_update_replace", table, "UPDATE", moved, message))
    return found


def _recorded() -> list[Trigger]:
    """What a person decided cannot be written without the ledger entry that speaks of the same act and person."""
    kinds = {
        "Decision": "e.kind = NEW.outcome",
        "Attestation": "e.kind IN ('attest', 'attest_delta')",
        "Override": "e.kind = 'override'",
        "Acknowledgement": "e.kind = 'acknowledge'",
        "Flag": "e.kind = 'flag'",
        "HelpLineCheck": "e.kind = 'helpline_verified'",
        "FormerAddress": "e.kind = 'address_changed' AND e.article = NEW.article_id",
        "Revocation": "e.kind IN ('revoke', 'revoke_attestation', 'revoke_override', 'contest')",
    }
    event = _table("LedgerEvent")
    return [
        Trigger(
            f"{PREFIX}{name.lower()}_recorded",
            _table(name),
            "INSERT",
            f"NOT EXISTS (SELECT 1 FROM {event} e WHERE e.seq = NEW.event AND e.actor = NEW.by_id AND {kind})",
            f"{_table(name)}: an act needs the ledger entry that records it",
        )
        for name, kind in kinds.items()
    ]


def _ledger(vendor: str) -> list[Trigger]:
    event, head, personal = _table("LedgerEvent"), _table("LedgerHead"), _table("LedgerPersonal")
    erased = (
        "NEW.data = '' AND NEW.salt = '' AND NEW.erased_at IS NOT NULL AND NEW.event_id = OLD.event_id AND "
        + _same("NEW.person", "OLD.person", vendor)
    )
    return [
        Trigger(
            f"{PREFIX}ledgerevent_chain",
            event,
            "INSERT",
            f"NEW.seq < 1 OR (NEW.seq = 1 AND NEW.prev_hash <> '{GENESIS}') OR (NEW.seq > 1 AND NOT EXISTS "
            f"(SELECT 1 FROM {event} e WHERE e.seq = NEW.seq - 1 AND e.hash = NEW.prev_hash))",
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
    watched = _columns("Publication", _model("Publication").MUTABLE, inside=True)  # type: ignore[attr-defined]
    others = [column for column in watched if column not in {"slug", "last_event"}]
    moved = (  # one entry speaks of every publication of its article, and of their address only
        "e.kind = 'address_changed' AND e.article = NEW.article_id AND e.article_label = NEW.slug "
        f"AND NOT ({_changed(others, vendor)})"
    )
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
            f"WHERE e.seq = NEW.last_event AND (e.publication_uid = NEW.uid OR ({moved}))))",
            f"{table}: live_until and hold change only beside a ledger event",
        ),
        Trigger(
            f"{PREFIX}publication_address",
            table,
            "UPDATE",
            f"OLD.slug <> NEW.slug AND NOT EXISTS (SELECT 1 FROM {event} e WHERE e.seq = NEW.last_event AND {moved})",
            f"{table}: the address changes only beside the ledger entry that names it",
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


def _image(vendor: str) -> list[Trigger]:
    """A picture never changes what it shows; it goes only when nothing names it, beside the entry that says so."""
    table, event = _table("Image"), _table("LedgerEvent")
    frozen = _columns("Image", _model("Image").MUTABLE, inside=False)  # type: ignore[attr-defined]
    named = " OR ".join(
        f"EXISTS (SELECT 1 FROM {_table(name)} x WHERE x.{column} LIKE '%' || OLD.sha256 || '%')"
        for name, column in (("Revision", "body"), ("Publication", "payload"))
    )
    last = (
        f"(SELECT e.kind FROM {event} e WHERE e.kind IN ('image_added', 'image_removed') "
        "AND e.subject = 'image:' || OLD.sha256 ORDER BY e.seq DESC LIMIT 1)"
    )
    return [
        Trigger(
            f"{PREFIX}image_frozen", table, "UPDATE", _changed(frozen, vendor), f"{table}: these columns never change"
        ),
        Trigger(
            f"{PREFIX}image_delete",
            table,
            "DELETE",
            f"{named} OR COALESCE({last}, '') <> 'image_removed'",
            f"{table}: rows that a text or a page names are never deleted, and removing one is recorded",
        ),
    ]


def _addresses() -> list[Trigger]:
    """An address that readers know leads to its article for ever: it is kept, and no other article takes it."""
    article, former, publication = _table("Article"), _table("FormerAddress"), _table("Publication")
    taken = f"{article}: this address was that of another article"
    had = f"SELECT 1 FROM {former} f WHERE f.slug = NEW.slug"
    return [
        Trigger(
            f"{PREFIX}article_address",
            article,
            "UPDATE",
            f"OLD.slug <> NEW.slug AND EXISTS (SELECT 1 FROM {publication} p WHERE p.article_id = OLD.id) "
            f"AND NOT EXISTS (SELECT 1 FROM {former} f WHERE f.slug = OLD.slug AND f.article_id = OLD.id)",
            f"{article}: an address that readers know is kept when it changes",
        ),
        Trigger(
            f"{PREFIX}article_taken_update",
            article,
            "UPDATE",
            f"OLD.slug <> NEW.slug AND EXISTS ({had} AND f.article_id <> NEW.id)",
            taken,
        ),
        Trigger(f"{PREFIX}article_taken_insert", article, "INSERT", f"EXISTS ({had})", taken),
    ]
