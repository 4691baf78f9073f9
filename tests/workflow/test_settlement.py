"""When a claim is settled: the rule over plain facts, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.claims.types import ClaimType, Competence, Risk
from articles.workflow.policy import POLICY, Classification, SourceKind, Verdict
from articles.workflow.settlement import (
    CitationFact,
    ClaimState,
    DecisionFact,
    Failing,
    Outcome,
    Settlement,
)
from articles.workflow.settling import evidence_holds, settle

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
C, P, S = Competence.CLINICAL, Competence.PRESCRIBING, Competence.SAFETY
GUIDELINE = CitationFact(1, "v1:a", SourceKind.GUIDELINE, Verdict.SUPPORTS, True)
TRIAL = CitationFact(2, "v1:b", SourceKind.TRIAL, Verdict.SUPPORTS, True)

LOW = Classification(frozenset({ClaimType.EFFICACY}), Risk.LOW)
MEDIUM = replace(LOW, risk=Risk.MEDIUM)
HIGH = replace(LOW, risk=Risk.HIGH)
MEDICINE = replace(HIGH, medicine=True)
CRISIS = Classification(frozenset({ClaimType.CRISIS}), Risk.HIGH, crisis=True)

_numbers = iter(range(1, 100_000))


def said(person: int, outcome: Outcome = Outcome.SIGN_OFF, *held: Competence, **more: Any) -> DecisionFact:
    number = next(_numbers)
    values: dict[str, Any] = {
        "context_digest": "here",
        "evidence": ((1, "v1:a"),),
        "at": NOW + timedelta(seconds=number),
        "expires": NOW + timedelta(days=365),
    } | more
    return DecisionFact(number, person, outcome, competences=frozenset({C, *held}), **values)


def judge(
    classification: Classification,
    *decisions: DecisionFact,
    contexts: tuple[str, ...] = ("here",),
    citations: tuple[CitationFact, ...] = (GUIDELINE,),
    **more: Any,
) -> Settlement:
    return settle(POLICY, classification, contexts, citations, decisions, more.pop("now", NOW), **more)


SIGN, DISMISS, ASK, LOWER = Outcome.SIGN_OFF, Outcome.DISMISS, Outcome.REQUEST_CHANGES, Outcome.RECLASSIFY

CASES = {
    "nobody decided": (LOW, [], ClaimState.OPEN),
    "low, one": (LOW, [said(1)], ClaimState.SIGNED_OFF),
    "medium, one": (MEDIUM, [said(1)], ClaimState.SIGNED_OFF),
    "high, one": (HIGH, [said(1)], ClaimState.PART_SIGNED),
    "high, the same twice": (HIGH, [said(1), said(1)], ClaimState.PART_SIGNED),
    "high, two": (HIGH, [said(1), said(2)], ClaimState.SIGNED_OFF),
    "medicine, two without a prescriber": (MEDICINE, [said(1), said(2)], ClaimState.PART_SIGNED),
    "medicine, one prescriber": (MEDICINE, [said(1, SIGN, P)], ClaimState.PART_SIGNED),
    "medicine, two with a prescriber": (MEDICINE, [said(1), said(2, SIGN, P)], ClaimState.SIGNED_OFF),
    "crisis, two without safety": (CRISIS, [said(1), said(2)], ClaimState.PART_SIGNED),
    "crisis, two with safety": (CRISIS, [said(1), said(2, SIGN, S)], ClaimState.SIGNED_OFF),
    "low, dismissed": (LOW, [said(1, DISMISS)], ClaimState.DISMISSED),
    "high, dismissed by one": (HIGH, [said(1, DISMISS)], ClaimState.PART_SIGNED),
    "high, dismissed by two": (HIGH, [said(1, DISMISS), said(2, DISMISS)], ClaimState.DISMISSED),
    "medicine, dismissed without a prescriber": (
        MEDICINE,
        [said(1, DISMISS), said(2, DISMISS)],
        ClaimState.PART_SIGNED,
    ),
    "changes requested": (LOW, [said(1, ASK)], ClaimState.CHANGES_REQUESTED),
    "signed, and changes requested by another": (LOW, [said(1), said(2, ASK)], ClaimState.CHANGES_REQUESTED),
    "changes requested, and contested": (LOW, [said(1, ASK, contested=True)], ClaimState.OPEN),
    "revoked": (LOW, [said(1, revoked=True)], ClaimState.LAPSED),
    "credential false": (LOW, [said(1, credential_false=True)], ClaimState.LAPSED),
    "an author signed": (LOW, [said(1, wrote_words=True)], ClaimState.OPEN),
    "expired": (LOW, [said(1, expires=NOW)], ClaimState.LAPSED),
    "another context": (LOW, [said(1, context_digest="there")], ClaimState.CONTEXT_CHANGED),
    "other evidence": (LOW, [said(1, evidence=((9, "v1:z"),))], ClaimState.LAPSED),
    "somebody may hold safety and be no clinician": (
        CRISIS,
        [said(1), replace(said(2), competences=frozenset({S}))],
        ClaimState.PART_SIGNED,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_state_follows_from_the_decisions(name: str) -> None:
    classification, decisions, state = CASES[name]
    assert judge(classification, *decisions).state is state


def test_words_that_stand_nowhere_are_gone() -> None:
    assert judge(LOW, said(1), contexts=()).state is ClaimState.GONE


def test_the_same_words_in_two_contexts_need_both() -> None:
    one = judge(LOW, said(1), contexts=("here", "there"))
    assert not one.settled
    both = judge(LOW, said(1), said(1, context_digest="there"), contexts=("here", "there"))
    assert both.state is ClaimState.SIGNED_OFF


@pytest.mark.parametrize(
    ("citations", "word"),
    [
        ((), "add a source"),
        ((TRIAL,), "strong kind"),
        ((replace(GUIDELINE, source_current=False),), "remove the source"),
        ((GUIDELINE, replace(TRIAL, source_current=False)), "remove the source"),
        ((replace(GUIDELINE, verdict=Verdict.SILENT),), "add a source"),
        ((replace(GUIDELINE, verdict=Verdict.CONTRADICTS),), "add a source"),
    ],
)
def test_a_high_claim_without_a_usable_strong_source_needs_one(citations: tuple[CitationFact, ...], word: str) -> None:
    found = judge(HIGH, citations=citations)
    assert found.state is ClaimState.NEEDS_SOURCE
    assert word in " ".join(found.missing)


def test_a_source_that_supports_in_part_is_a_source() -> None:
    partly = replace(GUIDELINE, verdict=Verdict.PARTLY)
    assert judge(MEDIUM, said(1), citations=(partly,)).state is ClaimState.SIGNED_OFF


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        ((GUIDELINE,), True),
        ((GUIDELINE, TRIAL), True),
        ((GUIDELINE, replace(TRIAL, verdict=Verdict.SILENT)), True),
        ((GUIDELINE, replace(TRIAL, verdict=Verdict.CONTRADICTS)), False),
        ((TRIAL,), False),
        ((replace(GUIDELINE, digest="v1:new"),), False),
        ((replace(GUIDELINE, source_current=False),), False),
        ((), False),
    ],
)
def test_evidence_holds_while_what_was_signed_is_there_and_nothing_contradicts(
    now: tuple[CitationFact, ...], holds: bool
) -> None:
    assert evidence_holds([(1, "v1:a")], now) is holds


def test_a_contradicting_source_that_was_on_the_card_was_signed_with_it() -> None:
    against = replace(TRIAL, verdict=Verdict.CONTRADICTS)
    assert evidence_holds([(1, "v1:a"), (2, "v1:b")], (GUIDELINE, against))


def test_a_dismissal_does_not_rest_on_sources() -> None:
    assert judge(LOW, said(1, DISMISS), citations=()).state is ClaimState.DISMISSED


def test_the_earliest_expiry_of_what_settles_is_the_expiry() -> None:
    early, late = NOW + timedelta(days=10), NOW + timedelta(days=300)
    assert judge(HIGH, said(1, expires=late), said(2, expires=early)).valid_until == early
    assert judge(HIGH, said(1, expires=late)).valid_until is None


def test_who_signed_before_and_is_not_needed_any_more_does_not_shorten_what_others_signed_anew() -> None:
    old, new = NOW + timedelta(days=10), NOW + timedelta(days=300)
    both = [said(1, SIGN, P, expires=old), said(2, expires=old)]
    assert judge(MEDICINE, *both, said(3, expires=new)).valid_until == old
    assert (
        judge(MEDICINE, *both, said(3, expires=new), said(4, expires=new)).valid_until == old
    )  # no prescriber is left
    assert judge(MEDICINE, *both, said(3, expires=new), said(4, SIGN, P, expires=new)).valid_until == new


# ------------------------------------------------------------------------------------------- change of mind, dispute


def test_the_same_person_decides_again_and_only_the_last_word_counts() -> None:
    first, second = said(1), said(1, DISMISS)
    found = judge(LOW, first, second)
    assert found.state is ClaimState.DISMISSED
    assert found.failing == {first.id: Failing.REPLACED}


@pytest.mark.parametrize("outcome", [SIGN, DISMISS, ASK])
def test_taking_a_later_decision_back_does_not_revive_the_earlier_one(outcome: Outcome) -> None:
    assert not judge(LOW, said(1), said(1, outcome, revoked=True)).settled


def test_contesting_a_request_does_not_revive_the_sign_off_before_it() -> None:
    assert not judge(LOW, said(1), said(1, ASK, contested=True)).settled


def test_sign_against_dismiss_waits_for_a_third_reader() -> None:
    split = [said(1, SIGN, S), said(2, DISMISS, S)]
    found = judge(CRISIS, *split)
    assert found.state is ClaimState.PART_SIGNED
    assert found.disputed
    assert found.missing_competences == {S}
    assert judge(CRISIS, *split, said(3)).state is ClaimState.PART_SIGNED
    assert judge(CRISIS, *split, said(3, SIGN, S)).state is ClaimState.SIGNED_OFF
    assert judge(CRISIS, *split, said(3, DISMISS, S)).state is ClaimState.DISMISSED


def test_outside_crisis_any_third_clinician_ends_the_dispute() -> None:
    assert judge(HIGH, said(1), said(2, DISMISS), said(3)).state is ClaimState.SIGNED_OFF


def test_who_disagrees_last_re_opens_what_two_had_signed() -> None:
    found = judge(HIGH, said(1), said(2), said(3, DISMISS))
    assert found.disputed
    assert not found.settled


# ------------------------------------------------------------------------------------------------------- lowering


def lower(person: int, risk: Risk, found: Classification, *held: Competence) -> DecisionFact:
    return said(person, LOWER, *held, to_risk=risk, to_types=found.types, found=found)


def test_lowering_needs_the_signers_of_the_higher_level() -> None:
    one = judge(HIGH, lower(1, Risk.LOW, HIGH), said(3))
    assert one.classification.risk is Risk.HIGH
    two = judge(HIGH, lower(1, Risk.LOW, HIGH), lower(2, Risk.LOW, HIGH), said(3))
    assert two.classification.risk is Risk.LOW
    assert two.state is ClaimState.SIGNED_OFF


def test_two_people_who_lower_to_different_levels_lower_nothing() -> None:
    found = judge(HIGH, lower(1, Risk.LOW, HIGH), lower(2, Risk.MEDIUM, HIGH))
    assert found.classification.risk is Risk.HIGH


def test_lowering_keeps_what_rules_ask_for() -> None:
    blocked = replace(MEDICINE, blocking=("M04",))
    votes = [lower(1, Risk.LOW, blocked), lower(2, Risk.LOW, blocked, P)]
    found = judge(blocked, *votes)
    assert found.classification.risk is Risk.LOW
    assert found.requirement.signers == 2
    assert P in found.requirement.competences


@pytest.mark.parametrize(
    "more",
    [
        {"types": HIGH.types | {ClaimType.DOSAGE}},
        {"medicine": True},
        {"crisis": True},
        {"blocking": ("M04",)},
        {"competences": frozenset({P})},
    ],
)
def test_what_is_found_later_ends_a_lowering_and_a_dismissal(more: dict[str, Any]) -> None:
    raised = replace(HIGH, **more)
    votes = [lower(1, Risk.LOW, HIGH, P, S), lower(2, Risk.LOW, HIGH, P, S)]
    assert judge(raised, *votes).classification == raised
    gone = [said(1, DISMISS, P, S, found=HIGH), said(2, DISMISS, P, S, found=HIGH)]
    assert judge(HIGH, *gone).state is ClaimState.DISMISSED
    again = judge(raised, *gone)
    assert not again.settled
    assert set(again.failing.values()) == {Failing.RAISED}


def test_what_is_found_later_keeps_a_sign_off_while_it_asks_for_nobody_else() -> None:
    more = replace(HIGH, types=HIGH.types | {ClaimType.SAFETY})
    assert judge(more, said(1, found=HIGH), said(2, found=HIGH)).state is ClaimState.SIGNED_OFF
    assert judge(MEDICINE, said(1, found=HIGH), said(2, found=HIGH)).state is ClaimState.PART_SIGNED


def test_an_acknowledgement_is_asked_for_beside_the_clinicians() -> None:
    marked = replace(MEDIUM, acknowledge=True)
    assert judge(marked, said(1)).state is ClaimState.PART_SIGNED
    assert judge(marked, said(1), acknowledged=True).state is ClaimState.SIGNED_OFF
    assert judge(marked, acknowledged=True).state is ClaimState.OPEN
