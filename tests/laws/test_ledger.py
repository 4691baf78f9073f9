"""Law 9: the ledger is append-only, chained by hash, and holds personal data only beside commitments."""

import json
from datetime import timedelta

import pytest
from django.db import models, transaction
from django.utils import timezone

from articles.claims.types import ClaimType, Risk
from articles.models import Decision, LedgerEvent, LedgerHead, LedgerPersonal, Publication
from articles.models.base import AppendOnly, AppendOnlyError
from articles.models.ledger import GENESIS
from articles.publishing import verify
from articles.publishing.consequences import contest, find_credential_false, revoke
from articles.publishing.evidence import retract_source, supersede_source
from articles.publishing.people import erase
from articles.publishing.withdraw import withdraw
from articles.review import sources
from articles.review.decisions import Choice
from articles.review.errors import BadInput, NotAllowed
from articles.review.ledger import KINDS, Entry, record
from articles.review.marking import flag
from articles.workflow.settlement import Outcome
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

EVIDENCE = [model for model in AppendOnly.__subclasses__() if not model._meta.abstract]


@pytest.mark.parametrize("model", EVIDENCE, ids=lambda model: model.__name__)
def test_rows_of_evidence_are_refused_by_the_class_before_the_database_has_to(model: type[models.Model]) -> None:
    row = model()
    row._state.adding = False
    for act in (row.save, row.delete, model.objects.all().delete, lambda: model.objects.update(pk=1)):
        with pytest.raises(AppendOnlyError, match="append-only"):
            act()
    with pytest.raises(AppendOnlyError):
        model.objects.bulk_update([], ["id"])


@pytest.mark.parametrize("model", [*EVIDENCE, Publication], ids=lambda model: model.__name__)
def test_no_foreign_key_of_evidence_nulls_or_cascades(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, field


def test_the_ledger_copies_ids_and_labels_and_points_nowhere_but_to_publications() -> None:
    keys = [field.name for field in LedgerEvent._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    assert keys == ["publication"]


def test_entries_are_chained_from_the_first_to_the_head(world: World) -> None:
    world.published(LOW)
    events = list(LedgerEvent.objects.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.prev_hash for event in events] == [GENESIS, *(event.hash for event in events[:-1])]
    assert all(event.hash == event.expected_hash() for event in events)
    head = LedgerHead.objects.get()
    assert (head.seq, head.hash) == (events[-1].seq, events[-1].hash)


def test_the_ledger_is_written_inside_a_transaction_and_knows_its_acts(world: World) -> None:
    with pytest.raises(ValueError, match="knows no act"), transaction.atomic():
        record(timezone.now(), Entry("rewrote history", world.editor))


def test_every_act_leaves_its_entry(world: World) -> None:
    article = world.article(LOW, MEDIUM)
    source = world.cite(article)
    citation = source.citations.get()
    sources.detach(world.editor, citation.pk)
    (segment,) = [row for row in latest(article).segments if row[6] == LOW]
    flag(world.therapist, latest(article), segment[0], [ClaimType.EFFICACY], Risk.LOW, "It is one.")
    asked = world.decide(world.therapist, article, [LOW], Choice(Outcome.REQUEST_CHANGES, "Say for whom."))
    contest(world.author, asked.decisions[0], "It says so above.")
    world.settle(article)
    publication = world.publish(article)
    signed = Decision.objects.filter(outcome="sign_off").first()
    assert signed is not None
    supersede_source(world.editor, source.pk, "A new edition is out.")
    revoke(signed.by, signed, "I was wrong.", keep_live_because="It is harmless.")
    retract_source(world.editor, source.pk, "Invented data.", keep_live_because="Others say the same.")
    find_credential_false(world.administrator, world.prescriber.credentials.get().pk, "Never registered.")
    withdraw(world.editor, article, "Enough.")
    kinds = set(LedgerEvent.objects.values_list("kind", flat=True))
    assert kinds <= KINDS.keys()
    assert kinds >= {
        "article_created", "revision_saved", "submitted", "state", "sign_off", "request_changes", "contest", "attest",
        "flag", "source_added", "citation_added", "citation_removed", "publish", "revoke", "hold", "source_superseded",
        "source_retracted", "credential_granted", "credential_verified", "credential_false", "withdraw",
    }  # fmt: skip
    assert LedgerEvent.objects.filter(publication=publication).count() >= 3
    assert list(verify.problems()) == []


def test_names_and_numbers_lie_beside_the_entries_and_can_be_erased_while_the_chain_stays_valid(world: World) -> None:
    article = world.published(LOW)
    person = world.therapist
    number = person.credentials.get().number
    held = LedgerPersonal.objects.filter(person=person.pk)
    assert any(number in row.data for row in held)
    assert not LedgerEvent.objects.filter(data__contains=number).exists()
    assert not LedgerEvent.objects.filter(data__contains="Example Psychotherapist").exists()
    before = article.publications.get()
    with pytest.raises(BadInput):
        erase(world.administrator, person.pk, " ")
    with pytest.raises(NotAllowed):
        erase(world.editor, person.pk, "Asked for it.")
    assert erase(world.administrator, person.pk, "Asked for it.") == held.count() + 2  # credential granted, verified
    assert not any(row.data or row.salt for row in held.all())
    after = article.publications.get()
    assert after.people[str(person.pk)]["name"] == "Name removed"
    assert (after.manifest, after.payload) == (before.manifest, before.payload)
    assert list(verify.problems()) == []


def test_a_commitment_cannot_be_guessed_from_the_name_alone(world: World) -> None:
    world.article(PLAIN)
    world.article(PLAIN, title="Another page")
    rows = LedgerPersonal.objects.filter(person=world.author.pk)
    assert len({row.data for row in rows}) == 1
    assert len({row.salt for row in rows}) == rows.count() == len({row.event.commitment for row in rows})


def test_dates_of_the_ledger_are_the_dates_of_the_acts(world: World) -> None:
    article = world.article(LOW)
    later = timezone.now() + timedelta(minutes=5)
    world.decide(world.therapist, article, now=later)
    event = LedgerEvent.objects.get(kind="sign_off")
    assert event.at == later == Decision.objects.get().at
    assert json.loads(event.data)["by"] == world.therapist.pk
