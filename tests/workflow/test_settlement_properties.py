"""What must hold of the rule of settlement whatever was decided, cited and found: searched at random."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from articles.claims.types import ClaimType, Competence, Risk
from articles.workflow.policy import POLICY, Classification, SourceKind, Verdict
from articles.workflow.settlement import (
    CitationFact,
    ClaimState,
    DecisionFact,
    Outcome,
    Settlement,
)
from articles.workflow.settling import people_missing, settle

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CONTEXTS = ("v1:here", "v1:there", "v1:elsewhere")
RANKS = [Risk.LOW, Risk.MEDIUM, Risk.HIGH]

digests = st.sampled_from(["v1:a", "v1:b"])
evidence = st.lists(st.tuples(st.integers(1, 3), digests), max_size=2, unique_by=lambda item: item[0]).map(tuple)


@st.composite
def decisions(draw: Any, number: int) -> DecisionFact:
    """One decision of one of four clinicians; what the rule must not count is as likely as what it must."""
    person = draw(st.integers(1, 4))
    outcome = draw(
        st.sampled_from([*[Outcome.SIGN_OFF] * 4, Outcome.DISMISS, Outcome.RECLASSIFY, Outcome.REQUEST_CHANGES])
    )
    more = draw(st.sets(st.sampled_from([Competence.PRESCRIBING, Competence.SAFETY])))
    lowering = outcome is Outcome.RECLASSIFY
    at = NOW - timedelta(days=draw(st.integers(0, 800)))
    rarely = st.sampled_from([False] * 7 + [True])
    return DecisionFact(
        id=number,
        person=person,
        outcome=outcome,
        context_digest=draw(st.sampled_from(CONTEXTS)),
        evidence=draw(evidence),
        competences=frozenset({Competence.CLINICAL, *more}),
        at=at,
        expires=at + timedelta(days=draw(st.sampled_from([365, 730]))),
        revoked=draw(rarely),
        credential_false=draw(rarely),
        wrote_words=draw(rarely),
        contested=draw(rarely) and outcome is Outcome.REQUEST_CHANGES,
        to_risk=draw(st.sampled_from(RANKS)) if lowering else None,
        to_types=draw(st.frozensets(st.sampled_from([ClaimType.ADVICE, ClaimType.CRISIS])))
        if lowering
        else frozenset(),
    )


@st.composite
def citations(draw: Any, number: int) -> CitationFact:
    """One attached citation."""
    return CitationFact(
        id=number,
        digest=draw(digests),
        kind=draw(st.sampled_from([SourceKind.GUIDELINE, SourceKind.TRIAL])),
        verdict=draw(st.sampled_from([*[Verdict.SUPPORTS] * 3, Verdict.SILENT, Verdict.CONTRADICTS])),
        source_current=draw(st.sampled_from([True, True, True, False])),
    )


@st.composite
def cases(draw: Any) -> dict[str, Any]:
    """The arguments of ``settle``: some clinicians who all decide the same everywhere, and whatever else happened."""
    contexts = draw(st.lists(st.sampled_from(CONTEXTS[:2]), min_size=1, max_size=2, unique=True))
    attached = [draw(citations(number)) for number in range(1, draw(st.integers(0, 2)) + 1)]
    if draw(st.integers(0, 3)):
        attached.append(CitationFact(9, "v1:a", SourceKind.GUIDELINE, Verdict.SUPPORTS, source_current=True))
    outcome = draw(st.sampled_from([*[Outcome.SIGN_OFF] * 3, Outcome.DISMISS]))
    everybody = frozenset({Competence.CLINICAL, Competence.PRESCRIBING, Competence.SAFETY})
    rows = [
        DecisionFact(
            id=100 + 10 * person + index,
            person=person,
            outcome=outcome,
            context_digest=context,
            evidence=tuple((item.id, item.digest) for item in attached if item.source_current),
            competences=everybody,
            at=NOW - timedelta(days=300 - person),
            expires=NOW + timedelta(days=65 + person),
        )
        for person in range(1, draw(st.integers(0, 3)) + 1)
        for index, context in enumerate(contexts)
    ]
    rows += [draw(decisions(number)) for number in range(1, draw(st.sampled_from([0, 0, 1, 2, 4])) + 1)]
    return {
        "classification": Classification(
            types=draw(
                st.frozensets(st.sampled_from([ClaimType.ADVICE, ClaimType.CRISIS, ClaimType.SAFETY]), min_size=1)
            ),
            risk=draw(st.sampled_from(RANKS)),
            medicine=draw(st.booleans()),
            blocking=draw(st.sampled_from([(), (), ("X01",)])),
        ),
        "contexts": contexts,
        "citations": attached,
        "decisions": rows,
    }


def settled(case: dict[str, Any], now: datetime = NOW, **changes: Any) -> Settlement:
    return settle(POLICY, **(case | changes), now=now)


@given(cases())
def test_what_counts_was_signed_in_this_context_on_this_evidence_by_people_who_may(case: dict[str, Any]) -> None:
    result = settled(case)
    attached = {item.id: item for item in case["citations"]}
    for decision in case["decisions"]:
        if decision.id not in result.counted:
            continue
        assert decision.context_digest in case["contexts"]
        assert not any([decision.revoked, decision.contested, decision.credential_false, decision.wrote_words])
        assert decision.expires > NOW
        if decision.outcome is Outcome.SIGN_OFF:
            signed = dict(decision.evidence)
            assert all(
                attached[key].digest == digest and attached[key].source_current for key, digest in signed.items()
            )
            assert not any(item.verdict is Verdict.CONTRADICTS and item.id not in signed for item in attached.values())


@given(cases())
def test_a_settled_claim_has_enough_people_in_every_context(case: dict[str, Any]) -> None:
    result = settled(case)
    assume(result.settled)
    counted = [item for item in case["decisions"] if item.id in result.counted]
    need = POLICY.requirement(result.classification)
    for context in case["contexts"]:
        here = [item for item in counted if item.context_digest == context]
        signed = [item for item in here if item.outcome is Outcome.SIGN_OFF]
        dismissed = [item for item in here if item.outcome is Outcome.DISMISS]
        # Dismissing takes the same people as signing.
        enough = [
            not people_missing(need, votes)[0] and not people_missing(need, votes)[1] for votes in (signed, dismissed)
        ]
        assert any(enough)
        assert bool(signed) != bool(dismissed)
        if signed and need.sources:
            assert any(item.source_current and item.verdict is Verdict.SUPPORTS for item in case["citations"])


@given(cases(), st.sampled_from([SourceKind.GUIDELINE, SourceKind.TRIAL]))
def test_another_supporting_citation_never_unsettles(case: dict[str, Any], kind: SourceKind) -> None:
    more = CitationFact(id=19, digest="v1:new", kind=kind, verdict=Verdict.SUPPORTS, source_current=True)
    after = settled(case, citations=[*case["citations"], more])
    assert after.settled or not settled(case).settled


@given(cases())
def test_a_contradicting_citation_always_opens_what_was_signed_off(case: dict[str, Any]) -> None:
    against = CitationFact(
        id=19, digest="v1:new", kind=SourceKind.TRIAL, verdict=Verdict.CONTRADICTS, source_current=True
    )
    assert settled(case, citations=[*case["citations"], against]).state is not ClaimState.SIGNED_OFF


@given(cases())
def test_a_citation_that_is_gone_takes_the_signatures_that_named_it_along(case: dict[str, Any]) -> None:
    for gone in case["citations"]:
        result = settled(case, citations=[item for item in case["citations"] if item.id != gone.id])
        named = {
            item.id for item in case["decisions"] if item.outcome is Outcome.SIGN_OFF and gone.id in dict(item.evidence)
        }
        assert not named & set(result.counted)


@given(cases())
def test_taking_back_what_counts_never_settles_more(case: dict[str, Any]) -> None:
    before = settled(case)
    for number in before.counted:
        less = [replace(item, revoked=True) if item.id == number else item for item in case["decisions"]]
        after = settled(case, decisions=less)
        assert number not in after.counted
        assert before.settled or not after.settled


@given(cases(), st.sampled_from(RANKS))
def test_a_higher_risk_never_settles(case: dict[str, Any], risk: Risk) -> None:
    found = case["classification"]
    assume(risk.rank > found.risk.rank)
    lowerings = {(item.to_risk, item.to_types) for item in case["decisions"] if item.outcome is Outcome.RECLASSIFY}
    assume(len(lowerings) <= 1)
    raised = settled(case, classification=replace(found, risk=risk))
    assert settled(case).settled or not raised.settled


@given(cases(), st.integers(1, 900))
def test_time_alone_never_settles(case: dict[str, Any], days: int) -> None:
    later = NOW + timedelta(days=days)
    assert settled(case).settled or not settled(case, later).settled


@given(cases(), st.integers(0, 900))
def test_a_settled_claim_lasts_until_the_day_it_names(case: dict[str, Any], days: int) -> None:
    result = settled(case)
    assume(result.settled)
    assert result.valid_until is not None
    assert settled(case, result.valid_until - timedelta(seconds=1)).settled
    assert not settled(case, result.valid_until).settled
    counted = {item.id for item in case["decisions"] if item.expires == result.valid_until}
    assert not counted & set(settled(case, result.valid_until + timedelta(days=days)).counted)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_are_read_changes_nothing(case: dict[str, Any], random: Any) -> None:
    mixed = case | {name: random.sample(case[name], len(case[name])) for name in ("decisions", "citations", "contexts")}
    assert (settled(mixed).state, settled(mixed).counted) == (settled(case).state, settled(case).counted)


def test_what_somebody_said_before_does_not_come_back_when_their_later_word_runs_out() -> None:
    signed = DecisionFact(
        id=1,
        person=1,
        outcome=Outcome.SIGN_OFF,
        context_digest=CONTEXTS[0],
        evidence=(),
        competences=frozenset({Competence.CLINICAL}),
        at=NOW - timedelta(days=400),
        expires=NOW + timedelta(days=330),
    )
    asked = replace(
        signed, id=2, outcome=Outcome.DISMISS, at=NOW - timedelta(days=360), expires=NOW + timedelta(days=5)
    )
    case = {
        "classification": Classification(types=frozenset({ClaimType.ADVICE}), risk=Risk.LOW),
        "contexts": CONTEXTS[:1],
        "citations": [],
        "decisions": [signed, asked],
    }
    assert settled(case).state is ClaimState.DISMISSED
    assert not settled(case, NOW + timedelta(days=6)).settled
