"""Cue groups: rows of words found in one pass, whatever their number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims.cues import CueError, Cues, shipped_cues, tokens


def groups(lines: list[str], text: str) -> set[str]:
    return set(Cues(lines).find(tokens(text)))


def test_words_are_letters_with_inner_apostrophes_or_figures():
    assert tokens("don't take 10-15 mg of st. john's wort, or 2.5") == [
        *("don't", "take", "10", "15", "mg", "of"),
        *("st", "john's", "wort", "or", "2.5"),
    ]


@pytest.mark.parametrize(
    ("line", "hit", "miss"),
    [
        ("g | ease", "it can ease pain", "it is easy"),
        ("g | reliev*", "relieved at once", "believed at once"),
        ("g | side effect", "one side effect", "the other side has an effect"),
        ("g | # minutes", "ten minutes", "some minutes"),
        ("g | # minutes", "10 minutes", "minutes 10"),
        ("g | get _ help", "get some help", "get help"),
        ("g | get (_|) help", "get help", "get all the help"),
        ("g | we *ed", "we walked", "we walk"),
        ("^g | breathe", "breathe in", "now breathe in"),
        ("g | (calm|quiet) the mind", "quiet the mind", "calm minds"),
    ],
)
def test_an_expression_hits_and_misses(line, hit, miss):
    assert groups([line], hit) == {"g"}
    assert groups([line], miss) == set()


def test_a_set_stands_for_each_of_its_entries():
    lines = ["= unit | mg, tablet*", "g | # <unit>"]
    assert groups(lines, "two tablets") == {"g"}
    assert groups(lines, "5 mg") == {"g"}
    assert groups(lines, "two") == set()


def test_two_groups_near_each_other_make_a_third_one_in_this_order_only():
    lines = ["say | talk", "who | doctor", "care | say ~ who 3"]
    assert "care" in groups(lines, "talk to your doctor")
    assert "care" not in groups(lines, "your doctor may talk")
    assert "care" not in groups(lines, "talk about the weather and not with a doctor")


def test_the_place_of_the_first_hit_is_told():
    assert Cues(["g | feel better"]).find(["you", "feel", "better", "feel", "better"]) == {"g": (1, 3)}


def test_announcing_groups_are_found_in_headings_only():
    cues = Cues(["@g | symptoms", "h | symptoms"])
    assert set(cues.announced(["symptoms"])) == {"g"}
    assert set(cues.find(["symptoms"])) == {"h"}


@pytest.mark.parametrize(
    "line", ["words without a bar", "g | a,, b", "g | _ word", "g | <nothing> word", "g | a b c d e f g h i", "g | "]
)
def test_a_line_that_cannot_be_used_is_refused_with_its_number(line):
    with pytest.raises(CueError, match="line 1"):
        Cues([line])


@pytest.mark.hypothesis
@given(st.text())
def test_any_text_is_cut_and_searched(text):
    words = tokens(text.lower())
    found = shipped_cues().find(words)
    assert all(0 <= first < last <= len(words) for first, last in found.values())


@pytest.mark.hypothesis
@given(st.lists(st.sampled_from(["feel", "better", "10", "minutes", "talk", "to", "your", "doctor", "x"])))
def test_the_memory_of_words_changes_nothing(words):
    fresh = Cues(["a | feel better", "b | # minutes", "say | talk", "who | doctor", "c | say ~ who 2"])
    again = fresh.find(words)
    assert fresh.find(words) == again
