"""The commonest blocks, read in one step: headings, paragraphs of plain lines, and lists of which each item is one
line.

markdown-it reads them too, and to the same tree, but asks up to ten rules for each line and makes three tokens for each
paragraph and five for each item. Whatever is in doubt is left to it.
"""

import re

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock

from articles.markup.misread import is_words

#: What surely begins plain text: no block, no underline of a heading, and no number that could be an item.
_PLAIN = r"(?:[^\s`~:>*+_0-9\[#|=-]|\*\*?[^\s*]|__?[^\s_]|\[[^\^]|\d++(?![.)](?:\s|$)))"
_PLAIN_LINE = re.compile(_PLAIN)
#: A bullet or number with plain text behind it.
_ITEM = re.compile(rf"(?:([-*+])|[0-9]{{1,9}}([.)])) {{1,4}}(?={_PLAIN})")
#: What ends any paragraph above it: an item of a list, a heading.
_ENDING = re.compile(r"[-*+] {1,4}[^\s]|#{1,6} ")
_HEADING = re.compile(r"(#{1,6}) +(?=[^\s#])")
#: What a list may go on with behind a blank line.
_MAY_GO_ON = "-*+0123456789"


def plain_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A heading with marks before its words and none behind them: one token."""
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    found = _HEADING.match(state.src, first, last)
    if silent or found is None:
        return False
    content = state.src[found.end() : last].rstrip(MD_TRIM_CHARS)
    if content.endswith("#"):
        return False
    token = state.push("heading", "h", 0)
    token.content = content
    token.meta = {"pieces": [(0, found.end())], "level": len(found[1])}
    token.level += 1  # that of the words in the tokens of markdown-it
    state.line = start + 1
    return True


def plain_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph of plain lines; asked before all other rules."""
    at = state.bMarks[start] + state.tShift[start]
    return bool(_PLAIN_LINE.match(state.src, at, state.eMarks[start])) and other_paragraph(state, start, end, silent)


def other_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph of which all lines but the first are surely plain; asked where no other block begins."""
    if silent:
        return False
    after = start + 1
    while after < state.lineMax and not state.isEmpty(after) and not _ends_paragraph(state, after):
        at = state.bMarks[after] + state.tShift[after]
        if state.level or state.sCount[after] > 3 or not _PLAIN_LINE.match(state.src, at, state.eMarks[after]):
            return False
        after += 1
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[after - 1]
    bare = state.src[first:last].lstrip(MD_TRIM_CHARS)
    begin = last - len(bare)
    # So far out, lines are copied whole.
    pieces = [(0, begin), *((mark - begin, mark) for mark in state.bMarks[start + 1 : after])]
    if state.level:  # a list must find it to make it tight
        state.push("paragraph_open", "p", 1)
        inline = state.push("inline", "", 0)
        state.push("paragraph_close", "p", -1)
    else:
        inline = state.push("paragraph", "p", 0)
    inline.content = bare.rstrip(MD_TRIM_CHARS)
    inline.meta["pieces"] = pieces
    state.line = after
    return True


def _ends_paragraph(state: StateBlock, line: int) -> bool:
    """Whether ``line`` surely begins another block. Deep indentation and the lines outside of a quote do not."""
    if not 0 <= state.sCount[line] - max(state.listIndent, 0) < 4 or state.sCount[line] > state.blkIndent + 3:
        return False
    return bool(_ENDING.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]))


def flat_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A list of which each item is one line of plain text: one token, with the items in it."""
    indent = state.sCount[start]
    if silent or indent - state.blkIndent > 3 or state.level + 2 >= state.md.options.maxNesting:
        return False
    src = state.src
    items: list[tuple[str, int]] = []
    line, inside, marker, loose = start, 0, "", False
    ordered = src[state.bMarks[start] + state.tShift[start]] in "0123456789"
    while True:
        next_line = state.skipEmptyLines(line) if items else line
        if next_line >= end or state.sCount[next_line] != indent:
            break
        found = _plain_item(state, next_line)
        if found is None or (ordered and is_words(state, next_line)):
            break
        sign = found[1] or found[2]
        if items and sign != marker:
            break
        marker = sign
        loose = loose or next_line > line
        at = found.end()
        items.append((src[at : state.eMarks[next_line]].rstrip(MD_TRIM_CHARS), at))
        inside = at - state.bMarks[next_line]
        line = next_line + 1
    after = _end(state, line, end, inside) if items else 0
    if not after:
        return False
    token = state.push("flat_list", "ul", 0)
    token.meta = {"items": items, "ordered": ordered, "tight": not loose}
    token.level += 3  # that of the words in the tokens of markdown-it
    state.line = after
    return True


def _plain_item(state: StateBlock, line: int) -> re.Match[str] | None:
    """What stands before the words of a plain item; None when ``line`` is none."""
    begin, shift = state.bMarks[line], state.tShift[line]
    if shift != state.sCount[line] or (shift and "\t" in state.src[begin : begin + shift]):
        return None
    return _ITEM.match(state.src, begin + shift, state.eMarks[line])


def _end(state: StateBlock, line: int, end: int, inside: int) -> int:
    """The line behind the list whose last item stands before ``line`` and has its words at column ``inside``; 0 when
    the item, or the list, may go on.
    """
    if line >= end:
        return line if end >= state.lineMax else 0
    if not state.isEmpty(line):  # an item of a list around this one ends it, anything else may belong to the item
        return line if 0 <= state.sCount[line] < state.blkIndent and _plain_item(state, line) else 0
    after = line + 1
    if after < end:
        after = state.skipEmptyLines(after)
    if after >= end:
        return after
    if state.sCount[after] >= inside:
        return 0
    at = state.bMarks[after] + state.tShift[after]
    return after if state.src[at] not in _MAY_GO_ON or _PLAIN_LINE.match(state.src, at, state.eMarks[after]) else 0
