"""Precision and recall against labelled units (the record format is in the docstring of ``load_units``)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .detect import analyse
from .frontmatter import parse_file
from .types import ClaimFinding, Risk


@dataclass(frozen=True, slots=True)
class Unit:
    """One labelled unit: ``start`` and ``end`` count code points of its article's file."""

    article: str
    start: int
    end: int
    text: str
    is_claim: bool
    types: frozenset[str]
    risk: str


@dataclass(slots=True)
class Score:
    """Counts for one set of units."""

    true_positive: int = 0
    false_positive: int = 0
    false_negative: int = 0
    high: int = 0
    high_found: int = 0
    risk_right: int = 0
    type_right: int = 0
    type_found: int = 0
    type_wanted: int = 0
    missed: list[Unit] = field(default_factory=list)
    wrong: list[Unit] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of flagged units that are claims, 0 to 1."""
        return self.true_positive / max(1, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float:
        """Share of claims that are flagged, 0 to 1."""
        return self.true_positive / max(1, self.true_positive + self.false_negative)

    @property
    def high_recall(self) -> float:
        """Share of high-risk claims that are flagged, 0 to 1."""
        return self.high_found / max(1, self.high)

    def line(self) -> str:
        """One row for people."""
        f1 = 2 * self.type_right / max(1, self.type_found + self.type_wanted)
        return (
            f"precision {self.precision:.3f}  recall {self.recall:.3f}  high-risk recall {self.high_recall:.3f}  "
            f"risk right {self.risk_right / max(1, self.true_positive):.3f}  types F1 {f1:.3f}  "
            f"({self.true_positive + self.false_negative} claims)"
        )


def load_units(file: Path) -> list[Unit]:
    """Read labelled units, one JSON object a line: article, start, end, text, is_claim, types, risk (null for a
    non-claim).
    """
    units = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            record = json.loads(line)
            units.append(
                Unit(
                    record["article"],
                    record["start"],
                    record["end"],
                    record["text"],
                    record["is_claim"],
                    frozenset(record["types"]),
                    record["risk"] or "",
                )
            )
    return units


def measure(units: Sequence[Unit], folder: Path) -> Score:
    """Compare detection with labels. A unit counts as flagged when a claim shares at least half of the shorter
    of the two.
    """
    score = Score()
    for article in sorted({unit.article for unit in units}):
        path = folder / article
        file = parse_file(path.read_text(encoding="utf-8"), path.name)
        analysis = analyse(file.article)
        found = []
        for claim in analysis.claims:
            segment = analysis.segments[claim.segment]
            found.append((*file.span(segment.part, segment.start, segment.end), claim))
        for unit in (unit for unit in units if unit.article == article):
            best: ClaimFinding | None = None
            best_overlap = 0
            for start, end, claim in found:
                overlap = min(end, unit.end) - max(start, unit.start)
                if overlap > best_overlap and overlap * 2 >= min(end - start, unit.end - unit.start):
                    best, best_overlap = claim, overlap
            _count(score, unit, best)
    return score


def _count(score: Score, unit: Unit, claim: ClaimFinding | None) -> None:
    if unit.is_claim and unit.risk == Risk.HIGH:
        score.high += 1
        score.high_found += claim is not None
    if claim is None:
        if unit.is_claim:
            score.false_negative += 1
            score.missed.append(unit)
        return
    if not unit.is_claim:
        score.false_positive += 1
        score.wrong.append(unit)
        return
    score.true_positive += 1
    score.risk_right += claim.risk.value == unit.risk
    types = {kind.value for kind in claim.types}
    score.type_right += len(types & unit.types)
    score.type_found += len(types)
    score.type_wanted += len(unit.types)
