"""What readers type, as terms to look for. There is no syntax, so there are no mistakes of syntax."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import postgres, sqlite
from articles.search.query import LONGEST, MOST_GROUPS, MOST_TERMS, Term, clean, parse


def typed(text: str) -> list[tuple[str, ...]]:
    """The words of each group as they were typed."""
    return [group[0].words for group in parse(text).groups]


def test_every_word_is_looked_for() -> None:
    assert typed("river walking") == [("river",), ("walking",)]


def test_words_in_quotes_are_a_phrase_and_mean_nothing_else() -> None:
    for text in ('"prozac at night" rivers', "“prozac at night” rivers", "«prozac at night» rivers"):
        query = parse(text)
        assert query.groups[0] == (Term(("prozac", "at", "night")),)
        assert query.also == ()


def test_a_quote_that_is_never_closed_quotes_nothing() -> None:
    assert typed('"river bank') == [("river",), ("bank",)]


def test_the_last_word_may_go_on_and_no_other() -> None:
    first, last = parse("rive walk").groups
    assert first == (Term(("rive",)),)
    assert last == (Term(("walk",)), Term(("walk",), prefix=True))


def test_the_last_word_goes_on_to_words_whose_stem_differs() -> None:
    (group,) = parse("depressi", lambda start: ["depression", "depressing"] if start == "depressi" else []).groups
    assert {Term(("depression",)), Term(("depressing",))} < set(group)


@pytest.mark.parametrize("text", ["wa", '"river walk"', 'walk "river bank"'])
def test_short_words_and_quoted_ones_do_not_go_on(text: str) -> None:
    assert not any(term.prefix for group in parse(text).groups for term in group)


def test_small_words_are_left_out_beside_others_and_searched_for_alone() -> None:
    assert typed("what can I do about the river") == [("river",)]
    assert typed("what is it") == [("what",), ("is",), ("it",)]
    assert typed('"the river"') == [("the", "river")]


def test_compounds_are_phrases_and_possessives_are_words() -> None:
    assert typed("river-side") == [("river", "side")]
    assert typed("anybody’s rivers") == [("anybody",), ("rivers",)]


def test_cleaning_leaves_one_line_without_invisible_characters() -> None:
    assert clean("  a\tb\n c ") == "a b c"
    assert clean("soft\u00adhyphen \u200bzero\x00") == "softhyphen zero"
    assert clean("e\u0301") == "é"
    assert len(clean("x " * 5000)) <= LONGEST


@given(st.text(max_size=300))
def test_any_text_is_a_query_of_bounded_size(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= LONGEST
    assert clean(cleaned) == cleaned
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in cleaned)
    query = parse(cleaned)
    assert len(query.groups) <= MOST_GROUPS
    for group in query.groups:
        assert 1 <= len(group) <= MOST_TERMS
        assert all(word.isalnum() for term in group for word in term.words)


@given(st.text(alphabet="ab\"'“”*^:()&|!<>\\-+ ANDORTNEAR{}", max_size=60))
def test_what_is_syntax_elsewhere_stays_inside_quotes_here(text: str) -> None:
    groups = parse(clean(text)).groups
    for expression in (sqlite.expression, postgres.expression):
        outside = expression(groups).replace("''", "").split('"' if expression is sqlite.expression else "'")[::2]
        assert set("".join(outside)) <= set(" ()*:&|<->ANDOR")
