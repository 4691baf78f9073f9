"""Marks of wording: notes to the writer, inside claims and across emphasis, that add no word."""

import re

from hypothesis import given
from hypothesis import strategies as st

from articles.rendering import Mark, render, render_inline_plain, visible_text

SOURCE = "One *two three* four `five`.\n\n- six **seven**\n- eight\n\n> nine & ten"
PLACES = st.integers(0, len(SOURCE))


def note(source: str, words: str, number: int = 1) -> Mark:
    start = source.index(words)
    return Mark(start, start + len(words), "w-advice", words, number, wording=True)


def test_a_note_stands_inside_a_claim_and_has_no_number() -> None:
    text = "He committed suicide last year."
    claim = Mark(0, len(text), "s-open", "Claim 1", 1)
    for html in (
        render(text, marks=[claim], notes=[note(text, "committed suicide")]).html,
        render_inline_plain(text, [claim], notes=[note(text, "committed suicide")]),
    ):
        inside = '<mark class="claim s-open" id="t1" data-claim="1">He <mark class="wording w-advice" data-wording="1">'
        assert f"{inside}committed suicide</mark> last year.</mark>" in html
        assert html.count('class="chip') == 1
        assert visible_text(html) == text


def test_a_note_across_emphasis_is_taken_apart() -> None:
    html = render("one *two* three", notes=[note("one *two* three", "one *two*")]).html
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", html) == ["one <em>two</em>"]


def test_published_text_has_no_notes() -> None:
    assert "wording" not in render("He committed suicide last year.").html


@given(st.lists(st.tuples(PLACES, PLACES), max_size=4), st.lists(st.tuples(PLACES, PLACES), max_size=4))
def test_whatever_is_noted_the_words_stay(claims: list[tuple[int, int]], notes: list[tuple[int, int]]) -> None:
    marked = render(
        SOURCE,
        marks=[Mark(*sorted(place), "s-open", "Claim", number) for number, place in enumerate(claims, 1)],
        notes=[Mark(*sorted(place), "w-block", "", number, wording=True) for number, place in enumerate(notes, 1)],
    ).html
    assert visible_text(marked) == visible_text(render(SOURCE).html)
