"""What a reader would see is cut into segments, each in its field and at its place."""

from itertools import pairwise

import pytest
from hypothesis import given

from articles.claims.segments import helplines, images, segment, segmentation
from articles.claims.types import ArticleText, Field, Segment
from articles.markup import MarkupError, parse
from tests.markup.markdown import SOURCES


def body(source: str) -> list[Segment]:
    return [found for found in segment(ArticleText(title="A title", body=source)) if found.part == "body"]


def fields(source: str) -> list[tuple[Field, str]]:
    return [(found.field, found.text) for found in body(source)]


def test_the_parts_come_in_reading_order():
    article = ArticleText(title="Calm. Now.", summary="One. Two.", meta_description="Three.", body="Four.")
    found = segment(article)
    assert [(item.index, item.field, item.part, item.text) for item in found] == [
        (0, Field.TITLE, "title", "Calm. Now."),
        (1, Field.SUMMARY, "summary", "One."),
        (2, Field.SUMMARY, "summary", "Two."),
        (3, Field.META, "meta_description", "Three."),
        (4, Field.BODY, "body", "Four."),
    ]
    assert article.summary[found[2].start : found[2].end] == "Two."


def test_title_summary_and_meta_description_are_not_markdown():
    found = segment(ArticleText(title="*Calm*", summary="5 &lt; 6", body=""))
    assert [item.text for item in found] == ["*Calm*", "5 &lt; 6"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Head. Line", [(Field.HEADING, "Head. Line")]),
        ("One. Two.", [(Field.BODY, "One."), (Field.BODY, "Two.")]),
        ("- One. Two.\n- Three", [(Field.LIST_ITEM, "One."), (Field.LIST_ITEM, "Two."), (Field.LIST_ITEM, "Three")]),
        ("> One. Two.", [(Field.QUOTE, "One."), (Field.QUOTE, "Two.")]),
        ("> - One.", [(Field.QUOTE, "One.")]),
        ("::: warn Stop. Now\nRest.\n:::", [(Field.CALLOUT_TITLE, "Stop. Now"), (Field.BODY, "Rest.")]),
        ("One.[^a]\n\n[^a]: Note. More.", [(Field.BODY, "One."), (Field.FOOTNOTE, "Note."), (Field.FOOTNOTE, "More.")]),
        (
            '![A lamp. Lit.](/media/l.png "Warm. Soft.")',
            [(Field.ALT, "A lamp. Lit."), (Field.CAPTION, "Warm."), (Field.CAPTION, "Soft.")],
        ),
        ("Look ![a lamp](/media/l.png) here.", [(Field.BODY, "Look"), (Field.ALT, "a lamp"), (Field.BODY, "here.")]),
        ("[Read the guide.](/x)", [(Field.LINK, "Read the guide.")]),
        ("- **[Headache](/x)**", [(Field.LINK, "Headache")]),
        ("## [Head](/x)", [(Field.HEADING, "Head")]),
        ("See [the guide](/x).", [(Field.BODY, "See the guide.")]),
        ("```\ntake 5\n\ntake 6\n```", [(Field.BODY, "take 5"), (Field.BODY, "take 6")]),
        ("{{ helpline:night-line }}", [(Field.BODY, "helpline:night-line")]),
        ("One  \ntwo", [(Field.BODY, "One"), (Field.BODY, "two")]),
        ("One\ntwo.", [(Field.BODY, "One two.")]),
        ("![](/media/l.png)", []),
        ("---", []),
    ],
)
def test_each_thing_a_reader_sees_has_its_field(source, expected):
    assert fields(source) == expected


def test_table_cells_and_captions_are_segments():
    source = "Table: Doses\n\n| Drug | Dose |\n|---|---|\n| A | 5 mg. Twice. |\n"
    assert fields(source) == [
        (Field.CAPTION, "Doses"),
        (Field.TABLE_CELL, "Drug"),
        (Field.TABLE_CELL, "Dose"),
        (Field.TABLE_CELL, "A"),
        (Field.TABLE_CELL, "5 mg."),
        (Field.TABLE_CELL, "Twice."),
    ]


@pytest.mark.parametrize(
    ("source", "units"),
    [
        ("**Safety first:** Rest when tired. Walk later.", ["**Safety first:** Rest when tired.", "Walk later."]),
        ("**Sleep well.** Go to bed early. Rest.", ["**Sleep well.** Go to bed early.", "Rest."]),
        ("**Sleep well**. Go to bed early.", ["**Sleep well**. Go to bed early."]),
        ("- **Sleep well.** Go to bed early.", ["**Sleep well.** Go to bed early."]),
        ("**Is it safe?** It is.", ["**Is it safe?**", "It is."]),
        ("**Week 1:** walk\n**Week 2:** rest", ["**Week 1:** walk", "**Week 2:** rest"]),
        ("**Settling in**\nSit down.", ["**Settling in**", "Sit down."]),
        ("You should\n**never** stop.", ["You should\n**never** stop."]),
        (
            "**This is a very long sentence in bold that no reader would ever take for a lead-in.** Rest.",
            ["**This is a very long sentence in bold that no reader would ever take for a lead-in.**", "Rest."],
        ),
    ],
)
def test_a_short_bold_lead_in_belongs_to_its_sentence(source, units):
    assert [source[found.start : found.end] for found in body(source)] == units


def test_the_source_range_is_the_markdown_of_the_sentence():
    source = "> See **[the guide](/x)**. *Then rest*. ~~No `pills`~~\n"
    assert [source[found.start : found.end] for found in body(source)] == [
        "See **[the guide](/x)**.",
        "*Then rest*.",
        "~~No `pills`~~",
    ]


def test_a_place_inside_a_segment_is_found_again():
    source = "> See *the*\n> gui&amp;de."
    cut = segmentation(ArticleText(title="", body=source))
    (found,) = cut.segments
    assert found.text == "See the gui&de."
    at = found.text.index("gui&de")
    assert source[slice(*cut.span(0, at, at + 6))] == "gui&amp;de"


def test_pictures_and_help_lines_are_listed_in_order():
    document = parse("![a](/media/a.png) ![](/media/b.png)\n\n- {{ helpline:x }}\n\n{{ helpline:y }}\n")
    assert images(document) == ("/media/a.png", "/media/b.png")
    assert helplines(document) == ("x", "y")


def test_sentences_of_one_block_share_its_number():
    assert [found.block for found in body("One. Two.\n\nThree.\n\n- Four\n- Five")] == [1, 1, 2, 3, 4]


def test_the_same_sentence_twice_has_one_fingerprint():
    first, second = body("It is safe.\n\n# In children\n\nIt is safe.")[0::2]
    assert first.fingerprint == second.fingerprint
    assert first.context_digest != second.context_digest


@given(SOURCES)
def test_the_same_text_gives_the_same_segments(source):
    article = ArticleText(title="A title", body=source)
    try:
        assert segment(article) == segment(article)
    except MarkupError:
        return


@given(SOURCES)
def test_no_character_of_the_source_belongs_to_two_segments(source):
    try:
        found = segment(ArticleText(title="", body=source))
    except MarkupError:
        return
    places = sorted((one.start, one.end) for one in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


def test_a_refused_part_is_refused():
    for article in (
        ArticleText("a\u202e", ""),
        ArticleText("a", "b\u202e"),
        ArticleText("a", "", "c\u202e"),
        ArticleText("a", "", "", "d\u202e"),
    ):
        with pytest.raises(MarkupError):
            segment(article)


def test_version_one_stays_as_it_is():
    """When this fails, every stored sign-off would lapse: raise the version instead, and list first what lapses."""
    article = ArticleText(
        title="Rest and sleep",
        summary="Rest helps.",
        body=VERSION_ONE,
    )
    found = segment(article)
    assert [item.fingerprint[:11] for item in found] == FINGERPRINTS.split()
    assert [item.context_digest[:11] for item in found] == DIGESTS.split()


VERSION_ONE = """## Rest

It helps adults. See [how](/x).

Avoid:

- **Noise:** it wakes you

| a | b |
|---|---|
| ~~c~~ | d |
"""
FINGERPRINTS = """
v1:70706e90 v1:cf28938f v1:05863ec2 v1:26eaef17 v1:5a186d6b v1:0c98d3dd v1:6293b4d9 v1:ca978112 v1:3e23e816
v1:7bb68375 v1:18ac3e73
"""
DIGESTS = """
v1:affd6e8f v1:c7fcaf19 v1:a85d3779 v1:e0392dad v1:db9ffdfa v1:f84f828f v1:97b77e5e v1:b9120796 v1:b9120796
v1:afb3398c v1:bef32ed4
"""
