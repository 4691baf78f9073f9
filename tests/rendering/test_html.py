"""The HTML is well formed, stable, and says what assistive technology needs."""

import re

import html5lib
import lxml.html
import pytest
from hypothesis import given

from articles.claims.segments import segment
from articles.claims.types import ArticleText
from articles.markup import MarkupError, parse
from articles.rendering import Mark, Shown, render, render_inline_plain, visible_text
from articles.rendering.blocks import BlockWriter
from articles.rendering.gate import clean
from articles.rendering.marks import Marks
from tests.markup.markdown import SOURCES

BLOCKS = {"p", "div", "ul", "ol", "table", "blockquote", "pre", "figure", "section", "h2", "h3", "h4", "h5", "h6", "hr"}


def tree(html: str):
    return lxml.html.fragment_fromstring(html, create_parent="div")


def assert_valid(html: str) -> None:
    html5lib.HTMLParser(strict=True).parseFragment(html)
    root = tree(html)
    ids = root.xpath(".//@id")
    assert len(ids) == len(set(ids))
    for parent in root.xpath(
        ".//p | .//h2 | .//h3 | .//h4 | .//h5 | .//h6 | .//mark | .//a | .//em | .//strong | .//code | .//caption"
    ):
        assert not [child.tag for child in parent.iterdescendants() if child.tag in BLOCKS]
    assert not root.xpath(".//a//a")
    for heading in root.xpath(".//h2 | .//h3 | .//h4 | .//h5 | .//h6"):
        assert "".join(heading.itertext()).strip()
    levels = [int(heading.tag[1]) for heading in root.xpath(".//h2 | .//h3 | .//h4 | .//h5 | .//h6")]
    assert all(level <= before + 1 for before, level in zip([1, *levels], levels, strict=False))
    for link in root.xpath(".//a"):
        assert link.get("href")
        assert link.text_content().strip() or link.xpath(".//img")
    for label in root.xpath(".//@aria-labelledby"):
        assert label in ids


@given(SOURCES)
def test_any_source_gives_valid_html(source):
    try:
        plain = render(source)
    except MarkupError:
        return
    assert_valid(plain.html)
    segments = [found for found in segment(ArticleText(title="", body=source)) if found.part == "body"]
    marks = [
        Mark(found.start, found.end, "s-open", f"Claim {number}", number) for number, found in enumerate(segments, 1)
    ]
    marked = render(source, marks, {found.end: [1, 2] for found in segments}).html
    assert_valid(marked)
    root = tree(marked)
    assert [link.get("href") for link in root.xpath(".//a[contains(@class, 'chip')]")] == [
        f"#claim-{mark.number}" for mark in marks
    ]
    assert len(root.xpath(".//sup[@class='cite']")) == 2 * len(segments)
    for mark, found in zip(marks, segments, strict=True):
        words = " ".join(
            " ".join([*part.itertext(), *part.xpath(".//@alt")])
            for part in root.xpath(f".//mark[@data-claim='{mark.number}']")
        )
        assert "".join(words.split()) == "".join(found.text.split())


FILES = ["/media/articles/" + letter * 64 for letter in "abcd"]
CHOICES = Shown(
    800,
    600,
    f"{FILES[0]}.jpg",
    (
        ("image/avif", f"{FILES[1]}.avif 400w, {FILES[2]}.avif 800w"),
        ("image/webp", f"{FILES[3]}.webp 800w"),
    ),
)


@given(SOURCES)
def test_the_gate_takes_nothing_away_from_what_the_writer_wrote(source):
    try:
        document = parse(source)
    except MarkupError:
        return
    written = BlockWriter(document, Marks(), 0, lambda path: CHOICES).write()
    cleaned = clean(written)
    assert cleaned.replace("&nbsp;", "\xa0").replace("&quot;", '"') == written.replace("&quot;", '"').replace(
        "&#x27;", "'"
    )
    assert clean(cleaned) == cleaned


@given(SOURCES)
def test_the_same_source_gives_the_same_bytes(source):
    try:
        assert render(source) == render(source)
    except MarkupError:
        return


def test_headings_start_at_h2_and_skip_no_level():
    result = render("# One\n\n## Two\n\n#### Deep\n\n## Three\n")
    assert [(level, text) for level, _, text in result.headings] == [(2, "One"), (2, "Two"), (3, "Deep"), (2, "Three")]
    assert [level for level, _, _ in render("# One\n\n## Two", heading_offset=1).headings] == [2, 3]


def test_heading_ids_are_words_with_a_prefix_and_a_number_when_taken():
    result = render("## What is it?\n\n## What is it?\n\n## What is it 2\n\n## main\n\n## t1\n\n## 睡眠\n")
    assert [name for _, name, _ in result.headings] == [
        "h-what-is-it", "h-what-is-it-2", "h-what-is-it-2-2", "h-main", "h-t1", "h-section",
    ]  # fmt: skip


def test_a_mark_is_cut_where_emphasis_crosses_its_edge():
    source = "**One is. Two is.**"
    first, second = (found for found in segment(ArticleText(title="", body=source)))
    html = render(
        source,
        [Mark(first.start, first.end, "s-open", "Claim 1", 1), Mark(second.start, second.end, "s-ok", "Claim 2", 2)],
    ).html
    assert '<mark class="claim s-open" id="t1" data-claim="1"><strong>One is.</strong></mark>' in html
    assert '<mark class="claim s-ok" id="t2" data-claim="2"><strong>Two is.</strong></mark>' in html


def test_no_link_is_left_around_white_space():
    source = "[One. Two.](/x) [ ](/y)"
    marks = [Mark(1, 5, "s-open", "Claim 1", 1), Mark(6, 10, "s-open", "Claim 2", 2)]
    assert re.findall("<a href=[^>]*>([^<]*)<", render(source, marks).html) == ["One.", "Two."]


def test_the_same_claim_twice_has_one_id_and_two_numbers():
    html = render(
        "It helps.\n\nIt helps.", [Mark(0, 9, "s-open", "Claim 1", 1), Mark(11, 20, "s-open", "Claim 1", 1)]
    ).html
    assert html.count('id="t1"') == 1
    assert html.count('href="#claim-1"') == 2


def test_a_source_number_stands_behind_the_words_and_outside_a_link():
    source = "It [helps](https://example.org). More."
    html = render(
        source, cites={source.index(".") + len(".") + source[source.index(".") + 1 :].index(".") + 1: [3]}
    ).html
    assert '</a>.<sup class="cite"><a href="#s3" aria-label="Source 3">3</a></sup> More.' in html
    inside = render("See [the guide](/x)", cites={19: [1]}).html
    assert '<a href="/x">the guide</a><sup class="cite">' in inside


def test_a_picture_and_its_caption_each_keep_their_source_number():
    source = '![A lamp](/media/l.png "Warm light.")'
    html = render(source, cites={8: [1], source.index(".") + 100: [9], len(source) - 2: [2]}).html
    assert html.count("cite") == 2
    assert html.index("#s1") < html.index("<figcaption>") < html.index("#s2")


def test_a_mark_with_markup_for_a_class_is_refused():
    with pytest.raises(ValueError):
        Mark(0, 1, 's-open" onclick="x', "Claim", 1)


def test_pictures_have_size_and_only_the_first_loads_at_once():
    result = render(
        "![a](/media/a.png)\n\n![b](/media/b.png)\n\n![](/media/c.png)", picture_of=lambda path: Shown(640, 480)
    )
    pictures = tree(result.html).xpath(".//img")
    assert [picture.get("loading") for picture in pictures] == [None, "lazy", "lazy"]
    assert pictures[0].get("width") == "640"
    assert result.images == ("/media/a.png", "/media/b.png", "/media/c.png")
    assert [problem for problem in result.problems if "no description" in problem and "c.png" in problem]


def test_a_picture_offers_its_files_to_the_browser_and_says_what_it_shows():
    html = render('![A bench.](/media/a.png "Our park.")', picture_of=lambda path: CHOICES).html
    (picture,) = tree(html).xpath(".//figure/picture")
    assert [item.get("type") for item in picture.xpath(".//source")] == ["image/avif", "image/webp"]
    assert picture.xpath(".//source")[0].get("srcset") == CHOICES.sources[0][1]
    assert all(item.get("sizes") for item in picture.xpath(".//source"))
    (img,) = picture.xpath(".//img")
    assert (img.get("src"), img.get("width"), img.get("height")) == (f"{FILES[0]}.jpg", "800", "600")
    assert visible_text(html) == "A bench. Our park."


@pytest.mark.parametrize(
    "srcset",
    [
        "https://example.org/a.avif 400w",
        "//example.org/a.avif 400w",
        f"{FILES[0]}.avif 400w, https://example.org/a.avif 800w",
        f"{FILES[0]}.svg 400w",
        "javascript:alert(1) 1w",
        "/media/articles/../a.avif 400w",
    ],
)
def test_no_other_file_can_be_offered(srcset):
    assert "srcset" not in clean(
        f'<picture><source type="image/avif" srcset="{srcset}"><img src="/media/a.png"></picture>'
    )


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [("warn", "Important: "), ("care", "Non-urgent advice: "), ("urgent", "Urgent advice: "), ("dont", "Do not: ")],
)
def test_a_box_says_its_kind_to_those_who_do_not_see_its_colour(kind, prefix):
    html = render(f"## Head\n\n:::{kind} Rest if\n- one\n:::").html
    assert f'<div class="box {kind}">\n<h3><span class="vh">{prefix}</span>Rest if</h3>' in html
    assert f'<p class="vh">{prefix.strip()}</p>' in render(f":::{kind}\n- one\n:::").html


def test_do_and_dont_stand_side_by_side():
    html = render(":::do\n- rest\n:::\n\n:::dont\n- drink\n:::\n").html
    assert html.startswith('<div class="pair">\n<div class="box do">')
    assert html.endswith("</div>\n</div>\n")


def test_a_wide_table_scrolls_in_a_named_region():
    html = render("Table: Doses\n\n| a | b |\n|---|--:|\n| c | d |\n").html
    region = tree(html).xpath("./div")[0]
    assert (region.get("role"), region.get("tabindex"), region.get("aria-labelledby")) == ("region", "0", "table-1")
    assert '<caption id="table-1">Doses</caption>' in html
    assert '<th scope="row">c</th><td class="num">d</td>' in html


def test_tables_without_a_caption_have_names_of_their_own():
    table = "| a | b |\n|---|---|\n| c | d |\n"
    html = render(f"{table}\n## Dose\n\n{table}\nThen.\n\n{table}").html
    names = [region.get("aria-label") or region.get("aria-labelledby") for region in tree(html).xpath("./div")]
    assert names == ["Table 1", "h-dose", "Table 3"]


def test_footnotes_link_both_ways_and_are_lettered():
    html = render("One.[^x] Two.[^x]\n\n[^x]: Words.\n").html
    assert '<sup class="fn" id="fnref-1"><a href="#fn-1" aria-label="Note a">a</a></sup>' in html
    assert '<li id="fn-1"><p>Words. <a class="fn-back" href="#fnref-1"' in html
    assert 'href="#fnref-1-2"' in html


def test_a_numbered_list_always_counts_from_one_and_other_numbers_are_words():
    assert "<ol>" in render("1. Rest.\n2. Sleep.\n\nThen:\n\n2. Wake.").html
    assert render("7. mg twice a day").html == "<p>7. mg twice a day</p>\n"


def test_help_lines_are_left_for_the_page_to_fill():
    result = render("{{ helpline:night-line }}")
    assert result.html == '<div class="helpline" data-helpline="night-line">helpline:night-line</div>\n'
    assert result.helplines == ("night-line",)


def test_a_plain_part_is_escaped_and_marked():
    assert render_inline_plain("5 < 6 & *so*") == "5 &lt; 6 &amp; *so*"
    html = render_inline_plain("It helps. Truly.", [Mark(0, 9, "s-open", "Claim 1", 1)])
    assert html.startswith('<mark class="claim s-open" id="t1" data-claim="1">It helps.</mark><a class="chip s-open"')
    assert render_inline_plain("") == ""
