"""Law 4: what a reader sees of the body is exactly what was cut into segments, in the same order."""

import pytest
from hypothesis import given

from articles.claims.segments import segment, segmentation
from articles.claims.types import ArticleText
from articles.markup import MarkupError
from articles.rendering import Mark, render, visible_text
from tests.markup.markdown import SOURCES

CORPUS = {
    "plain": "# Calm\n\nIt helps. It may not.\n\n- one\n- two\n  1. deep\n",
    "formats": "A **bold** and *soft* claim, ~~not~~ `code` H~2~O x^2^. Next[^n] one.\n\n[^n]: The note. With two.\n",
    "picture": 'See ![a lamp](/media/l.png "no caption") there.\n\n![A room](/media/r.png "What it *means*. Twice.")\n',
    "foreign picture": "See ![a lamp](https://example.org/l.png) there. ![](/media/x.png)",
    "boxes": "::: urgent Call 999 if:\n- one\n:::\n\n:::do\n- rest\n:::\n\n::: dont Never\n- drink\n:::\n",
    "table": "Table: Doses\n\n| a \\| b | |\n|--|--|\n| 1 | `2` |\n| [x](/y) | ![p](/media/p.png) |\n",
    "code": "```\nline one\n\n\tline two.  Three\n```\n",
    "help line": "Before.\n\n{{ helpline:night-line }}\n\n> quoted {{ helpline:x }}\n",
    "links": "[a](javascript:x) [b](https://example.org) <https://example.org/%E2%80%AE> [](/empty) [c](ftp://x.example)",
    "html": "<b>5 < 6 & 7 > 3</b> &lt;i&gt; &amp;amp; &nbsp;x",
    "breaks": "one  \ntwo\\\nthree\n**Week 1:** a\n**Week 2:** b",
    "pasted lines": "Rest:\n✓ a nap\n✗ **wine**\n\n- Mind:\n  → calm\n  → *hope*\n\n988. Call.\n\nA\nB\n---\n7. c",
    "invisible": "zero\u200bwidth soft\u00adhyphen \u00a0 nbsp \u2003 em",
    "empty headings": "#\n\n## ![](/media/p.png)\n\n### ![alt](/media/p.png)\n\n# \u200b\n",
}


def check(source: str) -> None:
    segments = [found for found in segment(ArticleText(title="", body=source)) if found.part == "body"]
    expected = " ".join(found.text for found in segments)
    assert visible_text(render(source).html) == expected
    marks = [Mark(found.start, found.end, "s-open", "Claim", number) for number, found in enumerate(segments, 1)]
    cites = {found.end: [1] for found in segments}
    assert visible_text(render(source, marks, cites).html) == expected


@pytest.mark.parametrize("source", CORPUS.values(), ids=CORPUS.keys())
def test_known_sources_show_what_was_cut(source):
    check(source)
    check(source.replace("\n", "\r\n"))


@given(SOURCES)
def test_any_source_shows_what_was_cut(source):
    try:
        check(source)
    except MarkupError:
        return


@given(SOURCES)
def test_every_character_of_a_segment_finds_its_place(source):
    try:
        cut = segmentation(ArticleText(title="A title", body=source, summary="One.  Two\nthree."))
    except MarkupError:
        return
    parts = {"title": "A title", "summary": "One.  Two\nthree.", "body": source}
    for found in cut.segments:
        assert found.start < found.end
        for at, char in enumerate(found.text):
            start, end = cut.span(found.index, at, at + 1)
            assert found.start <= start <= end <= found.end
            if end - start == 1 and not char.isspace():
                assert parts[found.part][start] == char


def test_words_that_the_segments_do_not_have_would_be_noticed():
    assert visible_text("<p>It <em>helps</em>.</p><p>A lot.</p>") == "It helps. A lot."
    assert visible_text('<p>It<img alt="a lamp" src="/media/l.png">helps</p>') == "It a lamp helps"
    assert visible_text('<p>It helps<sup class="cite"><a href="#s1">1</a></sup>.</p>') == "It helps."
    assert visible_text('<h3><span class="vh">Important: </span>Rest</h3>') == "Rest"
