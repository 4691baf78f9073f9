"""Law 11: signing is a signature."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.claims.types import ClaimType, Risk
from articles.models import Decision, LedgerEvent, Signature
from articles.review.attesting import Attest, text_digest
from articles.review.decisions import Choice
from articles.review.errors import BadInput, NotAllowed, PasswordNeeded, StaleRevision
from articles.review.marking import flag
from articles.review.signatures import MEANINGS, SigningSession, text_token
from articles.review.signing import decide
from articles.workflow.settlement import Outcome
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

MINUTE = timedelta(minutes=1)


def test_the_password_is_asked_again_after_15_idle_minutes_and_after_60_in_any_case(world: World) -> None:
    article = world.article(LOW)
    now = timezone.now()
    user = world.therapist
    for password, active in (
        (now - 16 * MINUTE, now - 16 * MINUTE),
        (now - 61 * MINUTE, now),
        (now - 59 * MINUTE, now - 16 * MINUTE),
    ):
        with pytest.raises(PasswordNeeded):
            world.decide(user, article, session=SigningSession(user, password, active), now=now)
    assert not Decision.objects.exists()
    assert world.decide(
        user, article, session=SigningSession(user, now - 59 * MINUTE, now - 14 * MINUTE), now=now
    ).decisions


def test_a_double_click_and_the_back_button_change_nothing(world: World) -> None:
    article = world.article(LOW)
    nonce, tokens = uuid4(), world.cards(world.therapist, article)
    first = world.decide(world.therapist, article, tokens=tokens, nonce=nonce)
    events = LedgerEvent.objects.count()
    again = world.decide(world.therapist, article, tokens=tokens, nonce=nonce)
    assert again.repeated
    assert [row.pk for row in again.decisions] == [row.pk for row in first.decisions]
    assert LedgerEvent.objects.count() == events
    assert Signature.objects.count() == 1
    with pytest.raises(BadInput):
        world.decide(world.prescriber, article, nonce=nonce)


def test_one_signature_writes_one_sign_off_for_each_ticked_claim_with_its_own_digests(world: World) -> None:
    article = world.article(LOW, MEDIUM)
    world.cite(article)
    act = world.decide(world.therapist, article)
    assert len(act.decisions) == 2
    assert {row.signature_id for row in Decision.objects.all()} == {act.signature.pk if act.signature else 0}
    assert len({row.fingerprint for row in act.decisions}) == len({row.evidence_digest for row in act.decisions}) == 2


def test_the_meaning_that_was_shown_is_stored_with_competences_and_credentials(world: World) -> None:
    article = world.article(LOW)
    act = world.decide(world.prescriber, article)
    assert act.signature is not None
    assert act.signature.meaning == MEANINGS["sign_off"]
    assert act.signature.competences == ["clinical", "prescribing"]
    assert act.signature.credentials.get() == world.prescriber.credentials.get()
    row = act.decisions[0]
    assert (row.ruleset, row.policy) == (latest(article).ruleset, "2026-11")
    assert row.opened["card_served_at"]


def test_a_forged_a_foreign_and_a_misplaced_card_are_refused(world: World) -> None:
    article, other = world.article(LOW), world.article(LOW, title="Another page")
    (token,) = world.cards(world.therapist, article)
    for user, where, used in (
        (world.therapist, article, token[:-2] + ("aa" if token[-2:] != "aa" else "bb")),
        (world.therapist, article, "nonsense"),
        (world.second_therapist, article, token),
        (world.therapist, other, token),
    ):
        with pytest.raises(BadInput):
            world.decide(user, where, tokens=[used])
    assert not Decision.objects.exists()


def test_a_forged_and_a_foreign_text_token_are_refused(world: World) -> None:
    article = world.article(LOW)
    revision = latest(article)
    token = text_token(world.therapist, revision, text_digest(revision))
    with pytest.raises(BadInput):
        decide(world.session(world.second_therapist), revision, [], uuid4(), attest=Attest(token))
    with pytest.raises(BadInput):
        decide(world.session(world.therapist), revision, [], uuid4(), attest=Attest("nonsense"))


def test_a_page_that_showed_only_the_changes_cannot_sign_the_whole_text(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    world.save(article, LOW, PLAIN)
    revision = latest(article)
    token = text_token(world.therapist, revision, text_digest(revision), "delta")
    with pytest.raises(BadInput, match="whole text"):
        decide(world.session(world.therapist), revision, [], uuid4(), attest=Attest(token, "full"))
    assert decide(world.session(world.therapist), revision, [], uuid4(), attest=Attest(token, "delta")).attested


def test_stale_digests_are_refused_for_their_claims_while_the_others_stand(world: World) -> None:
    third = "A warm bath can lift your mood in the evening."
    article = world.article(LOW, MEDIUM, third)
    world.cite(article)
    tokens = world.cards(world.therapist, article)
    world.save(article, LOW.replace("can", "may"), MEDIUM, third)
    world.cite(article, only=[MEDIUM])
    act = world.decide(world.therapist, article, tokens=tokens)
    assert [_text(world, article, row) for row in act.decisions] == [third]
    assert len(act.stale) == 2
    assert any("sources" in item.reason for item in act.stale)
    assert any("no longer" in item.reason for item in act.stale)


def test_a_changed_context_makes_a_card_stale(world: World) -> None:
    article = world.article(LOW)
    tokens = world.cards(world.therapist, article)
    world.save(article, f"{LOW} This is what the leaflet says.")
    act = world.decide(world.therapist, article, tokens=tokens)
    assert act.decisions == []
    assert "context" in act.stale[0].reason
    assert not Signature.objects.exists()


def test_a_card_of_an_older_revision_counts_where_nothing_about_the_claim_has_changed(world: World) -> None:
    article = world.article(LOW, PLAIN)
    old = latest(article)
    tokens = world.cards(world.therapist, article)
    world.save(article, PLAIN, LOW, "The third bus is number nine.")
    act = decide(world.session(world.therapist), old, tokens, uuid4())
    assert len(act.decisions) == 1
    assert act.decisions[0].revision == latest(article)


def test_the_whole_text_that_changed_in_between_is_not_attested(world: World) -> None:
    article = world.article(LOW)
    revision = latest(article)
    token = text_token(world.therapist, revision, text_digest(revision))
    world.save(article, LOW, PLAIN)
    with pytest.raises(StaleRevision):
        decide(world.session(world.therapist), revision, [], uuid4(), attest=Attest(token))


def test_a_claim_without_its_source_is_not_signed_off(world: World) -> None:
    article = world.article(MEDIUM)
    act = world.decide(world.therapist, article)
    assert act.decisions == []
    assert "source" in act.refused[0].reason


def test_only_clinicians_with_a_current_credential_sign(world: World) -> None:
    article = world.article(LOW)
    for person in (world.editor, world.author, world.administrator, world.stranger, world.superuser):
        with pytest.raises(NotAllowed):
            world.decide(person, article)


def test_other_decisions_than_a_sign_off_need_a_reason(world: World) -> None:
    article = world.article(LOW)
    for outcome in (Outcome.DISMISS, Outcome.REQUEST_CHANGES, Outcome.RECLASSIFY):
        with pytest.raises(BadInput):
            world.decide(world.therapist, article, choice=Choice(outcome, " ", to_risk=Risk.LOW))
    with pytest.raises(BadInput):
        decide(world.session(world.therapist), latest(article), [], uuid4())


def test_an_act_that_asks_for_changes_puts_the_turn_to_the_author_whatever_the_state_was(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    assert latest(article).state == "approved"
    asked = world.decide(world.second_therapist, article, choice=Choice(Outcome.REQUEST_CHANGES, "Say for whom."))
    assert latest(article).state == "changes_requested"
    again = world.decide(world.prescriber, article)
    assert again.decisions == []
    assert "must change first" in again.refused[0].reason
    assert asked.decisions


def test_a_flag_after_the_card_was_served_does_not_slip_a_higher_claim_through(world: World) -> None:
    article = world.article(LOW)
    tokens = world.cards(world.therapist, article)
    (claim,) = world.board(article).claims
    flag(world.second_therapist, latest(article), claim.fingerprint, [ClaimType.SAFETY], Risk.HIGH, "It is more.")
    act = world.decide(world.therapist, article, tokens=tokens)
    assert act.decisions == []
    assert "source" in act.refused[0].reason


def _text(world: World, article: Any, row: Decision) -> str:
    claim = world.board(article).by_fingerprint(row.fingerprint)
    return claim.claim.text if claim else ""
