"""The sign-off policy, cell by cell, as the table of the sign-off model prints it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from articles.claims.types import ClaimType, Competence, Risk
from articles.workflow.policy import GRANTS, POLICY, Classification, CredentialKind, SourceKind

C, P, S = Competence.CLINICAL, Competence.PRESCRIBING, Competence.SAFETY
EFFICACY = frozenset({ClaimType.EFFICACY})


def claim(risk: Risk = Risk.LOW, **more: object) -> Classification:
    return Classification(**{"types": EFFICACY, "risk": risk, **more})  # type: ignore[arg-type]


# claim, clinicians, sources, strong kind, competences beside "clinical", blind
ROWS = {
    "low risk": (claim(Risk.LOW), 1, 0, False, set(), False),
    "medium risk": (claim(Risk.MEDIUM), 1, 1, False, set(), False),
    "high risk": (claim(Risk.HIGH), 2, 1, True, set(), False),
    "medicine, low": (claim(Risk.LOW, medicine=True), 1, 0, False, {P}, False),
    "medicine, medium": (claim(Risk.MEDIUM, medicine=True), 1, 1, False, {P}, False),
    "medicine, high": (claim(Risk.HIGH, medicine=True), 2, 1, True, {P}, False),
    "crisis by detection": (claim(Risk.MEDIUM, crisis=True), 2, 1, True, {S}, True),
    "crisis by type": (claim(Risk.LOW, types=frozenset({ClaimType.CRISIS})), 2, 1, True, {S}, True),
    "crisis and medicine": (claim(Risk.HIGH, crisis=True, medicine=True), 2, 1, True, {P, S}, True),
    "blocking rule, low": (claim(Risk.LOW, blocking=("E01",)), 2, 1, True, set(), False),
    "blocking rule with its competence": (
        claim(Risk.MEDIUM, blocking=("M04",), competences=frozenset({P})),
        2,
        1,
        True,
        {P},
        False,
    ),
    "a rule asks for clinical": (claim(Risk.MEDIUM, competences=frozenset({C})), 1, 1, False, set(), False),
}


@pytest.mark.parametrize("name", ROWS)
def test_each_kind_of_claim_asks_for_what_the_table_says(name: str) -> None:
    classification, signers, sources, strong, competences, blind = ROWS[name]
    need = POLICY.requirement(classification)
    assert (need.signers, need.sources, need.strong_source) == (signers, sources, strong)
    assert need.competences == competences
    assert need.blind is blind


@pytest.mark.parametrize("name", ROWS)
def test_dismissing_asks_for_the_same_people_as_signing_and_no_source(name: str) -> None:
    classification = ROWS[name][0]
    signing, dismissing = POLICY.requirement(classification), POLICY.dismissal(classification)
    assert dismissing == replace(signing, sources=0, strong_source=False, acknowledge=False)


def test_a_rule_may_ask_for_the_acknowledgement_of_an_editor() -> None:
    assert POLICY.requirement(claim(Risk.MEDIUM, acknowledge=True)).acknowledge
    assert not POLICY.requirement(claim(Risk.MEDIUM)).acknowledge


@pytest.mark.parametrize("competence", [C, P, S])
def test_overriding_a_blocking_rule_takes_two_clinicians_one_with_its_competence(competence: Competence) -> None:
    need = POLICY.override(competence)
    assert need.signers == 2
    assert need.competences == {competence} - {C}


@pytest.mark.parametrize(
    ("classification", "days"),
    [
        (claim(Risk.LOW), 730),
        (claim(Risk.MEDIUM), 730),
        (claim(Risk.HIGH), 365),
        (claim(Risk.LOW, medicine=True), 365),
        (claim(Risk.MEDIUM, crisis=True), 365),
        (claim(Risk.LOW, blocking=("E01",)), 365),
    ],
)
def test_medicine_and_high_risk_claims_are_due_after_a_year_and_the_rest_after_two(
    classification: Classification, days: int
) -> None:
    assert POLICY.interval(classification) == timedelta(days=days)


def test_the_strong_kinds_of_source_are_the_four_of_the_table() -> None:
    assert POLICY.strong_kinds == {
        SourceKind.GUIDELINE,
        SourceKind.SYSTEMATIC_REVIEW,
        SourceKind.REGULATOR,
        SourceKind.PRODUCT_INFORMATION,
    }


PRESCRIBERS = {
    CredentialKind.PSYCHIATRIST,
    CredentialKind.GENERAL_PRACTITIONER,
    CredentialKind.PHARMACIST_PRESCRIBER,
    CredentialKind.NURSE_PRESCRIBER,
}


@pytest.mark.parametrize("kind", CredentialKind)
def test_each_credential_gives_its_competences_and_no_more(kind: CredentialKind) -> None:
    if kind is CredentialKind.SAFETY_TRAINING:
        assert GRANTS[kind] == {S}
    else:
        assert GRANTS[kind] == ({C, P} if kind in PRESCRIBERS else {C})


@pytest.mark.parametrize("other", [item[0] for item in ROWS.values()])
@pytest.mark.parametrize("one", [item[0] for item in ROWS.values()])
def test_raising_never_asks_for_less(one: Classification, other: Classification) -> None:
    both = POLICY.requirement(one.raised(other))
    for single in (POLICY.requirement(one), POLICY.requirement(other)):
        assert both.signers >= single.signers
        assert both.sources >= single.sources
        assert both.strong_source >= single.strong_source
        assert both.competences >= single.competences
    assert not one.exceeds(one.raised(other))


def test_a_classification_survives_the_ledger() -> None:
    for classification, *_ in ROWS.values():
        assert Classification.from_data(classification.as_data()) == classification
