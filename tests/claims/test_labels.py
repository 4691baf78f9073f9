"""Labelled sentences, with and without their words."""

import csv
import json

import pytest

from articles.claims.labels import LabelError, Unit, label_rows, load_units, read_labels
from articles.claims.types import ClaimType, Risk

TEXT = "Sertraline can make you sick. The office is open on Monday."
CLAIM = Unit("a.md", 0, 29, TEXT[:29], True, frozenset({"safety"}), "high", borderline=True, needs_context=True)
OTHER = Unit("a.md", 30, 59, TEXT[30:], False, frozenset(), "")


@pytest.fixture
def labelled(tmp_path):
    (tmp_path / "a.md").write_text(TEXT)
    with (tmp_path / "labels.csv").open("w", newline="") as out:
        out.write("# a note\n")
        csv.writer(out).writerows(label_rows([CLAIM, OTHER]))
    return tmp_path


def test_labels_are_read_as_they_are_written_without_holding_the_words(labelled):
    assert "Sertraline" not in (labelled / "labels.csv").read_text()
    assert read_labels(labelled / "labels.csv", labelled) == ([CLAIM, OTHER], [])


def test_an_article_that_has_changed_under_its_labels_is_left_out_and_named(labelled):
    (labelled / "a.md").write_text(TEXT.replace("Monday", "Friday"))
    assert read_labels(labelled / "labels.csv", labelled) == ([], ["a.md"])


def test_an_article_that_is_not_there_is_left_out_and_named(labelled):
    (labelled / "a.md").unlink()
    assert read_labels(labelled / "labels.csv", labelled) == ([], ["a.md"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("safety", "gossip", "no type gossip"),
        ("high", "grave", "needs the risk"),
        ("0,29", "0,x", "not a number"),
        ("flags", "colours", "columns"),
    ],
)
def test_a_label_that_cannot_be_used_is_refused_with_its_place(labelled, old, new, told):
    file = labelled / "labels.csv"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(LabelError, match=told):
        read_labels(file, labelled)


def test_units_with_their_words_are_read_and_what_is_optional_may_be_missing(tmp_path):
    record = {"article": "a.md", "start": 0, "end": 29, "text": TEXT[:29], "is_claim": True}
    record |= {"types": [ClaimType.SAFETY], "risk": Risk.HIGH}
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(record) + "\n\n" + json.dumps(record | {"borderline": True}))
    first, second = load_units(file)
    assert (first.borderline, second.borderline, first.needs_context) == (False, True, False)


@pytest.mark.parametrize("line", ["{", '{"article": "a.md"}', "[]"])
def test_a_record_that_is_none_is_refused_with_its_line(tmp_path, line):
    file = tmp_path / "gold.jsonl"
    file.write_text(line)
    with pytest.raises(LabelError, match=r"gold.jsonl, line 1"):
        load_units(file)
