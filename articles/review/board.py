"""Everything known about the claims of revisions, loaded in a constant number of queries and settled in memory.

Gate, workbench and queue all read this; nobody else computes a claim's state.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.claims.anchoring import ancestors
from articles.claims.types import ClaimType, Competence, Risk
from articles.models import (
    Acknowledgement,
    Attestation,
    Citation,
    Claim,
    Decision,
    Flag,
    Occurrence,
    Override,
    Revision,
)
from articles.models.source import evidence_digest
from articles.review.analysis import classification_of
from articles.review.authorship import authors_of
from articles.review.coverage import Coverage, competences_held, coverage_of
from articles.review.rulesets import current_policy
from articles.workflow.policy import Classification, Policy
from articles.workflow.settlement import (
    CitationFact,
    ClaimState,
    DecisionFact,
    Outcome,
    Raise,
    Settlement,
)
from articles.workflow.settling import settle


class Everyone:
    """Stands for "the system itself" where a viewer is asked for: sees every decision, shows none to a person."""


SYSTEM = Everyone()


@dataclass(slots=True)
class Predecessor:
    """The earlier wording of a claim: found by similarity, it carries nothing; it only helps (ring "words changed")."""

    claim: Claim
    citations: list[Citation]
    decisions: list[Decision]


@dataclass(slots=True)
class BoardClaim:
    """One claim in one revision with everything that hangs on it."""

    claim: Claim
    occurrences: list[Occurrence]
    citations: list[Citation]
    decisions: list[Decision]
    authors: set[int]
    settlement: Settlement
    found: Classification  # before any signed lowering
    acknowledgements: list[Acknowledgement] = field(default_factory=list)
    predecessor: Predecessor | None = None

    @property
    def fingerprint(self) -> str:
        """The claim's identity within its article."""
        return self.claim.fingerprint

    @property
    def contexts(self) -> list[str]:
        """Context digests of its occurrences, in text order, each once."""
        return list(dict.fromkeys(item.context_digest for item in self.occurrences))

    @property
    def evidence(self) -> list[tuple[int, str]]:
        """(citation id, digest) of what is attached now."""
        return [(item.pk, item.digest()) for item in self.citations]

    @property
    def evidence_digest(self) -> str:
        """One digest over ``evidence``."""
        return evidence_digest(self.evidence)

    @property
    def state(self) -> ClaimState:
        """The state shown: an open claim with a signed predecessor is a lapsed one."""
        state = self.settlement.state
        if state in {ClaimState.OPEN, ClaimState.NEEDS_SOURCE} and self.predecessor and not self.decisions:
            return ClaimState.LAPSED
        return state

    @property
    def risk(self) -> Risk:
        """The risk after signed lowering."""
        return self.settlement.classification.risk

    @property
    def types(self) -> list[ClaimType]:
        """The types after signed lowering, sorted."""
        return sorted(self.settlement.classification.types)


@dataclass(slots=True)
class Board:
    """The claims of one revision in text order, with coverage and overrides."""

    revision: Revision
    policy: Policy
    now: datetime
    claims: list[BoardClaim]
    coverage: Coverage
    overrides: list[Override]
    gone: list[Claim]
    authors: dict[str, set[int]]

    @property
    def open_claims(self) -> list[BoardClaim]:
        """Those that still block."""
        return [claim for claim in self.claims if not claim.settlement.settled]

    @property
    def settled_count(self) -> int:
        """How many do not block any more."""
        return len(self.claims) - len(self.open_claims)

    @property
    def dismissed_count(self) -> int:
        """How many were dismissed."""
        return sum(claim.settlement.state is ClaimState.DISMISSED for claim in self.claims)

    def by_fingerprint(self, fingerprint: str) -> BoardClaim | None:
        """One claim; None when it is not in this revision."""
        return next((claim for claim in self.claims if claim.fingerprint == fingerprint), None)

    def word_authors(self) -> set[int]:
        """Everybody who wrote words that stand in this revision."""
        return set().union(*self.authors.values()) if self.authors else set()


def load_board(revision: Revision, now: datetime | None = None, viewer: Any = SYSTEM) -> Board:
    """The board of one revision as ``viewer`` may see it (blind reading); ``SYSTEM`` for gate and publication."""
    return load_boards([revision], now, viewer)[revision.pk]


def load_boards(
    revisions: Sequence[Revision],
    now: datetime | None = None,
    viewer: Any = SYSTEM,
    typed: Mapping[int, Sequence[Occurrence]] | None = None,
) -> dict[int, Board]:
    """Boards of many revisions, by revision id, in a constant number of queries.

    ``typed`` holds the occurrences of revisions that are not stored (``articles.review.typed``), by the id they carry.
    """
    now = now or timezone.now()
    policy = current_policy()
    articles = {revision.article_id for revision in revisions}
    occurrences: dict[int, list[Occurrence]] = defaultdict(list)
    for row in Occurrence.objects.filter(revision__in=revisions).select_related("claim").order_by("index"):
        occurrences[row.revision_id].append(row)
    for number, rows in (typed or {}).items():
        occurrences[number] = list(rows)
    decisions = _decisions(articles, viewer)
    claims = list(Claim.objects.filter(article__in=articles))
    citations: dict[int, list[Citation]] = defaultdict(list)
    for citation in Citation.objects.filter(claim__article__in=articles, removed_at=None).select_related("source"):
        citations[citation.claim_id].append(citation)
    acknowledgements: dict[tuple[int, str], list[Acknowledgement]] = defaultdict(list)
    for note in Acknowledgement.objects.filter(article__in=articles).select_related("by"):
        acknowledgements[note.article_id, note.fingerprint].append(note)
    raises: dict[tuple[int, str], list[Raise]] = defaultdict(list)
    for flag in Flag.objects.filter(article__in=articles):
        types = frozenset(ClaimType(item) for item in flag.types)
        raises[flag.article_id, flag.fingerprint].append(Raise(types, Risk(flag.risk), flag.event))
    overrides: dict[int, list[Override]] = defaultdict(list)
    for override in (
        Override.objects.filter(article__in=articles, revocation=None)
        .select_related("by")
        .prefetch_related("signature__credentials")
    ):
        overrides[override.article_id].append(override)
    attestations: dict[int, list[Attestation]] = defaultdict(list)
    for attestation in (
        Attestation.objects.filter(article__in=articles, revocation=None)
        .select_related("by", "signature")
        .prefetch_related("signature__credentials")
    ):
        attestations[attestation.article_id].append(attestation)
    fingerprints = {row[0] for revision in revisions for row in revision.segments}
    authors = authors_of(fingerprints)
    boards = {}
    for revision in revisions:
        mine = {fp: authors.get(fp, set()) for fp in {row[0] for row in revision.segments}}
        grouped: dict[str, list[Occurrence]] = defaultdict(list)
        for row in occurrences[revision.pk]:
            grouped[row.claim.fingerprint].append(row)
        built = [
            _build(
                policy,
                rows[0].claim,
                rows,
                citations[rows[0].claim.pk],
                decisions[revision.article_id, fingerprint],
                mine.get(fingerprint, set()),
                acknowledgements[revision.article_id, fingerprint],
                raises[revision.article_id, fingerprint],
                now,
            )
            for fingerprint, rows in grouped.items()
        ]
        gone = _link_predecessors(revision, built, claims, citations, decisions)
        boards[revision.pk] = Board(
            revision=revision,
            policy=policy,
            now=now,
            claims=built,
            coverage=coverage_of(revision, attestations[revision.article_id], mine),
            overrides=overrides[revision.article_id],
            gone=gone,
            authors=mine,
        )
    return boards


def _decisions(articles: Iterable[int], viewer: Any) -> dict[tuple[int, str], list[Decision]]:
    rows = Decision.objects.filter(article__in=articles)
    if viewer is not SYSTEM:
        rows = rows.visible_to(viewer)
    found: dict[tuple[int, str], list[Decision]] = defaultdict(list)
    for row in rows.select_related("by", "signature", "revocation").prefetch_related("signature__credentials"):
        found[row.article_id, row.fingerprint].append(row)
    return found


def fact_of(decision: Decision, authors: set[int]) -> DecisionFact:
    """A stored decision as the settlement rule sees it. Needs signature, credentials and revocation loaded."""
    held = competences_held(decision)
    return DecisionFact(
        id=decision.pk,
        person=decision.by_id,
        outcome=Outcome(decision.outcome),
        context_digest=decision.context_digest,
        evidence=tuple((int(number), digest) for number, digest in decision.evidence),
        competences=held,
        at=decision.at,
        expires=decision.expires,
        revoked=hasattr(decision, "revocation"),
        credential_false=Competence.CLINICAL not in held,
        wrote_words=decision.by_id in authors,
        to_risk=Risk(decision.to_risk) if decision.to_risk else None,
        to_types=frozenset(ClaimType(item) for item in decision.to_types),
        found=Classification.from_data(decision.found) if decision.found else None,
        event=decision.event,
    )


def _build(
    policy: Policy,
    claim: Claim,
    occurrences: list[Occurrence],
    citations: list[Citation],
    decisions: list[Decision],
    authors: set[int],
    acknowledgements: list[Acknowledgement],
    raises: list[Raise],
    now: datetime,
) -> BoardClaim:
    classification: Classification | None = None
    for occurrence in occurrences:
        found = classification_of(occurrence)
        classification = classification.raised(found) if classification else found
    if classification is None:
        raise ValueError("a claim on a board has at least one occurrence")
    contexts = [item.context_digest for item in occurrences]
    facts: list[CitationFact] = [citation.fact() for citation in citations]
    valid_acks = [row for row in acknowledgements if row.by_id not in authors]
    acknowledged = set(contexts) <= {row.context_digest for row in valid_acks}
    said = [fact_of(item, authors) for item in decisions]
    settlement = settle(policy, classification, contexts, facts, said, now, acknowledged, raises)
    return BoardClaim(claim, occurrences, citations, decisions, authors, settlement, classification, valid_acks)


def _link_predecessors(
    revision: Revision,
    built: list[BoardClaim],
    all_claims: Iterable[Claim],
    citations: dict[int, list[Citation]],
    decisions: dict[tuple[int, str], list[Decision]],
) -> list[Claim]:
    """Find, for claims that nobody decided yet, the decided wording that is gone. Returns what is gone, newest
    first."""
    present = {item.fingerprint for item in built} | {row[0] for row in revision.segments}
    gone = {
        claim.fingerprint: claim
        for claim in all_claims
        if claim.article_id == revision.article_id
        and claim.fingerprint not in present
        and any(
            item.outcome != Outcome.REQUEST_CHANGES.value and item.revision_id <= revision.pk
            for item in decisions.get((revision.article_id, claim.fingerprint), [])
        )
    }
    texts = {fingerprint: claim.text for fingerprint, claim in gone.items()}
    if texts:
        for item in built:
            if item.decisions:
                continue
            for fingerprint in ancestors(item.claim.text, texts)[:1]:
                claim = gone[fingerprint]
                item.predecessor = Predecessor(
                    claim, citations.get(claim.pk, []), decisions[revision.article_id, fingerprint]
                )
    return sorted(gone.values(), key=lambda claim: -claim.pk)


def expiry(board: Board) -> datetime | None:
    """Earliest end of a sign-off the revision rests on; None without claims."""
    ends = [claim.settlement.valid_until for claim in board.claims if claim.settlement.valid_until]
    return min(ends) if ends else None
