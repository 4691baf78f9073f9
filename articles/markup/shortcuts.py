"""The two commonest blocks, read in one step: a paragraph of one line, and a list of which each item is one line.

markdown-it reads them too, and to the same tree, but asks up to ten rules for each line and makes five tokens for each
item. Whatever is in doubt is left to it.
"""

import re

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock

#: A bullet and what surely begins plain text behind it: no block, and no number that could be one.
_ITEM = re.compile(r"[-*+] {1,4}(?:(?=[^\s`~:>*+_0-9\[#|=-])|(?=\*\*\w)|(?=\[[^\^])|(?=\d+ ))")
_BULLETS = "-*+"
#: What a list may go on with behind a blank line.
_MAY_GO_ON = "-*+0123456789"


def single_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph between blank lines; asked where no other block begins."""
    after = start + 1
    if silent or (after < state.lineMax and not state.isEmpty(after)):
        return False
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    bare = state.src[first:last].lstrip(MD_TRIM_CHARS)
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content = bare.rstrip(MD_TRIM_CHARS)
    inline.meta["pieces"] = [(0, last - len(bare))]
    state.push("paragraph_close", "p", -1)
    state.line = after
    return True


def flat_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A list without blank lines of which each item is one line of plain text: one token, with the items in it."""
    indent = state.sCount[start]
    if silent or indent - state.blkIndent > 3 or state.level + 2 >= state.md.options.maxNesting:
        return False
    src = state.src
    marker = src[state.bMarks[start] + state.tShift[start]]
    items: list[tuple[str, int]] = []
    line, inside = start, 0
    while line < end and state.sCount[line] == indent and (at := _words_of_item(state, line, marker)):
        items.append((src[at : state.eMarks[line]].rstrip(MD_TRIM_CHARS), at))
        inside = at - state.bMarks[line]
        line += 1
    after = _end(state, line, end, inside) if items else 0
    if not after:
        return False
    token = state.push("flat_list", "ul", 0)
    token.meta["items"] = items
    token.level += 3  # that of the words in the tokens of markdown-it
    state.line = after
    return True


def _words_of_item(state: StateBlock, line: int, markers: str) -> int:
    """Where the words of a plain item begin; 0 when ``line`` is none."""
    begin = state.bMarks[line]
    at = begin + state.tShift[line]
    if state.src[at : at + 1] not in markers or state.tShift[line] != state.sCount[line]:
        return 0
    found = _ITEM.match(state.src, at, state.eMarks[line])
    return found.end() if found and "\t" not in state.src[begin:at] else 0


def _end(state: StateBlock, line: int, end: int, inside: int) -> int:
    """The line behind the list whose last item stands before ``line`` and has its words at column ``inside``; 0 when
    the item, or the list, may go on.
    """
    if line >= end:
        return line if end >= state.lineMax else 0
    if not state.isEmpty(line):  # an item of a list around this one ends it, anything else may belong to the item
        return line if 0 <= state.sCount[line] < state.blkIndent and _words_of_item(state, line, _BULLETS) else 0
    after = line + 1
    if after < end:
        after = state.skipEmptyLines(after)
    if after >= end:
        return after
    first = state.bMarks[after] + state.tShift[after]
    return 0 if state.sCount[after] >= inside or state.src[first] in _MAY_GO_ON else after
