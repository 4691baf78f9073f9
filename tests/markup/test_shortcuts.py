"""What is read in one step is read to the same tree as by all rules."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import Block, Format, MarkupError, Run, blocks, build, parse, parser

_LINES = r"""
- a
- b
- **bold** c
- [link](d)
- 10 mg
- 5. five
* e
+ f
-     wide
- - two
- > quote
- # heading
- [^1]: note
- x | y
- ***
  - inner
  - **bold** inner
    - deep
     - deeper
  goes on
text
1. one
2. **two**
12) twelve
4-7-8 breathing
٣. three
988. call
***
===
> - quoted
::: key
:::
```
| a | b |
|---|---|
text[^1]
- {{ helpline:x }}
# Heading
   ## Heading ##
#Tag
**Bold:** text
> # quoted
"""
LINES = st.sampled_from([*_LINES.strip("\n").splitlines(), "two  ", "", "", "", "   ", "- ", "\t- tab", "-\ttab"])
BODIES = st.lists(LINES, min_size=1, max_size=12).map("\n".join)
PIECES = st.sampled_from(
    ["*", "**", " ", "  ", "\n", "\t", "a", "b c", ".", ":", "“", "!", "&", "_", "[x](y)", "\u00a0"]
)
WORDS = st.lists(PIECES, min_size=1, max_size=16).map("".join)


@pytest.fixture(scope="module")
def the_long_way() -> Iterator[pytest.MonkeyPatch]:
    """A switch that lets markdown-it read everything."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    parser._markdown.cache_clear()


def both_ways(body: str, the_long_way: pytest.MonkeyPatch) -> list[object]:
    """The tree of ``body`` as it is read, and as markdown-it alone reads it."""
    trees = [tree(body)]
    for shortcut in ("flat_list", "plain_heading", "plain_paragraph", "other_paragraph"):
        the_long_way.setattr(blocks, shortcut, lambda *_: False)
    the_long_way.setattr(build, "MARKUP", re.compile(""))
    the_long_way.setattr(build, "simple_inlines", lambda *_: None)
    parser._markdown.cache_clear()
    trees.append(tree(body))
    the_long_way.undo()
    parser._markdown.cache_clear()
    return trees


def tree(body: str) -> object:
    try:
        document = parse(body)
    except MarkupError as error:
        return str(error)
    return shown(document.root), document.problems


def shown(block: Block) -> object:
    inlines = [(type(one), [known(getattr(one, name)) for name in one.__slots__]) for one in block.inlines]
    own = (block.kind, block.tight, block.ordered, block.name, block.level, block.start, block.end)
    return own, inlines, [shown(child) for child in block.children]


def known(value: object) -> object:
    if isinstance(value, tuple):
        return [known(item) for item in value]
    return [getattr(value, name) for name in value.__slots__] if isinstance(value, (Format, Run)) else value


@pytest.mark.hypothesis
@given(BODIES)
def test_headings_paragraphs_and_lists_of_plain_lines_are_read_as_by_all_rules(the_long_way, body) -> None:
    read, read_by_all_rules = both_ways(body, the_long_way)
    assert read == read_by_all_rules


@pytest.mark.hypothesis
@given(WORDS, st.sampled_from(["", "# ", "- ", "1. ", "| a |\n|---|\n| "]))
def test_simple_emphasis_is_read_as_by_the_inline_parser(the_long_way, words, opening) -> None:
    read, read_by_all_rules = both_ways(opening + words, the_long_way)
    assert read == read_by_all_rules


@pytest.mark.parametrize(
    ("source", "types"),
    [
        ("- one\n- **two** of them\n- [three](x)", ["flat_list"]),
        ("1. one\n\n2. two\n\n3. three", ["flat_list"]),
        ("## One\n\nTwo\nlines\n- and\n- a list", ["heading", "paragraph", "flat_list"]),
        ("One.\n# Two", ["paragraph", "heading"]),
    ],
)
def test_the_commonest_blocks_are_one_token_each(source: str, types: list[str]) -> None:
    tokens: list = []
    md = parser._markdown()
    md.block.parse(source, md, {}, tokens)
    assert [token.type for token in tokens] == types


@pytest.mark.parametrize("source", ["**Sleep:** seven hours", "one *or* two, **or three**.", "a  \nb\n**c**"])
def test_simple_emphasis_needs_no_inline_parser(monkeypatch, source: str) -> None:
    monkeypatch.setattr(parser._markdown().inline, "parse", None)
    assert parse(source).root.children[0].inlines
