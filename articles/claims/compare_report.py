"""What a comparison of two texts, or of two folders of texts, says: for people (text) and for tools (JSON)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .anchoring import word_diff
from .compare import Comparison, Why, compare
from .report import Checked, Lines, claim_data, count
from .types import Risk

_MARKS = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}


@dataclass(frozen=True, slots=True)
class Pair:
    """An old and a new file; one that does not exist stands as an empty one."""

    old: Checked
    new: Checked
    comparison: Comparison

    def data(self) -> dict[str, Any]:
        """The comparison as JSON has it; claims are as in the findings of a single file."""
        old_lines, new_lines = Lines(self.old.source), Lines(self.new.source)
        return {
            "paths": {"old": self.old.path, "new": self.new.path},
            "lapsed": [
                {
                    "why": one.why.value,
                    "claim": claim_data(self.old, one.claim, old_lines),
                    "now": [self._place(number, new_lines) for number in one.now],
                }
                for one in self.comparison.lapsed
            ],
            "new": [claim_data(self.new, claim, new_lines) for claim in self.comparison.new],
            "moved": [
                {"claim": claim_data(self.old, one.claim, old_lines), "now": self._place(one.now, new_lines)}
                for one in self.comparison.moved
            ],
            "unchanged": self.comparison.unchanged,
        }

    def _place(self, number: int, lines: Lines) -> dict[str, Any]:
        """Words and place of a segment of the new file."""
        start, end = self.new.place(number)
        line, column = lines.place(start)
        segment = self.new.analysis.segments[number]
        words = {"text": segment.text, "fingerprint": segment.fingerprint}
        return {**words, "start": start, "end": end, "line": line, "column": column}


def pair_of(old: Checked, new: Checked, min_risk: Risk = Risk.LOW) -> Pair:
    """Compare two files that were read; ``min_risk`` leaves out claims of lower risk."""
    found = compare(old.analysis, new.analysis)
    shown = Comparison(
        tuple(one for one in found.lapsed if one.claim.risk.rank >= min_risk.rank),
        tuple(claim for claim in found.new if claim.risk.rank >= min_risk.rank),
        tuple(one for one in found.moved if one.claim.risk.rank >= min_risk.rank),
        found.unchanged,
    )
    return Pair(old, new, shown)


def diff_to_json(pairs: Sequence[Pair], errors: Sequence[tuple[str, str]], ruleset: str) -> dict[str, Any]:
    """Rule set, one comparison for each pair of files, and what could not be read."""
    return {
        "ruleset": ruleset,
        "comparisons": [pair.data() for pair in pairs],
        "errors": [{"path": path, "message": message} for path, message in errors],
    }


def diff_to_text(pairs: Sequence[Pair]) -> str:
    """For people: pairs in which nothing changed are left out, unless there is only one."""
    return "\n\n".join(_paragraphs(pair) for pair in pairs if len(pairs) == 1 or _changed(pair)) or "No claim changed."


def _changed(pair: Pair) -> bool:
    return pair.comparison.asks or bool(pair.comparison.moved)


def _paragraphs(pair: Pair) -> str:
    data = pair.data()
    old, new = pair.old.path, pair.new.path
    rows = [
        f"{old} → {new}: {count(len(data['lapsed']), 'claim')} would lapse, {len(data['new'])} new, "
        f"{len(data['moved'])} moved, {data['unchanged']} unchanged"
    ]
    for one in data["lapsed"]:
        claim, places = one["claim"], one["now"]
        here = f"{new}:{places[0]['line']}:{places[0]['column']}" if places else f"{old}:{claim['line']}"
        rows.append(f"\n{here}  would lapse, {Why(one['why']).label} ({claim['risk']} risk)")
        if one["why"] == Why.WORDS.value:
            rows += [f"  “{_marked(claim['text'], place['text'])}”" for place in places]
        else:
            rows.append(f"  “{claim['text']}”")
    for claim in data["new"]:
        rows.append(f"\n{new}:{claim['line']}:{claim['column']}  new ({claim['risk']} risk)\n  “{claim['text']}”")
    for one in data["moved"]:
        claim, place = one["claim"], one["now"]
        rows.append(f"\n{new}:{place['line']}:{place['column']}  moved from line {claim['line']}\n  “{claim['text']}”")
    return "\n".join(rows)


def _marked(old: str, new: str) -> str:
    return "".join(_MARKS[kind].format(words) for kind, words in word_diff(old, new))
