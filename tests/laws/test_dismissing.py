"""Dismissing, lowering and overriding are signed decisions by the people who could sign; they lapse with the words."""

from typing import Any
from uuid import uuid4

import pytest

from articles.claims.types import ClaimType, Risk
from articles.models import Decision, Override
from articles.publishing import verify
from articles.publishing.consequences import revoke_override
from articles.review import gate
from articles.review.board import load_board
from articles.review.decisions import Choice
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.review.marking import flag, override
from articles.workflow.settlement import ClaimState, Outcome
from tests.world import HIGH, LOW, SECOND_HIGH, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

NO_CLAIM = Choice(Outcome.DISMISS, "A heading of a leaflet, quoted.")
LOWER = Choice(Outcome.RECLASSIFY, "Well known and harmless.", to_risk=Risk.LOW)
BLOCKED = "He committed suicide last year."


def state(world: World, article: Any) -> ClaimState:
    (claim,) = world.board(article).claims
    return claim.settlement.state


def fingerprint(article: Any) -> str:
    (claim,) = load_board(latest(article)).claims
    return claim.fingerprint


def test_one_clinician_dismisses_a_low_claim_and_the_board_counts_it(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article, choice=NO_CLAIM)
    assert state(world, article) is ClaimState.DISMISSED
    assert world.board(article).dismissed_count == 1


def test_a_dismissed_medicine_claim_needs_two_people_one_a_prescriber_and_no_source(world: World) -> None:
    article = world.article(HIGH)
    for person, after in (
        (world.therapist, ClaimState.PART_SIGNED),
        (world.second_therapist, ClaimState.PART_SIGNED),
        (world.prescriber, ClaimState.DISMISSED),
    ):
        world.decide(person, article, choice=NO_CLAIM)
        assert state(world, article) is after


def test_an_author_does_not_dismiss_their_own_words(world: World) -> None:
    world.therapist.groups.add(*world.author.groups.all())
    writer = type(world.therapist).objects.get(pk=world.therapist.pk)
    article = world.article(LOW, by=writer)
    assert world.decide(writer, article, choice=NO_CLAIM).refused


def test_a_dismissal_lapses_with_the_words_and_with_the_context(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article, choice=NO_CLAIM)
    world.save(article, LOW.replace("can", "will"))
    assert not state(world, article).settled
    world.save(article, "## In children", LOW)
    assert state(world, article) is ClaimState.CONTEXT_CHANGED


def test_dismissed_words_do_not_stand_in_the_manifest(world: World) -> None:
    other = "A warm bath can lift your mood in the evening."
    article = world.article(LOW, other)
    world.decide(world.therapist, article, [LOW], choice=NO_CLAIM)
    world.settle(article)
    record = world.publish(article).record
    assert record["dismissed"] == 1
    assert [claim["text"] for claim in record["claims"]] == [other]


def test_lowering_needs_the_signers_of_the_higher_level_and_lapses_with_the_words(world: World) -> None:
    article = world.article(HIGH)
    world.cite(article)
    found = world.board(article).claims[0].types
    world.decide(world.therapist, article, choice=LOWER)
    (claim,) = world.board(article).claims
    assert claim.risk is Risk.HIGH
    world.decide(world.prescriber, article, choice=LOWER)
    (claim,) = world.board(article).claims
    assert claim.risk is Risk.LOW
    assert claim.types == found != []  # lowering the risk takes no type away
    assert claim.settlement.requirement.signers == 1
    world.save(article, HIGH.replace("some", "most"))
    (claim,) = world.board(article).claims
    assert claim.risk is Risk.HIGH


def test_a_claim_that_is_raised_after_it_was_lowered_is_as_high_as_it_was_raised(world: World) -> None:
    article = world.article(SECOND_HIGH)
    world.cite(article)
    for person in (world.therapist, world.prescriber):
        world.decide(person, article, choice=LOWER)
    (claim,) = world.board(article).claims
    assert claim.risk is Risk.LOW
    flag(world.second_therapist, latest(article), claim.fingerprint, [ClaimType.PROGNOSIS], Risk.HIGH, "How long?")
    (claim,) = world.board(article).claims
    assert claim.risk is Risk.HIGH
    assert ClaimType.PROGNOSIS in claim.types


def test_a_flag_that_only_repeats_what_detection_said_undoes_a_lowering_all_the_same(world: World) -> None:
    article = world.article(HIGH)
    world.cite(article)
    found = world.board(article).claims[0].found
    for person in (world.therapist, world.prescriber):
        world.decide(person, article, choice=LOWER)
    assert world.board(article).claims[0].risk is Risk.LOW
    flag(world.editor, latest(article), fingerprint(article), sorted(found.types), found.risk, "It is as high as that.")
    assert world.board(article).claims[0].risk is found.risk
    for person in (world.therapist, world.prescriber):  # who lowers it again has the flag before them
        world.decide(person, article, choice=LOWER)
    assert world.board(article).claims[0].risk is Risk.LOW


def test_a_flag_that_asks_no_more_than_what_was_left_leaves_the_lowering(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article, choice=LOWER)
    flag(world.editor, latest(article), fingerprint(article), world.board(article).claims[0].types, Risk.LOW, "Low.")
    assert world.board(article).claims[0].settlement.failing == {}


def test_a_flag_after_a_dismissal_asks_again(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article, choice=NO_CLAIM)
    found = world.board(article).claims[0].found
    flag(world.editor, latest(article), fingerprint(article), sorted(found.types), found.risk, "It is one.")
    assert state(world, article) is ClaimState.LAPSED


def test_raising_through_a_lowering_is_refused(world: World) -> None:
    article = world.article(LOW)
    up = Choice(Outcome.RECLASSIFY, "More.", to_risk=Risk.HIGH)
    assert world.decide(world.therapist, article, choice=up).refused
    more = Choice(Outcome.RECLASSIFY, "More.", to_risk=Risk.LOW, to_types=frozenset({ClaimType.CRISIS}))
    assert world.decide(world.therapist, article, choice=more).refused
    assert not Decision.objects.exists()


def test_flagging_what_detection_missed_makes_a_claim_and_needs_one_person_only(world: World) -> None:
    words = "The bench by the river heals."
    article = world.article(LOW, words)
    found = {claim.claim.text for claim in world.board(article).claims}
    row = next(item for item in latest(article).segments if item[6] == words)
    flag(world.editor, latest(article), row[0], [ClaimType.EFFICACY], Risk.MEDIUM, "It promises healing.")
    board = world.board(article)
    assert {claim.claim.text for claim in board.claims} == found | {words}
    world.save(article, words, LOW)
    assert {claim.claim.text for claim in world.board(article).claims} == found | {words}
    with pytest.raises(BadInput):
        flag(world.editor, latest(article), row[0], [ClaimType.EFFICACY], Risk.MEDIUM, " ")
    with pytest.raises(NotAllowed):
        flag(world.stranger, latest(article), row[0], [ClaimType.EFFICACY], Risk.MEDIUM, "Reason.")


def test_a_blocking_wording_is_overridden_by_two_clinicians_for_these_words_only(world: World) -> None:
    article = world.article(BLOCKED)
    ((rule, fingerprint),) = [
        (item["rule"], latest(article).segments[item["segment"]][0])
        for item in latest(article).analysis["wording"]
        if item["severity"] == "block"
    ]
    code = f"wording:{rule}"
    assert code in gate.evaluate(latest(article)).codes()
    for person in (world.safety_reader, world.therapist):
        assert code in gate.evaluate(latest(article)).codes()
        with pytest.raises(BadInput):
            override(world.session(person), latest(article), rule, " ", uuid4(), fingerprint)
        override(world.session(person), latest(article), rule, "A quoted title.", uuid4(), fingerprint)
    assert code not in gate.evaluate(latest(article)).codes()
    world.save(article, BLOCKED.replace("last", "this"))
    assert code in gate.evaluate(latest(article)).codes()


def test_one_person_does_not_override_twice_and_no_author_overrides(world: World) -> None:
    world.prescriber.groups.add(*world.author.groups.all())
    writer = type(world.prescriber).objects.get(pk=world.prescriber.pk)
    article = world.article(BLOCKED, by=writer)
    item = next(item for item in latest(article).analysis["wording"] if item["severity"] == "block")
    fingerprint, code = latest(article).segments[item["segment"]][0], f"wording:{item['rule']}"
    with pytest.raises(NotAllowed):
        override(world.session(writer), latest(article), item["rule"], "Mine.", uuid4(), fingerprint)
    for _ in range(2):
        override(world.session(world.safety_reader), latest(article), item["rule"], "Fine.", uuid4(), fingerprint)
    assert code in gate.evaluate(latest(article)).codes()
    with pytest.raises(BadInput):
        override(world.session(world.therapist), latest(article), "Z99", "Fine.", uuid4(), fingerprint)


def test_who_overrode_a_rule_takes_it_back_with_a_reason_and_what_rests_on_it_is_touched(world: World) -> None:
    article = world.article("The old play calls them lunatics.", LOW)
    ((rule, fingerprint),) = [
        (item["rule"], latest(article).segments[item["segment"]][0])
        for item in latest(article).analysis["wording"]
        if item["severity"] == "block"
    ]
    for person in (world.safety_reader, world.therapist):
        override(world.session(person), latest(article), rule, "He said so himself.", uuid4(), fingerprint)
    world.settle(article)
    live = world.publish(article)
    row = Override.objects.get(by=world.therapist)
    for person, reason in ((world.safety_reader, "Not mine."), (world.therapist, " ")):
        with pytest.raises((NotAllowed, BadInput)):
            revoke_override(person, row, reason)
    assert revoke_override(world.therapist, row, "I misread the rule.", keep_live_because="It is being mended.") == [
        live
    ]
    live.refresh_from_db()
    assert live.hold == "being_checked"
    assert f"wording:{rule}" in gate.evaluate(latest(article)).codes()
    assert latest(article).state == "in_review"
    with pytest.raises(InvalidTransition):
        revoke_override(world.therapist, row, "Twice.")
    assert list(verify.problems()) == []
    override(world.session(world.therapist), latest(article), rule, "I read it again.", uuid4(), fingerprint)
    assert f"wording:{rule}" not in gate.evaluate(latest(article)).codes()
