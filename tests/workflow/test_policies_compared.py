"""Is a new policy looser than the one in force? Every respect counts, and what waits never weakens what holds."""

from dataclasses import replace

import pytest

from articles.claims.types import Competence, Risk
from articles.workflow.policy import POLICY, Policy, Requirement, SourceKind, strictest

HIGH = POLICY.by_risk[Risk.HIGH]


def with_high(need: Requirement) -> Policy:
    return replace(POLICY, version="other", by_risk={**POLICY.by_risk, Risk.HIGH: need})


LOOSER = {
    "fewer signers": with_high(replace(HIGH, signers=1)),
    "no source": with_high(replace(HIGH, sources=0)),
    "any kind of source": with_high(replace(HIGH, strong_source=False)),
    "no prescriber": replace(POLICY, medicine=frozenset()),
    "no safety reader": replace(POLICY, crisis=frozenset()),
    "blocking rules weigh less": replace(POLICY, blocking_as=Risk.LOW),
    "one person overrides": replace(POLICY, override_signers=1),
    "more kinds are strong": replace(POLICY, strong_kinds=POLICY.strong_kinds | {SourceKind.EXPERT_OPINION}),
    "high lasts longer": replace(POLICY, days_high=POLICY.days_high + 1),
    "the rest lasts longer": replace(POLICY, days_other=POLICY.days_other + 1),
    "redaction waits longer": replace(POLICY, redaction_review_days=POLICY.redaction_review_days + 1),
}

STRICTER = {
    "more signers": with_high(replace(HIGH, signers=3)),
    "one more competence": with_high(replace(HIGH, competences=frozenset({Competence.PRESCRIBING}))),
    "shorter": replace(POLICY, days_high=180, days_other=365),
    "fewer strong kinds": replace(POLICY, strong_kinds=frozenset({SourceKind.GUIDELINE})),
}


@pytest.mark.parametrize("name", LOOSER)
def test_a_policy_that_asks_for_less_in_one_respect_is_looser(name: str) -> None:
    assert len(LOOSER[name].looser_than(POLICY)) == 1


@pytest.mark.parametrize("name", STRICTER)
def test_a_policy_that_asks_for_more_is_not_looser(name: str) -> None:
    assert STRICTER[name].looser_than(POLICY) == []


@pytest.mark.parametrize("name", [*LOOSER, *STRICTER])
def test_while_a_policy_waits_the_strictest_of_both_holds(name: str) -> None:
    other = {**LOOSER, **STRICTER}[name]
    both = strictest([POLICY, other])
    assert both.looser_than(POLICY) == []
    assert both.looser_than(other) == []


@pytest.mark.parametrize("name", [*LOOSER, *STRICTER])
def test_a_policy_that_differs_has_another_digest_and_survives_the_database(name: str) -> None:
    other = {**LOOSER, **STRICTER}[name]
    assert other.digest() != POLICY.digest()
    assert Policy.from_data(other.as_data()) == other
    assert Policy.from_data(other.as_data()).digest() == other.digest()
