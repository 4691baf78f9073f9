"""The command that outside tools rely on: exit status, JSON, SARIF, and no database. pytest-django refuses any
query here.
"""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
TEXT = """---
title: "Sertraline cures depression"
summary: Yoga eases back pain.
---

Welcome, *dear* reader.

Stop **taking** your antidepressants — now.

* Talking therapy helps with insomnia.
* He committed suicide.
"""


def run(*args: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_claims", *args, stdout=out, stderr=err, no_color=True)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_findings_end_with_status_1_and_none_with_status_0(file, tmp_path):
    plain = tmp_path / "plain.md"
    plain.write_text("The office moved to the new house in May.")
    assert run(str(file))[0] == 1
    assert run(str(plain))[0] == 0


def test_json_has_the_agreed_keys(file):
    status, out, _ = run("--format", "json", str(file))
    data = json.loads(out)
    assert status == 1
    assert data["ruleset"].startswith("20")
    (document,) = data["documents"]
    assert {"path", "words", "sentences", "claims", "wording"} <= set(document)
    assert document["path"] == str(file)
    assert document["words"] > 10
    keys = {"text", "field", "start", "end", "line", "column", "types", "risk", "score", "fingerprint", "reasons"}
    assert all(keys <= set(claim) for claim in document["claims"])
    assert all(
        {"rule", "match", "message", "suggestion"} <= set(reason)
        for claim in document["claims"]
        for reason in claim["reasons"]
    )
    keys = {"rule", "start", "end", "line", "column", "match", "message", "suggestion", "severity"}
    assert all(keys <= set(found) for found in document["wording"])


def test_offsets_lines_and_columns_lead_to_the_words_in_the_file(file):
    document = json.loads(run("--format", "json", str(file))[1])["documents"][0]
    source = file.read_text(encoding="utf-8")
    found = {claim["text"]: claim for claim in document["claims"]}
    expected = {
        "Sertraline cures depression": "Sertraline cures depression",
        "Yoga eases back pain.": "Yoga eases back pain.",
        "Stop taking your antidepressants — now.": "Stop **taking** your antidepressants — now.",
        "Talking therapy helps with insomnia.": "Talking therapy helps with insomnia.",
    }
    assert set(expected) <= set(found)
    for text, markdown in expected.items():
        claim = found[text]
        assert source[claim["start"] : claim["end"]] == markdown
        line = source.split("\n")[claim["line"] - 1]
        assert line[claim["column"] - 1 :].startswith(markdown)
    assert found["Sertraline cures depression"]["field"] == "title"
    (wording,) = [one for one in document["wording"] if one["rule"] == "S01"]
    assert source[wording["start"] : wording["end"]] == "committed suicide"


def test_offsets_count_characters_and_plain_line_ends(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes("🌊 Hello.\r\n\r\nÉté — meditation reduces stress.\r\n".encode())
    (claim,) = json.loads(run("--format", "json", str(path))[1])["documents"][0]["claims"]
    source = path.read_text(encoding="utf-8")
    assert source[claim["start"] : claim["end"]] == "Été — meditation reduces stress."
    assert (claim["line"], claim["column"]) == (3, 1)


def test_min_risk_leaves_out_what_is_lower(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("A walk improves your mood. Therapy helps with depression. Sertraline can make you sick.")

    def risks(level: str) -> list[str]:
        return [
            claim["risk"]
            for claim in json.loads(run("--format", "json", "--min-risk", level, str(path))[1])["documents"][0][
                "claims"
            ]
        ]

    assert risks("low") == ["low", "medium", "high"]
    assert risks("medium") == ["medium", "high"]
    assert risks("high") == ["high"]


def test_a_file_that_cannot_be_read_ends_with_status_2_and_the_others_are_reported(file, tmp_path):
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"\x00\x01")
    status, out, err = run("--format", "json", str(bad), str(file), str(tmp_path / "none.md"))
    assert status == 2
    assert [document["path"] for document in json.loads(out)["documents"]] == [str(file)]
    lines = err.strip().splitlines()
    assert len(lines) == 2
    assert "bad.md" in lines[0]
    assert "none.md" in lines[1]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"---\ntitle: x\n",
        b"---\nkind: poem\n---\nText.",
        b"\xff\xfe",
        "a\u202eb".encode(),
        b"x" * 5_000_000,
        b"> " * 90 + b"deep",
    ],
)
def test_every_refusal_is_one_line_on_stderr(tmp_path, raw):
    path = tmp_path / "a.md"
    path.write_bytes(raw)
    status, _, err = run(str(path))
    assert status == 2
    assert len(err.strip().splitlines()) == 1
    assert "a.md" in err
    assert "Traceback" not in err


def test_a_folder_is_searched(file):
    documents = json.loads(run("--format", "json", str(file.parent))[1])["documents"]
    assert [document["path"] for document in documents] == [str(file)]


def test_sarif_names_version_rules_and_places(file):
    log = json.loads(run("--format", "sarif", str(file))[1])
    assert log["version"] == "2.1.0"
    (sarif,) = log["runs"]
    rules = {rule["id"] for rule in sarif["tool"]["driver"]["rules"]}
    source = file.read_text(encoding="utf-8")
    assert sarif["results"]
    for result in sarif["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in ("note", "warning", "error")
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"].get("region")
        if region:
            assert region["startLine"] >= 1
            assert source[region["charOffset"] : region["charOffset"] + region["charLength"]]
    assert sarif["invocations"][0]["executionSuccessful"] is True


def test_text_shows_place_risk_quote_and_reason(file):
    _, out, _ = run(str(file))
    assert f"{file}:8:1  high risk" in out
    assert "“Stop taking your antidepressants — now.”" in out
    assert "M01: " in out


def test_it_works_when_there_is_no_database_and_makes_none(tmp_path):
    database = tmp_path / "none" / "db.sqlite3"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "smartmeditation.settings",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check_claims", "--format", "json", "-"],
        input=b"Sertraline can make you feel sick.",
        capture_output=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    (document,) = json.loads(done.stdout)["documents"]
    assert document["path"] == "-"
    assert [claim["risk"] for claim in document["claims"]] == ["high"]
    assert not database.exists()
