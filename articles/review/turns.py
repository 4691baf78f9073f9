"""What may this person do with a claim now, and does it wait for them? The use cases decide."""

from dataclasses import dataclass
from typing import Any

from articles.claims.types import Competence
from articles.review.board import Board, BoardClaim
from articles.review.signing import may_decide
from articles.workflow.settlement import ClaimState, Outcome


@dataclass(frozen=True, slots=True)
class Turn:
    """``sign``: a tick box is offered: the claim waits for this person. ``decide``: another decision is offered.

    ``why_not`` says why there is no tick box, ``note`` what is asked of others besides.
    """

    sign: bool
    decide: bool
    why_not: str = ""
    note: str = ""


def turn_of(board: Board, claim: BoardClaim, user: Any, held: frozenset[Competence]) -> Turn:
    """Whose turn it is, for one claim and one person. Words are shown beside the claim."""
    settlement = claim.settlement
    if why := may_decide(board, claim, user, held):
        return Turn(False, False, why)
    if settlement.settled:
        return Turn(False, True, "Settled: nothing is asked of you.")
    if settlement.state is ClaimState.CHANGES_REQUESTED:
        return Turn(False, True, "The words must change, or the writer contests the request, before anybody can sign.")
    earlier = claim.predecessor.citations if claim.predecessor and not settlement.requirement.blind else []
    offered = any(item.source.is_current for item in earlier)
    if settlement.needs_source and not offered:
        return Turn(False, True, "It cannot be signed before its source is attached.")
    lacking = settlement.missing_competences
    names = " and ".join(f"“{item.value}”" for item in sorted(lacking))
    signed = {item.by_id for item in claim.decisions if item.pk in settlement.counted}
    if settlement.disputed:
        if lacking <= held:
            return Turn(True, True, note="Two readers disagree: your reading decides.")
        return Turn(False, True, f"Two readers disagree: it waits for a third who holds {names}.")
    blind_elsewhere = settlement.requirement.blind and not lacking & held
    if blind_elsewhere and settlement.requirement.signers - len(signed) <= len(lacking):
        return Turn(False, True, f"It waits for signers who hold {names}; your signature would not settle it.")
    if not signed or lacking & held:
        others = lacking - held
        note = f"It also needs a signer who holds {' and '.join(f'“{item.value}”' for item in sorted(others))}."
        return Turn(True, True, note=note if others else "")
    if lacking and settlement.requirement.signers - len(signed) <= len(lacking):
        return Turn(False, True, f"It waits for a signer who holds {names}; your signature would not settle it.")
    if not lacking and len(signed) >= settlement.requirement.signers:
        return Turn(False, True, "The clinicians have signed; it waits for the editor's acknowledgement.")
    return Turn(True, True)


def waits_for_editor(claim: BoardClaim) -> bool:
    """A rule asks for an acknowledgement, and none covers every context in which the words stand."""
    covered = {row.context_digest for row in claim.acknowledgements}
    return claim.settlement.requirement.acknowledge and not set(claim.contexts) <= covered


def is_second_reading(claim: BoardClaim, turn: Turn, user: Any) -> bool:
    """First signed by somebody else, not disputed, not read blind, and this person's signature helps."""
    settlement = claim.settlement
    if settlement.state is not ClaimState.PART_SIGNED or settlement.requirement.blind or settlement.disputed:
        return False
    first = [row for row in claim.decisions if row.pk in settlement.counted]
    signed = [row for row in first if row.outcome == Outcome.SIGN_OFF.value and row.by_id != user.pk]
    return bool(turn.sign and signed and len(signed) == len(first))
