"""Precision and recall of detection against labelled units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .detect import analyse
from .frontmatter import parse_file
from .labels import Unit
from .ruleset import RuleSet
from .types import ClaimFinding, ClaimType, Risk


@dataclass(slots=True)
class Rate:
    """Counts of units that were flagged or not, against whether they are claims."""

    right: int = 0  # claims that are flagged
    wrong: int = 0  # flagged, no claim
    missed: int = 0  # claims that are not flagged

    @property
    def precision(self) -> float:
        """Share of flagged units that are claims, 0 to 1."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of claims that are flagged, 0 to 1."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two, 0 to 1."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def count(self, is_claim: bool, flagged: bool) -> None:
        """Count one unit."""
        self.right += is_claim and flagged
        self.wrong += flagged and not is_claim
        self.missed += is_claim and not flagged

    def line(self) -> str:
        """One row for people."""
        return f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}"


@dataclass(slots=True)
class Score:
    """What detection found in one set of units."""

    units: int = 0
    everything: Rate = field(default_factory=Rate)
    clear: Rate = field(default_factory=Rate)  # without the borderline ones
    fragments: Rate = field(default_factory=Rate)  # claims that need their heading or stem
    by_risk: dict[str, Rate] = field(default_factory=dict)
    by_type: dict[str, Rate] = field(default_factory=dict)
    risk_right: int = 0
    type_right: int = 0
    type_found: int = 0
    type_wanted: int = 0
    missed: list[Unit] = field(default_factory=list)
    wrong: list[Unit] = field(default_factory=list)

    @property
    def risk_share(self) -> float:
        """Share of the claims found whose level is exactly right, 0 to 1."""
        return self.risk_right / max(1, self.everything.right)

    @property
    def types_f1(self) -> float:
        """Micro-averaged F1 of the types of the claims found, 0 to 1."""
        return 2 * self.type_right / max(1, self.type_found + self.type_wanted)

    def count(self, unit: Unit, claim: ClaimFinding | None) -> None:
        """Count one unit with the claim that covers it, if any."""
        flagged = claim is not None
        self.units += 1
        self.everything.count(unit.is_claim, flagged)
        if not unit.borderline:
            self.clear.count(unit.is_claim, flagged)
        if not unit.is_claim:
            if flagged:
                self.wrong.append(unit)
            return
        if unit.needs_context:
            self.fragments.count(True, flagged)
        self.by_risk.setdefault(unit.risk, Rate()).count(True, flagged)
        for kind in unit.types:
            self.by_type.setdefault(kind, Rate()).count(True, flagged)
        if claim is None:
            self.missed.append(unit)
            return
        self.risk_right += claim.risk.value == unit.risk
        types = {kind.value for kind in claim.types}
        self.type_right += len(types & unit.types)
        self.type_found += len(types)
        self.type_wanted += len(unit.types)

    def lines(self) -> list[str]:
        """Rows for people."""
        claims = self.everything.right + self.everything.missed
        rows = [
            f"{self.units} units, {claims} claims",
            f"all units       {self.everything.line()}",
            f"not borderline  {self.clear.line()}",
            f"types micro-F1 {self.types_f1:.3f}  risk exactly right {self.risk_share:.3f}  "
            f"recall of claims that need their heading or stem {self.fragments.recall:.3f}",
        ]
        risks = [(level.value, self.by_risk[level]) for level in reversed(Risk) if level in self.by_risk]
        types = [(kind.value, self.by_type[kind]) for kind in ClaimType if kind in self.by_type]
        for name, rates in (("risk", risks), ("type", types)):
            found = (f"{key} {rate.right}/{rate.right + rate.missed}" for key, rate in rates)
            rows.append(f"claims found by {name}: {', '.join(found)}")
        return rows


def measure(units: Sequence[Unit], folder: Path, ruleset: RuleSet | None = None, score: Score | None = None) -> Score:
    """Compare detection with labels. A unit counts as flagged when a claim shares at least half of the shorter of the
    two. ``score`` is added to.
    """
    score = score or Score()
    for article in sorted({unit.article for unit in units}):
        path = folder / article
        file = parse_file(path.read_text(encoding="utf-8"), path.name)
        analysis = analyse(file.article, ruleset)
        found = []
        for claim in analysis.claims:
            segment = analysis.segments[claim.segment]
            found.append((*file.span(segment.part, segment.start, segment.end), claim))
        for unit in (unit for unit in units if unit.article == article):
            score.count(unit, _covering(unit, found))
    return score


def _covering(unit: Unit, found: Iterable[tuple[int, int, ClaimFinding]]) -> ClaimFinding | None:
    best: ClaimFinding | None = None
    best_overlap = 0
    for start, end, claim in found:
        overlap = min(end, unit.end) - max(start, unit.start)
        if overlap > best_overlap and overlap * 2 >= min(end - start, unit.end - unit.start):
            best, best_overlap = claim, overlap
    return best
