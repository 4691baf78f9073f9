"""What is refused on save, and how it is said."""

import pytest

from articles.markup import MAX_LENGTH, MarkupError, check_source, parse
from articles.markup.refusal import without_refused

DIRECTION = "\u202e\u202a\u2066\u2069\u200e\u200f\u061c"
CONTROL = "\x00\x08\x0b\x1b\x1f\x7f\x85"
NO_CHARACTER = "\ud800\udfff\ue000\U000f0000\ufdd0\uffff\U0001fffe"


@pytest.mark.parametrize("char", [*DIRECTION, *CONTROL, *NO_CHARACTER], ids=lambda char: f"U+{ord(char):04X}")
def test_a_character_that_hides_something_is_refused_with_its_line(char):
    source = f"One.\nTwo {char} three.\n"
    (sentence,) = check_source(source)
    assert sentence.startswith("Line 2 ")
    assert f"U+{ord(char):04X}" in sentence
    with pytest.raises(MarkupError, match="Line 2"):
        parse(source)


@pytest.mark.parametrize("reference", ["&#x202E;", "&#8238;", "&rlm;", "&lrm;", "&#xE000;", "&#0;"])
def test_a_character_reference_is_judged_as_what_it_stands_for(reference):
    assert check_source(f"a\r\nb {reference}")[0].startswith("Line 2 ")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Plain.\tTabbed.\r\nNext.",
        "soft\u00adhyphen zero\u200bwidth",
        "naïve “quotes” – dash 🙂",
        "&amp; &nbsp; &#65; & &zzz;",
    ],
)
def test_ordinary_and_zero_width_characters_pass(source):
    assert check_source(source) == []
    parse(source)


def test_lines_are_counted_alike_for_all_line_ends():
    for end in ("\n", "\r\n", "\r"):
        assert check_source(f"a{end}b{end}\u202e")[0].startswith("Line 3 ")


def test_many_faults_are_summed_up():
    sentences = check_source("\u202e\n" * 50)
    assert len(sentences) == 21
    assert "30 more" in sentences[-1]


def test_a_text_that_is_too_large_is_refused_in_plain_words():
    (sentence,) = check_source("a" * (MAX_LENGTH + 1))
    assert "too large" in sentence
    with pytest.raises(MarkupError, match="too large"):
        parse("a " * MAX_LENGTH)
    assert check_source("a" * MAX_LENGTH) == []


def test_nothing_that_python_takes_for_printable_is_refused() -> None:
    printable = "".join(char for char in map(chr, range(0x110000)) if char.isprintable())
    assert without_refused(printable) == printable
