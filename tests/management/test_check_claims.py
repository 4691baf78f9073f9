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
from django.core.management import CommandError, call_command

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
    path.write_text("A walk can make you feel calmer. Therapy helps with depression. Sertraline can make you sick.")

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
        region = result["locations"][0]["physicalLocation"]["region"]
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


def test_one_file_that_cannot_be_read_among_many_does_not_lose_the_rest(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.md").write_text("Meditation reduces stress.")
    (tmp_path / "2.md").write_bytes(b"\xff\xfe")
    status, out, err = run("--format", "json", str(tmp_path))
    data = json.loads(out)
    assert status == 2
    assert [Path(document["path"]).name for document in data["documents"]] == ["0.md", "1.md", "3.md", "4.md"]
    assert [Path(error["path"]).name for error in data["errors"]] == ["2.md"]
    assert len(err.strip().splitlines()) == 1


def test_a_name_that_is_not_utf8_is_shown_as_well_as_it_can_be(tmp_path):
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))).write_text("Meditation reduces stress.")
    status, out, _ = run("--format", "json", str(tmp_path))
    assert status == 1
    assert json.loads(out)["documents"][0]["path"].endswith("caf\ufffd.md")
    assert run("--format", "sarif", str(tmp_path))[0] == 1


def test_the_command_needs_files_or_two_texts_to_compare(file):
    for arguments in ((), (str(file), "--diff", str(file), str(file))):
        with pytest.raises(CommandError) as refused:
            run(*arguments)
        assert refused.value.returncode == 2


@pytest.fixture
def changed(file, tmp_path) -> Path:
    path = tmp_path / "new" / "a.md"
    path.parent.mkdir()
    path.write_text(TEXT.replace("helps with insomnia", "cures insomnia"), encoding="utf-8")
    return path


def test_diff_ends_with_status_1_when_something_lapses_and_0_when_nothing_does(file, changed):
    assert run("--diff", str(file), str(changed))[0] == 1
    status, out, _ = run("--diff", str(file), str(file))
    assert status == 0
    assert "0 claims would lapse, 0 new, 0 moved" in out


def test_diff_shows_the_changed_words_at_their_place_in_the_new_file(file, changed):
    out = run("--diff", str(file), str(changed))[1]
    assert f"{changed}:10:3  would lapse, the words changed" in out
    assert "“Talking therapy [-helps with-]{+cures+} insomnia.”" in out


def test_diff_as_json_leads_to_the_words_in_both_files(file, changed):
    data = json.loads(run("--diff", str(file), str(changed), "--format", "json")[1])
    (comparison,) = data["comparisons"]
    assert comparison["paths"] == {"old": str(file), "new": str(changed)}
    (lapsed,) = comparison["lapsed"]
    claim, (now,) = lapsed["claim"], lapsed["now"]
    assert lapsed["why"] == "words"
    assert file.read_text()[claim["start"] : claim["end"]] == "Talking therapy helps with insomnia."
    assert changed.read_text()[now["start"] : now["end"]] == now["text"] == "Talking therapy cures insomnia."
    assert comparison["unchanged"] >= 3


def test_diff_of_folders_pairs_files_by_name(tmp_path):
    for name, text in {
        "old/same.md": "Yoga eases back pain.",
        "new/same.md": "Yoga eases back pain.",
        "old/gone.md": "Therapy helps with sleep.",
        "new/deep/come.md": "Walking lifts your mood.",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    status, out, _ = run("--diff", str(tmp_path / "old"), str(tmp_path / "new"), "--format", "json")
    assert status == 1
    found = {
        Path(one["paths"]["new"]).name: (len(one["lapsed"]), len(one["new"]), one["unchanged"])
        for one in json.loads(out)["comparisons"]
    }
    assert found == {"come.md": (0, 1, 0), "gone.md": (1, 0, 0), "same.md": (0, 0, 1)}


def test_diff_leaves_out_claims_of_lower_risk(tmp_path):
    old, new = tmp_path / "a.md", tmp_path / "b.md"
    old.write_text("A walk improves your mood.")
    new.write_text("A walk improves your sleep.")
    assert run("--diff", str(old), str(new))[0] == 1
    assert run("--diff", str(old), str(new), "--min-risk", "high")[0] == 0


def test_diff_refuses_a_file_and_a_folder_and_a_file_that_is_not_there(file, tmp_path):
    with pytest.raises(CommandError, match="two files, or two folders") as refused:
        run("--diff", str(file), str(tmp_path))
    assert refused.value.returncode == 2
    status, out, err = run("--diff", str(file), str(tmp_path / "none.md"))
    assert (status, out) == (2, "")
    assert "There is no file called" in err
