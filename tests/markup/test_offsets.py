"""Every visible character knows where it stands in the source."""

from hypothesis import given

from articles.markup import Block, Document, Image, Kind, MarkupError, Run, parse
from tests.markup.markdown import SOURCES


def runs(document: Document) -> list[Run]:
    found: list[Run] = []
    for block in document.walk():
        for inline in block.inlines:
            if isinstance(inline, Run):
                found.append(inline)
            elif isinstance(inline, Image):
                found.extend(inline.alt)
    return found


def only(source: str, kind: Kind) -> Block:
    (block,) = (block for block in parse(source).walk() if block.kind is kind)
    return block


def stretches(source: str) -> list[tuple[str, str]]:
    return [(run.text, source[run.start : run.end]) for run in runs(parse(source))]


@given(SOURCES)
def test_plain_characters_stand_where_their_offset_says(source):
    try:
        document = parse(source)
    except MarkupError:
        return
    for run in runs(document):
        assert 0 <= run.start <= run.end <= len(source)
        stretch = source[run.start : run.end]
        if len(run.text) == len(stretch):
            same = stretch.replace("\n", " ").replace("\r", " ") if run.text != stretch else stretch
            assert run.text == same


@given(SOURCES)
def test_offsets_never_run_backwards_inside_a_block(source):
    try:
        document = parse(source)
    except MarkupError:
        return
    for block in document.walk():
        ends = 0
        for inline in block.inlines:
            assert inline.start >= ends
            ends = inline.end


def test_emphasis_markers_belong_to_no_run():
    assert stretches("Some *calm **deep** words*.") == [
        ("Some ", "Some "), ("calm ", "calm "), ("deep", "deep"), (" words", " words"), (".", "."),
    ]  # fmt: skip


def test_a_character_reference_and_an_escape_are_each_one_unit():
    assert stretches(r"a &amp; \* b") == [("a ", "a "), ("&", "&amp;"), (" ", " "), ("*", r"\*"), (" b", " b")]


def test_prefixes_of_quotes_and_lists_belong_to_no_run():
    source = "> - first\n>   second\nlazy third\n"
    assert [text for text, _ in stretches(source)] == ["first", "second", "lazy third"]
    assert all(text == stretch for text, stretch in stretches(source))


def test_a_tab_after_a_list_marker_is_counted_once():
    source = "-\tone\n\n\ttwo\n"
    assert stretches(source) == [("one", "one"), ("two", "two")]


def test_an_escaped_pipe_stays_in_its_cell_and_its_backslash_nowhere():
    source = "> | a \\| b | `c \\| d` |\n> |---|---|\n> | e | f |\n"
    cells = [block for block in parse(source).walk() if block.kind is Kind.CELL]
    words = ["".join(inline.text for inline in cell.inlines if isinstance(inline, Run)) for cell in cells]
    assert words == ["a | b", "c | d", "e", "f"]
    assert all(text == stretch for text, stretch in stretches(source))


def test_a_pipe_in_the_label_of_a_footnote_does_not_shift_the_cells():
    source = "Text.[^a|b]\n\n[^a|b]:\n    | one | two |\n    |---|---|\n"
    assert ("two", "two") in stretches(source)


def test_windows_line_ends_count_as_two_code_points():
    source = "# Calm\r\n\r\nFirst line\r\nsecond `co\r\nde` line\r\n"
    assert all(text == stretch for text, stretch in stretches(source) if text != " ")
    assert source.index("second") in [run.start for run in runs(parse(source))]


def test_wide_spaces_at_the_edges_of_a_block_shift_nothing():
    for source in ("\u00a0Rest", "# \u2003Rest\u00a0", "> \u00a0\n> Rest", "| \u00a0a | b |\n|---|---|\n"):
        assert all(text == stretch for text, stretch in stretches(source))


def test_a_byte_order_mark_is_no_word():
    assert stretches("\ufeff# Calm") == [("Calm", "Calm")]


def test_a_code_block_keeps_its_lines_and_their_places():
    source = "- item\n\n  ```\n    deep\n  flat\n  ```\n"
    block = only(source, Kind.CODE)
    lines = [(inline.text, source[inline.start : inline.end]) for inline in block.inlines if isinstance(inline, Run)]
    assert lines == [("  deep", "  deep"), ("flat", "flat")]


def test_the_caption_of_a_picture_stands_in_its_title():
    source = '![A lamp](/media/l.png "Warm &lt; bright \\" light")'
    caption = only(source, Kind.CAPTION)
    assert "".join(run.text for run in caption.inlines) == 'Warm < bright " light'
    assert source[caption.inlines[0].start :].startswith("Warm")


def test_the_link_covers_brackets_and_address():
    source = "See [the **guide**](https://example.org) now."
    link = only(source, Kind.PARAGRAPH).inlines[1].formats[0]
    assert source[link.start : link.end] == "[the **guide**](https://example.org)"
    assert link.href == "https://example.org"


def test_bold_covers_both_pairs_of_markers():
    source = "a **b *c*** d"
    strong = only(source, Kind.PARAGRAPH).inlines[1].formats[0]
    assert source[strong.start : strong.end] == "**b *c***"
