"""The database refuses what the classes refuse (laws 2, 5 and 9): evidence stands, whoever asks, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from articles.claims.types import ClaimType, Risk
from articles.models import (
    Acknowledgement,
    Citation,
    Decision,
    LedgerEvent,
    LedgerHead,
    LedgerPersonal,
    Override,
    Publication,
    Revision,
    trigger_rules,
    triggers,
)
from articles.models.base import AppendOnly
from articles.publishing.addresses import change_address
from articles.publishing.consequences import revoke
from articles.publishing.people import erase
from articles.publishing.withdraw import withdraw
from articles.review import helplines
from articles.review.images import markdown_of
from articles.review.ledger import Entry, record
from articles.review.marking import flag
from articles.review.people import today
from articles.review.rulesets import propose_rule_change
from articles.review.sources import detach
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

MODELS = list(apps.get_app_config("articles").get_models(include_auto_created=True))
APPEND_ONLY = [model for model in MODELS if issubclass(model, AppendOnly)]
KEPT = [model for model in MODELS if hasattr(model, "MUTABLE")]
LINKS = [model for model in MODELS if model._meta.auto_created]
EVIDENCE = [*APPEND_ONLY, *LINKS]
# On SQLite the trigger that answers first is not always the one that speaks most plainly.
NO_DOOR = "needs the publish event|never replaced|overlap in time"
FROZEN = "never change|overlap in time|never replaced"
NEVER_DELETED = [*EVIDENCE, *KEPT, LedgerHead, LedgerPersonal]


@contextmanager
def refused(words: str | None = None) -> Iterator[None]:
    """The database refuses what is done inside, with these words; the transaction around goes on."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        yield


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def fill(world: World) -> None:
    """At least one row in every table that is protected, by real acts where there is one."""
    article = world.published(LOW, MEDIUM, PLAIN, markdown_of(world.picture()))
    decision = Decision.objects.filter(article=article).first()
    assert decision is not None
    revision = latest(article)
    plain = next(row[0] for row in revision.segments if row[6] == PLAIN)
    flag(world.editor, revision, plain, [ClaimType.ADVICE], Risk.LOW, "A reader could act on it.")
    revoke(decision.by, decision, "I misread it.", keep_live_because="A second signature stands.")
    propose_rule_change(world.editor, "add_term", "example remedy", "Seen in a draft.", lexicon="medicine")
    signed = {"signature": decision.signature, "article": article, "by": decision.by, "at": timezone.now()}
    now = timezone.now()
    with transaction.atomic():
        override, note = record(
            now, Entry("override", decision.by, article), Entry("acknowledge", decision.by, article)
        )
    Override.objects.create(rule="X01", digest=revision.digest, reason="Quoted.", event=override.seq, **signed)
    del signed["signature"]
    words = {"fingerprint": decision.fingerprint, "context_digest": decision.context_digest}
    Acknowledgement.objects.create(reason="It may stand.", event=note.seq, **words, **signed)
    line = world.published("Call [0300 555 0100](tel:03005550100).", kind="helpline", title="Night line")
    seen = line.publications.get().content_digest
    helplines.verify(world.editor, line, seen=seen, on=today(now), hours="All hours", how="Rang it.")
    change_address(world.editor, article, "another-address")
    empty = [model.__name__ for model in NEVER_DELETED if not model._base_manager.exists()]
    assert empty == [], f"nothing to try the triggers on: {empty}"


def another(field: models.Field, value: Any) -> Any:
    """Some other value for a column that holds ``value``."""
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(uuid4() if isinstance(field.target_field, models.UUIDField) else 987_654)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or timezone.now()) + timedelta(days=1)
    if isinstance(field, models.DateField):
        return (value or timezone.now().date()) + timedelta(days=1)
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.JSONField):
        return {"another": "value"}
    if isinstance(field, (models.IntegerField, models.FloatField)):
        return (value or 0) + 1_000
    return f"{value}x"[-(field.max_length or 10_000) :] if value != "x" else "y"


def test_an_act_cannot_be_written_without_the_ledger_entry_that_records_it(world: World) -> None:
    article = world.published(LOW)
    decision = Decision.objects.filter(article=article).first()
    assert decision is not None
    (other,) = record(timezone.now(), Entry("sign_off", world.stranger, article))
    for event in (900_001, other.seq, decision.event - 1):
        decision.pk, decision.event, decision._state.adding = None, event, True
        with refused("an act needs the ledger entry"):
            decision.save()


# ------------------------------------------------------------------------------------------------- nothing is forgotten


def test_every_append_only_model_has_its_triggers() -> None:
    described = {
        (trigger.table, trigger.event) for trigger in trigger_rules.described(connection.vendor) if not trigger.when
    }
    for model in EVIDENCE:
        assert {(model._meta.db_table, "UPDATE"), (model._meta.db_table, "DELETE")} <= described, model


def test_every_model_that_names_its_mutable_columns_is_frozen_otherwise() -> None:
    described = {(trigger.table, trigger.event) for trigger in trigger_rules.described(connection.vendor)}
    for model in KEPT:
        assert {(model._meta.db_table, "UPDATE"), (model._meta.db_table, "DELETE")} <= described, model


def test_mutable_columns_exist() -> None:
    for model in KEPT:
        assert {field.name for field in model._meta.concrete_fields} >= model.MUTABLE, model


# -------------------------------------------------------------------------------------------------------------- refused


def test_rows_of_evidence_are_never_updated_or_deleted(world: World) -> None:
    fill(world)
    for model in EVIDENCE:
        table, key = model._meta.db_table, model._meta.pk.column
        with refused("append-only: UPDATE refused"):
            run(f'UPDATE "{table}" SET "{key}" = "{key}"')
        with refused("append-only: DELETE refused"):
            run(f'DELETE FROM "{table}"')


def test_rows_that_are_kept_are_never_deleted(world: World) -> None:
    fill(world)
    for model in [*KEPT, LedgerHead, LedgerPersonal]:
        with refused("never deleted"):
            run(f'DELETE FROM "{model._meta.db_table}"')


def test_columns_that_are_not_mutable_never_change(world: World) -> None:
    fill(world)
    for model in KEPT:
        row = model._base_manager.first()
        for field in model._meta.concrete_fields:
            if field.name not in model.MUTABLE and not field.generated:  # nobody sets what is computed
                value = another(field, field.value_from_object(row))
                with refused(FROZEN):
                    model._base_manager.filter(pk=row.pk).update(**{field.attname: value})


def test_mutable_columns_of_a_revision_do_change(world: World) -> None:
    article = world.article(LOW)
    assert Revision.objects.filter(article=article).update(state="superseded", analysis_error="x") == 1


def test_a_removed_citation_stays_removed(world: World) -> None:
    article = world.article(MEDIUM)
    world.cite(article)

    citation = detach(world.editor, Citation.objects.get().pk)
    with refused("stays removed"):
        Citation.objects.filter(pk=citation.pk).update(removed_at=None, removed_by=None)


@pytest.mark.postgres
def test_no_protected_table_is_emptied() -> None:
    for model in NEVER_DELETED:
        with refused("never emptied"):
            run(f'TRUNCATE "{model._meta.db_table}" CASCADE')


# --------------------------------------------------------------------------------------------------------------- ledger


def test_the_ledger_head_never_goes_back_and_names_a_real_entry(world: World) -> None:
    head = LedgerHead.objects.get()
    before = LedgerEvent.objects.get(seq=head.seq - 1)
    for change in ({"seq": before.seq, "hash": before.hash}, {"seq": head.seq + 1}, {"hash": "f" * 64}, {"id": 2}):
        with refused():
            LedgerHead.objects.update(**change)
    with refused():
        LedgerHead.objects.create(pk=2)


def test_an_entry_continues_the_chain_or_is_refused(world: World) -> None:
    newest = LedgerEvent.objects.order_by("-seq")[0]
    rest = {"at": timezone.now(), "kind": "publish", "data": "{}", "commitment": "c" * 64, "hash": "e" * 64}
    for seq, previous in (
        (newest.seq + 2, newest.hash),  # a gap
        (newest.seq + 1, "d" * 64),  # another past
        (newest.seq, "d" * 64),  # a number that is taken
        (newest.seq + 1, newest.prev_hash),  # a fork
        (0, "d" * 64),  # before the beginning
    ):
        with refused():
            LedgerEvent.objects.create(seq=seq, prev_hash=previous, **rest)


def test_personal_fields_are_erased_and_never_changed(world: World) -> None:
    rows = LedgerPersonal.objects.exclude(person=None)
    for change in (
        {"data": '{"name":"Somebody else"}'},
        {"salt": "0" * 64},
        {"person": 987_654},
        {"data": "", "salt": "", "erased_at": timezone.now(), "person": 987_654},
        {"data": "", "salt": ""},
    ):
        with refused("erased, never changed"):
            rows.update(**change)
    assert erase(world.verifier, world.administrator.pk, "The person asked for it.") > 0
    with refused("erased, never changed"):
        LedgerPersonal.objects.exclude(erased_at=None).update(data='{"name":"Back again"}')


# ---------------------------------------------------------------------------------------------------- publication door


def forged(old: Publication, event: LedgerEvent, **changes: Any) -> Publication:
    """A row like ``old`` that says it was made by ``event``."""
    values = {field.attname: getattr(old, field.attname) for field in Publication._meta.concrete_fields}
    del values["id"]
    values |= {"uid": uuid4(), "event_id": event.seq, "last_event": event.seq} | changes
    return Publication(**values)


def announce(old: Publication, uid: Any, kind: str = "publish") -> LedgerEvent:
    """A ledger entry of ``kind`` for a publication that does not exist yet."""
    entry = Entry(kind, None, old.article, old.revision, digest=old.content_digest, publication=uid)
    return record(timezone.now(), entry)[0]


def test_a_publication_needs_the_publish_event_of_its_own_transaction(world: World) -> None:
    article = world.published(LOW)
    old = Publication.objects.get(article=article)
    withdraw(world.editor, article, "So that no range is in the way.")
    with refused(NO_DOOR):  # the event of an earlier transaction
        forged(old, old.event).save(force_insert=True)
    uid = uuid4()
    with refused(NO_DOOR):  # an event of another kind
        forged(old, announce(old, uid, "hold"), uid=uid).save(force_insert=True)
    for change in (
        {"uid": uuid4()},
        {"content_digest": "v1:" + "0" * 64},
        {"revision_id": old.revision_id + 1},
        {"article_id": old.article_id + 1},
        {"last_event": 1},
    ):
        with refused(NO_DOOR):
            forged(old, announce(old, uid), **({"uid": uid} | change)).save(force_insert=True)


def test_two_publications_of_one_article_never_overlap(world: World) -> None:
    article = world.published(LOW)
    old = Publication.objects.get(article=article)
    for later in (timedelta(0), timedelta(days=3)):
        uid = uuid4()
        with refused("overlap"):
            forged(old, announce(old, uid), uid=uid, live_from=old.live_from + later).save(force_insert=True)
    withdrawn = withdraw(world.editor, article, "Being mended.")
    uid = uuid4()
    event = announce(old, uid)
    next_one = forged(old, event, uid=uid, live_from=withdrawn.live_until)
    next_one.save(force_insert=True)  # it begins where the other ends
    event = announce(withdrawn, withdrawn.uid, "restore_range")
    with refused("overlap"):
        Publication.objects.filter(pk=withdrawn.pk).update(live_until=None, last_event=event.seq)


def test_live_until_hold_and_the_rest_change_only_beside_a_ledger_event(world: World) -> None:
    article, other = world.published(LOW), world.published(LOW, slug="another")
    row = Publication.objects.get(article=article)
    of_other = announce(Publication.objects.get(article=other), Publication.objects.get(article=other).uid, "hold")
    now = timezone.now()
    changes = {
        "live_until": now,
        "hold": "being_checked",
        "withdrawn": True,
        "notice": "Gone.",
        "people": {},
        "valid_until": now,
        "review_due": now,
    }
    assert changes.keys() == Publication.MUTABLE - {"last_event", "slug"}  # the address: test_addresses
    for name, value in changes.items():
        for last_event in (row.last_event, of_other.seq, of_other.seq + 1, 1):
            with refused("only beside a ledger event"):
                Publication.objects.filter(pk=row.pk).update(**{name: value, "last_event": last_event})
    with refused("only beside a ledger event"):  # else an old event could be used again
        Publication.objects.filter(pk=row.pk).update(last_event=1)
    own = announce(row, row.uid, "hold")
    assert Publication.objects.filter(pk=row.pk).update(hold="being_checked", last_event=own.seq) == 1


@pytest.mark.django_db(transaction=True)
def test_a_publish_event_without_its_publication_cannot_be_committed(committed_world: World) -> None:
    article = committed_world.published(LOW)
    old = Publication.objects.get(article=article)
    before = LedgerHead.objects.get().seq
    with pytest.raises(IntegrityError), transaction.atomic():
        announce(old, uuid4())
    assert LedgerHead.objects.get().seq == before == LedgerEvent.objects.count()


# ------------------------------------------------------------------------------------------------------------- presence


def test_all_triggers_are_there_and_installing_again_changes_nothing() -> None:
    for _ in range(2):
        triggers.install(connection)
        assert triggers.missing(connection) == []


def drop(trigger: trigger_rules.Trigger) -> None:
    on = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
    run(f'DROP TRIGGER "{trigger.name}"{on}')


def test_a_dropped_trigger_is_named_and_put_back() -> None:
    for trigger in trigger_rules.described(connection.vendor)[::7]:
        drop(trigger)
        assert triggers.missing(connection) == [f"{trigger.table}.{trigger.name}"]
        triggers.install(connection)
        assert triggers.missing(connection) == []


def test_a_trigger_that_was_weakened_is_named_and_put_right() -> None:
    trigger = next(
        item for item in trigger_rules.described(connection.vendor) if item.table == LedgerEvent._meta.db_table
    )
    if connection.vendor == "postgresql":
        run(
            f'CREATE OR REPLACE FUNCTION "{trigger.name}_refuse"() RETURNS trigger LANGUAGE plpgsql '
            "AS $$ BEGIN RETURN NEW; END $$"
        )
    else:
        drop(trigger)
        run(f'CREATE TRIGGER "{trigger.name}" BEFORE UPDATE ON "{trigger.table}" WHEN 0 BEGIN SELECT 1; END')
    assert triggers.missing(connection) == [f"{trigger.table}.{trigger.name}"]
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.postgres
def test_a_trigger_that_was_switched_off_is_named_and_switched_on_again() -> None:
    for trigger in trigger_rules.described("postgresql")[::9]:
        run(f'ALTER TABLE "{trigger.table}" DISABLE TRIGGER "{trigger.name}"')
        assert triggers.missing(connection) == [f"{trigger.table}.{trigger.name}"]
        triggers.install(connection)
        assert triggers.missing(connection) == []


@pytest.mark.postgres
def test_a_dropped_exclusion_constraint_is_named_and_put_back() -> None:
    table = Publication._meta.db_table
    run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{triggers.EXCLUSION}"')
    assert triggers.missing(connection) == [f"{table}.{triggers.EXCLUSION}"]
    triggers.install(connection)
    assert triggers.missing(connection) == []
