"""What is read in one step is read to the same tree as by all rules."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import Block, MarkupError, blocks, parse, parser

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
    - deep
     - deeper
  goes on
text
1. one
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
"""
LINES = st.sampled_from([*_LINES.strip("\n").splitlines(), "", "", "", "   ", "- ", "\t- tab", "-\ttab"])
BODIES = st.lists(LINES, min_size=1, max_size=12).map("\n".join)


@pytest.fixture(scope="module")
def the_long_way() -> Iterator[pytest.MonkeyPatch]:
    """A switch that lets markdown-it read everything."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    parser._markdown.cache_clear()


def tree(body: str) -> object:
    try:
        document = parse(body)
    except MarkupError as error:
        return str(error)
    return shown(document.root), document.problems


def shown(block: Block) -> object:
    inlines = [
        (type(one), [str(getattr(one, name)) for name in ("text", "start", "end") if hasattr(one, name)])
        for one in block.inlines
    ]
    own = (block.kind, block.tight, block.ordered, block.name, block.level, block.start, block.end)
    return own, inlines, [shown(child) for child in block.children]


@pytest.mark.hypothesis
@given(BODIES)
def test_lists_of_plain_lines_and_paragraphs_of_one_line_are_read_as_by_all_rules(the_long_way, body) -> None:
    read = {}
    for name in ("in one step", "the long way"):
        if name == "the long way":
            the_long_way.setattr(blocks, "flat_list", lambda *_: False)
            the_long_way.setattr(blocks, "single_line", lambda *_: False)
            parser._markdown.cache_clear()
        read[name] = tree(body)
        the_long_way.undo()
    parser._markdown.cache_clear()
    assert read["in one step"] == read["the long way"]


def test_a_list_of_plain_lines_is_one_token() -> None:
    tokens: list = []
    md = parser._markdown()
    md.block.parse("- one\n- **two** of them\n- [three](x)\n\nText.", md, {}, tokens)
    assert [token.type for token in tokens] == ["flat_list", "paragraph_open", "inline", "paragraph_close"]
