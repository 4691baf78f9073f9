"""The linear model: whole-number weights, exact sums, one column a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.features import Place, Seen
from articles.claims.model import (
    HEADS,
    WeightsError,
    chance,
    claim,
    log_odds,
    pack,
    read_weights,
    scores,
    shipped_weights,
    written,
)
from articles.claims.ruleset import load_ruleset

VALUES = st.lists(st.integers(-1_000_000, 1_000_000), min_size=len(HEADS), max_size=len(HEADS))


def row(**values: int) -> tuple[int, ...]:
    return tuple(values.get(head, 0) for head in HEADS)


def seen(*names: str, words: tuple[str, ...] = (), above: tuple[str, ...] = (), stem: tuple[str, ...] = ()) -> Seen:
    read = load_ruleset().reader.words(" ".join(words))
    manner = frozenset(names) - read.names
    return Seen(read, Place(manner, frozenset(above), frozenset(stem), manner=manner))


def seen_under(subject: str, *names: str) -> Seen:
    one = seen(*names)
    one.place.subjects = frozenset({subject})
    return one


@pytest.mark.hypothesis
@given(st.lists(VALUES, min_size=1, max_size=60))
def test_the_sum_of_packed_numbers_is_the_packed_number_of_the_sums(rows):
    total = sum(pack(values) for values in rows)
    wanted = [sum(column) for column in zip(*rows, strict=True)]
    assert list(scores(total).items()) == list(zip(HEADS, wanted, strict=True))
    assert claim(total) == wanted[0]


def test_weights_are_read_as_they_are_written():
    rows = {"bias": row(claim=-900, safety=40), "harm": row(claim=1200, safety=2000), "w:pain": row(high=-30)}
    weights = read_weights(written(rows, ["A note."]))
    found = scores(weights.total(seen("harm", words=("pain",))))
    assert (found["claim"], found["safety"], found["high"]) == (300, 2040, -30)


def test_a_word_counts_where_it_stands():
    rows = {"bias": row(), "w:pain": row(claim=1), "hw:pain": row(claim=10), "sw:pain": row(claim=100)}
    weights = read_weights(written(rows, ()))
    assert claim(weights.total(seen(words=("pain",)))) == 1
    assert claim(weights.total(seen(above=("pain",)))) == 10
    assert claim(weights.total(seen(stem=("pain",)))) == 100


def test_what_a_sentence_says_counts_otherwise_under_each_subject():
    rows = {"bias": row(), "modal": row(claim=1), "modal&t:drug": row(claim=10, high=3), "modal&h:drug": row(claim=100)}
    weights = read_weights(written(rows, ()))
    for subjects, wanted in (((), 1), (("t:drug",), 11), (("t:drug", "h:drug"), 111), (("h:condition",), 1)):
        one = seen_under("t:drug", "modal")
        one.place.subjects = frozenset(subjects)
        assert claim(weights.total(one)) == wanted
        assert scores(weights.total(one))["high"] == (3 if "t:drug" in subjects else 0)
    assert ("", "modal") in read_weights(written({**rows, "modal&t:drug": row(claim=900)}, ())).strongest(
        seen_under("t:drug", "modal"), 3
    )


def test_the_sentences_before_and_behind_speak_to_whether_it_is_a_claim_and_to_nothing_else():
    rows = {"bias": row(), "b:advice": row(claim=1, high=7), "a:advice": row(claim=10, high=7)}
    weights, looked_at = read_weights(written(rows, ())), seen()
    looked_at.before = frozenset({"advice"})
    assert claim(weights.total(looked_at)) == 1
    looked_at.after = frozenset({"advice", "unknown"})
    assert claim(weights.total(looked_at)) == 11
    assert scores(weights.total(looked_at))["high"] == 0


def test_what_speaks_most_for_a_claim_comes_first_and_the_rest_is_left_out():
    rows = {"bias": row(), "a": row(claim=300), "w:b": row(claim=900), "c": row(claim=-500), "d": row(claim=10)}
    weights = read_weights(written(rows, ()))
    assert weights.strongest(seen("a", "c", "d", words=("b",)), 5) == [("w", "b"), ("", "a")]
    assert weights.strongest(seen("a", words=("b",)), 1) == [("w", "b")]


def test_words_that_are_remembered_are_weighed_anew_by_other_weights():
    read = seen(words=("pain",)).read
    for value in (300, 900):
        weights, one = read_weights(written({"bias": row(), "w:pain": row(claim=value)}, ())), seen(words=("pain",))
        assert one.read is read
        assert claim(weights.total(one)) == value
        assert weights.strongest(one, 1) == [("w", "pain")]
    assert not read_weights(written({"bias": row()}, ())).strongest(seen(words=("pain",)), 1)


@pytest.mark.parametrize(
    ("line", "told"),
    [("harm,1,2", "weights are needed"), ("harm" + ",x" * len(HEADS), "not a whole number"), ("", "no line “bias”")],
)
def test_a_file_that_cannot_be_used_is_refused(line, told):
    with pytest.raises(WeightsError, match=told):
        read_weights([line])


def test_chances_and_log_odds_lead_back_to_each_other():
    assert chance(log_odds(0.34)) == pytest.approx(0.34, abs=1e-3)
    assert chance(10**9) == pytest.approx(1)
    assert chance(-(10**9)) == pytest.approx(0)


def test_the_shipped_weights_know_words_and_places():
    assert all(shipped_weights().claims)
    assert all(shipped_weights().packed)


def test_a_rare_word_weighs_what_its_group_weighs_besides_what_is_its_own():
    groups = {"soothe": ("soothe", "soothes", "soothing")}
    rows = {"bias": row(), "g:soothe": row(claim=10, high=-3), "w:soothes": row(claim=1)}
    weights = read_weights(written(rows, ()), groups)
    assert claim(weights.total(seen(words=("soothing",)))) == 10
    assert claim(weights.total(seen(words=("soothes", "soothing")))) == 21
    assert scores(weights.total(seen(words=("soothing",))))["high"] == -3
    assert claim(weights.total(seen(words=("sooth",)))) == 0


def test_a_group_that_is_not_there_is_an_error():
    with pytest.raises(WeightsError, match="no group “soothe”"):
        read_weights(written({"bias": row(), "g:soothe": row(claim=10)}, ()), {})


def test_two_words_side_by_side_count_once_whatever_figures_stand_there():
    rows = {"bias": row(), "ww:helps you": row(claim=10), "ww:# minutes": row(claim=100)}
    weights = read_weights(written(rows, ()))
    assert claim(weights.total(seen(words=("helps", "you")))) == 10
    assert claim(weights.total(seen(words=("you", "helps")))) == 0
    assert claim(weights.total(seen(words=("10", "minutes", "or", "20", "minutes")))) == 100
