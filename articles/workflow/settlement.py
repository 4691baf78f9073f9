"""The facts on which a claim is settled, and what a settlement says. The rule over them is ``settling``.

Small and frozen, so that the rule can be tested as a table and by property.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from articles.claims.types import ClaimType, Competence, Risk
from articles.workflow.policy import Classification, Requirement, SourceKind, Verdict


class Outcome(StrEnum):
    """What a clinician decided about a claim. Stored in the database."""

    SIGN_OFF = "sign_off"
    DISMISS = "dismiss"
    RECLASSIFY = "reclassify"
    REQUEST_CHANGES = "request_changes"

    @property
    def label(self) -> str:
        """The words on screens."""
        return {"sign_off": "Signed off", "dismiss": "Dismissed", "reclassify": "Reclassified"}.get(
            self.value, "Changes requested"
        )


class ClaimState(StrEnum):
    """The computed state of a claim in one revision; never stored."""

    OPEN = "open"
    NEEDS_SOURCE = "needs_source"
    CHANGES_REQUESTED = "changes_requested"
    PART_SIGNED = "part_signed"
    SIGNED_OFF = "signed_off"
    DISMISSED = "dismissed"
    CONTEXT_CHANGED = "context_changed"
    LAPSED = "lapsed"
    GONE = "gone"

    @property
    def label(self) -> str:
        """The words on screens."""
        return self.value.replace("_", " ").capitalize()

    @property
    def sign(self) -> str:
        """One character beside the word, so that colour is never alone."""
        return _SIGNS[self]

    @property
    def css(self) -> str:
        """The class suffix for tint and underline."""
        return self.value.replace("_", "-")

    @property
    def settled(self) -> bool:
        """True when the claim does not block publication."""
        return self in {ClaimState.SIGNED_OFF, ClaimState.DISMISSED}


_SIGNS = {
    ClaimState.OPEN: "⚑",
    ClaimState.NEEDS_SOURCE: "?",
    ClaimState.CHANGES_REQUESTED: "↺",
    ClaimState.PART_SIGNED: "½",
    ClaimState.SIGNED_OFF: "✓",
    ClaimState.DISMISSED: "–",
    ClaimState.CONTEXT_CHANGED: "≠",
    ClaimState.LAPSED: "◷",
    ClaimState.GONE: "×",
}


@dataclass(frozen=True, slots=True)
class CitationFact:
    """A citation attached to the claim now. ``digest`` covers source, its version, quote, locator, verdict and
    level."""

    id: int
    digest: str
    kind: SourceKind
    verdict: Verdict
    source_current: bool


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """A decision as stored, with what has become of it. ``evidence`` pairs citation ids with their digests as
    signed."""

    id: int
    person: int
    outcome: Outcome
    context_digest: str
    evidence: tuple[tuple[int, str], ...]
    competences: frozenset[Competence]
    at: datetime
    expires: datetime
    revoked: bool = False
    credential_false: bool = False
    wrote_words: bool = False
    contested: bool = False
    to_risk: Risk | None = None
    to_types: frozenset[ClaimType] = frozenset()
    found: Classification | None = None  # what detection and people said of the claim when it was decided
    event: int = 0  # number of its ledger entry: what came first


@dataclass(frozen=True, slots=True)
class Raise:
    """Somebody flagged the words as at least this. ``event`` is the number of the ledger entry."""

    types: frozenset[ClaimType]
    risk: Risk
    event: int

    def answers(self, decision: DecisionFact) -> bool:
        """It came after a decision that had made less of the claim, so that decision did not speak of it."""
        if self.event <= decision.event:
            return False
        if decision.outcome is Outcome.DISMISS:
            return True
        if decision.outcome is not Outcome.RECLASSIFY or decision.to_risk is None:
            return False
        return not (self.types <= decision.to_types and self.risk.rank <= decision.to_risk.rank)


class Failing(StrEnum):
    """Why a decision does not count."""

    CONTEXT = "The context is not the one that was signed."
    EVIDENCE = "The sources are not the ones that were signed."
    REVOKED = "It was revoked."
    CREDENTIAL = "The competence was not held on the day of signing."
    AUTHOR = "The signer is an author of these words."
    RAISED = "Rules or people have found more in these words since."
    EXPIRED = "Its review interval has run out."
    REPLACED = "The same person decided again later."


@dataclass(frozen=True, slots=True)
class Settlement:
    """The computed state of a claim with what is still missing, in plain words."""

    state: ClaimState
    requirement: Requirement
    classification: Classification
    missing: tuple[str, ...] = ()
    missing_competences: frozenset[Competence] = frozenset()
    counted: tuple[int, ...] = ()  # ids of the decisions that settle it
    failing: dict[int, Failing] = field(default_factory=dict)
    valid_until: datetime | None = None
    disputed: bool = False
    needs_source: bool = False

    @property
    def settled(self) -> bool:
        """True when the claim does not block publication."""
        return self.state.settled
