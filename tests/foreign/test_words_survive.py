"""Whatever stands in a page, its words come out in order, or the report says which did not."""

import re

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from articles.foreign.markdown import markdown_of
from articles.markup import Run, parse
from tests.markup.markdown import WORDS

_INLINE = [
    "{}",
    "<b>{}</b>",
    "<em>{} </em>",
    "<strong> {}</strong>",
    "<i><b>{}:</b></i>",
    "<del>{}</del>",
    "<sup>{}</sup>",
]
_INLINE += [
    "<sub>{}</sub>",
    "<code>{}</code>",
    '<a href="https://example.org/a_(b)">{}</a>',
    "<span>{}</span><br>",
    "<q>{}</q>",
]
_INLINE += [
    "*{}*",
    "_{}_",
    "`{}`",
    "[{}](x)",
    "![{}]",
    "~~{}~~",
    "^{}^",
    "&lt;b&gt;{}",
    "&amp;copy;{}",
    "# {}",
    "| {} |",
    "1. {}",
]
_BLOCK = [
    "<p>{}</p>",
    "<h3>{}</h3>",
    "<blockquote>{}</blockquote>",
    "<blockquote><p>{}</p></blockquote>",
    "<div>{}</div>",
]
_BLOCK += ["<ul><li>{}</li></ul>", "<ol><li><p>{}</p></li><li>x</li></ol>", "<ul><li>a<ul><li>{}</li></ul>b</li></ul>"]
_BLOCK += [
    "<table><tr><th>h</th></tr><tr><td>{}</td></tr></table>",
    "<pre>{}</pre>",
    "<dl><dt>{}</dt><dd>d</dd></dl>",
    "{}",
]
_BLOCK += [
    "<p>::: {}</p>",
    "<p>- {}</p>",
    "<p>+ {}</p>",
    "<p>&gt; {}</p>",
    "<p>Table: {}</p>",
    "<p>---<br>{}</p>",
    "<p>{{{{ {} }}}}</p>",
]


@st.composite
def pages(draw) -> str:
    """Well-formed pages of words in every kind of element."""
    blocks = []
    for _ in range(draw(st.integers(1, 4))):
        parts = [
            draw(st.sampled_from(_INLINE)).format(draw(WORDS).replace("<", "&lt;"))
            for _ in range(draw(st.integers(1, 4)))
        ]
        blocks.append(draw(st.sampled_from(_BLOCK)).format(draw(st.sampled_from(["", " "])).join(parts)))
    return "\n".join(blocks)


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@given(pages())
def test_the_words_of_a_page_are_the_words_of_its_markdown(html: str) -> None:
    made = markdown_of(html, "https://old.example.org")
    assert made.problems == []
    shown = "".join(
        inline.text for block in parse(made.markdown).walk() for inline in block.inlines if isinstance(inline, Run)
    )
    assert letters(shown) == letters(BeautifulSoup(html, "html.parser").get_text())
    assert not any("did not come along" in note.sentence for note in made.notes)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Co", "Cn"]), max_size=200))
def test_any_text_at_all_is_converted_or_refused_with_a_sentence(text: str) -> None:
    made = markdown_of(text, "https://old.example.org")
    assert made.problems or parse(made.markdown)


def test_words_that_are_lost_are_named() -> None:
    made = markdown_of('<p>Seen.</p><p style="display:none">Hidden passage</p>')
    assert made.markdown == "Seen."
    assert any("Hidden passage" in str(note) and note.todo for note in made.notes)
