"""Law 9: ``verify`` names the broken entry, whatever was changed by somebody who can switch the triggers off."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.models import (
    Attestation,
    Decision,
    Flag,
    LedgerEvent,
    LedgerHead,
    LedgerPersonal,
    Publication,
    Revision,
    triggers,
)
from articles.models.base import AppendOnlyQuerySet
from articles.models.ledger import canonical, sha256
from articles.publishing import verify
from articles.publishing.withdraw import withdraw
from articles.review.ledger import Entry, record
from tests.world import LOW, MEDIUM, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@contextmanager
def without_triggers() -> Iterator[None]:
    """What somebody with the database's password could do."""
    connection.check_constraints()
    triggers.uninstall(connection)
    yield
    connection.check_constraints()
    triggers.install(connection)


def write(model: type, pk: object, **values: object) -> None:
    """Change a row behind the back of its class."""
    rows = model._base_manager.filter(pk=pk)  # type: ignore[attr-defined]
    rows.__class__ = rows.__class__ if not isinstance(rows, AppendOnlyQuerySet) else Publication.objects.all().__class__
    rows.update(**values)


def one_letter(text: str) -> str:
    """The text with one byte in the middle changed."""
    at = len(text) // 2
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


def harm_entry() -> str:
    event = LedgerEvent.objects.get(kind="submitted")
    write(LedgerEvent, event.pk, data=one_letter(event.data))
    return f"ledger entry {event.seq} (submitted)"


def harm_actor() -> str:
    event = LedgerEvent.objects.filter(kind="sign_off").first()
    assert event
    write(LedgerEvent, event.pk, actor=event.actor + 1)
    return f"ledger entry {event.seq} (sign_off)"


def harm_payload() -> str:
    row = Publication.objects.get()
    write(Publication, row.pk, payload=one_letter(row.payload))
    return f"ledger entry {row.event_id}"


def harm_manifest() -> str:
    row = Publication.objects.get()
    write(Publication, row.pk, manifest=one_letter(row.manifest))
    return f"ledger entry {row.event_id}"


def harm_payload_and_digest() -> str:
    row = Publication.objects.get()
    row.payload = one_letter(row.payload)
    write(Publication, row.pk, payload=row.payload, content_digest=row.expected_digest())
    return f"ledger entry {row.event_id}"


def harm_title() -> str:
    row = Publication.objects.get()
    write(Publication, row.pk, title="Another title")
    return f"ledger entry {row.event_id}"


def bring_back() -> str:
    """Make a page live for longer than any entry says."""
    row = Publication.objects.get()
    write(Publication, row.pk, live_from=row.live_from - days(1))
    return f"ledger entry {row.event_id}"


def take_off_hold() -> str:
    row = Publication.objects.get()
    write(Publication, row.pk, hold="recheck")
    return f"ledger entry {row.event_id}"


def move_elsewhere() -> str:
    row = Publication.objects.get()
    write(Publication, row.pk, slug="elsewhere")
    return f"ledger entry {row.event_id}"


def harm_note() -> str:
    row = Publication.objects.get()
    write(Publication, row.pk, change_note="Nothing was wrong.")
    return f"ledger entry {row.event_id}"


def harm_date_of_review() -> str:
    row = Publication.objects.get()
    assert row.last_reviewed
    write(Publication, row.pk, last_reviewed=row.last_reviewed + days(200))
    return f"ledger entry {row.event_id}"


def harm_due_date() -> str:
    row = Publication.objects.get()
    write(Publication, row.pk, review_due=row.live_from + days(9000), last_event=row.last_event)
    return f"ledger entry {row.event_id}"


def say_that_the_words_are_older() -> str:
    row = Publication.objects.get()
    write(Publication, row.pk, unchanged_since=row.live_from - days(900))
    return f"ledger entry {row.event_id}"


def unlink_a_signature() -> str:
    row = Publication.objects.get()
    Publication.decisions.through.objects.filter(publication=row)._raw_delete("default")
    return f"ledger entry {row.event_id}"


def unlink_a_source() -> str:
    row = Publication.objects.get()
    Publication.sources.through.objects.filter(publication=row)._raw_delete("default")
    return f"ledger entry {row.event_id}"


def harm_revision() -> str:
    row = Revision.objects.get()
    write(Revision, row.pk, body=one_letter(row.body))
    return f"revision {row.number}"


def harm_decision() -> str:
    row = Decision.objects.first()
    assert row
    write(Decision, row.pk, expires=timezone.now().replace(year=2099))
    return f"ledger entry {row.event}"


def harm_attestation() -> str:
    row = Attestation.objects.get()
    write(Attestation, row.pk, pairs=[*row.pairs[:-1], ["v1:other", "v1:other"]])
    return f"ledger entry {row.event}"


def harm_head() -> str:
    head = LedgerHead.objects.get()
    write(LedgerHead, 1, seq=head.seq - 1)
    return "ledger head"


def harm_personal() -> str:
    row = LedgerPersonal.objects.exclude(data="{}").first()
    assert row
    write(LedgerPersonal, row.pk, data=one_letter(row.data))
    return f"ledger entry {row.pk}"


def erase_silently() -> str:
    row = LedgerPersonal.objects.exclude(person=None).first()
    assert row
    write(LedgerPersonal, row.pk, data="", salt="", erased_at=timezone.now())
    return f"ledger entry {row.pk}"


def cut_the_last_entry() -> str:
    record(timezone.now(), Entry("revision_saved"))
    last = LedgerEvent.objects.order_by("-seq").first()
    assert last
    LedgerPersonal.objects.filter(pk=last.seq)._raw_delete("default")
    LedgerEvent.objects.filter(pk=last.seq)._raw_delete("default")
    return "ledger head"


def cut_an_entry() -> str:
    event = LedgerEvent.objects.get(kind="submitted")
    LedgerPersonal.objects.filter(pk=event.seq)._raw_delete("default")
    LedgerEvent.objects.filter(pk=event.seq)._raw_delete("default")
    return f"ledger entry {event.seq + 1}"


def forge_a_flag() -> str:
    event = LedgerEvent.objects.get(kind="submitted")
    article = Publication.objects.get().article
    row = Flag(article=article, fingerprint="v1:x", types=[], risk="low", reason="x", at=event.at, event=event.seq)
    row.by_id = event.actor
    Flag.objects.bulk_create([row])
    return f"ledger entry {event.seq}"


def forge_a_sign_off() -> str:
    row = Decision.objects.first()
    assert row
    row.pk, row.event = None, 10_000
    Decision.objects.bulk_create([row])
    return "ledger entry 10000"


HARMS: list[Callable[[], str]] = [
    harm_entry, harm_actor, harm_payload, harm_manifest, harm_payload_and_digest, harm_title,
    harm_note, harm_date_of_review, harm_due_date, say_that_the_words_are_older, unlink_a_signature, unlink_a_source,
    bring_back, take_off_hold, move_elsewhere, harm_revision, harm_decision,
    harm_attestation, harm_head, harm_personal, erase_silently, cut_the_last_entry, cut_an_entry, forge_a_flag,
    forge_a_sign_off,
]  # fmt: skip


def test_whatever_is_changed_verification_names_the_entry(world: World) -> None:
    world.published(LOW, MEDIUM)
    assert list(verify.problems()) == []
    with without_triggers():
        for harm in HARMS:
            with transaction.atomic():
                entry = harm()
                found = list(verify.problems())
                assert found, harm.__name__
                assert entry in found[0].entry, harm.__name__
                assert all(item.reason for item in found)
                transaction.set_rollback(True)
    assert list(verify.problems()) == []


def test_a_manifest_that_was_exchanged_with_its_digests_is_held_against_what_people_signed(world: World) -> None:
    row = world.published(LOW).publications.get()
    record = row.record
    record["claims"][0]["signatures"][0]["person"] = str(world.editor.pk)
    forged = canonical(record)
    event = LedgerEvent.objects.get(seq=row.event_id)
    data = canonical(event.facts | {"manifest_digest": "v1:" + sha256(forged)})
    with without_triggers():
        write(Publication, row.pk, manifest=forged, manifest_digest="v1:" + sha256(forged))
        write(LedgerEvent, event.pk, data=data)
        reasons = [item.reason for item in verify.problems()]
        assert any("that was not given" in reason for reason in reasons)
        write(Publication, row.pk, manifest=row.manifest, manifest_digest=row.manifest_digest)
        write(LedgerEvent, event.pk, data=event.data)
    assert list(verify.problems()) == []


def test_a_withdrawn_page_that_was_brought_back_is_named(world: World) -> None:
    article = world.published(LOW)
    withdraw(world.editor, article, "It is being checked.")
    assert list(verify.problems()) == []
    row = article.publications.get()
    with without_triggers():
        write(Publication, row.pk, live_until=None)
        assert [f"ledger entry {row.event_id}" in item.entry for item in verify.problems()] == [True]
        write(Publication, row.pk, live_until=row.live_until)


def test_a_whole_history_with_edits_and_a_successor_verifies(world: World) -> None:
    article = world.published(LOW)
    world.save(article, LOW, MEDIUM)
    world.settle(article)
    world.publish(article, correction=True, change_note="We forgot one kind of help.")
    assert latest(article).number == 2
    assert list(verify.problems()) == []
