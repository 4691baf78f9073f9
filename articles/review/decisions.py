"""A decision: what was chosen, how it is stored, and what the ledger holds of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.claims.types import ClaimType, Competence, Risk
from articles.models import Article, Decision, Revision, Signature
from articles.models.source import evidence_digest
from articles.review.board import BoardClaim
from articles.review.ledger import Entry
from articles.review.signatures import Card, Signer, means_of
from articles.workflow.settlement import Outcome


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome a person chose for the ticked claims, with what it needs."""

    outcome: Outcome
    reason: str = ""
    proposed_wording: str = ""
    to_risk: Risk | None = None
    to_types: frozenset[ClaimType] = frozenset()


SIGN = Choice(Outcome.SIGN_OFF)


def row_of(
    signature: Signature,
    article: Article,
    revision: Revision,
    claim: BoardClaim,
    context: str,
    card: Card,
    evidence: list[tuple[int, str]],
    verdict: Choice,
    policy: Any,
    signer: Signer,
    opened: dict[str, Any] | None,
    now: datetime,
) -> Decision:
    return Decision(
        signature=signature,
        article=article,
        revision=revision,
        fingerprint=claim.fingerprint,
        context_digest=context,
        evidence=[[number, digest] for number, digest in sorted(evidence)],
        evidence_digest=evidence_digest(evidence),
        ruleset=revision.ruleset,
        policy=policy.version,
        outcome=verdict.outcome.value,
        by=signer.user,
        at=now,
        expires=now + policy.interval(claim.settlement.classification),
        reason=verdict.reason.strip(),
        proposed_wording=verdict.proposed_wording.strip(),
        to_risk=verdict.to_risk.value if verdict.to_risk else "",
        to_types=_types_that_stay(claim, verdict),
        found=claim.found.as_data(),
        # The second reading closes the round: it needs no hiding, and shows the first. An earlier round shows nothing.
        blind=claim.settlement.requirement.blind and not _closes_the_round(claim, signer, context),
        safety=Competence.SAFETY in signer.competences,
        opened={**(opened or {}), "card_served_at": card.served_at.isoformat()},
    )


def _types_that_stay(claim: BoardClaim, verdict: Choice) -> list[str]:
    """The types that stay after a lowering: those named, or all when only the risk is lowered. None is a dismissal."""
    if verdict.outcome is not Outcome.RECLASSIFY:
        return []
    return sorted(item.value for item in verdict.to_types or claim.settlement.classification.types)


def _closes_the_round(claim: BoardClaim, signer: Signer, context: str) -> bool:
    """Somebody else's decision on these words in this context counts now, and one of the two is a safety reader's."""
    failing = claim.settlement.failing
    others = [
        item
        for item in claim.decisions
        if item.by_id != signer.user.pk and item.context_digest == context and item.pk not in failing
    ]
    return bool(others) and (Competence.SAFETY in signer.competences or any(item.safety for item in others))


def decision_facts(row: Decision) -> dict[str, Any]:
    """What the ledger holds of a decision; ``verify_ledger`` compares it with the row."""
    return {
        "signature": str(row.signature.nonce),
        "fingerprint": row.fingerprint,
        "context": row.context_digest,
        "evidence": row.evidence,
        "evidence_digest": row.evidence_digest,
        "ruleset": row.ruleset,
        "policy": row.policy,
        "outcome": row.outcome,
        "by": row.by_id,
        "expires": row.expires.isoformat(timespec="microseconds"),
        "reason": row.reason,
        "proposed_wording": row.proposed_wording,
        "to_risk": row.to_risk,
        "to_types": row.to_types,
        "found": row.found,
        "blind": row.blind,
        "safety": row.safety,
        "meaning": row.signature.meaning,
        "competences": row.signature.competences,
        **means_of(row.signature),
    }


def subject_of(row: Decision) -> str:
    return f"decision:{row.signature.nonce}:{row.fingerprint[3:19]}:{row.context_digest[3:19]}"


def entry_of(row: Decision, article: Article, revision: Revision, signer: Signer) -> Entry:
    return Entry(
        row.outcome,
        signer.user,
        article,
        revision,
        subject_of(row),
        row.fingerprint,
        decision_facts(row),
        signer.personal(),
    )
