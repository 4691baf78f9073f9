"""Any text in: findings or a refusal in words out, in time that grows with the length."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from types import FrameType

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.claims import analyse
from articles.claims.context import MAX_CONTEXT
from articles.claims.segments import segment, segmentation
from articles.claims.types import Analysis, ArticleText
from articles.markup import MAX_LENGTH, MarkupError, parse

ROOT = Path(__file__).resolve().parents[2]

#: Single characters and short strings that mean something to a parser, a sentence splitter or a rule.
DANGEROUS = [
    *"a[]()!*_`~^<>&#:;|-+=\\\"'{}.?…,/0é\u0301\u200b",
    *["![", "[^", "[](", "![](", "[a](b", "[a](<b", '[a](b "', "[a]", "[[a]", "[a][b]", "[a]: b\n", "]("],
    *["**", "~~", "*a ", "*a* ", "**a** ", "a_b", "a**b", "*_", "*a_ ", "`` ` ", "`a", "~a", "^a^", "{{"],
    *["<a", "<http://a>", "<!--", "</b>", "&amp;", "&#x", "\\*", "\\\n", "http://a.b ", "a@b.c "],
    *["> ", "> a\n", "- ", "- a\n", "1. ", "1. a\n", "# a\n", "a\n", "a  \n", "a\n\n", "    a\n", "---\n", "a\n===\n"],
    *["a:\n\n- b\n\n", "|", "a|b\n", "|-", "\\|", "::: ", ":::\n", ":::key\n", ":::key\na\n:::\n", "```\n", "~~~\n"],
    *["{{helpline:a}}\n\n", "[^a]: b\n", "a[^b] ", "**a:** b\n", "**a**\n", "😀 ", "→ a ", "e.g. ", "A. ", "Dr. "],
    *["U.S. ", "5 mg. ", "1. A ", "It is. ", "“Is it?” ", '!"', "(a). "],
    *["a*_", "a\\", "| a ", "![a](b 'c", "[^a]: x\n\n[^a", "Ab. ", "- Abc.\n", "# H\n\nx.\n\n"],
    *[
        "✓ a\n",
        "A: b\n",
        "A\n",
        "→ a\n",
        "**a** – b\n",
        "988. a\n",
        "99. a\n100. a\n",
        "A.\n---\n",
        "Step 1. A ",
        "a.[1] B ",
    ],
    *["sertraline ", "not ", "50 mg ", "may help with anxiety "],
]
#: Those on which expressions, not loops of our own, do the work.
FOR_EXPRESSIONS = [
    "a",
    "0",
    ".",
    "?",
    "-",
    "'",
    '!"',
    "a_b",
    "&",
    "Dr. ",
    "1. A ",
    "a@b.c ",
    "50 mg ",
    "not ",
    "sertraline ",
]


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    return lambda size: opening * (size // 2 // len(opening)) + closing * (size // 2 // len(closing))


#: Texts of about so many characters whose cost could grow with the square of it.
SHAPES: dict[str, Callable[[int], str]] = {
    "brackets in brackets": _nested("[a", "]"),
    "links in links": _nested("[a", "](b)"),
    "pictures in pictures": _nested("![a", "](b)"),
    "code marks that never close": _nested("`a``b", "`"),
    "stops, then a sentence": _nested(".", "a. B"),
    "many footnotes": lambda size: "".join(f"[^{n}]\n\n[^{n}]: a b\n\n" for n in range(size // 22)),
    "one footnote, many marks": lambda size: "[^1]" * (size // 8) + "\n\n[^1]: a\n",
    "a wide table": lambda size: f"|{'a|' * (size // 6)}\n|{'-|' * (size // 6)}\n|{'b|' * (size // 6)}",
    "a long table": lambda size: "|a|b|\n|-|-|\n" + "|c|d|\n" * (size // 6),
    "quotes in quotes": lambda size: ("> " * 30 + "a\n") * (size // 62),
    "lists in lists": lambda size: "".join("  " * (n % 18) + "- a\n" for n in range(size // 20)),
    "boxes that never close": lambda size: ":::key\n" * 15 + "a\n\n" * (size // 3),
    "lines behind a quote": lambda size: "> a\n" + "b\n" * (size // 2),
    "a sentence with emphasis": lambda size: "It is *so* good. " * (size // 17),
}
SHAPES |= {repr(piece): lambda size, piece=piece: piece * (size // len(piece)) for piece in DANGEROUS}


def attempt(text: str) -> Analysis | None:
    """The analysis, or None for a text refused in words; any other exception is the test's failure."""
    try:
        return analyse(ArticleText(title=text[:80], summary=text[80:160], body=text))
    except MarkupError as refusal:
        sentence = str(refusal)
    assert sentence.endswith(".")
    return None


EVERY_CHARACTER = st.text(st.characters(exclude_categories=()), max_size=200)  # halves of surrogate pairs as well
WRITING = st.text(
    st.one_of(
        st.characters(codec="utf-8", categories=("Mn", "Me", "Cf", "So", "Zs", "No", "Lo")),
        st.sampled_from(
            "\u05d0\u0627\u0648\u202e\u2067\u200d\ufe0f\ufeff\u00ad\u2028\u00a0\x00\x0b\x1f\x85ﬁ½²①０\U0001f469"
        ),
        st.sampled_from("ab 1.5 mg! \n#*[]|>-"),
    ),
    max_size=200,
)
PIECES = st.lists(st.sampled_from([*DANGEROUS, " ", "\n", "\n\n", "\r\n", "\t"]), max_size=60).map("".join)


@given(st.one_of(EVERY_CHARACTER, WRITING, PIECES))
def test_any_text_gives_findings_or_a_refusal(text):
    found = attempt(text)
    if found is not None:
        assert all(item.text and 0 <= item.start < item.end for item in found.segments)


@given(
    st.lists(st.sampled_from(["> ", "- ", "1. ", "\t", "  ", ":::key\n", "[^a]: ", "# ", "*", "[", "!["]), max_size=120)
)
def test_any_depth_gives_findings_or_a_refusal(openings):
    attempt("".join(openings) + "a")
    attempt("\n".join(accumulate(openings)))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_four_times_the_text_is_at_most_about_four_times_the_work(shape):
    small, large = (_calls(lambda size=size: segmentation(ArticleText("", shape(size)))) for size in (1_000, 4_000))
    assert large < 6 * small + 3_000


def _calls(action: Callable[[], object]) -> int:
    """How many functions, of Python or of C, are called: the same number on every machine."""
    count = 0

    def hook(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(hook)
    try:
        action()
    except MarkupError:
        pass
    finally:
        sys.setprofile(before)
    return count


_LONG_LINES = """
import sys
from articles.claims import analyse
from articles.claims.types import ArticleText
from articles.markup import MarkupError
for piece in eval(sys.argv[2]):
    line = piece * (int(sys.argv[1]) // len(piece))
    try:
        analyse(ArticleText(title="", body=line))
    except MarkupError as refusal:
        pass
    print(repr(piece), flush=True)
"""


def test_long_lines_are_survived():
    """Loops inside of expressions cannot be counted, only waited for: the time allowed turns a hang into a failure."""
    lines, size, allowed = FOR_EXPRESSIONS, 50_000, 300
    if hypothesis.settings.default.max_examples >= 100:
        lines, size, allowed = [piece for piece in DANGEROUS if "\n" not in piece], MAX_LENGTH, 3600
    done = subprocess.run(
        [sys.executable, "-c", _LONG_LINES, str(size), repr(lines)],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=allowed,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-200:] + done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == len(lines)


def test_a_line_of_a_million_characters_is_cut_into_its_sentences():
    assert len(segment(ArticleText("", "Rest helps most people, most of the time. " * 20_000))) == 20_000
    assert len(segment(ArticleText("", "." * (MAX_LENGTH - 1)))) == 1
    assert len(segment(ArticleText("", "Dr. " * (MAX_LENGTH // 4)))) == 1


def test_emphasis_nested_too_deeply_is_refused():
    with pytest.raises(MarkupError, match="nested too deeply"):
        parse("*a " * 50 + "b* " * 50)
    assert len(parse("*a " * 20 + "b* " * 20).root.children) == 1


def test_a_heading_over_too_many_sentences_is_refused():
    words = "rest " * 40_000
    with pytest.raises(MarkupError, match="Too many words stand above"):
        segment(ArticleText("", f"# {words}\n\n" + "Sleep.\n\n" * (MAX_CONTEXT // len(words) + 1)))
    assert len(segment(ArticleText("", f"# {words}\n\n" + "Sleep.\n\n" * 20))) == 21


def test_a_footnote_marked_too_often_is_refused():
    with pytest.raises(MarkupError, match="footnotes"):
        segment(ArticleText("", "It is.[^1] " * 2_000 + "\n\n[^1]: " + "a " * 50_000))


def test_a_wide_head_over_empty_rows_is_refused():
    with pytest.raises(MarkupError, match="fewer cells than the head"):
        parse("|" + "a|" * 150 + "\n|" + "-|" * 150 + "\n" + "|b\n" * 150)


def test_notes_keep_the_order_in_which_they_are_mentioned_however_many():
    source = "".join(f"It is.[^{n}] " for n in range(3_000)) + "\n\n"
    source += "".join(f"[^{n}]: Note {n}, see[^{n + 3_000}].\n\n" for n in range(2_999, -1, -1))
    notes = parse(source).root.children[-1].children
    assert [note.level for note in notes] == list(range(1, 3_001))
    assert [note.inlines[0].text for block in notes for note in block.children][:3] == [
        "Note 0, see[^3000].",
        "Note 1, see[^3001].",
        "Note 2, see[^3002].",
    ]
