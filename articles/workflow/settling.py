"""When is a claim settled? Validity is computed here, from facts; nothing "invalidates" anything.

Pure functions; the facts are in ``settlement``. Rules: ``docs/sign-off-model.md``.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from articles.claims.types import Competence
from articles.workflow.policy import SUPPORTING, Classification, Policy, Requirement, Verdict
from articles.workflow.settlement import (
    CitationFact,
    ClaimState,
    DecisionFact,
    Failing,
    Outcome,
    Raise,
    Settlement,
)


def evidence_holds(signed: Sequence[tuple[int, str]], citations: Iterable[CitationFact]) -> bool:
    """True while every signed citation is attached and unchanged, none of their sources is retracted or superseded,
    and no citation with the verdict *contradicts* was added. Adding support keeps it true."""
    by_id = {citation.id: citation for citation in citations}
    for citation_id, digest in signed:
        citation = by_id.get(citation_id)
        if citation is None or citation.digest != digest or not citation.source_current:
            return False
    signed_ids = {citation_id for citation_id, _ in signed}
    return not any(c.verdict is Verdict.CONTRADICTS and c.id not in signed_ids for c in by_id.values())


def why_failing(
    decision: DecisionFact,
    contexts: Collection[str],
    citations: Iterable[CitationFact],
    now: datetime,
    classification: Classification | None = None,
    raises: Iterable[Raise] = (),
) -> Failing | None:
    """Why the decision does not count now; None when it is valid. Words are equal by construction (same
    fingerprint)."""
    if decision.revoked or decision.contested:
        return Failing.REVOKED
    if decision.credential_false:
        return Failing.CREDENTIAL
    if decision.wrote_words:
        return Failing.AUTHOR
    if decision.context_digest not in contexts:
        return Failing.CONTEXT
    if decision.expires <= now and decision.outcome is not Outcome.REQUEST_CHANGES:
        return Failing.EXPIRED
    # Who said "less than found" did not speak of what was found later (a new rule), nor of what a person says since:
    # a flag may repeat what had been found before, and asks again all the same.
    less = decision.outcome in {Outcome.DISMISS, Outcome.RECLASSIFY}
    if less and decision.found is not None and classification is not None and classification.exceeds(decision.found):
        return Failing.RAISED
    if any(item.answers(decision) for item in raises):
        return Failing.RAISED
    # A dismissal or a request rests on the words, not on the sources.
    if decision.outcome is Outcome.SIGN_OFF and not evidence_holds(decision.evidence, citations):
        return Failing.EVIDENCE
    return None


def people_missing(requirement: Requirement, decisions: Iterable[DecisionFact]) -> tuple[int, frozenset[Competence]]:
    """How many more signers, and which competences no signer holds: ``(0, frozenset())`` when enough have decided."""
    people: dict[int, set[Competence]] = {}
    for decision in decisions:
        people.setdefault(decision.person, set()).update(decision.competences)
    clinical = [held for held in people.values() if Competence.CLINICAL in held]
    held = set().union(*people.values()) if people else set()
    lacking = frozenset(requirement.competences - held)
    return max(requirement.signers - len(clinical), 0), lacking


def settle(
    policy: Policy,
    classification: Classification,
    contexts: Sequence[str],
    citations: Sequence[CitationFact],
    decisions: Sequence[DecisionFact],
    now: datetime,
    acknowledged: bool = False,
    raises: Sequence[Raise] = (),
) -> Settlement:
    """The state of a claim in one revision.

    ``contexts`` are the context digests of its occurrences there; empty means the words are gone. ``decisions`` are
    those on the same article and fingerprint, of any age. ``acknowledged``: an editor's recorded acknowledgement
    (role LR). ``raises`` are the flags on these words, which ``classification`` holds already.
    """

    def at(moment: datetime) -> Settlement:
        return _settle_at(policy, classification, contexts, citations, decisions, moment, acknowledged, raises)

    result = at(now)
    if not result.state.settled:
        return result
    # It lasts as long as those who are left suffice, which is longer than the first of them where more signed than
    # needed: a page that others have read again is not due on the day of those who read it before.
    ends = sorted({item.expires for item in decisions if item.id in result.counted})
    last = next((end for end in ends[:-1] if not at(end).state.settled), ends[-1]) if ends else None
    return replace(result, valid_until=last)


def _settle_at(
    policy: Policy,
    classification: Classification,
    contexts: Sequence[str],
    citations: Sequence[CitationFact],
    decisions: Sequence[DecisionFact],
    now: datetime,
    acknowledged: bool,
    raises: Sequence[Raise],
) -> Settlement:
    """The settlement at one moment, without the day until which it lasts."""
    if not contexts:
        return Settlement(ClaimState.GONE, policy.requirement(classification), classification)
    failing: dict[int, Failing] = {}
    valid: list[DecisionFact] = []
    latest: dict[tuple[int, str, bool], DecisionFact] = {}
    for decision in sorted(decisions, key=lambda item: (item.at, item.id)):
        key = (decision.person, decision.context_digest, decision.outcome is Outcome.RECLASSIFY)
        if reason := why_failing(decision, contexts, citations, now, classification, raises):
            failing[decision.id] = reason
            # A later decision ends the earlier one for good: taking the later one back, or its running out, must not
            # bring a sign-off to life that its signer no longer stands by.
            if reason in {Failing.REVOKED, Failing.EXPIRED} and key in latest:
                failing[latest.pop(key).id] = Failing.REPLACED
            continue
        if earlier := latest.get(key):
            failing[earlier.id] = Failing.REPLACED
        latest[key] = decision
    valid = list(latest.values())

    classification, lowered_by = _apply_lowering(policy, classification, contexts, valid)
    requirement = policy.requirement(classification)
    per_context = [
        _settle_occurrence(
            policy, requirement, classification, citations, [d for d in valid if d.context_digest == context]
        )
        for context in dict.fromkeys(contexts)
    ]
    worst = max(per_context, key=lambda item: _ORDER.index(item.state))
    state, missing = worst.state, list(worst.missing)
    counted = tuple(sorted({i for item in per_context for i in item.counted} | set(lowered_by)))
    if state is ClaimState.SIGNED_OFF and requirement.acknowledge and not acknowledged:
        state = ClaimState.PART_SIGNED
        missing.append("an editor who did not write the words must acknowledge this claim, with a reason")
    if state in {ClaimState.OPEN, ClaimState.NEEDS_SOURCE} and not valid:
        reasons = {failing[d.id] for d in decisions if d.id in failing and d.outcome is not Outcome.REQUEST_CHANGES}
        if Failing.CONTEXT in reasons:
            state = ClaimState.CONTEXT_CHANGED
        elif reasons & {Failing.EVIDENCE, Failing.REVOKED, Failing.CREDENTIAL, Failing.EXPIRED, Failing.RAISED}:
            state = ClaimState.LAPSED
    return Settlement(
        state=state,
        requirement=requirement,
        classification=classification,
        missing=tuple(missing),
        missing_competences=frozenset().union(*(item.missing_competences for item in per_context)),
        counted=counted,
        failing=failing,
        disputed=any(item.disputed for item in per_context),
        needs_source=any(item.needs_source for item in per_context),
    )


_ORDER = [
    ClaimState.DISMISSED,
    ClaimState.SIGNED_OFF,
    ClaimState.PART_SIGNED,
    ClaimState.OPEN,
    ClaimState.NEEDS_SOURCE,
    ClaimState.CHANGES_REQUESTED,
]


def _apply_lowering(
    policy: Policy, classification: Classification, contexts: Sequence[str], valid: Sequence[DecisionFact]
) -> tuple[Classification, tuple[int, ...]]:
    """A lower risk or fewer types hold once enough people signed the very same lowering, in every context."""
    need = policy.dismissal(classification)
    proposals = {(d.to_risk, d.to_types) for d in valid if d.outcome is Outcome.RECLASSIFY and d.to_risk}
    for to_risk, to_types in sorted(proposals, key=str):
        votes = [d for d in valid if d.outcome is Outcome.RECLASSIFY and (d.to_risk, d.to_types) == (to_risk, to_types)]
        enough = all(
            people_missing(need, [d for d in votes if d.context_digest == context]) == (0, frozenset())
            for context in contexts
        )
        if enough and to_risk is not None:
            return classification.lowered(to_types, to_risk), tuple(d.id for d in votes)
    return classification, ()


def _settle_occurrence(
    policy: Policy,
    requirement: Requirement,
    classification: Classification,
    citations: Sequence[CitationFact],
    valid: Sequence[DecisionFact],
) -> Settlement:
    """One occurrence context: signed by enough people, dismissed by enough, disputed, or still open."""
    signed = [d for d in valid if d.outcome is Outcome.SIGN_OFF]
    dismissed = [d for d in valid if d.outcome is Outcome.DISMISS]
    if any(d.outcome is Outcome.REQUEST_CHANGES for d in valid):
        return Settlement(
            ClaimState.CHANGES_REQUESTED,
            requirement,
            classification,
            ("the words must change, or the writer contests it",),
        )
    disputed = bool(signed and dismissed)
    if disputed:
        winner = _third_reading(requirement, signed, dismissed)
        if winner is None:
            reader = "safety" if requirement.blind else "clinical"
            return Settlement(
                ClaimState.PART_SIGNED,
                requirement,
                classification,
                (f"readers disagree: a third reader who holds “{reader}” must decide",),
                frozenset({Competence.SAFETY if requirement.blind else Competence.CLINICAL}),
                disputed=True,
            )
        signed, dismissed = (winner, []) if winner is signed else ([], winner)
    if dismissed:
        return _count(policy.dismissal(classification), classification, dismissed, ClaimState.DISMISSED, (), disputed)
    wanted = _sources_missing(policy, requirement, citations)
    return _count(requirement, classification, signed, ClaimState.SIGNED_OFF, wanted, disputed)


def _third_reading(
    requirement: Requirement, signed: list[DecisionFact], dismissed: list[DecisionFact]
) -> list[DecisionFact] | None:
    """The side that a third reader joined; None while the two sides stand even or the third lacks the competence."""
    if len(signed) == len(dismissed):
        return None
    winner = max(signed, dismissed, key=len)
    last = max((*signed, *dismissed), key=lambda d: (d.at, d.id))
    wanted = Competence.SAFETY if requirement.blind else Competence.CLINICAL
    return winner if last in winner and wanted in last.competences and len(signed) + len(dismissed) >= 3 else None


def _sources_missing(policy: Policy, requirement: Requirement, citations: Sequence[CitationFact]) -> tuple[str, ...]:
    if any(not c.source_current for c in citations):
        # It would be printed under the page, and a signature that rests on it is not valid.
        return ("remove the source that is retracted or superseded, and add another where one is needed",)
    if not requirement.sources:
        return ()
    usable = [c for c in citations if c.source_current and c.verdict in SUPPORTING]
    if len(usable) < requirement.sources:
        return ("add a source that supports it and is neither retracted nor superseded",)
    if requirement.strong_source and not any(c.kind in policy.strong_kinds for c in usable):
        return ("one source must be of a strong kind: guideline, systematic review, regulator or product information",)
    return ()


def _count(
    requirement: Requirement,
    classification: Classification,
    votes: Sequence[DecisionFact],
    done: ClaimState,
    wanted: tuple[str, ...],
    disputed: bool,
) -> Settlement:
    signers, competences = people_missing(requirement, votes)
    missing = list(wanted)
    if competences:
        names = " and ".join(f"“{item.value}”" for item in sorted(competences))
        missing.append(f"needs a signer who holds {names}")
    if signers > len(competences) or (signers and not competences):
        missing.append(f"needs {signers} more clinician{'s' if signers > 1 else ''}")
    if not missing:
        state = done
    elif votes:
        state = ClaimState.PART_SIGNED
    else:
        state = ClaimState.NEEDS_SOURCE if wanted else ClaimState.OPEN
    return Settlement(
        state,
        requirement,
        classification,
        tuple(missing),
        competences,
        tuple(d.id for d in votes),
        disputed=disputed,
        needs_source=bool(wanted),
    )
