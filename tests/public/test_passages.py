"""Marks in signed HTML: whole sentences only, and nothing of the words changed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from articles.public.passages import key_points, marked, passages
from articles.rendering import render, visible_text

WALK = "A short walk in the morning can help you feel calmer."
SAFE = "It is safe."


def test_a_signed_sentence_gets_one_element_with_its_number() -> None:
    html = f"<p>The bus is late. {WALK} More follows.</p>\n"
    assert marked(html, (SAFE, WALK)) == (
        f'<p>The bus is late. <span class="claim" id="c2" data-note="2">{WALK}</span> More follows.</p>\n'
    )


def test_words_inside_a_longer_sentence_are_another_claim() -> None:
    html = "<p>It is safe. They say: It is safe to walk. It is safe? It is unsafe.</p>"
    assert marked(html, ("It is safe to walk.",)) == html
    assert marked(html, (SAFE,)).count("<span") == 1


def test_the_same_sentence_twice_is_marked_twice_with_one_id() -> None:
    html = marked(f"<p>{WALK}</p>\n<ul>\n<li>{WALK}</li>\n</ul>\n", (WALK,))
    assert html.count('class="claim"') == 2
    assert html.count('id="c1"') == 1


def test_source_marks_stay_behind_the_sentence_and_get_a_way_back() -> None:
    cite = '<sup class="cite"><a href="#s2" aria-label="Source 2">2</a></sup>'
    html = marked(f"<p>{WALK}{cite} And then.{cite}</p>", (WALK,))
    assert f'data-note="1">{WALK}</span><sup class="cite"><a id="r2" href="#s2"' in html
    assert html.count('id="r2"') == 1


def test_emphasis_across_the_end_of_a_sentence_is_not_torn() -> None:
    html = "<p><strong>Walk. It</strong> is <em>safe</em>. Go.</p>"
    assert marked(html, ("It is safe.",)) == (
        '<p><strong>Walk. <span class="claim" id="c1">It</span></strong><span class="claim"> is </span><em>'
        '<span class="claim">safe</span></em><span class="claim" data-note="1">.</span> Go.</p>'
    )


def test_letters_that_html_escapes_and_curly_quotes_are_the_same_words() -> None:
    html = "<p>Call 999 or go to A&amp;E. It’s free.</p>"
    assert 'data-note="1">Call 999 or go to A&amp;E.<' in marked(html, ("Call 999 or go to A&E.",))
    assert 'data-note="1">It’s free.<' in marked(html, ("It's free.",))


def test_with_notes_a_number_leads_to_the_note() -> None:
    html = marked(f"<p>{WALK}</p>", (WALK,), notes=True)
    assert (
        '</span><sup class="note-mark"><a href="#claim-1" aria-label="Note 1: who checked it">1</a></sup></p>' in html
    )


WORDS = ["A walk", "helps.", "It is", "*safe*", "**now.**", "“Yes.”", "A&E", "<3", "`x`", "10.5", "e.g.", "Dr Hall"]
BREAKS = ["\n\n- ", "\n\n## ", "\n\n> ", "\\\n"]
words = st.lists(st.sampled_from([*WORDS, *BREAKS]), min_size=1, max_size=25)


@given(words)
def test_marking_changes_no_word_and_no_other_tag(parts: list[str]) -> None:
    html = render(" ".join(parts)).html
    sentences = tuple(dict.fromkeys(item.text for item in passages(html)))
    done = marked(html, sentences)
    assert re.sub(r'<span class="claim"[^>]*>|</span>', "", done) == re.sub(r"</span>", "", html)
    assert visible_text(done) == visible_text(html)


def test_key_points_at_the_beginning_are_cut_off_with_everything_inside() -> None:
    box = '<div class="box key">\n<div class="scroll"><table></table></div>\n</div>'
    assert key_points(f"{box}\n<p>More.</p>") == (box, "\n<p>More.</p>")
    assert key_points("<p>More.</p>") == ("", "<p>More.</p>")


def test_passages_stand_under_their_heading() -> None:
    found = passages("<p>First.</p>\n<h2 id='x'>Why?</h2>\n<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n")
    assert [(item.heading, item.text) for item in found] == [
        ("", "First."),
        ("Why?", "Why?"),
        ("Why?", "One"),
        ("Why?", "Two"),
    ]
