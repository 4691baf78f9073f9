"""Findings in files, for people (text) and for tools (JSON, SARIF 2.1.0). Offsets and lines are those of the file
as read.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .detect import analyse
from .frontmatter import FileText, parse_file
from .ruleset import RuleSet
from .types import Analysis, ClaimFinding, Risk, Severity, WordingFinding

_SEVERITY_RANK = {Severity.LOW: 0, Severity.MEDIUM: 1, Severity.HIGH: 2, Severity.BLOCK: 2}
_SARIF_LEVEL = {"low": "note", "medium": "warning", "high": "error", "block": "error"}
# Not a finding in the text: every article without claims has it, and a clinician answers it.
_NOT_COUNTED = frozenset({"R10"})


class Lines:
    """Line and column, counted from 1, of offsets in code points."""

    def __init__(self, source: str) -> None:
        self._starts = [0]
        for offset, char in enumerate(source):
            if char == "\n":
                self._starts.append(offset + 1)

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

    @property
    def has_findings(self) -> bool:
        """Whether anything was found that counts for the exit code."""
        page = any(finding.rule not in _NOT_COUNTED for finding in self.analysis.page)
        return bool(self.claims or self.wording or page)


def check_text(source: str, path: str, ruleset: RuleSet, min_risk: Risk = Risk.LOW) -> Checked:
    """Analyse one file; ``min_risk`` leaves out claims of lower risk and wording of lower severity.

    Raises ``FrontMatterError``, ``articles.markup.MarkupError`` or ``DetectorError``; each message is a plain sentence.
    """
    file = parse_file(source, path)
    analysis = analyse(file.article, ruleset)
    claims = tuple(claim for claim in analysis.claims if claim.risk.rank >= min_risk.rank)
    wording = tuple(found for found in analysis.wording if _SEVERITY_RANK[found.severity] >= min_risk.rank)
    return Checked(path, source, file, analysis, claims, wording)


def to_json(checked: Sequence[Checked], errors: Sequence[tuple[str, str]], ruleset: str) -> dict[str, Any]:
    """The JSON contract: rule set, documents, and what could not be read."""
    return {
        "ruleset": ruleset,
        "documents": [_document(one) for one in checked],
        "errors": [{"path": path, "message": message} for path, message in errors],
    }


def _document(one: Checked) -> dict[str, Any]:
    lines = Lines(one.source)
    return {
        "path": one.path,
        "words": one.analysis.words,
        "sentences": one.analysis.sentences,
        "claims": [_claim(one, claim, lines) for claim in one.claims],
        "wording": [_wording(one, found, lines) for found in one.wording],
        "page": [
            {
                "rule": found.rule,
                "message": found.message,
                "suggestion": found.suggestion,
                "severity": found.severity.value,
            }
            for found in one.analysis.page
        ],
        "mentions": {
            "substances": list(one.analysis.mentions.substances),
            "brands": list(one.analysis.mentions.brands),
            "classes": list(one.analysis.mentions.classes),
        },
    }


def _claim(one: Checked, claim: ClaimFinding, lines: Lines) -> dict[str, Any]:
    segment = one.analysis.segments[claim.segment]
    start, end = one.file.span(segment.part, segment.start, segment.end)
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


def to_text(checked: Sequence[Checked]) -> str:
    """For people: one paragraph per finding, by file."""
    blocks = []
    for one in checked:
        data = _document(one)
        rows = [
            f"{one.path}: {_count(len(data['claims']), 'claim')}, {_count(len(data['wording']), 'wording finding')}, "
            f"{_count(len(data['page']), 'page finding')} in {_count(data['sentences'], 'sentence')} "
            f"({_count(data['words'], 'word')})"
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
            rows.append(f"  - {found['rule']}: {found['message']}{_say(found['suggestion'])}")
        for found in data["page"]:
            rows.append(f"\n{one.path}  page ({found['severity']})")
            rows.append(f"  - {found['rule']}: {found['message']}{_say(found['suggestion'])}")
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _say(suggestion: str) -> str:
    return f" Instead: {suggestion}." if suggestion else ""


def _reason(reason: dict[str, str]) -> str:
    match = f" (“{reason['match']}”)" if reason["match"] else ""
    return f"{reason['rule']}: {reason['message']}{match}{_say(reason['suggestion'])}"


def to_sarif(checked: Sequence[Checked], errors: Sequence[tuple[str, str]], ruleset: RuleSet) -> dict[str, Any]:
    """SARIF 2.1.0 with one run. Columns and offsets count code points."""
    results = [result for one in checked for result in _results(one)]
    used = {result["ruleId"] for result in results}
    rules = [
        {"id": f"medical-claim/{risk.value}", "shortDescription": {"text": f"Medical claim, {risk.value} risk"}}
        for risk in Risk
    ] + [{"id": rule.id, "shortDescription": {"text": rule.title}} for rule in ruleset.rules]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "check_claims",
                        "semanticVersion": ruleset.version.split("+")[0],
                        "version": ruleset.version,
                        "rules": [rule for rule in rules if rule["id"] in used],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not errors,
                        "toolExecutionNotifications": [
                            {"level": "error", "message": {"text": message}} for _, message in errors
                        ],
                    }
                ],
                "results": results,
            }
        ],
    }


def _results(one: Checked) -> list[dict[str, Any]]:
    data = _document(one)
    lines = Lines(one.source)
    uri = "stdin" if one.path == "-" else quote(one.path.replace("\\", "/"))
    results = []
    for claim in data["claims"]:
        message = " ".join(reason["message"] for reason in claim["reasons"])
        results.append(
            {
                "ruleId": f"medical-claim/{claim['risk']}",
                "level": _SARIF_LEVEL[claim["risk"]],
                "message": {"text": message},
                "locations": [_location(uri, claim["start"], claim["end"], lines)],
                "partialFingerprints": {"words": claim["fingerprint"]},
                "properties": {"types": claim["types"], "risk": claim["risk"], "score": claim["score"]},
            }
        )
    for found in data["wording"]:
        text = f"{found['message']}{_say(found['suggestion'])}"
        location = _location(uri, found["start"], found["end"], lines)
        results.append(_result(found["rule"], found["severity"], text, location))
    for found in data["page"]:
        text = f"{found['message']}{_say(found['suggestion'])}"
        results.append(
            _result(found["rule"], found["severity"], text, {"physicalLocation": {"artifactLocation": {"uri": uri}}})
        )
    return results


def _result(rule: str, severity: str, text: str, location: dict[str, Any]) -> dict[str, Any]:
    return {"ruleId": rule, "level": _SARIF_LEVEL[severity], "message": {"text": text}, "locations": [location]}


def _location(uri: str, start: int, end: int, lines: Lines) -> dict[str, Any]:
    line, column = lines.place(start)
    end_line, end_column = lines.place(end)
    region = {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": start,
        "charLength": end - start,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
