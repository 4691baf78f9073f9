"""Who must sign what: the sign-off policy as one table.

Source of every row: ``docs/sign-off-model.md`` ("Who signs what"). ``settings.REVIEW_POLICY`` may name another
``Policy``; a looser one takes effect only after a clinician and another person confirm it (law 7).
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from articles.claims.types import ClaimFinding, ClaimType, Competence, Risk


class SourceKind(StrEnum):
    """What a source is. Stored in the database."""

    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic_review"
    REGULATOR = "regulator"
    PRODUCT_INFORMATION = "product_information"
    TRIAL = "trial"
    COHORT = "cohort"
    REFERENCE_WORK = "reference_work"
    PATIENT_INFORMATION = "patient_information"
    SERVICE = "service"
    EXPERT_OPINION = "expert_opinion"

    @property
    def label(self) -> str:
        """The words on screens."""
        return self.value.replace("_", " ").capitalize()


class Verdict(StrEnum):
    """What a source says about the claim. Stored in the database."""

    SUPPORTS = "supports"
    PARTLY = "supports_in_part"
    CONTRADICTS = "contradicts"
    SILENT = "does_not_cover"

    @property
    def label(self) -> str:
        """The words on screens."""
        return self.value.replace("_", " ").capitalize()


SUPPORTING = frozenset({Verdict.SUPPORTS, Verdict.PARTLY})


class CredentialKind(StrEnum):
    """Kinds of credential and training. Stored in the database."""

    PSYCHOTHERAPIST = "psychotherapist"
    CLINICAL_PSYCHOLOGIST = "clinical_psychologist"
    PSYCHIATRIST = "psychiatrist"
    GENERAL_PRACTITIONER = "general_practitioner"
    PHARMACIST_PRESCRIBER = "pharmacist_prescriber"
    NURSE_PRESCRIBER = "nurse_prescriber"
    SAFETY_TRAINING = "safety_training"

    @property
    def label(self) -> str:
        """The words on screens."""
        return self.value.replace("_", " ").capitalize()


_C, _K = Competence, CredentialKind
GRANTS: dict[CredentialKind, frozenset[Competence]] = {
    # Any current clinical credential gives "clinical", a prescriber's also "prescribing"; "safety" needs recorded
    # training.
    _K.PSYCHOTHERAPIST: frozenset({_C.CLINICAL}),
    _K.CLINICAL_PSYCHOLOGIST: frozenset({_C.CLINICAL}),
    _K.PSYCHIATRIST: frozenset({_C.CLINICAL, _C.PRESCRIBING}),
    _K.GENERAL_PRACTITIONER: frozenset({_C.CLINICAL, _C.PRESCRIBING}),
    _K.PHARMACIST_PRESCRIBER: frozenset({_C.CLINICAL, _C.PRESCRIBING}),
    _K.NURSE_PRESCRIBER: frozenset({_C.CLINICAL, _C.PRESCRIBING}),
    _K.SAFETY_TRAINING: frozenset({_C.SAFETY}),
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What settles a claim: ``signers`` different clinicians who together hold ``competences``, and ``sources``."""

    signers: int
    sources: int = 0
    strong_source: bool = False
    competences: frozenset[Competence] = frozenset()
    blind: bool = False
    acknowledge: bool = False

    def words(self) -> str:
        """The requirement as a phrase for screens: "2 clinicians, 1 prescribing; 1 source of a strong kind"."""
        people = f"{self.signers} clinician{'s' if self.signers > 1 else ''}"
        people += "".join(f", 1 {item.value}" for item in sorted(self.competences - {Competence.CLINICAL}))
        parts = [people]
        if self.sources:
            parts.append(f"{self.sources} source" + (" of a strong kind" if self.strong_source else ""))
        if self.blind:
            parts.append("second reading blind")
        if self.acknowledge:
            parts.append("1 editor's acknowledgement")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Classification:
    """What a claim is for the policy: the guideline's types and risk, and what rules and people add."""

    types: frozenset[ClaimType]
    risk: Risk
    medicine: bool = False
    crisis: bool = False
    blocking: tuple[str, ...] = ()
    competences: frozenset[Competence] = frozenset()
    acknowledge: bool = False

    @classmethod
    def of(cls, finding: ClaimFinding) -> "Classification":
        """The classification that detection reported."""
        return cls(
            types=frozenset(finding.types),
            risk=finding.risk,
            medicine=finding.medicine,
            crisis=finding.crisis,
            blocking=finding.blocking,
            competences=finding.competences,
            acknowledge=finding.acknowledge,
        )

    def raised(self, other: "Classification") -> "Classification":
        """The stricter of the two in every respect."""
        return Classification(
            types=self.types | other.types,
            risk=max(self.risk, other.risk, key=lambda risk: risk.rank),
            medicine=self.medicine or other.medicine,
            crisis=self.crisis or other.crisis,
            blocking=tuple(sorted({*self.blocking, *other.blocking})),
            competences=self.competences | other.competences,
            acknowledge=self.acknowledge or other.acknowledge,
        )

    def exceeds(self, other: "Classification") -> bool:
        """True when this asks for more than ``other`` in any respect."""
        return (
            not self.types <= other.types
            or self.risk.rank > other.risk.rank
            or self.medicine > other.medicine
            or self.crisis > other.crisis
            or not set(self.blocking) <= set(other.blocking)
            or not self.competences <= other.competences
            or self.acknowledge > other.acknowledge
        )

    def as_data(self) -> dict[str, object]:
        """As JSON-able data, for the ledger."""
        return {
            "types": sorted(self.types),
            "risk": self.risk.value,
            "medicine": self.medicine,
            "crisis": self.crisis,
            "blocking": sorted(self.blocking),
            "competences": sorted(self.competences),
            "acknowledge": self.acknowledge,
        }

    @classmethod
    def from_data(cls, data: dict) -> "Classification":
        """The classification that ``as_data`` described."""
        return cls(
            types=frozenset(ClaimType(item) for item in data["types"]),
            risk=Risk(data["risk"]),
            medicine=data["medicine"],
            crisis=data["crisis"],
            blocking=tuple(data["blocking"]),
            competences=frozenset(Competence(item) for item in data["competences"]),
            acknowledge=data["acknowledge"],
        )

    def lowered(self, types: Collection[ClaimType], risk: Risk) -> "Classification":
        """After a signed decision: fewer types or a lower risk; what rules ask for stays."""
        crisis = self.crisis and (ClaimType.CRISIS in types or ClaimType.CRISIS not in self.types)
        return replace(self, types=frozenset(types), risk=risk, crisis=crisis)


@dataclass(frozen=True, slots=True)
class Policy:
    """The table. ``version`` names it in every signature; intervals are calendar-free day counts."""

    version: str
    by_risk: dict[Risk, Requirement]
    medicine: frozenset[Competence] = frozenset({Competence.PRESCRIBING})
    crisis: frozenset[Competence] = frozenset({Competence.SAFETY})
    blocking_as: Risk = Risk.HIGH
    override_signers: int = 2
    strong_kinds: frozenset[SourceKind] = field(
        default_factory=lambda: frozenset(
            {
                SourceKind.GUIDELINE,
                SourceKind.SYSTEMATIC_REVIEW,
                SourceKind.REGULATOR,
                SourceKind.PRODUCT_INFORMATION,
            }
        )
    )
    days_high: int = 365
    days_other: int = 730
    redaction_review_days: int = 7

    def requirement(self, claim: Classification) -> Requirement:
        """What settles this claim."""
        risk = max(claim.risk, self.blocking_as, key=lambda r: r.rank) if claim.blocking else claim.risk
        crisis = claim.crisis or ClaimType.CRISIS in claim.types
        base = self.by_risk[Risk.HIGH if crisis else risk]
        wanted = set(base.competences) | set(claim.competences) - {Competence.CLINICAL}
        if claim.medicine:
            wanted |= self.medicine
        if crisis:
            wanted |= self.crisis
        return replace(base, competences=frozenset(wanted), blind=crisis, acknowledge=claim.acknowledge)

    def dismissal(self, claim: Classification) -> Requirement:
        """What settles a dismissal or a lowering: the same people as signing at the higher level, without a source."""
        return replace(self.requirement(claim), sources=0, strong_source=False, acknowledge=False)

    def override(self, competence: Competence) -> Requirement:
        """What overrides a blocking wording or page rule: two clinicians, one with the rule's competence."""
        return Requirement(signers=self.override_signers, competences=frozenset({competence} - {Competence.CLINICAL}))

    def interval(self, claim: Classification) -> timedelta:
        """How long a sign-off of this claim lasts: 12 months for medicine and other high-risk claims, 24 for the
        rest."""
        long_lived = claim.risk is not Risk.HIGH and not (claim.medicine or claim.crisis or claim.blocking)
        return timedelta(days=self.days_other if long_lived else self.days_high)

    def digest(self) -> str:
        """SHA-256 of the whole table: two policies with the same digest ask for the same."""
        table = asdict(self)
        table["by_risk"] = {risk.value: _plain(need) for risk, need in self.by_risk.items()}
        for key in ("medicine", "crisis", "strong_kinds"):
            table[key] = sorted(table[key])
        return hashlib.sha256(json.dumps(table, sort_keys=True, default=str).encode()).hexdigest()

    def as_data(self) -> dict[str, object]:
        """The table as JSON-able data, for the ledger and for ``looser_than`` against a stored policy."""
        return {
            "version": self.version,
            "by_risk": {risk.value: _plain(need) for risk, need in self.by_risk.items()},
            "medicine": sorted(self.medicine),
            "crisis": sorted(self.crisis),
            "blocking_as": self.blocking_as.value,
            "override_signers": self.override_signers,
            "strong_kinds": sorted(self.strong_kinds),
            "days_high": self.days_high,
            "days_other": self.days_other,
            "redaction_review_days": self.redaction_review_days,
        }

    @classmethod
    def from_data(cls, data: dict) -> "Policy":
        """The policy that ``as_data`` described."""
        return cls(
            version=data["version"],
            by_risk={
                Risk(risk): Requirement(
                    signers=need["signers"],
                    sources=need["sources"],
                    strong_source=need["strong_source"],
                    competences=frozenset(Competence(item) for item in need["competences"]),
                )
                for risk, need in data["by_risk"].items()
            },
            medicine=frozenset(Competence(item) for item in data["medicine"]),
            crisis=frozenset(Competence(item) for item in data["crisis"]),
            blocking_as=Risk(data["blocking_as"]),
            override_signers=data["override_signers"],
            strong_kinds=frozenset(SourceKind(item) for item in data["strong_kinds"]),
            days_high=data["days_high"],
            days_other=data["days_other"],
            redaction_review_days=data["redaction_review_days"],
        )

    def looser_than(self, other: "Policy") -> list[str]:
        """In plain words, every respect in which this policy asks for less than ``other``; empty when in none."""
        found = []
        for risk in Risk:
            mine, theirs = self.by_risk[risk], other.by_risk[risk]
            if (
                mine.signers < theirs.signers
                or mine.sources < theirs.sources
                or mine.strong_source < theirs.strong_source
                or not mine.competences >= theirs.competences
            ):
                found.append(f"{risk.value} risk: {mine.words()} instead of {theirs.words()}")
        for name in ("medicine", "crisis"):
            if not getattr(self, name) >= getattr(other, name):
                found.append(f"{name} claims no longer ask for the same competence")
        if self.blocking_as.rank < other.blocking_as.rank:
            found.append("blocking rules weigh less")
        if self.override_signers < other.override_signers:
            found.append("fewer people may override a blocking rule")
        if not self.strong_kinds <= other.strong_kinds:
            found.append("more kinds of source count as strong")
        if self.days_high > other.days_high or self.days_other > other.days_other:
            found.append("sign-offs last longer")
        if self.redaction_review_days > other.redaction_review_days:
            found.append("a redacted page waits longer for its full review")
        return found


def _plain(need: Requirement) -> dict[str, object]:
    return {
        "signers": need.signers,
        "sources": need.sources,
        "strong_source": need.strong_source,
        "competences": sorted(need.competences),
    }


def strictest(policies: Iterable[Policy]) -> Policy:
    """A policy at least as strict as each of them: what holds while a looser one waits for its confirmation."""
    chosen, *rest = list(policies)
    for other in rest:
        by_risk = {}
        for risk in Risk:
            mine, theirs = chosen.by_risk[risk], other.by_risk[risk]
            by_risk[risk] = Requirement(
                signers=max(mine.signers, theirs.signers),
                sources=max(mine.sources, theirs.sources),
                strong_source=mine.strong_source or theirs.strong_source,
                competences=mine.competences | theirs.competences,
            )
        chosen = Policy(
            version=f"{chosen.version}&{other.version}",
            by_risk=by_risk,
            medicine=chosen.medicine | other.medicine,
            crisis=chosen.crisis | other.crisis,
            blocking_as=max(chosen.blocking_as, other.blocking_as, key=lambda r: r.rank),
            override_signers=max(chosen.override_signers, other.override_signers),
            strong_kinds=chosen.strong_kinds & other.strong_kinds,
            days_high=min(chosen.days_high, other.days_high),
            days_other=min(chosen.days_other, other.days_other),
            redaction_review_days=min(chosen.redaction_review_days, other.redaction_review_days),
        )
    return chosen


POLICY = Policy(
    version="2026-11",
    by_risk={
        Risk.LOW: Requirement(signers=1),
        Risk.MEDIUM: Requirement(signers=1, sources=1),
        Risk.HIGH: Requirement(signers=2, sources=1, strong_source=True),
    },
)
