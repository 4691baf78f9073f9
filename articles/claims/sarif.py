"""Findings as SARIF 2.1.0, so that a code host shows them at their line (OASIS standard of March 2020).

Columns count code points from 1, as ``columnKind`` says; the column after the last character ends a region.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .compare import Why
from .compare_report import Pair
from .report import Checked, Lines, document, say
from .rules import CLAIM, Rule
from .ruleset import RuleSet
from .types import Risk

LEVELS = {"low": "note", "medium": "warning", "high": "error", "block": "error"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_CLAIM = "medical-claim/{}"


def to_sarif(checked: Sequence[Checked], errors: Sequence[tuple[str, str]], ruleset: RuleSet) -> dict[str, Any]:
    """One run with every finding in these files."""
    return _log([result for one in checked for result in _results(one)], errors, ruleset)


def diff_to_sarif(pairs: Sequence[Pair], errors: Sequence[tuple[str, str]], ruleset: RuleSet) -> dict[str, Any]:
    """One run with what has to be signed because of the new texts, at its place there.

    What is gone stands nowhere and is left out; the text and JSON reports have it.
    """
    return _log([result for pair in pairs for result in _changes(pair)], errors, ruleset)


def _log(results: list[dict[str, Any]], errors: Sequence[tuple[str, str]], ruleset: RuleSet) -> dict[str, Any]:
    used = {result["ruleId"] for result in results}
    descriptors = [one for one in (*map(_risk_descriptor, Risk), *map(_descriptor, ruleset.rules)) if one["id"] in used]
    numbers = {one["id"]: number for number, one in enumerate(descriptors)}
    for result in results:
        result["ruleIndex"] = numbers[result["ruleId"]]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "check_claims",
                        "semanticVersion": ruleset.version.split("+")[0],
                        "version": ruleset.version,
                        "rules": descriptors,
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not errors,
                        "toolExecutionNotifications": [
                            {"level": "error", "message": {"text": message}, "locations": [_file_location(path)]}
                            for path, message in errors
                        ],
                    }
                ],
                "results": results,
            }
        ],
    }


def _risk_descriptor(risk: Risk) -> dict[str, Any]:
    return {
        "id": _CLAIM.format(risk.value),
        "name": f"MedicalClaim{risk.value.capitalize()}Risk",
        "shortDescription": {"text": f"Medical claim, {risk.value} risk"},
        "fullDescription": {"text": "A statement about health that clinicians have to sign before readers see it."},
        "defaultConfiguration": {"level": LEVELS[risk.value]},
    }


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.message},
        "help": {"text": f"{rule.message}{say(rule.suggestion)} Source: {rule.source}."},
        "defaultConfiguration": {"level": LEVELS[rule.severity.value]},
        "properties": {"tags": ["claim" if rule.kind == CLAIM else rule.kind]},
    }


def _results(one: Checked) -> Iterable[dict[str, Any]]:
    data = document(one)
    lines = Lines(one.source)
    for claim in data["claims"]:
        location = _location(one, claim["start"], claim["end"], lines)
        yield _claim_result(claim, " ".join(reason["message"] for reason in claim["reasons"]), location)
    for found, finding in zip(data["wording"], one.wording, strict=True):
        text = f"{found['message']}{say(found['suggestion'])}"
        words = one.analysis.segments[finding.segment].fingerprint
        location = _location(one, found["start"], found["end"], lines)
        yield _result(found["rule"], found["severity"], text, location, f"{found['rule']}:{words}")
    for found in data["page"]:
        text = f"{found['message']}{say(found['suggestion'])}"
        # True of the page as a whole: shown at its first line, since hosts show nothing without a line.
        location = _location(one, 0, max(one.source.find("\n"), 0) or len(one.source), lines)
        yield _result(found["rule"], found["severity"], text, location, found["rule"])


def _changes(pair: Pair) -> Iterable[dict[str, Any]]:
    data = pair.data()
    lines = Lines(pair.new.source)
    for one in data["lapsed"]:
        if one["why"] == Why.GONE.value:
            continue
        for now in one["now"]:
            text = f"A sign-off would lapse: {Why(one['why']).label}. It read: “{one['claim']['text']}”"
            location = _location(pair.new, now["start"], now["end"], lines)
            yield {**_claim_result(one["claim"] | now, text, location), "baselineState": "updated"}
    for claim in data["new"]:
        text = "New: " + " ".join(reason["message"] for reason in claim["reasons"])
        location = _location(pair.new, claim["start"], claim["end"], lines)
        yield {**_claim_result(claim, text, location), "baselineState": "new"}


def _claim_result(claim: dict[str, Any], text: str, location: dict[str, Any]) -> dict[str, Any]:
    rule = _CLAIM.format(claim["risk"])
    properties = {"types": claim["types"], "risk": claim["risk"], "score": claim["score"]}
    return {**_result(rule, claim["risk"], text, location, claim["fingerprint"]), "properties": properties}


def _result(rule: str, severity: str, text: str, location: dict[str, Any], identity: str) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "level": LEVELS[severity],
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"words/v1": identity},
    }


def _location(one: Checked, start: int, end: int, lines: Lines) -> dict[str, Any]:
    line, column = lines.place(start)
    end_line, end_column = lines.place(end)
    # A byte order mark is the first character of the file, but no viewer shows it as a column.
    mark = one.source.startswith("\ufeff")
    region = {
        "startLine": line,
        "startColumn": max(1, column - (mark and line == 1)),
        "endLine": end_line,
        "endColumn": max(1, end_column - (mark and end_line == 1)),
        "charOffset": start,
        "charLength": end - start,
        "snippet": {"text": one.source[start:end]},
    }
    location = _file_location(one.path)
    location["physicalLocation"]["region"] = region
    return location


def _file_location(path: str) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": uri_of(path)}}}


def uri_of(path: str) -> str:
    """A path as a URI reference, percent-encoded: relative to the working folder inside it, else absolute."""
    if path == "-":
        return "stdin"
    file = Path(os.path.normpath(path))
    here = Path.cwd()
    if file.is_absolute() and file.is_relative_to(here):
        file = file.relative_to(here)
    if file.is_absolute() or file.parts[:1] == ("..",):
        return Path(os.path.abspath(file)).as_uri()
    return quote(os.fsencode(file.as_posix()))
