"""Precision, recall and what else the bench counts, on articles of our own."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.claims.labels import UNSEEN, Unit, load_units
from articles.claims.measure import Score, measure
from articles.claims.types import ClaimFinding, ClaimType, Risk

BODY = "Sertraline can make you sick. The office is open on Monday. Let us begin."


@pytest.fixture
def labelled(tmp_path):
    (tmp_path / "a.md").write_text(BODY)
    rows = []
    for text, is_claim in (("Sertraline can make you sick.", True), ("The office is open on Monday.", False)):
        start = BODY.index(text)
        row = {"article": "a.md", "start": start, "end": start + len(text), "text": text, "is_claim": is_claim}
        rows.append(json.dumps(row | {"types": ["safety"] if is_claim else [], "risk": "high" if is_claim else None}))
    (tmp_path / "gold.jsonl").write_text("\n".join(rows))
    return tmp_path


def unit(is_claim: bool, **fields: object) -> Unit:
    types = frozenset({"safety", "advice"}) if is_claim else frozenset()
    return Unit("a.md", 0, 9, "", is_claim, types, "high" if is_claim else "", **fields)  # type: ignore[arg-type]


FOUND = ClaimFinding(0, (ClaimType.SAFETY,), Risk.MEDIUM, 0.9, ())


def test_precision_and_recall_are_counted_against_labels(labelled):
    score = measure(load_units(labelled / "gold.jsonl"), labelled)
    assert (score.everything.precision, score.everything.recall, score.everything.f1) == (1.0, 1.0, 1.0)
    assert score.by_risk["high"].recall == 1


def test_a_missed_claim_lowers_recall_and_is_listed(labelled):
    (labelled / "a.md").write_text("x" * 29 + " The office is open on Monday.")
    score = measure(load_units(labelled / "gold.jsonl"), labelled)
    assert score.everything.recall == 0
    assert [one.text for one in score.missed] == ["Sertraline can make you sick."]


def test_borderline_units_and_those_that_need_their_place_have_rates_of_their_own():
    score = Score()
    score.count(unit(True, needs_context=True), FOUND)
    score.count(unit(True, borderline=True), None)
    score.count(unit(False, borderline=True), FOUND)
    score.count(unit(False), None)
    assert (score.everything.right, score.everything.wrong, score.everything.missed) == (1, 1, 1)
    assert (score.clear.precision, score.clear.recall) == (1, 1)
    assert score.fragments.recall == 1


def test_types_are_counted_one_by_one_and_risk_as_a_whole():
    score = Score()
    score.count(unit(True), FOUND)
    assert score.types_f1 == pytest.approx(2 / 3)
    assert score.risk_share == 0


def test_the_bench_prints_its_rows_and_the_errors_or_says_that_there_is_nothing(labelled, tmp_path_factory, capsys):
    call_command("bench_claims", str(labelled), "--errors")
    out = capsys.readouterr().out
    assert "gold.jsonl, shipped weights" in out
    assert "all units       precision 1.000  recall 1.000" in out
    assert "rules alone, without the model" in out
    assert "for new ones" in out
    assert "of CPU until a new process is ready, its first text" in out
    call_command("bench_claims", str(tmp_path_factory.mktemp("empty")))
    assert "nothing to measure" in capsys.readouterr().out


def test_weights_are_only_replaced_when_all_labelled_texts_are_there(labelled):
    with pytest.raises(CommandError, match="only kept when all labelled texts are there"):
        call_command("fit_claims", str(labelled), "--write", verbosity=0)


def test_the_articles_that_measure_are_never_fitted_on():
    with pytest.raises(CommandError, match="measured on"):
        call_command("fit_claims", str(UNSEEN))
