"""A claim's card: everything a reader of the claim needs, gathered in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from articles.admin.card_history import Line, history_of, of_predecessor, standing_elsewhere, touched_by_mine
from articles.admin.places import claim_anchor, url_for
from articles.claims.anchoring import word_diff
from articles.claims.types import ClaimType, Competence, Risk
from articles.models import Citation, Decision, Flag, Occurrence, Publication
from articles.models.source import evidence_digest
from articles.review.board import Board, BoardClaim
from articles.review.gate import Place
from articles.review.ledger import name_of
from articles.review.signatures import card_token
from articles.review.turns import Turn, turn_of, waits_for_editor
from articles.workflow.settlement import ClaimState, Outcome

# The forms of a card by their button, and what the ids of their fields begin with.
FIELDS = {
    "changes": "reason", "dismiss": "reason", "lower": "reason",
    "take_back": "back", "contest": "contest", "acknowledge": "ack",
}  # fmt: skip


@dataclass(slots=True)
class CardView:
    """What the template shows for one claim."""

    number: int
    claim: BoardClaim
    turn: Turn
    token: str
    place: str
    reasons: list[str]
    signed: list[Line]
    history: list[Line]
    mine: list[Decision]
    requests: list[Decision]
    diff: tuple[tuple[str, str], ...]
    carried: list[Citation]
    touches: list[Publication] = field(default_factory=list)
    acknowledge: bool = False
    may_acknowledge: bool = False
    sources_url: str = ""
    elsewhere: list[tuple[str, str]] = field(default_factory=list)  # (title, address) where these words stand too
    wording: list[dict[str, Any]] = field(default_factory=list)  # what rules say of the words of this sentence
    typed: dict[str, str] = field(default_factory=dict)
    typed_raise: str = ""
    problem: str = ""  # why the form of this card was refused
    open: bool = False
    shown: bool = True  # false when the chosen filter leaves it out
    threads: list[dict[str, Any]] = field(default_factory=list)  # the conversation on these words, as this person may
    nonce: UUID = field(default_factory=uuid4)  # of the card's own form: another decision than signing
    talk_nonce: UUID = field(default_factory=uuid4)  # of the form for a comment

    @property
    def anchor(self) -> str:
        """The id of the card."""
        return claim_anchor(self.claim.fingerprint)

    @property
    def state(self) -> ClaimState:
        """The state as this viewer may know it."""
        return self.claim.state

    @property
    def citations(self) -> list[Citation]:
        """What is attached, in order."""
        return self.claim.citations

    @property
    def lower_risks(self) -> list[Risk]:
        """Risks a signed decision could lower the claim to."""
        return [risk for risk in reversed(Risk) if risk.rank < self.claim.risk.rank]

    @property
    def form(self) -> str:
        """The form of this card that was refused: the prefix of the ids of its fields."""
        return FIELDS.get(self.typed.get("do", ""), "")

    @property
    def typed_reason(self) -> str:
        """What the reason of that form said."""
        return self.typed.get("reason", "")

    @property
    def typed_keep(self) -> str:
        """Why the page may stay live, as that form said."""
        return self.typed.get("keep_live_because", "")

    @property
    def typed_wording(self) -> str:
        """The proposed words of a form that was refused."""
        return self.typed.get("proposed_wording", "")

    @property
    def higher_risks(self) -> list[Risk]:
        """Risks a flag could raise the claim to, the present one first."""
        return [risk for risk in Risk if risk.rank >= self.claim.risk.rank]

    @property
    def more_types(self) -> list[tuple[str, str]]:
        """The types that a flag could add."""
        return [(item.value, type_label(item)) for item in ClaimType if item not in self.claim.types]

    @property
    def kept_types(self) -> list[tuple[str, str]]:
        """The types that a signed decision could leave."""
        return [(item.value, type_label(item)) for item in self.claim.types]

    @property
    def type_words(self) -> str:
        """The types as one phrase."""
        return ", ".join(type_label(item) for item in self.claim.types)

    @property
    def missing(self) -> str:
        """What is still missing, as one phrase."""
        return "; ".join(self.claim.settlement.missing)

    @property
    def again(self) -> bool:
        """It was decided in another context: "still true here?"."""
        return self.state is ClaimState.CONTEXT_CHANGED

    def was_refused(self) -> bool:
        """What was typed on it came back."""
        return bool(self.form or self.typed_raise)

    def asks(self) -> bool:
        """It asks something of this reader."""
        return self.turn.sign or bool(self.requests)

    def unsettled(self) -> bool:
        """It still blocks."""
        return not self.claim.settlement.settled

    @property
    def version(self) -> str:
        """Changes with words, context and evidence: a tick kept in the browser for one is not put on another."""
        return sha256(
            "|".join([self.claim.fingerprint, *self.claim.contexts, self.claim.evidence_digest]).encode()
        ).hexdigest()[:16]


def type_label(item: ClaimType) -> str:
    """The words for a type on screens."""
    return item.value.replace("_", " ").capitalize()


def place_of(occurrence: Occurrence) -> str:
    """Where the words stand, for a person: "Body, under Treatment › Medicines, in the list “You may notice”"."""
    context: dict[str, Any] = occurrence.context
    words = occurrence.get_field_display()
    if path := context.get("heading_path"):
        words += f", under {' › '.join(path)}"
    if stem := context.get("stem"):
        words += f", in the list “{' › '.join(stem)}”"
    if headers := context.get("headers"):
        words += f", column or row {' / '.join(headers)}"
    if caption := context.get("caption"):
        words += f", caption “{caption}”"
    return words


def build(
    board: Board,
    user: Any,
    held: frozenset[Competence],
    now: datetime,
    *,
    may_sign: bool,
    may_acknowledge: bool,
    typed: dict[str, dict[str, str]] | None = None,
) -> list[CardView]:
    """The cards of a board in text order, numbered as in the text.

    ``board`` must be loaded for ``user`` (blind reading). ``typed`` holds, by fingerprint, what a
    refused form brought.
    """
    history = history_of(board, user)
    touches = touched_by_mine(board, user, now)
    flags: dict[str, list[Flag]] = defaultdict(list)
    for flag in Flag.objects.filter(article=board.revision.article_id).select_related("by"):
        flags[flag.fingerprint].append(flag)
    standing = standing_elsewhere(board)
    cards = []
    for number, claim in enumerate(board.claims, 1):
        turn = turn_of(board, claim, user, held) if may_sign else Turn(False, False, "Signing is for clinicians.")
        mine = [row for row in claim.decisions if row.by_id == user.pk and not hasattr(row, "revocation")]
        carried = _carried(claim)
        wants = waits_for_editor(claim)
        cards.append(
            CardView(
                number=number,
                claim=claim,
                turn=turn,
                token=_token(board, claim, carried, user, now) if may_sign else "",
                place="; ".join(dict.fromkeys(place_of(item) for item in claim.occurrences)),
                reasons=_reasons(claim, flags[claim.fingerprint]),
                signed=[
                    line
                    for line in history[claim.fingerprint]
                    if not line.elsewhere and line.decision.pk in claim.settlement.counted
                ],
                history=[*history[claim.fingerprint], *of_predecessor(claim)],
                mine=mine,
                requests=[
                    row
                    for row in claim.decisions
                    if row.outcome == Outcome.REQUEST_CHANGES.value and row.pk not in claim.settlement.failing
                ],
                diff=word_diff(claim.predecessor.claim.text, claim.claim.text) if claim.predecessor else (),
                carried=carried,
                touches=[item for row in mine for item in touches[row.pk]],
                acknowledge=wants,
                may_acknowledge=wants and may_acknowledge and user.pk not in claim.authors,
                sources_url=url_for(board.revision, Place("sources", claim.fingerprint)),
                elsewhere=standing[claim.fingerprint],
                typed=(typed or {}).get(claim.fingerprint, {}),
                typed_raise=(typed or {}).get(f"raise-{number}", {}).get("reason", ""),
            )
        )
    return cards


def _token(board: Board, claim: BoardClaim, carried: list[Citation], user: Any, now: datetime) -> str:
    """The token proves what is on the card; with an earlier wording, its sources are on it too."""
    offered = [(item.pk, item.digest()) for item in carried]
    digest = evidence_digest([*claim.evidence, *offered])
    numbers = [number for number, _ in offered]
    return card_token(user, board.revision, claim.fingerprint, claim.contexts, digest, now, numbers)


def _carried(claim: BoardClaim) -> list[Citation]:
    """Sources of the earlier wording, offered for re-affirmation while the new words have none of their own.

    Never of a claim that is read blind: what came with a signature would tell the other reader of it.
    """
    if claim.predecessor is None or claim.citations or claim.settlement.requirement.blind:
        return []
    return list(claim.predecessor.citations)


def _reasons(claim: BoardClaim, flags: Iterable[Flag]) -> list[str]:
    found: dict[str, None] = {}
    for occurrence in claim.occurrences:
        for reason in occurrence.reasons:
            match = f" (“{reason['match']}”)" if reason["match"] else ""
            rule = "" if reason["rule"] in {"model", "lexicon", "person"} else f"{reason['rule']}: "
            if reason["rule"] != "person":
                found[f"{rule}{reason['message']}{match}"] = None
    for flag in flags:
        found[f"Flagged by {name_of(flag.by)}: {flag.reason}"] = None
    return list(found)
