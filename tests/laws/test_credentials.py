"""Law 7: competence is data. Nobody vouches for themselves, and what was signed keeps its history."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.claims.types import Competence
from articles.models import Credential, LedgerEvent
from articles.review import credentials
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.review.people import competences_on, pool, today
from articles.workflow.settlement import ClaimState
from tests.world import LOW, World, days

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

DETAILS = {"number": "TEST-1", "body": "Example Register", "evidence": "Seen.", "valid_from": date(2020, 1, 1)}


def test_nobody_grants_verifies_or_ends_their_own_credential(world: World) -> None:
    with pytest.raises(NotAllowed):
        credentials.grant(world.administrator, world.administrator, kind="psychotherapist", **DETAILS)
    row = credentials.grant(world.verifier, world.administrator, kind="psychotherapist", **DETAILS)
    for act in (
        lambda by, pk: credentials.verify(by, pk, "Entry seen."),
        lambda by, pk: credentials.end(by, pk, "Reason."),
    ):
        with pytest.raises(NotAllowed):
            act(world.administrator, row.pk)


def test_the_database_refuses_one_s_own_credential_too(world: World) -> None:
    more = {"person": world.therapist, "kind": "psychiatrist", **DETAILS}
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(granted_by=world.therapist, **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(granted_by=world.editor, verified_by=world.therapist, **more)


def test_only_administrators_of_credentials_grant_them(world: World) -> None:
    for person in (world.editor, world.author, world.therapist, world.stranger):
        with pytest.raises(NotAllowed):
            credentials.grant(person, world.second_therapist, kind="psychiatrist", **DETAILS)


def test_a_credential_without_number_body_or_evidence_is_refused_with_every_reason(world: World) -> None:
    empty = {**DETAILS, "number": " ", "body": "", "evidence": ""}
    with pytest.raises(BadInput) as refusal:
        credentials.grant(world.administrator, world.editor, kind="wizard", **empty)
    assert len(refusal.value.problems) == 4


def test_an_unverified_credential_counts_for_nothing(world: World) -> None:
    person = world.person("newcomer", "Example Newcomer", "Clinicians")
    row = credentials.grant(world.administrator, person, kind="psychotherapist", **DETAILS)
    assert competences_on(person, today(timezone.now())) == frozenset()
    article = world.article(LOW)
    with pytest.raises(NotAllowed):
        world.decide(person, article)
    credentials.verify(world.verifier, row.pk, "Entry seen.")
    assert world.decide(person, article).decisions
    with pytest.raises(InvalidTransition):
        credentials.verify(world.verifier, row.pk, "Entry seen.")


def test_safety_training_alone_makes_no_signer(world: World) -> None:
    person = world.person("trained", "Example Trained", "Clinicians")
    world.credential(person, "safety_training")
    assert competences_on(person, today(timezone.now())) == {Competence.SAFETY}
    with pytest.raises(NotAllowed):
        world.decide(person, world.article(LOW))


def test_a_credential_counts_from_its_first_to_its_last_day(world: World) -> None:
    day = date(2026, 3, 31)
    row = world.credential(world.stranger, "psychiatrist", valid_until=day)
    assert row.counts_on(date(2020, 1, 1))
    assert not row.counts_on(date(2019, 12, 31))
    assert row.counts_on(day)
    assert not row.counts_on(day + timedelta(days=1))


def test_an_ended_or_expired_credential_keeps_old_sign_offs_and_refuses_new_ones(world: World) -> None:
    now = timezone.now()
    article = world.article(LOW)
    world.decide(world.therapist, article)
    row = world.therapist.credentials.get()
    with pytest.raises(BadInput):
        credentials.end(world.administrator, row.pk, " ")
    credentials.end(world.administrator, row.pk, "Retired.", on=today(now))
    tomorrow = now + timedelta(days=1)
    (claim,) = world.board(article, now=tomorrow).claims
    assert claim.settlement.state is ClaimState.SIGNED_OFF
    other = world.article("A warm bath can lift your mood.", title="Another page")
    with pytest.raises(NotAllowed):
        world.decide(world.therapist, other, now=tomorrow)
    with pytest.raises(InvalidTransition):
        credentials.end(world.administrator, row.pk, "Again.")


def test_a_credential_cannot_quietly_end_before_a_day_on_which_it_was_used(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article)
    row = world.therapist.credentials.get()
    with pytest.raises(BadInput, match="found false"):
        credentials.end(world.administrator, row.pk, "Lapsed last month.", on=today(timezone.now()) - days(30))
    unused = world.second_therapist.credentials.get()
    assert credentials.end(world.administrator, unused.pk, "Lapsed.", on=today(timezone.now()) - days(30)).ended_on


def test_a_credential_linked_to_an_old_signature_adds_no_competence(world: World) -> None:
    article = world.article("Amitriptyline can ease nerve pain in some adults.")
    world.cite(article)
    world.decide(world.therapist, article)
    world.decide(world.second_therapist, article)
    signature = world.therapist.signatures.get()
    signature.credentials.add(world.prescriber.credentials.get())
    (claim,) = world.board(article).claims
    assert claim.settlement.missing_competences == {Competence.PRESCRIBING}


def test_the_pool_holds_only_people_who_may_sign_today(world: World) -> None:
    names = {person.name for person in pool(timezone.now())}
    assert "Example Prescriber" in names
    assert "Example Editor" not in names
    world.prescriber.groups.clear()
    world.therapist.is_active = False
    world.therapist.save()
    names = {person.name for person in pool(timezone.now())}
    assert not names & {"Example Prescriber", "Example Psychotherapist"}


def test_every_grant_verification_and_end_stands_in_the_ledger_without_personal_data(world: World) -> None:
    row = world.stranger and world.credential(world.stranger, "psychotherapist")
    credentials.end(world.administrator, row.pk, "Moved away.")
    events = LedgerEvent.objects.filter(subject=f"credential:{row.pk}")
    assert [event.kind for event in events] == ["credential_granted", "credential_verified", "credential_ended"]
    assert not any(row.number in event.data for event in events)
    assert row.number in events[0].personal.data
