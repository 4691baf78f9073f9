"""What a new text does to the claims of an old one: which sign-offs would lapse, what is new, what only moved.

Judged as the review itself judges it: a sign-off is bound to words and context (``fingerprints``, ``context``), and
``anchoring`` says where old sentences went. Evidence, credentials and dates are not looked at.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from .anchoring import Anchor, Status, anchor
from .types import Analysis, ClaimFinding


class Why(StrEnum):
    """Why a sign-off on an old claim would lapse."""

    WORDS = "words"
    CONTEXT = "context"
    GONE = "gone"

    @property
    def label(self) -> str:
        """The words for people."""
        return {"words": "the words changed", "context": "the context changed", "gone": "it is gone"}[self.value]


@dataclass(frozen=True, slots=True)
class Lapsed:
    """An old claim whose sign-off would not carry over; ``now`` are the new segments made from it, in order."""

    claim: ClaimFinding
    why: Why
    now: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """An old claim that stands elsewhere with the same words and the same context: its sign-off holds."""

    claim: ClaimFinding
    now: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``new`` are claims that no old claim was made into: they were never signed. ``unchanged`` counts the rest."""

    lapsed: tuple[Lapsed, ...]
    new: tuple[ClaimFinding, ...]
    moved: tuple[Moved, ...]
    unchanged: int

    @property
    def asks(self) -> bool:
        """Whether somebody has to sign because of the new text, or something that was signed is gone."""
        return bool(self.lapsed or self.new)


def compare(old: Analysis, new: Analysis) -> Comparison:
    """Compare two texts under one rule set; a text that does not exist is an empty one."""
    before, after = old.segments, new.segments
    came_from: dict[int, list[Anchor]] = defaultdict(list)
    for found in anchor(before, after).anchors:
        for origin in found.origins:
            came_from[origin].append(found)
    pairs = {(segment.fingerprint, segment.context_digest) for segment in after}
    lapsed: list[Lapsed] = []
    moved: list[Moved] = []
    unchanged = 0
    for claim in old.claims:
        segment = before[claim.segment]
        found_again = came_from[claim.segment]
        statuses = {found.status for found in found_again}
        if Status.MOVED in statuses and Status.SAME not in statuses:
            moved.append(Moved(claim, next(found.index for found in found_again if found.status is Status.MOVED)))
        elif Status.SAME in statuses or (segment.fingerprint, segment.context_digest) in pairs:
            unchanged += 1
        else:
            lapsed.append(_lapsed(claim, found_again))
    known = {(before[claim.segment].fingerprint, before[claim.segment].context_digest) for claim in old.claims}
    made = {index for one in lapsed for index in one.now}
    fresh = tuple(
        claim
        for claim in new.claims
        if claim.segment not in made
        and (after[claim.segment].fingerprint, after[claim.segment].context_digest) not in known
    )
    return Comparison(tuple(lapsed), fresh, tuple(moved), unchanged)


def _lapsed(claim: ClaimFinding, found_again: list[Anchor]) -> Lapsed:
    same_words = tuple(found.index for found in found_again if found.status is Status.CONTEXT_CHANGED)
    if same_words:
        return Lapsed(claim, Why.CONTEXT, same_words)
    changed = tuple(found.index for found in found_again)
    return Lapsed(claim, Why.WORDS if changed else Why.GONE, changed)
