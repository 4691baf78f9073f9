"""Findings in files, for people (text) and for tools (JSON); SARIF is made of the same in ``sarif``.

Offsets and lines are those of the file as read.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .detect import analyse
from .frontmatter import FileText, parse_file
from .ruleset import RuleSet
from .types import Analysis, ClaimFinding, PageFinding, Risk, Severity, WordingFinding

_SEVERITY_RANK = {Severity.LOW: 0, Severity.MEDIUM: 1, Severity.HIGH: 2, Severity.BLOCK: 2}
# No findings in the text: every article without claims has R10, and a clinician answers it; nearly every article has
# a long sentence (Q04), which is advice.
_NOT_COUNTED = frozenset({"R10", "Q04"})


class Lines:
    """Line and column, counted from 1, of offsets in code points."""

    def __init__(self, source: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", source))]

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of the character at ``offset``."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Checked:
    """One file that was read and analysed, with what is to be shown of it."""

    path: str
    source: str
    file: FileText
    analysis: Analysis
    claims: tuple[ClaimFinding, ...]
    wording: tuple[WordingFinding, ...]
    page: tuple[PageFinding, ...]

    @property
    def has_findings(self) -> bool:
        """Whether anything was found that counts for the exit code."""
        page = any(finding.rule not in _NOT_COUNTED for finding in self.page)
        return bool(self.claims or self.wording or page)

    def place(self, number: int) -> tuple[int, int]:
        """Where the segment with this number stands in the file: its first character and the one after its last."""
        segment = self.analysis.segments[number]
        return self.file.span(segment.part, segment.start, segment.end)


def check_text(source: str, path: str, ruleset: RuleSet, min_risk: Risk = Risk.LOW) -> Checked:
    """Analyse one file; ``min_risk`` leaves out claims of lower risk, and wording and page findings of lower severity.

    Raises ``FrontMatterError``, ``articles.markup.MarkupError`` or ``DetectorError``; each message is a plain sentence.
    """
    file = parse_file(source, path)
    analysis = analyse(file.article, ruleset)
    claims = tuple(claim for claim in analysis.claims if claim.risk.rank >= min_risk.rank)
    wording = tuple(found for found in analysis.wording if _SEVERITY_RANK[found.severity] >= min_risk.rank)
    page = tuple(found for found in analysis.page if _SEVERITY_RANK[found.severity] >= min_risk.rank)
    return Checked(path, source, file, analysis, claims, wording, page)


def to_json(checked: Sequence[Checked], errors: Sequence[tuple[str, str]], ruleset: str) -> dict[str, Any]:
    """The JSON contract: rule set, documents, and what could not be read."""
    return {
        "ruleset": ruleset,
        "documents": [document(one) for one in checked],
        "errors": [{"path": path, "message": message} for path, message in errors],
    }


def document(one: Checked) -> dict[str, Any]:
    """One file as the contract has it."""
    lines = Lines(one.source)
    return {
        "path": one.path,
        "words": one.analysis.words,
        "sentences": one.analysis.sentences,
        "claims": [claim_data(one, claim, lines) for claim in one.claims],
        "wording": [_wording(one, found, lines) for found in one.wording],
        "page": [
            {
                "rule": found.rule,
                "message": found.message,
                "suggestion": found.suggestion,
                "severity": found.severity.value,
            }
            for found in one.page
        ],
        "mentions": {
            "substances": list(one.analysis.mentions.substances),
            "brands": list(one.analysis.mentions.brands),
            "classes": list(one.analysis.mentions.classes),
        },
    }


def claim_data(one: Checked, claim: ClaimFinding, lines: Lines) -> dict[str, Any]:
    """One claim as the contract has it."""
    segment = one.analysis.segments[claim.segment]
    start, end = one.place(claim.segment)
    line, column = lines.place(start)
    return {
        "text": segment.text,
        "field": segment.field.value,
        "start": start,
        "end": end,
        "line": line,
        "column": column,
        "types": [kind.value for kind in claim.types],
        "risk": claim.risk.value,
        "score": claim.score,
        "fingerprint": segment.fingerprint,
        "reasons": [
            {"rule": reason.rule, "match": reason.match, "message": reason.message, "suggestion": reason.suggestion}
            for reason in claim.reasons
        ],
        "blocking": list(claim.blocking),
        "competences": sorted(competence.value for competence in claim.competences),
        "medicine": claim.medicine,
        "crisis": claim.crisis,
    }


def _wording(one: Checked, found: WordingFinding, lines: Lines) -> dict[str, Any]:
    start, end = one.file.span(found.part, found.start, found.end)
    line, column = lines.place(start)
    return {
        "rule": found.rule,
        "start": start,
        "end": end,
        "line": line,
        "column": column,
        "match": found.match,
        "message": found.message,
        "suggestion": found.suggestion,
        "severity": found.severity.value,
    }


def to_text(checked: Sequence[Checked], unread: int = 0) -> str:
    """For people: one paragraph per finding, by file; of several files the sum at the end, ``unread`` ones counted."""
    blocks = []
    for one in checked:
        data = document(one)
        rows = [
            f"{one.path}: {_findings([one])} in {count(data['sentences'], 'sentence')} ({count(data['words'], 'word')})"
        ]
        for claim in data["claims"]:
            rows.append(
                f"\n{one.path}:{claim['line']}:{claim['column']}  {claim['risk']} risk: {', '.join(claim['types'])}"
            )
            rows.append(f"  “{claim['text']}”")
            rows += [f"  - {_reason(reason)}" for reason in claim["reasons"]]
        for found in data["wording"]:
            rows.append(
                f"\n{one.path}:{found['line']}:{found['column']}  wording ({found['severity']}): “{found['match']}”"
            )
            rows.append(f"  - {found['rule']}: {found['message']}{say(found['suggestion'])}")
        for found in data["page"]:
            rows.append(f"\n{one.path}  page ({found['severity']})")
            rows.append(f"  - {found['rule']}: {found['message']}{say(found['suggestion'])}")
        blocks.append("\n".join(rows))
    if len(checked) + unread > 1:
        lost = f"; {count(unread, 'file')} could not be read" if unread else ""
        blocks.append(f"{count(len(checked), 'file')}: {_findings(checked)}{lost}")
    return "\n\n".join(blocks)


def _findings(checked: Sequence[Checked]) -> str:
    return ", ".join(
        (
            count(sum(len(one.claims) for one in checked), "claim"),
            count(sum(len(one.wording) for one in checked), "wording finding"),
            count(sum(len(one.page) for one in checked), "page finding"),
        )
    )


def count(number: int, noun: str) -> str:
    """“1 claim”, “2,000 claims”."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def say(suggestion: str) -> str:
    """A suggestion as a sentence of its own, with the blank before it."""
    return f" Instead: {suggestion}." if suggestion else ""


def _reason(reason: dict[str, str]) -> str:
    match = f" (“{reason['match']}”)" if reason["match"] else ""
    return f"{reason['rule']}: {reason['message']}{match}{say(reason['suggestion'])}"
