"""Plain words that Markdown would read as markup: numbers with a full stop, and text above a row of hyphens."""

import re
from collections.abc import Callable

from markdown_it.ruler import Rule as NamedRule
from markdown_it.rules_block import StateBlock

Rule = Callable[[StateBlock, int, int, bool], bool]

_ORDINAL = re.compile(r"(\d{1,9})[.)](?=[ \t]|$)")
_ORDINALS = re.compile(r"\n[ \t>*+-]*(\d{1,9})[.)](?=\s)")


def is_words(state: StateBlock, line: int) -> bool:
    """Whether ``line`` begins with a number that counts nothing: "988. Call now." would be shown as "1. Call now.".

    A number counts in a text that has a line numbered 1, and from 100 on only after every number from 99 on.
    """
    match = _ORDINAL.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
    if match is None or int(match[1]) < 2:
        return False
    last = state.env.get("last_ordinal")
    if last is None:
        found = {int(number) for number in _ORDINALS.findall("\n" + state.src)}
        last = 99 if 1 in found else 1
        while last > 1 and {last, last + 1} <= found:
            last += 1
        state.env["last_ordinal"] = last
    return int(match[1]) > int(last)


def ends_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a number that counts nothing ends the list above it."""
    return silent and is_words(state, start)


def ends_item(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a number that counts nothing ends the paragraph of the list item above it."""
    return silent and state.sCount[start] < state.blkIndent and is_words(state, start)


def careful(rule: NamedRule[Rule]) -> Rule:
    """The rule, asked only about what it does not misread."""
    made = rule.fn
    if rule.name == "list":
        return lambda state, start, end, silent: not is_words(state, start) and made(state, start, end, silent)
    if rule.name == "lheading":
        return lambda state, start, end, silent: made(state, start, end, silent) and _is_heading(state, start)
    return made


def _is_heading(state: StateBlock, start: int) -> bool:
    """Whether what was just read as an underlined heading is one. A whole paragraph above a row of hyphens is not: the
    row was typed to part it from what follows. Then what was read is taken back.
    """
    content = state.tokens[-2].content
    last = state.line - 1
    row = state.src[state.bMarks[last] + state.tShift[last] : state.eMarks[last]].rstrip()
    if not row.startswith("---") or not ("\n" in content or content.endswith((".", ".”", '."', ":", ";", ","))):
        return True
    del state.tokens[-3:]
    state.line = start
    return False
