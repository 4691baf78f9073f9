"""Telephone numbers: how they are read, compared and left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims import analyse, load_ruleset
from articles.claims.numbers import dialled, numbers_in, with_numbers
from articles.claims.types import ArticleText


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("116 123", "116123"),
        ("+44 (0)300 555 0100", "03005550100"),
        ("0044 300 555 0100", "03005550100"),
        ("(0300) 555-0100", "03005550100"),
        ("0300\u00a0555\u20110100", "03005550100"),
    ],
)
def test_one_number_is_dialled_the_same_however_it_is_written(written: str, digits: str) -> None:
    assert dialled(written) == digits
    assert [dialled(number) for number in numbers_in([f"Call {written}."])] == [digits]


def test_years_in_words_and_single_digits_are_no_numbers_to_dial() -> None:
    assert numbers_in(["Step 1, then room 12b, then v20.5x."]) == ()
    assert numbers_in(["Call 999 or 111."]) == ("999", "111")


def test_known_numbers_are_part_of_the_version_in_any_order() -> None:
    base = load_ruleset()
    one = with_numbers(base, {"03005550100": "a", "03005550199": "b", "999": "c"})
    other = with_numbers(base, {"03005550199": "b", "03005550100": "a"})
    assert one.version == other.version != base.version
    assert with_numbers(base, {"999": "c"}).version == base.version


def test_a_finding_stands_exactly_at_the_typed_number() -> None:
    body = "**Day and night:** the number is _0300 555 0100_."
    found = analyse(ArticleText("Night", body), with_numbers(load_ruleset(), {"03005550100": "night"})).wording
    assert [(item.rule, body[item.start : item.end]) for item in found] == [("C03", "0300 555 0100")]


@given(st.text("0123456789 +()-.\u00a0a", max_size=200))
def test_any_run_of_digits_and_signs_is_read(text: str) -> None:
    for number in numbers_in([text]):
        assert dialled(number).isdecimal()
        assert number in text
