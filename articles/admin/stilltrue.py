"""Claims whose context changed, grouped by the change: one act answers all that it touched ("still true here?")."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from articles.admin.cards import CardView
from articles.claims.anchoring import word_diff
from articles.models import Occurrence
from articles.review.board import Board

# The parts of a context in the order in which a person would look, with the words for them.
REST = "Rest of the paragraph"
PARTS = {
    "heading_path": "Heading",
    "stem": "Lead of the list",
    "neighbours": REST,
    "headers": "Table headers",
    "caption": "Caption",
    "destinations": "Links",
    "companions": "Title, summary or description",
    "boxes": "Box",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that the same change touched. ``before`` is empty when the earlier context is not stored any more."""

    key: int
    what: str
    before: str
    after: str
    cards: list[CardView]
    diff: tuple[tuple[str, str], ...] = ()  # of the rest of a paragraph, as it stands around the first of the claims


def groups_of(board: Board, cards: list[CardView]) -> list[Group]:
    """The groups, in text order. One query for the contexts that were signed."""
    asked = [card for card in cards if card.again and card.turn.sign]
    if not asked:
        return []
    signed = {row.context_digest for card in asked for row in card.claim.decisions}
    earlier: dict[int, dict[str, Any]] = {}
    rows = Occurrence.objects.filter(claim__in=[card.claim.claim for card in asked], context_digest__in=signed)
    for row in rows.order_by("revision_id"):
        earlier[row.claim_id] = row.context
    found: dict[tuple[str, str, str, int], list[CardView]] = defaultdict(list)
    for card in asked:
        found[_change(earlier.get(card.claim.claim.pk), card)].append(card)
    return [
        Group(number, what, before, after, members, _around(earlier, members[0]) if what == REST else ())
        for number, ((what, before, after, _), members) in enumerate(found.items(), 1)
    ]


def _change(before: dict[str, Any] | None, card: CardView) -> tuple[str, str, str, int]:
    """(what changed, before, after, block): the block tells paragraphs apart, a heading is one change for all."""
    occurrence = card.claim.occurrences[0]
    after: dict[str, Any] = occurrence.context
    if before is None:
        return "Place in the text", "", _words(after.get("heading_path")), occurrence.block
    for part, what in PARTS.items():
        if before.get(part) != after.get(part):
            block = occurrence.block if part == "neighbours" else -1
            old, new = ("", "") if part == "neighbours" else (_words(before.get(part)), _words(after.get(part)))
            return what, old, new, block
    return "Title, region or audience of the article", "", "", -1


def _around(earlier: dict[int, dict[str, Any]], card: CardView) -> tuple[tuple[str, str], ...]:
    before = earlier[card.claim.claim.pk]["neighbours"]
    after = card.claim.occurrences[0].context["neighbours"]
    return word_diff(" ".join(before), " ".join(after))


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " › ".join(str(item) for item in value)
    return str(value or "")
