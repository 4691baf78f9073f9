"""SARIF 2.1.0: what a code host needs to show a finding at its line. The properties are those the standard requires."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from articles.claims import load_ruleset
from articles.claims.compare_report import pair_of
from articles.claims.report import check_text
from articles.claims.sarif import diff_to_sarif, to_sarif, uri_of

RULES = load_ruleset()
TEXT = """---
title: "Sertraline cures depression"
---

Stop **taking** your antidepressants — now 🌊. Yoga eases *back
pain* in adults.

* He committed suicide.
"""


def run_of(text: str, path: str = "a.md") -> dict:
    log = to_sarif([check_text(text, path, RULES)], [], RULES)
    assert log["version"] == "2.1.0"
    assert log["$schema"].startswith("https://")
    (run,) = log["runs"]
    return run


def region_text(source: str, region: dict) -> str:
    """The words a viewer marks that counts lines and columns from 1 in code points."""
    lines = source.split("\n")
    first, last = region["startLine"] - 1, region["endLine"] - 1
    if first == last:
        return lines[first][region["startColumn"] - 1 : region["endColumn"] - 1]
    middle = [
        lines[first][region["startColumn"] - 1 :],
        *lines[first + 1 : last],
        lines[last][: region["endColumn"] - 1],
    ]
    return "\n".join(middle)


def test_each_result_has_what_the_standard_and_hosts_require():
    run = run_of(TEXT)
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "check_claims"
    assert re.fullmatch(r"\d+\.\d+\.\d+", run["tool"]["driver"]["semanticVersion"])
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
        assert "helpUri" not in rule
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("note", "warning", "error")
        assert result["message"]["text"]
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert min(region[name] for name in ("startLine", "startColumn", "endLine", "endColumn")) >= 1
        assert (region["endLine"], region["endColumn"]) > (region["startLine"], region["startColumn"])


def test_line_and_column_lead_to_the_words_also_after_emoji_and_over_two_lines():
    marked = {region_text(TEXT, one["locations"][0]["physicalLocation"]["region"]) for one in run_of(TEXT)["results"]}
    assert {
        "Sertraline cures depression",
        "Stop **taking** your antidepressants — now 🌊.",
        "Yoga eases *back\npain* in adults.",
        "committed suicide",
    } <= marked


def test_a_byte_order_mark_is_no_column():
    (result, *_) = run_of("\ufeffMeditation reduces stress.")["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (1, 27)


def test_levels_follow_risk_and_severity():
    levels = {
        result["ruleId"]: result["level"]
        for result in run_of(TEXT + "\nYour medication. Battling depression.")["results"]
    }
    assert levels["medical-claim/high"] == "error"
    assert levels["S01"] == "error"
    assert levels["L01"] == "warning"
    assert levels["M19"] == "note"


def test_a_finding_keeps_its_identity_when_it_moves_and_loses_it_when_its_words_change():
    def identities(text: str) -> list[str]:
        return [result["partialFingerprints"]["words/v1"] for result in run_of(text)["results"]]

    text = "Meditation reduces stress."
    assert identities(text) == identities(f"The bus stops here.\n\n{text}")
    assert identities(text) != identities("Meditation lowers stress.")


def test_errors_are_told_with_their_file():
    run = to_sarif([], [("x.md", "x.md is empty.")], RULES)["runs"][0]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "x.md is empty."
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x.md"
    assert run["results"] == []


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("my notes/a b.md", "my%20notes/a%20b.md"),
        ("./a.md", "a.md"),
        ("notes/../a.md", "a.md"),
        ("a:b.md", "a%3Ab.md"),
        ("50%.md", "50%25.md"),
        ("é#?.md", "%C3%A9%23%3F.md"),
        ("-", "stdin"),
    ],
)
def test_paths_become_relative_percent_encoded_references(path, uri):
    assert uri_of(path) == uri


def test_an_absolute_path_inside_the_working_folder_becomes_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert uri_of(str(tmp_path / "notes" / "a.md")) == "notes/a.md"


def test_a_path_outside_the_working_folder_is_a_file_uri(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for path in (str(tmp_path / "a b.md"), "../a b.md"):
        assert uri_of(path).startswith("file:///")
        assert Path(unquote(uri_of(path).removeprefix("file://"))) == tmp_path / "a b.md"


def test_names_that_are_not_utf8_have_a_uri():
    assert uri_of(os.fsdecode(b"caf\xe9.md")) == "caf%E9.md"


def test_of_a_comparison_only_what_has_to_be_signed_now_is_shown_at_its_place_in_the_new_file():
    old = check_text(
        "Yoga eases back pain.\n\nMeditation may reduce anxiety.\n\nWalking lifts your mood.", "old.md", RULES
    )
    new = check_text(
        "Yoga eases back pain.\n\nMeditation will reduce anxiety.\n\nTherapy helps with sleep.", "new.md", RULES
    )
    run = diff_to_sarif([pair_of(old, new)], [], RULES)["runs"][0]
    shown = {
        region_text(new.source, result["locations"][0]["physicalLocation"]["region"]): result["baselineState"]
        for result in run["results"]
    }
    assert shown == {"Meditation will reduce anxiety.": "updated", "Therapy helps with sleep.": "new"}
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]} == {"new.md"}
