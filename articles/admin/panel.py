"""The gate page: the lines of the gate with the places where they are mended, and what the pool can sign."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.admin.places import claim_anchor, url_for
from articles.models import Revision
from articles.review import eligibility, gate
from articles.review.board import Board, BoardClaim, load_board
from articles.review.gate import GateReport, Missing
from articles.review.people import pool
from articles.workflow.settlement import ClaimState

PARTS = {"title": "title", "summary": "summary", "meta_description": "meta description"}


@dataclass(frozen=True, slots=True)
class Where:
    """Where words stand: ``place`` in words ("line 12", "title"), and the offsets for the field ``id_<part>``."""

    place: str
    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim as the writer needs it."""

    anchor: str
    text: str
    state: ClaimState
    risk: str
    types: str
    wanted: str
    where: list[Where]
    reasons: list[dict[str, str]]
    url: str


@dataclass(frozen=True, slots=True)
class GateLine:
    """One line of the gate's answer with the address of the place where it is mended."""

    code: str
    message: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class GateGroup:
    """Lines that say the same of several sentences."""

    message: str
    lines: list[GateLine]


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything on the gate page."""

    report: GateReport
    board: Board
    missing: list[GateGroup]
    missing_count: int
    advice: list[GateGroup]
    needs: list[tuple[int, str]]
    pool: str
    hopeless: list[GateGroup]


def build(revision: Revision, viewer: Any, now: datetime) -> Panel:
    """The panel of one revision as ``viewer`` may see it (blind reading)."""
    board = load_board(revision, now, viewer)
    report = gate.evaluate(revision, now=now, board=board, viewer=viewer)
    people = pool(now)
    writes = viewer.has_perm("articles.write_article")
    return Panel(
        report=report,
        board=board,
        missing=gate_lines(revision, report.missing, writes),
        missing_count=len(report.missing),
        advice=gate_lines(revision, report.advice, writes),
        needs=requirements(board),
        pool=eligibility.pool_words(people),
        hopeless=gate_lines(revision, eligibility.problems(board, people)),
    )


def gate_lines(revision: Revision, items: Sequence[Missing], writes: bool = True) -> list[GateGroup]:
    """The gate's lines with their addresses, those with one message together, in order of their first line."""
    return grouped(items, lambda item: url_for(revision, item.place, writes))


def grouped(items: Sequence[Missing], url: Callable[[Missing], str]) -> list[GateGroup]:
    """As ``gate_lines``, with addresses of one's own; "" for a line that leads nowhere."""
    groups: dict[str, GateGroup] = {}
    for item in items:
        group = groups.setdefault(item.message, GateGroup(item.message, []))
        group.lines.append(GateLine(item.code, item.message, item.words, url(item)))
    return list(groups.values())


def requirements(board: Board) -> list[tuple[int, str]]:
    """What the open claims ask for: (how many claims, requirement in words), the most frequent first."""
    return [
        (number, words)
        for words, number in Counter(c.settlement.requirement.words() for c in board.open_claims).most_common()
    ]


def claim_line(revision: Revision, claim: BoardClaim) -> ClaimLine:
    """One claim with every place where it stands and every reason for which it was found."""
    reasons: dict[tuple[str, str], dict[str, str]] = {}
    for occurrence in claim.occurrences:
        for reason in occurrence.reasons:
            reasons.setdefault((reason["rule"], reason["message"]), reason)
    url = url_for(revision, gate.Place("claim", claim.fingerprint))
    return ClaimLine(
        anchor=claim_anchor(claim.fingerprint),
        text=claim.claim.text,
        state=claim.state,
        risk=claim.risk.value,
        types=", ".join(item.value.replace("_", " ") for item in claim.types),
        wanted="; ".join(claim.settlement.missing) or f"needs {claim.settlement.requirement.words()}",
        where=[where(revision, item.part, item.start, item.end) for item in claim.occurrences],
        reasons=list(reasons.values()),
        url=url,
    )


def where(revision: Revision, part: str, start: int, end: int) -> Where:
    """The place of an offset: a line of the body (counted from 1), or the name of another part."""
    if part == "body":
        return Where(f"line {line_of(revision.body, start)}", part, start, end)
    return Where(place_of(part), part, start, end)


def place_of(part: str) -> str:
    """A part other than the body, in words."""
    return PARTS.get(part, part)


def line_of(source: str, offset: int) -> int:
    """The line, counted from 1, on which the character at ``offset`` stands."""
    return source.count("\n", 0, offset) + 1
