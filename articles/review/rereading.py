"""Reading a live text again: each ticked claim is said to be what it was said to be before, in one press.

A claim that was signed off is signed again, one that was dismissed is dismissed again, and one whose risk or types were
lowered is lowered again. Whoever thinks otherwise now decides so on the workbench, with a reason.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from articles.claims.types import ClaimType, Competence, Risk
from articles.models import Decision, Revision
from articles.review.attesting import Attest
from articles.review.board import BoardClaim, load_board
from articles.review.decisions import SIGN, Choice
from articles.review.signatures import SigningSession, read_card
from articles.review.signing import ActResult, decide
from articles.workflow.settlement import ClaimState, Failing, Outcome

AGAIN = "Read again: as before."


@dataclass(frozen=True, slots=True)
class Standing:
    """What was decided of a claim and would be said again. ``lowered`` is the risk and the types that were left."""

    outcome: Outcome
    lowered: tuple[Risk, frozenset[ClaimType]] | None = None

    def choices(self) -> list[Choice]:
        """What one tick says, in the order in which it is said."""
        if self.outcome is Outcome.DISMISS:
            return [Choice(Outcome.DISMISS, AGAIN)]
        if self.lowered is None:
            return [SIGN]
        risk, types = self.lowered
        return [Choice(Outcome.RECLASSIFY, AGAIN, to_risk=risk, to_types=types), SIGN]


def standing(claim: BoardClaim) -> Standing:
    """What stands, or stood until its interval ran out. The claim comes from the board of whoever will tick it."""
    failing = claim.settlement.failing
    kept = [row for row in claim.decisions if failing.get(row.pk) in {None, Failing.EXPIRED}]
    said = [row for row in kept if row.outcome in {Outcome.SIGN_OFF.value, Outcome.DISMISS.value}]
    if claim.settlement.state is ClaimState.DISMISSED:
        return Standing(Outcome.DISMISS)
    if not claim.settlement.settled and said and said[-1].outcome == Outcome.DISMISS.value:
        return Standing(Outcome.DISMISS)
    lowering = [row for row in kept if row.outcome == Outcome.RECLASSIFY.value]
    return Standing(Outcome.SIGN_OFF, _lowered(lowering[-1]) if lowering else None)


def _lowered(row: Decision) -> tuple[Risk, frozenset[ClaimType]]:
    return Risk(row.to_risk), frozenset(ClaimType(item) for item in row.to_types)


def why_not(claim: BoardClaim, user: Any, held: frozenset[Competence]) -> str:
    """Why this person cannot tick this claim; empty when they can. Settled claims can be read again by anybody who
    could have signed them."""
    settlement = claim.settlement
    if Competence.CLINICAL not in held:
        return "You hold no current clinical credential."
    if user.pk in claim.authors:
        return "You wrote these words, so you cannot sign them."
    if settlement.state is ClaimState.CHANGES_REQUESTED:
        return "Changes are requested here: it is settled on the workbench."
    if settlement.disputed and not settlement.settled:
        return "Two readers disagree: it is settled on the workbench."
    if settlement.needs_source:
        return "A source is missing, or one is retracted or superseded: mend that first."
    return ""


def reread(
    session: SigningSession,
    revision: Revision,
    card_tokens: Sequence[str],
    nonce: UUID,
    attest: Attest | None = None,
    *,
    opened: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> ActResult:
    """Say of each ticked claim of the live ``revision`` what was said before, and sign the whole text with ``attest``.

    One press; one signature for each kind of decision, and none that the person was not shown. What follows for the
    page is another act (``articles.publishing.renewing``). Raises what ``decide`` raises, and ``StaleRevision`` when
    the text is not live any more.
    """
    now = now or timezone.now()
    board = load_board(revision, now, session.user)
    groups: dict[Choice, list[str]] = defaultdict(list)
    for token in card_tokens:
        claim = board.by_fingerprint(read_card(token, session.user, revision.article_id).fingerprint)
        for choice in standing(claim).choices() if claim else [SIGN]:
            groups[choice].append(token)
    signed = groups.pop(SIGN, [])
    total = ActResult(None)
    for number, (choice, tokens) in enumerate(groups.items()):
        act = decide(session, revision, tokens, uuid5(nonce, str(number)), choice, opened=opened, live=True, now=now)
        _add(total, act)
    if signed or attest is not None or not card_tokens:
        act = decide(session, revision, signed, nonce, SIGN, attest=attest, opened=opened, live=True, now=now)
        _add(total, act)
    return total


def _add(total: ActResult, act: ActResult) -> None:
    total.signature = act.signature or total.signature
    total.decisions += act.decisions
    total.stale += act.stale
    total.refused += act.refused
    total.repeated = total.repeated or act.repeated
    total.attested = total.attested or act.attested
