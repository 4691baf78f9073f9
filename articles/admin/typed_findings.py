"""What detection found in a typed text, as the writer needs it: numbered, with places, reasons and ready words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from articles.admin.panel import Where, line_of, place_of
from articles.admin.places import claim_anchor
from articles.claims import readability
from articles.claims.counted import counted, counts
from articles.claims.rewrites import rewrite
from articles.claims.types import Analysis, Field, Reason, Risk, Segment
from articles.models import Revision
from articles.rendering import Mark
from articles.review.board import Board
from articles.review.gate import BLOCK
from articles.review.typed import Typed
from articles.workflow.policy import Classification
from articles.workflow.settlement import ClaimState

#: Words a minute of an adult who reads for information (Brysbaert 2019: 238 for English prose that is not fiction).
READING_SPEED = 238
#: Years between school year and age in the United Kingdom.
AGE_AT_SCHOOL = 5
Marked = dict[str, list[Mark]]
_RUNNING = (Field.BODY, Field.LIST_ITEM, Field.QUOTE)


@dataclass(slots=True)
class ClaimItem:
    """One claim: ``number`` is the one in the preview. ``state`` and ``wanted`` are known once the board was asked."""

    number: int
    anchor: str
    text: str
    risk: str
    types: str
    places: list[Where] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    state: ClaimState | None = None
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class WordingItem:
    """Words to change. ``instead`` may be put in their place as it stands; "" when only a person can tell."""

    number: int
    rule: str
    match: str
    message: str
    suggestion: str
    blocks: bool
    where: Where
    instead: str


@dataclass(frozen=True, slots=True)
class PageItem:
    """Something that the whole text needs."""

    rule: str
    message: str
    suggestion: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in one text, and how long and hard it is. ``reading_age`` is None for a short text."""

    claims: list[ClaimItem]
    wording: list[WordingItem]
    page: list[PageItem]
    words: int
    minutes: int
    reading_age: int | None

    @property
    def blocking_words(self) -> int:
        """How many of the words to change block publishing."""
        return sum(item.blocks for item in self.wording)


def findings_of(typed: Typed, board: Board | None = None, shift: int = 0) -> Findings | None:
    """The findings in text order; None when the detector failed. ``shift`` is added to offsets in the body: what was
    cut off its beginning. With ``board`` each claim carries its state."""
    analysis, revision = typed.analysis, typed.revision
    if analysis is None:
        return None
    running = [segment.text for segment in analysis.segments if segment.field in _RUNNING]
    words = counts(counted(segment.text) for segment in analysis.segments if segment.part == "body").spoken
    grade = readability.grade(running)
    return Findings(
        claims=_claims(analysis, revision, board, shift),
        wording=_wording(analysis, revision, shift),
        page=[
            PageItem(item.rule, item.message, item.suggestion, item.severity.value == BLOCK) for item in analysis.page
        ],
        words=words,
        minutes=max(1, round(words / READING_SPEED)),
        reading_age=None if grade is None else max(AGE_AT_SCHOOL, round(grade) + AGE_AT_SCHOOL),
    )


def _claims(analysis: Analysis, revision: Revision, board: Board | None, shift: int) -> list[ClaimItem]:
    items: dict[str, ClaimItem] = {}
    for finding in analysis.claims:
        segment = analysis.segments[finding.segment]
        item = items.get(segment.fingerprint)
        if item is None:
            item = items[segment.fingerprint] = ClaimItem(
                number=len(items) + 1,
                anchor=claim_anchor(segment.fingerprint),
                text=segment.text,
                risk=finding.risk.value,
                types=", ".join(kind.value.replace("_", " ") for kind in finding.types),
            )
        if finding.risk.rank > Risk(item.risk).rank:
            item.risk = finding.risk.value
        item.places.append(_where(revision, segment.part, segment.start, segment.end, shift))
        known = {(reason.rule, reason.message) for reason in item.reasons}
        item.reasons += [reason for reason in finding.reasons if (reason.rule, reason.message) not in known]
    for claim in board.claims if board else ():
        item = items.get(claim.fingerprint)
        if item is None:  # a person flagged it
            item = items[claim.fingerprint] = ClaimItem(
                number=len(items) + 1,
                anchor=claim_anchor(claim.fingerprint),
                text=claim.claim.text,
                risk=claim.risk.value,
                types=", ".join(kind.value.replace("_", " ") for kind in claim.types),
                places=[_where(revision, row.part, row.start, row.end, shift) for row in claim.occurrences],
                reasons=[Reason("person", "", "Flagged by a person.")],
            )
        item.state = claim.state
        settlement = claim.settlement
        if not settlement.settled:
            item.wanted = "; ".join(settlement.missing) or f"needs {settlement.requirement.words()}"
    return list(items.values())


def _wording(analysis: Analysis, revision: Revision, shift: int) -> list[WordingItem]:
    return [
        WordingItem(
            number=number,
            rule=item.rule,
            match=item.match,
            message=item.message,
            suggestion=item.suggestion,
            blocks=item.severity.value == BLOCK,
            where=_where(revision, item.part, item.start, item.end, shift),
            instead=rewrite(item.rule, _source(revision, item.part)[item.start : item.end]),
        )
        for number, item in enumerate(analysis.wording, start=1)
    ]


def _source(revision: Revision, part: str) -> str:
    return str(getattr(revision, part))


def _where(revision: Revision, part: str, start: int, end: int, shift: int) -> Where:
    if part != "body":
        return Where(place_of(part), part, start, end)
    line = line_of(revision.body, start) + shift  # what was cut off were line ends
    return Where(f"line {line}", part, start + shift, end + shift)


def marks_of(
    analysis: Analysis, flagged: Mapping[str, Classification]
) -> tuple[dict[str, list[Mark]], dict[str, list[Mark]]]:
    """Marks of claims and of wording, by part, with the numbers of ``findings_of``."""
    claims: dict[str, list[Mark]] = {}
    numbers: dict[str, int] = {}
    risks = {finding.segment: finding.risk.value for finding in analysis.claims}
    for index in risks:
        numbers.setdefault(analysis.segments[index].fingerprint, len(numbers) + 1)
    for segment in analysis.segments:
        if segment.fingerprint in flagged:
            numbers.setdefault(segment.fingerprint, len(numbers) + 1)
    for segment in analysis.segments:
        if segment.index in risks or segment.fingerprint in flagged:
            claims.setdefault(segment.part, []).append(_mark(segment, numbers, risks))
    wording: dict[str, list[Mark]] = {}
    for number, item in enumerate(analysis.wording, start=1):
        css = "w-block" if item.severity.value == BLOCK else "w-advice"
        wording.setdefault(item.part, []).append(Mark(item.start, item.end, css, item.match, number, wording=True))
    return claims, wording


def _mark(segment: Segment, numbers: Mapping[str, int], risks: Mapping[int, str]) -> Mark:
    number = numbers[segment.fingerprint]
    risk = risks.get(segment.index, "flagged")
    label = f"Claim {number}: {risk} risk" if risk != "flagged" else f"Claim {number}: flagged by a person"
    return Mark(segment.start, segment.end, f"s-open r-{risk}", label, number)


def lines_of(items: Sequence[ClaimItem]) -> dict[str, dict[str, str]]:
    """States by anchor, for the script that keeps them beside the claims while somebody types."""
    return {
        item.anchor: {"css": item.state.css, "sign": item.state.sign, "label": item.state.label, "wanted": item.wanted}
        for item in items
        if item.state is not None
    }
