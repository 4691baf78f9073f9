"""The weights are data that can be made again from labelled sentences."""

import json

import pytest
from django.core.management import call_command

from articles.claims.classify import THRESHOLD, score, weights
from articles.claims.fitting import Example, fit, left_out, own_examples, priors, write_weights
from articles.claims.measure import load_units, measure


def example(article: str, is_claim: bool, *names: str) -> Example:
    return Example(article, frozenset(names), is_claim)


def toy() -> list[Example]:
    return [
        one
        for article in ("a", "b", "c")
        for one in (example(article, True, "dose"), example(article, False, "greeting"))
        for _ in range(3)
    ]


def test_a_feature_of_claims_gets_more_weight_than_one_of_other_sentences():
    fitted = fit(toy())
    assert fitted["dose"] > 0.2 > -0.2 > fitted["greeting"]


def test_a_feature_of_a_single_article_is_not_learned():
    examples = toy() + [example("a", True, "rare")] * 20
    assert "rare" not in fit(examples)


def test_fitting_twice_gives_the_same_weights():
    assert fit(toy()) == fit(toy())


def test_an_article_is_judged_by_weights_that_never_saw_it():
    judged = dict(left_out([*toy(), example("d", True, "dose"), example("d", False, "greeting")]))
    assert judged[example("d", True, "dose")] > judged[example("d", False, "greeting")]


def test_our_own_sentences_and_their_labels_line_up():
    examples = own_examples()
    assert len({one.article for one in examples}) >= 5
    assert 0.2 < sum(one.is_claim for one in examples) / len(examples) < 0.8


def test_the_shipped_weights_agree_with_our_own_sentences():
    examples = own_examples()
    flagged = [one for one in examples if score(set(one.names)) >= THRESHOLD]
    right = sum(one.is_claim for one in flagged)
    assert right / len(flagged) > 0.85
    assert right / sum(one.is_claim for one in examples) > 0.85


def test_every_expected_feature_is_one_that_the_detector_can_see():
    seen = {name for one in own_examples() for name in one.names}
    assert set(priors()) - seen - set(weights()) == set()


def test_weights_are_written_as_they_are_read(tmp_path):
    file = tmp_path / "weights.csv"
    write_weights({"bias": -1.0, "dose": 2.351, "tiny": 0.001}, file)
    assert file.read_text().splitlines()[2:] == ["bias,-1.00", "dose,2.35"]


@pytest.fixture
def labelled(tmp_path):
    body = "Sertraline can make you sick. The office is open on Monday. Let us begin."
    (tmp_path / "a.md").write_text(body)
    rows = []
    for text, is_claim in (("Sertraline can make you sick.", True), ("The office is open on Monday.", False)):
        start = body.index(text)
        row = {"article": "a.md", "start": start, "end": start + len(text), "text": text, "is_claim": is_claim}
        rows.append(json.dumps(row | {"types": ["safety"] if is_claim else [], "risk": "high" if is_claim else None}))
    (tmp_path / "gold.jsonl").write_text("\n".join(rows))
    return tmp_path


def test_precision_and_recall_are_counted_against_labels(labelled):
    score_of = measure(load_units(labelled / "gold.jsonl"), labelled)
    assert (score_of.precision, score_of.recall, score_of.high_recall) == (1.0, 1.0, 1.0)
    assert score_of.risk_right == 1


def test_a_missed_claim_lowers_recall(labelled):
    (labelled / "a.md").write_text("x" * 29 + " The office is open on Monday.")
    assert measure(load_units(labelled / "gold.jsonl"), labelled).recall == 0


def test_the_bench_prints_a_row_or_says_that_there_is_nothing(labelled, tmp_path_factory, capsys):
    call_command("bench_claims", str(labelled), "--errors")
    assert "gold.jsonl: precision 1.000  recall 1.000" in capsys.readouterr().out
    call_command("bench_claims", str(tmp_path_factory.mktemp("empty")))
    assert "nothing to measure" in capsys.readouterr().out
