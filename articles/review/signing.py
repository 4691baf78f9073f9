"""Deciding on claims: sign off, dismiss, reclassify, request changes, flag, acknowledge, override.

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

from articles.claims.types import ClaimType, Competence, Risk
from articles.models import Acknowledgement, Article, Citation, Decision, Flag, Override, Revision, Signature
from articles.models.source import evidence_digest
from articles.review import permissions
from articles.review.analysis import analyse_revision
from articles.review.attesting import Attest, attest_within
from articles.review.authorship import authors_of
from articles.review.board import Board, BoardClaim, load_board
from articles.review.errors import BadInput, NotAllowed
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article, lock_sources
from articles.review.notifications import tell
from articles.review.rulesets import current_ruleset, hold_policy
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


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome a person chose for the ticked claims, with what it needs."""

    outcome: Outcome
    reason: str = ""
    proposed_wording: str = ""
    to_risk: Risk | None = None
    to_types: frozenset[ClaimType] = frozenset()


SIGN = Choice(Outcome.SIGN_OFF)

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
    now: datetime | None = None,
) -> ActResult:
    """One signature act over the ticked cards, optionally with the attestation of the whole text in the same act.

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
        latest = article.latest_revision
        if latest is None:
            raise BadInput("This article has no text.")
        board = load_board(latest, now)
        act = ActResult(None)
        entries: list[Entry] = []
        accepted: list[tuple[BoardClaim, Card, list[tuple[int, str]]]] = []
        for card in cards.values():
            chosen = _accept(board, signer, card, verdict, act)
            if chosen is not None:
                evidence = chosen.evidence
                if card.carry and verdict.outcome is Outcome.SIGN_OFF:
                    evidence, carried = _carry(chosen, session.user, article, now)
                    entries += carried
                accepted.append((chosen, card, evidence))
        if not accepted and attest is None:
            return act
        meaning = [MEANINGS[verdict.outcome.value]] if accepted else []
        if attest is not None:
            meaning.append(attest.meaning())
        act.signature = make_signature(session, signer, latest, nonce, " ".join(meaning), now)
        rows = [
            _row(act.signature, article, latest, claim, context, card, evidence, verdict, policy, signer, opened, now)
            for claim, card, evidence in accepted
            for context in claim.contexts
        ]
        entries += [_entry(row, article, latest, signer) for row in rows]
        written = entries
        attestation = None
        if attest is not None:
            attestation, entry = attest_within(attest, session, signer, act.signature, article, latest, board, now)
            written = [*entries, entry]
        asks = verdict.outcome is Outcome.REQUEST_CHANGES and bool(accepted)
        if asks and latest.review_state is ReviewState.APPROVED:
            written = [*written, *move(latest, Act.REOPEN, now)]
        if asks and latest.review_state is ReviewState.IN_REVIEW:
            written = [*written, *move(latest, Act.REQUEST_CHANGES, now, session.user, verdict.reason)]
        events = record(now, *written)
        by_subject = {event.subject: event.seq for event in events if event.subject.startswith("decision:")}
        for row in rows:
            row.event = by_subject[_subject(row)]
        act.decisions = Decision.objects.bulk_create(rows)
        if attestation is not None:
            attestation.event = next(e.seq for e in events if e.kind in {"attest", "attest_delta"})
            attestation.save()
            act.attested = True
        settle_after(article, latest, session.user, now, [row.fingerprint for row in rows], _WHY[verdict.outcome])
        if verdict.outcome is Outcome.REQUEST_CHANGES and rows:
            tell(
                [latest.saved_by],
                f"Changes are requested in “{latest.title}”: {verdict.reason}",
                workbench_url(latest, rows[0].fingerprint),
            )
    return act


def _check_input(verdict: Choice, card_tokens: Sequence[str], attest: Attest | None) -> None:
    if not card_tokens and attest is None:
        raise BadInput("Tick at least one claim, or sign the whole text.")
    if verdict.outcome is not Outcome.SIGN_OFF and not verdict.reason.strip():
        words = {
            Outcome.DISMISS: "Say why this is not a medical claim.",
            Outcome.RECLASSIFY: "Say why the risk or the types are lower.",
            Outcome.REQUEST_CHANGES: "Say what must change.",
        }
        raise BadInput(words[verdict.outcome])
    if verdict.outcome is Outcome.RECLASSIFY and verdict.to_risk is None:
        raise BadInput("Choose the lower risk, or the types that stay.")


def _source_ids(article: Article, cards: Any) -> list[int]:
    fingerprints = [card.fingerprint for card in cards]
    carried = [number for card in cards for number in card.carry]
    attached = Citation.objects.filter(claim__article=article, claim__fingerprint__in=fingerprints, removed_at=None)
    offered = Citation.objects.filter(pk__in=carried)
    return list((attached | offered).values_list("source_id", flat=True))


def _accept(board: Board, signer: Signer, card: Card, verdict: Choice, act: ActResult) -> BoardClaim | None:
    """The claim as it stands now, when the card still describes it and the person may decide; else says why not."""
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


def _carry(claim: BoardClaim, by: Any, article: Article, now: datetime) -> tuple[list[tuple[int, str]], list[Entry]]:
    """Re-affirmation: attach copies of the earlier wording's citations to the new words, as part of the act."""
    if claim.predecessor is None:
        return claim.evidence, []
    copies = [
        Citation(
            claim=claim.claim,
            source=item.source,
            locator=item.locator,
            quote=item.quote,
            verdict=item.verdict,
            level=item.level,
            added_by=by,
            added_at=now,
        )
        for item in claim.predecessor.citations
    ]
    Citation.objects.bulk_create(copies)
    entries = [
        Entry(
            "citation_added",
            by,
            article,
            subject=f"citation:{item.pk}",
            digest=item.digest(),
            data={"claim": claim.fingerprint, "source": item.source_id, "verdict": item.verdict, "reaffirmed": True},
        )
        for item in copies
    ]
    return [*claim.evidence, *[(item.pk, item.digest()) for item in copies]], entries


def _row(
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
        blind=claim.settlement.requirement.blind and not _read_by_another(claim, signer.user.pk, context),
        opened={**(opened or {}), "card_served_at": card.served_at.isoformat()},
    )


def _types_that_stay(claim: BoardClaim, verdict: Choice) -> list[str]:
    """The types that stay after a lowering: those named, or all when only the risk is lowered. None is a dismissal."""
    if verdict.outcome is not Outcome.RECLASSIFY:
        return []
    return sorted(item.value for item in verdict.to_types or claim.settlement.classification.types)


def _read_by_another(claim: BoardClaim, person: int, context: str) -> bool:
    """Somebody else's decision on these words in this context counts now."""
    failing = claim.settlement.failing
    return any(
        item.by_id != person and item.context_digest == context and item.pk not in failing for item in claim.decisions
    )


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
        "meaning": row.signature.meaning,
        "competences": row.signature.competences,
    }


def _subject(row: Decision) -> str:
    return f"decision:{row.signature.nonce}:{row.fingerprint[3:19]}:{row.context_digest[3:19]}"


def _entry(row: Decision, article: Article, revision: Revision, signer: Signer) -> Entry:
    return Entry(
        row.outcome,
        signer.user,
        article,
        revision,
        _subject(row),
        row.fingerprint,
        decision_facts(row),
        signer.personal(),
    )


def flag(
    by: Any,
    revision: Revision,
    fingerprint: str,
    types: Sequence[ClaimType],
    risk: Risk,
    reason: str,
    now: datetime | None = None,
) -> Flag:
    """Flag a passage that detection missed, or raise a claim's risk or types. Adding is free: one person, no
    signature."""
    permissions.check(by, "review_article")
    now = now or timezone.now()
    if not reason.strip():
        raise BadInput("Say why this is a medical claim.")
    if not types:
        raise BadInput("Choose at least one type.")
    with transaction.atomic():
        article = lock_article(revision.article_id)
        latest = article.latest_revision
        if latest is None or fingerprint not in {row[0] for row in latest.segments}:
            raise BadInput("These words are no longer in the text. Load the page again.")
        data = {
            "fingerprint": fingerprint,
            "types": sorted(t.value for t in types),
            "risk": risk.value,
            "reason": reason,
        }
        (event,) = record(now, Entry("flag", by, article, latest, digest=fingerprint, data=data))
        row = Flag.objects.create(
            article=article,
            fingerprint=fingerprint,
            types=data["types"],
            risk=risk.value,
            reason=reason,
            by=by,
            at=now,
            event=event.seq,
        )
        analyse_revision(latest, current_ruleset())
        settle_after(article, latest, by, now, [fingerprint], "a passage was flagged")
    return row


def acknowledge(
    by: Any, revision: Revision, fingerprints: Sequence[str], reason: str, now: datetime | None = None
) -> list[Acknowledgement]:
    """An editor who did not write the words acknowledges claims that a rule marks for legal or regulatory care.

    One act and one reason for all of them; one row and one ledger entry for each claim and context. All or none.
    """
    permissions.check(by, "publish_article")
    now = now or timezone.now()
    if not fingerprints:
        raise BadInput("Tick at least one claim.")
    if not reason.strip():
        raise BadInput("Say why this claim may stand.")
    with transaction.atomic():
        article = lock_article(revision.article_id)
        latest = article.latest_revision
        board = load_board(latest, now) if latest else None
        claims = [board.by_fingerprint(item) for item in dict.fromkeys(fingerprints)] if board else [None]
        places = [(claim, context) for claim in claims if claim for context in claim.contexts]
        if latest is None or None in claims:
            raise BadInput("These words are no longer in the text. Load the page again.")
        if any(by.pk in claim.authors for claim, _ in places):
            raise NotAllowed("You are an author of these words, so another editor has to acknowledge them.")
        entries = [
            Entry(
                "acknowledge",
                by,
                article,
                latest,
                digest=claim.fingerprint,
                data={"fingerprint": claim.fingerprint, "context": context, "reason": reason},
            )
            for claim, context in places
        ]
        rows = [
            Acknowledgement.objects.create(
                article=article,
                fingerprint=claim.fingerprint,
                context_digest=context,
                reason=reason,
                by=by,
                at=now,
                event=event.seq,
            )
            for (claim, context), event in zip(places, record(now, *entries), strict=True)
        ]
        settle_after(article, latest, by, now)
    return rows


def override(
    session: SigningSession,
    revision: Revision,
    rule: str,
    reason: str,
    nonce: UUID,
    fingerprint: str = "",
    now: datetime | None = None,
) -> Override:
    """Override a blocking wording rule (``fingerprint`` given) or page rule, with a reason. Two clinicians are
    needed."""
    now = now or timezone.now()
    if not reason.strip():
        raise BadInput("Say why the words may stand although the rule refuses them.")
    with transaction.atomic():
        signer = open_signer(session, now)
        article = lock_article(revision.article_id)
        if earlier := earlier_act(session, nonce):
            if found := earlier.overrides.first():
                return found
            raise BadInput("This form was used for another signature. Load the page again; nothing was signed.")
        latest = article.latest_revision
        if latest is None or not _rule_hits(latest, rule, fingerprint):
            raise BadInput("This rule does not hit the text any more. Load the page again.")
        words = [fingerprint] if fingerprint else [row[0] for row in latest.segments]
        if any(session.user.pk in people for people in authors_of(words).values()):
            raise NotAllowed("You are an author of these words, so you cannot override a rule about them.")
        signature = make_signature(session, signer, latest, nonce, MEANINGS["override"], now)
        data = {"rule": rule, "fingerprint": fingerprint, "reason": reason}
        entry = Entry("override", session.user, article, latest, rule, latest.digest, data, signer.personal())
        (event,) = record(now, entry)
        row = Override.objects.create(
            signature=signature,
            article=article,
            rule=rule,
            fingerprint=fingerprint,
            digest=latest.digest,
            reason=reason,
            by=session.user,
            at=now,
            event=event.seq,
        )
        settle_after(article, latest, session.user, now)
    return row


def _rule_hits(revision: Revision, rule: str, fingerprint: str) -> bool:
    if not fingerprint:
        return any(item["rule"] == rule for item in revision.analysis.get("page", []))
    return any(
        item["rule"] == rule and revision.segments[item["segment"]][0] == fingerprint
        for item in revision.analysis.get("wording", [])
    )


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
