"""HTML of Word, Google Docs and other systems becomes Markdown of the house, and no word is lost on the way."""

from html import escape
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.markup import MarkupError, parse
from articles.markup.incoming import to_markdown
from articles.markup.incoming.tidy import MAX_HTML
from articles.markup.incoming.writer import box
from articles.rendering import render, visible_text

HERE = Path(__file__).parent / "incoming"


def shown(markdown: str) -> str:
    """The words a reader would see."""
    return visible_text(render(markdown).html)


@pytest.mark.parametrize("name", ["word", "google_docs"])
def test_a_whole_pasted_document_becomes_clean_markdown(name: str) -> None:
    converted = to_markdown((HERE / f"{name}.html").read_text(encoding="utf-8"))
    assert converted.markdown == (HERE / f"{name}.md").read_text(encoding="utf-8").rstrip("\n")
    assert not parse(converted.markdown).problems


def test_what_was_left_out_of_a_word_document_is_said() -> None:
    notes = " ".join(to_markdown((HERE / "word.html").read_text(encoding="utf-8")).notes)
    assert "1 picture was left out (“A dark bedroom”)" in notes
    assert "1 link was left out, the words stay" in notes


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br><br>Two<br>three<br>", "One\n\nTwo\\\nthree"),
        ("<b>a</b><b>b</b> <i>c</i> <i>d</i>", "**ab** *c d*"),
        ("<p><b>Note:</b>this</p>", "Note:this"),
        ("<p>un<em>believ</em>able</p>", "un*believ*able"),
        ("<h1>A</h1><h3>B</h3>", "## A\n\n#### B"),
        ("<h3><b>Already lower</b></h3>", "### Already lower"),
        ("<h2></h2><p>x</p>", "x"),
        ("<ul><li><p>a</p></li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        ("<p>• one</p><p>• two</p><p>three</p>", "- one\n- two\n\nthree"),
        ('<ol start="4"><li>d</li></ol>', "4. d"),
        ("<blockquote>said<br>so</blockquote>", "> said\\\n> so"),
        ("<pre>a ` b\n```\n</pre>", "````\na ` b\n```\n````"),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "**Term**\n\nMeaning"),
        ('<a href="https://example.org/">https://example.org/</a>', "<https://example.org/>"),
        ('<a href="/help-now/">Help</a>', "[Help](/help-now/)"),
        ('Hot!<a href="https://example.org/a(b)">x</a>', r"Hot\![x](https://example.org/a%28b%29)"),
        ('<a href="#_Toc1">Contents</a>', "Contents"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
        ("<p>soft\u00adhyphen\u200b and\u00a0space \u202eback</p>", "softhyphen and space back"),
        ("<table><tr><td>A box that <b>somebody</b> drew.</td></tr></table>", "A box that **somebody** drew."),
        (
            "<table><caption>Doses</caption><tr><th>a<th>b<tr><td colspan=2>c</table>",
            "Table: Doses\n\n| a | b |\n| --- | --- |\n| c |  |",
        ),
        ("<p>x<sup>2</sup> y<sup>two words</sup></p>", "x^2^ ytwo words"),
        ("", ""),
    ],
)
def test_each_construct_has_one_way_to_be_written(html: str, markdown: str) -> None:
    assert to_markdown(html).markdown == markdown
    assert to_markdown(f"<div><div>{html}</div></div>").markdown == markdown


def test_footnotes_of_wordpress_are_footnotes() -> None:
    html = (
        '<p>Sleep<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup> helps.</p>'
        '<ol class="wp-block-footnotes"><li id="f1">See <em>there</em>. <a href="#f1-link">↩︎</a></li></ol>'
    )
    assert to_markdown(html).markdown == "Sleep[^1] helps.\n\n[^1]: See *there*."


def test_an_importer_says_what_becomes_of_pictures_and_links() -> None:
    html = (
        '<figure><img src="https://old.example.org/a.jpg" alt="A bench">'
        "<figcaption>The <b>park</b></figcaption></figure>"
        '<p>Read <a href="../more/">more</a>.</p>'
    )
    converted = to_markdown(
        html,
        picture=lambda src, alt, caption: f'![{alt}](/media/articles/x.jpg "{caption}")',
        link=lambda href: "https://old.example.org/more/" if href == "../more/" else "",
    )
    assert converted.markdown == (
        '![A bench](/media/articles/x.jpg "The park")\n\nRead [more](https://old.example.org/more/).'
    )
    assert converted.notes == ()


MARKUP = st.text("ab1 .,#>*_~^[]()!&;<|:-+=`\\{}\"'/@", max_size=40)


@given(MARKUP)
@example("a_b_ _c_")
@example("1. one")
@example("![x](y)")
@example("~~a~~ ~b~ ^c^")
@example("<http://x> &amp; &#42;")
@example(":::care")
def test_whatever_characters_are_pasted_the_reader_sees_those_characters(text: str) -> None:
    for html in (f"<p>{escape(text)}</p>", f"<ul><li>{escape(text)}</li></ul>", f"<h2>{escape(text)}</h2>"):
        assert shown(to_markdown(html).markdown) == " ".join(text.split())


WORDS = st.sampled_from(["one", "two, ", "(three)", " four", "5.", "“six”", " "])
INLINE = st.lists(st.tuples(st.sampled_from(["", "b", "i", "s", "a", "sup"]), WORDS), max_size=6)


@given(st.lists(st.tuples(st.sampled_from(["p", "li", "td", "blockquote", "h3"]), INLINE), max_size=4))
def test_whatever_is_emphasised_no_word_is_lost(blocks: list[tuple[str, list[tuple[str, str]]]]) -> None:
    def inline(tag: str, words: str) -> str:
        opened = '<a href="https://example.org/">' if tag == "a" else f"<{tag}>"
        return f"{opened}{words}</{tag}>" if tag else words

    wraps = {"li": "<ul>{}</ul>", "td": "<table><tr><td>head</td>{}</tr></table>"}
    html = "".join(
        wraps.get(tag, "{}").format(f"<{tag}>" + "".join(inline(*part) for part in parts) + f"</{tag}>")
        for tag, parts in blocks
    )
    want = "".join(("head" if tag == "td" else "") + "".join(words for _, words in parts) for tag, parts in blocks)
    assert "".join(shown(to_markdown(html).markdown).split()) == "".join(want.split())


@given(st.text(max_size=80) | st.text("<>/abpulitdrh=\"' &;!-[]", max_size=120))
def test_no_html_however_broken_makes_it_fail_or_gives_what_cannot_be_saved(html: str) -> None:
    parse(to_markdown(html).markdown)


@pytest.mark.parametrize("html", ["x" * (MAX_HTML + 1), "<ul><li>" * 400 + "x"])
def test_what_is_too_large_or_too_deep_is_refused_with_a_sentence(html: str) -> None:
    with pytest.raises(MarkupError, match="to be converted"):
        to_markdown(html)


def test_a_box_is_written_around_markdown_that_has_boxes() -> None:
    assert box("care", "Ask if", "text") == ":::care Ask if\ntext\n:::"
    assert box("note", "", ":::care x\ny\n:::") == "::::note\n:::care x\ny\n:::\n::::"
    with pytest.raises(ValueError, match="not a kind"):
        box("loud", "", "x")
