"""Whoever changes a byte behind the triggers is found, and the entry is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from articles.models import Attestation, Decision, LedgerEvent, Publication, triggers
from tests.management.commands import run
from tests.world import World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@contextmanager
def behind_the_triggers() -> Iterator[None]:
    """What somebody with the database password could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table with pending checks cannot be altered
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    triggers.uninstall(connection)
    yield
    triggers.install(connection)


def tamper(table: str, column: str, value: Any, key: str, number: Any) -> None:
    with behind_the_triggers(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, number])
        assert cursor.rowcount == 1


@pytest.fixture
def published(world: World) -> Publication:
    return world.published().publications.get()


def test_an_honest_ledger_passes_with_a_count(published: Publication) -> None:
    ran = run("verify_ledger")
    assert ran.status == 0
    assert f"{LedgerEvent.objects.count()} ledger entries and 1 publication are as they were signed." in ran.out


def test_an_empty_house_passes(db: None) -> None:
    assert run("verify_ledger").status == 0


def test_a_changed_byte_in_the_ledger_names_its_entry(published: Publication) -> None:
    event = LedgerEvent.objects.get(kind="sign_off")
    tamper("articles_ledgerevent", "data", event.data.replace("sign_off", "sign_of"), "seq", event.seq)
    ran = run("verify_ledger")
    assert ran.status == 1
    assert ran.out.startswith(f"ledger entry {event.seq} (sign_off): its content does not match its hash.")
    assert ran.out.count("\n") == 1


def test_a_forged_entry_with_a_right_hash_breaks_the_chain_after_it(published: Publication) -> None:
    event = LedgerEvent.objects.order_by("seq")[3]
    event.data = event.data.replace("{", '{"forged":true,', 1)
    tamper("articles_ledgerevent", "data", event.data, "seq", event.seq)
    tamper("articles_ledgerevent", "hash", event.expected_hash(), "seq", event.seq)
    ran = run("verify_ledger")
    assert ran.status == 1
    assert ran.out.startswith(f"ledger entry {event.seq + 1} ")


def test_a_changed_byte_in_a_payload_names_the_publication(published: Publication) -> None:
    changed = published.payload.replace("feel calmer", "feel calm")
    assert changed != published.payload
    tamper("articles_publication", "payload", changed, "id", published.pk)
    ran = run("verify_ledger")
    assert ran.status == 1
    assert str(published.uid) in ran.out
    assert f"ledger entry {published.event_id}" in ran.out
    assert "payload" in ran.out


def test_a_changed_title_beside_an_honest_payload_is_found(published: Publication) -> None:
    tamper("articles_publication", "title", "A better title", "id", published.pk)
    assert "title" in run("verify_ledger").out


def test_a_changed_decision_names_the_entry_that_recorded_it(published: Publication) -> None:
    row = Decision.objects.get()
    tamper("articles_decision", "reason", "because", "id", row.pk)
    ran = run("verify_ledger")
    assert ran.status == 1
    assert f"ledger entry {row.event} " in ran.out


def test_a_changed_name_beside_the_ledger_is_found(published: Publication) -> None:
    event = LedgerEvent.objects.get(kind="publish")
    tamper("articles_ledgerpersonal", "data", '{"name":"Somebody Else"}', "event_id", event.seq)
    ran = run("verify_ledger")
    assert f"ledger entry {event.seq} (publish): its personal fields do not match" in ran.out


def test_all_lists_everything_that_is_broken(published: Publication) -> None:
    row = Attestation.objects.get()
    tamper("articles_attestation", "digest", "v1:0", "id", row.pk)
    tamper("articles_publication", "manifest", "{}", "id", published.pk)
    first, everything = run("verify_ledger"), run("verify_ledger", "--all")
    assert first.status == everything.status == 1
    assert first.out.count("\n") == 1
    assert everything.out.startswith(first.out)
    assert f"ledger entry {row.event} " in everything.out
    assert str(published.uid) in everything.out
