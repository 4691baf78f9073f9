"""What the dialect knows and what it leaves as plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import Block, Image, Kind, MarkupError, Reference, Run, Style, parse
from tests.markup.markdown import ANYTHING, SOURCES


def shape(block: Block) -> object:
    if block.children:
        return block.kind.value, [shape(child) for child in block.children]
    return block.kind.value


def kinds(source: str) -> list[object]:
    return [shape(child) for child in parse(source).root.children]


def words(source: str) -> str:
    return "".join(inline.text for block in parse(source).walk() for inline in block.inlines if isinstance(inline, Run))


@given(SOURCES | ANYTHING | st.text(st.characters(exclude_categories=[]), max_size=80))
def test_nothing_but_a_refusal_is_ever_raised(source):
    try:
        parse(source)
    except MarkupError as error:
        sentence = str(error)
    else:
        return
    assert sentence.endswith(".")


def test_raw_html_is_plain_words():
    assert words("<b>loud</b> <script>x</script>") == "<b>loud</b> <script>x</script>"


def test_bare_addresses_are_not_links_and_quotes_stay_as_typed():
    (paragraph,) = parse('See https://example.org -- "now" (c)').root.children
    assert [run.text for run in paragraph.inlines] == ['See https://example.org -- "now" (c)']
    assert not paragraph.inlines[0].formats


def test_link_reference_definitions_are_plain_words():
    assert words("[a][b]\n\n[b]: https://example.org 'hidden words'").endswith(
        "[b]: https://example.org 'hidden words'"
    )


def test_indented_text_is_a_paragraph_not_code():
    assert kinds("Intro.\n\n    pasted from elsewhere") == ["paragraph", "paragraph"]


@pytest.mark.parametrize("kind", ["key", "warn", "care", "urgent", "emergency", "do", "dont", "note"])
def test_a_box_has_a_kind_and_a_title(kind):
    (box,) = parse(f"::: {kind} Call *us* if:\n- one\n:::\n").root.children
    assert box.name == kind
    assert shape(box) == ("box", ["box_title", ("list", [("item", ["paragraph"])])])


def test_a_box_without_a_title_and_without_a_space():
    assert kinds(":::warn\nRest.\n:::\n\nAfter.") == [("box", ["paragraph"]), "paragraph"]


def test_an_unknown_box_is_plain_words():
    assert kinds("::: danger\nRest.\n:::") == ["paragraph"]


def test_a_box_inside_a_box_needs_fewer_colons_and_is_reported():
    document = parse("::::warn\n:::do\nRest.\n:::\nMore.\n::::\n")
    assert shape(document.root) == ("document", [("box", [("box", ["paragraph"]), "paragraph"])])
    assert any("inside another box" in problem for problem in document.problems)


def test_a_picture_alone_with_a_title_is_a_figure():
    assert kinds('![A lamp](/media/l.png "Warm light")') == [("figure", ["caption"])]
    assert kinds("![A lamp](/media/l.png)") == ["paragraph"]
    assert kinds('Look: ![A lamp](/media/l.png "Warm light")') == ["paragraph"]


def test_a_help_line_stands_alone_in_its_paragraph():
    (block,) = parse("{{ helpline:night-line }}").root.children
    assert (block.kind, block.name) == (Kind.HELPLINE, "night-line")
    assert kinds("Call {{ helpline:night-line }}") == ["paragraph"]
    assert kinds("{{ helpline:Night }}") == ["paragraph"]


def test_words_that_announce_a_table_become_its_caption():
    source = "Table: Doses\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert kinds(source) == [("table", ["caption", ("row", ["cell", "cell"]), ("row", ["cell", "cell"])])]
    assert words(source).startswith("Doses")


def test_sub_and_superscript_and_strikethrough():
    styles = [
        (inline.text, [found.style for found in inline.formats])
        for inline in parse("H~2~O x^2^ ~~old~~ ~~~three~~~").root.children[0].inlines
        if isinstance(inline, Run) and inline.text.strip()
    ]
    assert ("2", [Style.SUB]) in styles
    assert ("2", [Style.SUP]) in styles
    assert ("old", [Style.STRIKE]) in styles
    assert any("~~~three~~~" in text and not found for text, found in styles)


def test_a_range_with_tildes_and_spaces_stays_plain():
    assert words("It takes ~5 to ~10 minutes.") == "It takes ~5 to ~10 minutes."


def test_footnotes_are_numbered_by_first_mention_and_stand_last():
    document = parse("[^b]: Second defined.\n\n[^a]: First defined.\n\nOne.[^a] Two.[^b] Again.[^a]\n")
    notes = document.root.children[-1]
    assert notes.kind is Kind.FOOTNOTES
    assert [note.level for note in notes.children] == [1, 2]
    assert [note.turns for note in notes.children] == [2, 1]
    marks = [inline for inline in document.root.children[0].inlines if isinstance(inline, Reference)]
    assert [(mark.number, mark.turn) for mark in marks] == [(1, 1), (2, 1), (1, 2)]
    assert "First" in notes.children[0].children[0].inlines[0].text


def test_a_footnote_mentioned_only_in_a_footnote_is_shown_too():
    document = parse("One.[^a]\n\n[^a]: See[^b]\n\n[^b]: Deep.\n")
    assert len(document.root.children[-1].children) == 2


def test_words_nobody_will_see_are_reported():
    document = parse("One.\n\n[^a]: Lost words.\n")
    assert len(document.root.children) == 1
    assert any("never mentioned" in problem for problem in document.problems)
    assert any("twice" in problem for problem in parse("One.[^a]\n\n[^a]: x\n\n[^a]: y\n").problems)


def test_a_table_row_that_is_too_long_is_reported():
    assert not parse("| a | b |\n|---|---|\n| c | d |\n").problems
    assert any("more cells" in problem for problem in parse("| a | b |\n|---|---|\n| c | d | lost |\n").problems)


def test_a_link_in_a_link_is_one_link():
    (paragraph,) = parse("[see <https://example.org/x>](https://example.org/y)").root.children
    assert all(sum(found.style is Style.LINK for found in run.formats) == 1 for run in paragraph.inlines)


def test_an_alt_text_is_plain():
    (paragraph,) = parse("![a *calm* [room](x) `now`](/media/r.png)").root.children
    (image,) = paragraph.inlines
    assert isinstance(image, Image)
    assert "".join(run.text for run in image.alt) == "a calm room now"


def test_blocks_nested_too_deeply_are_refused_in_plain_words():
    with pytest.raises(MarkupError, match="nested too deeply"):
        parse("> " * 200 + "deep")
