"""Block rules: markdown-it's own, wrapped so that each leaf block knows where its content stands in the source.

A wrapper runs the rule and then, while the parser still knows how the lines of the enclosing blocks begin, writes the
*pieces* of the content beside the token: ``(offset in content, offset in source)`` for every stretch that was copied
without a gap.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from articles.markup.misread import Rule, careful, ends_item, ends_list
from articles.markup.refusal import MarkupError
from articles.markup.shortcuts import flat_list, other_paragraph, plain_heading, plain_paragraph

#: Kinds of call-out boxes (``:::urgent``); the order has no meaning.
BOXES = ("key", "warn", "care", "urgent", "emergency", "do", "dont", "note")

#: The most cells of table rows, in one text, that are left out at the end of the row.
MAX_MISSING_CELLS = 20_000

Pieces = list[tuple[int, int]]

_TRIM = MD_TRIM_CHARS  # what the rules themselves strip from the content of a leaf block
_OPEN_BOX = re.compile(r"(:{3,})[ \t]*(" + "|".join(BOXES) + r")(?:[ \t]+(.*))?[ \t]*")
_CLOSE_BOX = re.compile(r"(:{3,})[ \t]*")


def _lines(state: StateBlock, begin: int, end: int, indent: int) -> list[tuple[int, int, int]]:
    """(spaces that stand for part of a tab, first, last) of each line, as ``StateBlock.getLines`` cuts them."""
    result = []
    for line in range(begin, end):
        width = 0
        start = first = state.bMarks[line]
        last = state.eMarks[line]
        while first < last and width < indent:
            char = state.src[first]
            if char == "\t":
                width += 4 - (width + state.bsCount[line]) % 4
            elif char == " " or first - start < state.tShift[line]:
                width += 1
            else:
                break
            first += 1
        result.append((max(0, width - indent), first, last))
    return result


def _locate_lines(state: StateBlock, tokens: list[Token]) -> None:
    inline = next(token for token in tokens if token.type == "inline")
    begin, end = inline.map or (0, 0)
    if end - begin == 1:
        at, last = state.bMarks[begin] + state.tShift[begin], state.eMarks[begin]
        while at < last and state.src[at] in _TRIM:
            at += 1
        inline.meta["pieces"] = [(0, at)]
        return
    lines = _lines(state, begin, end, state.blkIndent)
    trimmed = 0
    for virtual, first, last in lines:
        text = state.src[first:last]
        bare = text.lstrip(_TRIM)
        trimmed += virtual + len(text) - len(bare)
        if bare:
            break
        trimmed += 1
    pieces: Pieces = []
    at = -trimmed
    for virtual, first, last in lines:
        pieces.append((at + virtual, first))
        at += virtual + last - first + 1
    inline.meta["pieces"] = pieces


def _locate_heading(state: StateBlock, tokens: list[Token]) -> None:
    opening, inline = tokens[0], tokens[1]
    line = (inline.map or [0])[0]
    at = state.bMarks[line] + state.tShift[line] + len(opening.markup)
    while at < len(state.src) and state.src[at] in _TRIM and inline.content:
        at += 1
    inline.meta["pieces"] = [(0, at)]


def _locate_cells(state: StateBlock, tokens: list[Token]) -> None:
    cells: list[Pieces] = []
    columns = 0
    for token in tokens:
        if token.type == "tr_open":
            line = (token.map or [0])[0]
            first = state.bMarks[line] + state.tShift[line]
            text = state.src[first : state.eMarks[line]]
            bare = text.strip(_TRIM)
            cells = _cells(bare, first + len(text) - len(text.lstrip(_TRIM)))
            columns = columns or len(cells)
            token.meta["dropped"] = len(cells) > columns
            _count_missing(state, columns - len(cells))
            cells.reverse()
        elif token.type == "inline":
            token.meta["pieces"] = cells.pop() if cells else [(0, 0)]


def _count_missing(state: StateBlock, cells: int) -> None:
    """A head of 250 cells over 250 empty rows is small in the source and large everywhere else."""
    missing = state.env["missing_cells"] = state.env.get("missing_cells", 0) + max(0, cells)
    if missing > MAX_MISSING_CELLS:
        raise MarkupError("The tables have too many rows with fewer cells than the head. Fill the cells or split them.")


def _cells(row: str, base: int) -> list[Pieces]:
    """The pieces of every cell: a pipe after a backslash belongs to the cell, and the backslash to nothing."""
    cells: list[tuple[str, Pieces]] = []
    text, pieces, last, escaped = "", [(0, base)], 0, False
    for at, char in enumerate(row):
        if char == "|":
            if escaped:
                text += row[last : at - 1]
                pieces.append((len(text), base + at))
                last = at
            else:
                cells.append((text + row[last:at], pieces))
                text, pieces, last = "", [(0, base + at + 1)], at + 1
        escaped = char == "\\"
    cells.append((text + row[last:], pieces))
    if cells and cells[0][0] == "":
        cells.pop(0)
    if cells and cells[-1][0] == "":
        cells.pop()
    result = []
    for content, found in cells:
        lead = len(content) - len(content.lstrip(_TRIM))
        result.append([(offset - lead, source) for offset, source in found])
    return result


def _locate_fence(state: StateBlock, tokens: list[Token]) -> None:
    token = tokens[0]
    begin, end = token.map or (0, 0)
    indent = state.sCount[begin]
    lines = _lines(state, begin + 1, end, indent)
    shown = token.content.count("\n") + (0 if token.content.endswith("\n") or not token.content else 1)
    token.meta["lines"] = lines[:shown]


def box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``::: kind Title`` up to a line of at least as many colons, or to the end of the enclosing block."""
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if not state.src.startswith(":::", first) or state.is_code_block(start):
        return False
    opening = _OPEN_BOX.fullmatch(state.src, first, last)
    if opening is None:
        return False
    if silent:
        return True
    line, closed = start + 1, False
    while line < end:
        first, last = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if first < last and state.sCount[line] < state.blkIndent:
            break
        if state.src.startswith(":::", first):
            closing = _CLOSE_BOX.fullmatch(state.src, first, last)
            if closing and len(closing[1]) >= len(opening[1]):
                closed = True
                break
        line += 1
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType = "box"
    state.lineMax = line
    token = state.push("box_open", "div", 1)
    token.info = opening[2]
    token.map = [start, line]
    title = (opening[3] or "").strip(_TRIM)
    if title:
        inline = state.push("inline", "", 0)
        inline.content = title
        inline.children = []
        inline.meta = {
            "pieces": [(0, opening.start(3) + len(opening[3]) - len(opening[3].lstrip(_TRIM)))],
            "title": True,
        }
    state.md.block.tokenize(state, start + 1, line)
    state.push("box_close", "div", -1)
    state.parentType, state.lineMax = old_parent, old_max
    state.line = line + closed
    return True


#: The characters that a block begins with. Of all others only tables, underlined headings and paragraphs are made.
_FIRST = {
    "plain_paragraph": "*_[0123456789",  # and all that no other block begins with
    "fence": "`~",
    "box": ":",
    "blockquote": ">",
    "hr": "*-_",
    "number": "0123456789",
    "lazy_number": "0123456789",
    "flat_list": "*-+0123456789",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "plain_heading": "#",
    "heading": "#",
}
_LOCATED: dict[str, Callable[[StateBlock, list[Token]], None]] = {
    "paragraph": _locate_lines,
    "lheading": _locate_lines,
    "heading": _locate_heading,
    "table": _locate_cells,
    "fence": _locate_fence,
}


def install(md: MarkdownIt) -> None:
    """Add the boxes, wrap the leaf rules of ``md``, and let only those rules be asked that can begin at a character."""
    md.block.ruler.before("fence", "box", box, {"alt": ["paragraph", "blockquote", "list"]})
    md.block.ruler.before("list", "number", ends_list, {"alt": ["list"]})
    md.block.ruler.before("list", "lazy_number", ends_item, {"alt": ["paragraph"]})
    md.block.ruler.before("list", "flat_list", flat_list)
    md.block.ruler.before("heading", "plain_heading", plain_heading)
    md.block.ruler.before("table", "plain_paragraph", plain_paragraph)
    md.block.ruler.before("lheading", "other_paragraph", other_paragraph)
    md.block.ruler = ByCharacter(md.block.ruler)


class ByCharacter(Ruler[Rule]):
    """The rules of ``ruler``, asked by the first character of the line: to ask all of them took twice the time."""

    def __init__(self, ruler: Ruler[Rule]) -> None:
        super().__init__()
        self.__rules__ = [rule for rule in ruler.__rules__ if rule.enabled]
        self._chains = {"": [_chain([(rule.name, _located(rule.name, careful(rule))) for rule in self.__rules__])]}
        for name in ("paragraph", "blockquote", "list"):  # what ends these; nothing to locate
            self._chains[name] = [_chain([(rule.name, careful(rule)) for rule in self.__rules__ if name in rule.alt])]

    def getRules(self, chainName: str = "") -> list[Rule]:
        """One rule that asks those of the chain, in order, until one matches."""
        return self._chains[chainName]


def _chain(rules: list[tuple[str, Rule]]) -> Rule:
    anywhere = tuple(rule for name, rule in rules if name not in _FIRST or name == "plain_paragraph")
    chosen = {
        char: tuple(rule for name, rule in rules if name not in _FIRST or char in _FIRST[name])
        for char in set("".join(_FIRST.values()))
    }

    def ask(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = state.bMarks[start] + state.tShift[start]
        for rule in chosen.get(state.src[first : first + 1], anywhere):  # noqa: SIM110 - any() here costs a tenth of all
            if rule(state, start, end, silent):
                return True
        return False

    return ask


def _located(name: str, rule: Rule) -> Rule:
    locate = _LOCATED.get(name)
    if locate is None:
        return rule

    def located(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        found = rule(state, start, end, silent)
        if found:
            locate(state, state.tokens[before:])
        return found

    return located
