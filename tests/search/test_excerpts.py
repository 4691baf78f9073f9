"""The words around the hits."""

import re

from hypothesis import given
from hypothesis import strategies as st

from articles.search.excerpts import BEFORE, END, LENGTH, START, Excerpt, excerpt_of


def excerpt(body: str, word: str) -> Excerpt:
    return excerpt_of(body, re.sub(rf"\b({re.escape(word)})\b", rf"{START}\1{END}", body))


def shown(parts: Excerpt) -> str:
    return "".join(text for text, _ in parts)


def test_a_short_text_is_shown_whole_with_every_hit() -> None:
    parts = excerpt("The heron stands by the heron house.", "heron")
    assert shown(parts) == "The heron stands by the heron house."
    assert [text for text, hit in parts if hit] == ["heron", "heron"]


def test_a_long_text_is_cut_at_a_sentence_before_and_a_word_behind() -> None:
    text = "One two three. " * 20 + "The heron stands here. " + "Four five six. " * 20
    parts = excerpt(text, "heron")
    cut = shown(parts)
    assert cut.startswith("…One two three. ")
    assert cut.endswith("…")
    assert cut.strip("…") in text
    assert text[text.index(cut.strip("…")) + len(cut.strip("…"))] == " "


def test_where_different_words_stand_together_is_shown() -> None:
    body = "A heron. " + "One two three. " * 30 + "The heron and the swan. " + "Four five six. " * 30
    marked = re.sub(r"(heron|swan)", rf"{START}\1{END}", body)
    assert "The heron and the swan." in shown(excerpt_of(body, marked))


def test_without_a_hit_or_with_marks_of_another_text_there_is_none() -> None:
    assert excerpt("nothing here", "heron") == []
    assert excerpt_of("another text", f"a {START}heron{END}") == []


@given(st.text(alphabet="ab .!\u00e9", max_size=600), st.text(alphabet="ab .!\u00e9", max_size=600))
def test_an_excerpt_is_part_of_the_text_and_holds_the_hit(before: str, after: str) -> None:
    body = f"{before} heron {after}"
    parts = excerpt(body, "heron")
    assert ("heron", True) in parts
    assert shown([part for part in parts if part != ("…", False)]) in body
    assert len(shown(parts)) <= LENGTH + BEFORE + 2
