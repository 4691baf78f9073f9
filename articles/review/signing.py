"""Deciding on claims: sign off, dismiss, reclassify, request changes.

One signature act writes one decision per ticked claim and context, each with its own digests. Stale claims are
refused and come back with what changed; the others in the same act stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from articles.claims.types import Competence
from articles.models import Article, Citation, Decision, Publication, Revision, Signature
from articles.models.notification import Event
from articles.models.source import evidence_digest
from articles.review.attesting import Attest, attest_within
from articles.review.board import Board, BoardClaim, load_board
from articles.review.comments import open_for_request
from articles.review.decisions import SIGN, Choice, entry_of, row_of, subject_of
from articles.review.disputes import open_discussions
from articles.review.errors import BadInput, StaleRevision, check_length, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article, lock_sources
from articles.review.notifications import tell
from articles.review.rulesets import hold_policy
from articles.review.signatures import (
    MEANINGS,
    Card,
    Signer,
    SigningSession,
    earlier_act,
    make_signature,
    open_signer,
    read_card,
)
from articles.review.sources import carry
from articles.review.transitions import move, settle_after, workbench_url
from articles.workflow.settlement import ClaimState, Outcome
from articles.workflow.states import Act, ReviewState


@dataclass(frozen=True, slots=True)
class Stale:
    """A ticked claim that is not as it was on the card (409 for this claim)."""

    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A ticked claim that this person may not decide, or not yet."""

    fingerprint: str
    reason: str


@dataclass(slots=True)
class ActResult:
    """What one signature act did."""

    signature: Signature | None
    decisions: list[Decision] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    repeated: bool = False
    attested: bool = False


_WHY = {
    Outcome.SIGN_OFF: "readers disagree about a claim",
    Outcome.DISMISS: "readers disagree about a claim",
    Outcome.RECLASSIFY: "a claim was reclassified",
    Outcome.REQUEST_CHANGES: "changes were requested",
}


def decide(
    session: SigningSession,
    revision: Revision,
    card_tokens: Sequence[str],
    nonce: UUID,
    verdict: Choice = SIGN,
    *,
    attest: Attest | None = None,
    opened: dict[str, Any] | None = None,
    live: bool = False,
    now: datetime | None = None,
) -> ActResult:
    """One signature act over the ticked cards, optionally with the attestation of the whole text in the same act.

    It speaks of the newest text; with ``live`` of ``revision``, which readers see while a newer one may be written.

    Raises ``PasswordNeeded``, ``NotAllowed``, ``BadInput``. Claims that changed since they were served are returned in
    ``stale``, those this person may not decide in ``refused``; nothing is written when neither decision nor attestation
    remains.
    """
    now = now or timezone.now()
    _check_input(verdict, card_tokens, attest)
    cards = {card.fingerprint: card for card in (read_card(t, session.user, revision.article_id) for t in card_tokens)}
    with transaction.atomic():
        # Lock order: sources, credentials, policy, article, ledger head.
        lock_sources(_source_ids(revision.article, cards.values()))
        signer = open_signer(session, now)
        policy = hold_policy()
        article = lock_article(revision.article_id)
        if earlier := earlier_act(session, nonce):
            return ActResult(
                earlier, list(earlier.decisions.all()), repeated=True, attested=earlier.attestations.exists()
            )
        text = _live_text(article, revision, now) if live else article.latest_revision
        if text is None:
            raise BadInput("This article has no text.")
        board = load_board(text, now)
        act = ActResult(None)
        entries: list[Entry] = []
        accepted: list[tuple[BoardClaim, Card, list[tuple[int, str]]]] = []
        for card in cards.values():
            chosen = _accept(board, signer, card, verdict, act, renewing=live)
            if chosen is not None:
                evidence = chosen.evidence
                if card.carry and verdict.outcome is Outcome.SIGN_OFF:
                    copies, carried = carry(chosen, session.user, article, now)
                    evidence = [*evidence, *[(item.pk, item.digest()) for item in copies]]
                    entries += carried
                accepted.append((chosen, card, evidence))
        if not accepted and attest is None:
            return act
        meaning = [MEANINGS[verdict.outcome.value]] if accepted else []
        if attest is not None:
            meaning.append(attest.meaning())
        act.signature = make_signature(session, signer, text, nonce, " ".join(meaning), now, opened)
        rows = [
            row_of(act.signature, article, text, claim, context, card, evidence, verdict, policy, signer, opened, now)
            for claim, card, evidence in accepted
            for context in claim.contexts
        ]
        entries += [entry_of(row, article, text, signer) for row in rows]
        written = entries
        attestation = None
        if attest is not None:
            attestation, entry = attest_within(attest, session, signer, act.signature, article, text, board, now)
            written = [*entries, entry]
        asks = verdict.outcome is Outcome.REQUEST_CHANGES and bool(accepted)
        if asks and text.review_state is ReviewState.APPROVED:
            written = [*written, *move(text, Act.REOPEN, now)]
        if asks and text.review_state is ReviewState.IN_REVIEW:
            written = [*written, *move(text, Act.REQUEST_CHANGES, now, session.user, verdict.reason)]
        events = record(now, *written)
        by_subject = {event.subject: event.seq for event in events if event.subject.startswith("decision:")}
        for row in rows:
            row.event = by_subject[subject_of(row)]
        act.decisions = Decision.objects.bulk_create(rows)
        if attestation is not None:
            attestation.event = next(e.seq for e in events if e.kind in {"attest", "attest_delta"})
            attestation.save()
            act.attested = True
        touched = [row.fingerprint for row in rows]
        settle_after(article, article.latest_revision, session.user, now, touched, _WHY[verdict.outcome])
        open_discussions(text, [claim for claim, _, _ in accepted], act.decisions, now)
        if verdict.outcome is Outcome.REQUEST_CHANGES and rows:
            open_for_request(session.user, text, act.decisions, now)
            words = f"Changes are requested in “{text.title}”"
            place = workbench_url(text, rows[0].fingerprint)
            tell([text.saved_by], f"{words}: {verdict.reason}", place, Event.REQUEST, f"{words}.")
    return act


def _live_text(article: Article, revision: Revision, now: datetime) -> Revision:
    """The revision that readers see now. Raises ``StaleRevision`` when it is not the one that was read again."""
    row = Publication.objects.live(now).filter(article=article).select_related("revision").first()
    if row is None or row.revision_id != revision.pk:
        raise StaleRevision("This text is not what readers see any more. Load the page again; nothing was signed.")
    return row.revision


def _check_input(verdict: Choice, card_tokens: Sequence[str], attest: Attest | None) -> None:
    if not card_tokens and attest is None:
        raise BadInput("Tick at least one claim, or sign the whole text.")
    check_length(verdict.proposed_wording)
    if verdict.outcome is not Outcome.SIGN_OFF:
        words = {
            Outcome.DISMISS: "Say why this is not a medical claim.",
            Outcome.RECLASSIFY: "Say why the risk or the types are lower.",
            Outcome.REQUEST_CHANGES: "Say what must change.",
        }
        check_reason(verdict.reason, words[verdict.outcome])
    if verdict.outcome is Outcome.RECLASSIFY and verdict.to_risk is None:
        raise BadInput("Choose the lower risk, or the types that stay.")


def _source_ids(article: Article, cards: Any) -> list[int]:
    fingerprints = [card.fingerprint for card in cards]
    carried = [number for card in cards for number in card.carry]
    attached = Citation.objects.filter(claim__article=article, claim__fingerprint__in=fingerprints, removed_at=None)
    offered = Citation.objects.filter(pk__in=carried)
    return list((attached | offered).values_list("source_id", flat=True))


def _accept(
    board: Board, signer: Signer, card: Card, verdict: Choice, act: ActResult, *, renewing: bool
) -> BoardClaim | None:
    """The claim as it stands now, when the card still describes it and the person may decide; else says why not.

    Only who is ``renewing`` signs what they have signed already: a second tab with the same cards writes nothing.
    """
    claim = board.by_fingerprint(card.fingerprint)
    if claim is None:
        act.stale.append(Stale(card.fingerprint, "These words are no longer in the text, or are no claim any more."))
        return None
    if set(claim.contexts) != set(card.contexts):
        act.stale.append(Stale(card.fingerprint, "The context of this sentence has changed since you saw it."))
        return None
    if signer.user.pk in claim.authors:
        act.refused.append(Refused(card.fingerprint, "You are an author of these words, so you cannot decide on them."))
        return None
    if verdict.outcome is Outcome.SIGN_OFF:
        if card.carry and claim.settlement.requirement.blind:
            # What a signature brings along would tell the other reader that it is there, and what it says.
            sentence = "Sources of an earlier wording are attached before a crisis claim is read, not by signing it."
            act.refused.append(Refused(card.fingerprint, sentence))
            return None
        carried = claim.predecessor.citations if card.carry and claim.predecessor else []
        shown = [(item.pk, item.digest()) for item in carried] if card.carry else []
        if evidence_digest([*claim.evidence, *shown]) != card.evidence_digest:
            act.stale.append(Stale(card.fingerprint, "The sources of this claim have changed since you saw them."))
            return None
        if claim.settlement.state is ClaimState.CHANGES_REQUESTED:
            act.refused.append(Refused(card.fingerprint, "Changes are requested here: the words must change first."))
            return None
        if not all(item.source.is_current for item in (*claim.citations, *(carried if shown else ()))):
            sentence = "A source of this claim is retracted or superseded: remove it first, and add another if needed."
            act.refused.append(Refused(card.fingerprint, sentence))
            return None
        if not renewing and _stands_signed(claim, signer.user):
            act.refused.append(Refused(card.fingerprint, "You have signed it already, against the same sources."))
            return None
        usable = bool(shown)
        if claim.settlement.needs_source and not usable:
            sentence = "This claim still needs its source, so a signature would rest on nothing."
            act.refused.append(Refused(card.fingerprint, sentence))
            return None
    if verdict.outcome is Outcome.RECLASSIFY and verdict.to_risk is not None:
        current = claim.settlement.classification
        if verdict.to_risk.rank > current.risk.rank or not verdict.to_types <= current.types:
            act.refused.append(Refused(card.fingerprint, "Raising needs no signature: flag the passage instead."))
            return None
    return claim


def _stands_signed(claim: BoardClaim, user: Any) -> bool:
    """This person's sign-offs count in every place where the words stand now, against the sources of now."""
    mine = {
        item.context_digest
        for item in claim.decisions
        if item.by_id == user.pk
        and item.outcome == Outcome.SIGN_OFF.value
        and item.pk not in claim.settlement.failing
        and item.evidence_digest == claim.evidence_digest
    }
    return set(claim.contexts) <= mine


def may_decide(board: Board, claim: BoardClaim, user: Any, held: frozenset[Competence]) -> str:
    """Why this person may not sign this claim now; empty when they may. For buttons and queues."""
    if Competence.CLINICAL not in held:
        return "You hold no current clinical credential."
    if user.pk in claim.authors:
        return "You wrote these words, so you cannot sign them."
    mine = [item for item in claim.decisions if item.by_id == user.pk and item.pk not in claim.settlement.failing]
    if mine and set(claim.contexts) <= {item.context_digest for item in mine}:
        return "You have decided on this claim."
    return ""
