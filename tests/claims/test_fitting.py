"""The weights are data that can be made again from labelled sentences."""

import pytest

from articles.claims.fitting import (
    DATA,
    OWN,
    Example,
    examples_of,
    fit,
    fitted,
    given_examples,
    left_out,
    own_units,
    public_examples,
    write_weights,
)
from articles.claims.labels import Unit
from articles.claims.model import FILE, HEADS, read_weights


def example(article: str, is_claim: bool, *names: str, risk: str = "low", kind: str = "safety") -> Example:
    types = frozenset({kind}) if is_claim else frozenset()
    return Example(Unit(article, 0, 1, "x", is_claim, types, risk if is_claim else ""), OWN, names)


def toy() -> list[Example]:
    return [
        one
        for article in ("a", "b", "c", "d", "e", "f")
        for one in (
            example(article, True, "dose", "w:take", risk="high"),
            example(article, True, "sign", kind="diagnosis_symptom"),
            example(article, False, "greeting"),
        )
        for _ in range(4)
    ]


def weight(rows: dict[str, tuple[int, ...]], feature: str, head: str) -> int:
    return rows[feature][HEADS.index(head)]


def test_a_feature_of_claims_gets_more_weight_than_one_of_other_sentences():
    rows = fit(toy())
    assert weight(rows, "dose", "claim") > 200 > -200 > weight(rows, "greeting", "claim")


def test_types_and_risk_are_learned_from_claims():
    rows = fit(toy())
    assert weight(rows, "dose", "safety") > 0 > weight(rows, "sign", "safety")
    assert weight(rows, "dose", "high") > 0 > weight(rows, "sign", "high")


def test_a_type_that_no_claim_has_is_never_said():
    assert weight(fit(toy()), "bias", "crisis") < -5000


def test_a_single_word_counts_less_than_a_group_of_words():
    rows = fit(toy())
    assert 0 < weight(rows, "w:take", "claim") < weight(rows, "dose", "claim")


def test_the_sentences_around_teach_what_is_a_claim_but_neither_types_nor_risk():
    rows = fit([*toy(), *[example(name, True, "b:dose", risk="high") for name in "abcdef" for _ in range(9)]])
    assert weight(rows, "b:dose", "claim") > 0
    assert not any(rows["b:dose"][1:])


def test_a_feature_of_too_few_articles_is_not_learned():
    assert "rare" not in fit([*toy(), *[example("a", True, "rare")] * 20])


def test_fitting_twice_gives_the_same_weights():
    assert fit(toy()) == fit(toy())


def test_an_article_is_judged_by_weights_that_never_saw_it():
    alone = [example("z", False, "dose")] * 40
    for articles, weights in left_out([*toy(), *alone], ["z", "a"]):
        known = weights.claims[0]["dose"]
        assert known > 0 if articles == {"z"} else known < fitted(fit(toy())).claims[0]["dose"]


def test_halves_are_judged_by_the_other_half():
    assert [len(articles) for articles, _ in left_out(toy(), "ab", folds=2)] == [1, 1]


def test_weights_are_kept_as_they_were_fitted(tmp_path):
    rows = fit(toy())
    write_weights(rows, tmp_path / "w.csv", ["A note."])
    assert read_weights((tmp_path / "w.csv").read_text().splitlines()) == fitted(rows)


def test_the_labels_of_this_repository_fit_its_articles():
    units = own_units()
    assert len(units) > 10_000
    assert 0.2 < sum(unit.is_claim for unit in units) / len(units) < 0.5


def shipped_claim_weights() -> dict[str, int]:
    rows = [line.split(",") for line in FILE.read_text().splitlines() if line and line[0] != "#"]
    return {row[0]: int(row[1] or 0) for row in rows}


@pytest.fixture(scope="module")
def sample() -> list[Example]:
    """The sentences of every tenth article of this repository."""
    units = own_units()
    articles = set(sorted({unit.article for unit in units})[::10])
    return examples_of([unit for unit in units if unit.article in articles], DATA / "training", OWN)


def test_the_shipped_weights_know_only_features_that_can_be_seen(sample):
    own = {name for one in sample for name in one.names}
    shipped = {
        name
        for name in shipped_claim_weights()
        if "&" not in name and not name.startswith(("w:", "ww:", "g:", "hw:", "sw:"))
    }
    unseen = shipped - own - {"bias"}
    assert len(unseen) < len(shipped) / 10, "features that only other articles have"


def test_the_shipped_weights_agree_with_most_labels_of_this_repository(sample):
    weights = shipped_claim_weights()
    totals = [weights["bias"] + sum(weights.get(name, 0) for name in one.names) for one in sample]
    right = sum((total > 0) == one.unit.is_claim for total, one in zip(totals, sample, strict=True))
    assert right / len(sample) > 0.85


def test_labels_of_articles_that_are_not_there_are_named_not_guessed(tmp_path):
    examples, missing = public_examples(tmp_path)
    assert not examples
    assert len(missing) > 50


def test_a_sentence_takes_the_label_of_the_unit_that_shares_half_of_the_shorter(tmp_path):
    (tmp_path / "a.md").write_text("Sertraline can make you sick. The office is open.")
    units = [Unit("a.md", 0, 20, "", True, frozenset({"safety"}), "high")]
    examples = examples_of(units, tmp_path, OWN)
    assert [one.unit.is_claim for one in examples] == [True]


@pytest.mark.parametrize("name", ["gold", "silver"])
def test_a_folder_of_labelled_articles_is_read(tmp_path, name):
    (tmp_path / "a.md").write_text("Yoga helps.")
    line = '{"article": "a.md", "start": 0, "end": 11, "text": "Yoga helps.", "is_claim": true, "types": ["efficacy"], '
    (tmp_path / f"{name}.jsonl").write_text(line + '"risk": "low"}')
    assert [one.source for one in given_examples(tmp_path)] == [name]
