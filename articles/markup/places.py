"""From offsets in the content of a leaf block to offsets in the source, and the runs that are made with them."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Protocol

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from articles.markup.tree import Format, Inline, Run

_DECODED = re.compile(
    r"\\[!\"#$%&'()*+,./:;<=>?@\[\\\]^_`{|}~-]|&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});|\n"
)
_CONTENT = itemgetter(0)


class Positions(Protocol):
    """From offsets in the normalised text to offsets in the source as given."""

    def start(self, offset: int) -> int:
        """Where the character at ``offset`` begins."""

    def end(self, offset: int) -> int:
        """Where a stretch that ends before ``offset`` ends."""


class Place:
    """From offsets in the content of a leaf block to offsets in the source."""

    __slots__ = ("_lines", "_pieces")

    def __init__(self, pieces: Sequence[tuple[int, int]], lines: Positions) -> None:
        self._pieces = pieces
        self._lines = lines

    def _at(self, offset: int) -> int:
        index = bisect_right(self._pieces, offset, key=_CONTENT) - 1 if len(self._pieces) > 1 else 0
        content, source = self._pieces[max(0, index)]
        return source + offset - content

    def start(self, offset: int) -> int:
        """Where the character at ``offset`` begins."""
        return self._lines.start(self._at(offset))

    def end(self, offset: int) -> int:
        """Where a stretch that ends before ``offset`` ends."""
        return self._lines.end(self._at(offset - 1) + 1) if offset else self.start(0)

    def cuts(self, first: int, last: int) -> list[int]:
        """The offsets between ``first`` and ``last`` at which the source has a gap."""
        if len(self._pieces) == 1:
            return [first, last]
        low = bisect_right(self._pieces, first, key=_CONTENT)
        high = bisect_right(self._pieces, last - 1, key=_CONTENT)
        return [first, *(content for content, _ in self._pieces[low:high]), last]


def plain_runs(text: str, pieces: Sequence[tuple[int, int]], lines: Positions) -> tuple[Inline, ...]:
    """The runs of a block whose content is nothing but ``text``."""
    if len(pieces) == 1:
        content, source = pieces[0]
        first = source - content
        return (Run(text, lines.start(first), lines.end(first + len(text))),) if text else ()
    result: list[Inline] = []
    add_runs(text, 0, len(text), Place(pieces, lines), (), result)
    return tuple(result)


def add_runs(text: str, first: int, last: int, place: Place, formats: tuple[Format, ...], out: list[Inline]) -> None:
    if len(text) != last - first:
        out.append(Run(text, place.start(first), place.end(last), formats))
        return
    cuts = place.cuts(first, last)
    if len(cuts) == 2:
        _append(text, first, last, place, formats, out)
        return
    for begin, end in pairwise(cuts):
        if begin == end:
            continue
        if (
            end < last and place.end(end) - place.start(begin) != end - begin
        ):  # the line end inside a code span is CR LF
            _append(text[begin - first : end - 1 - first], begin, end - 1, place, formats, out)
            begin = end - 1
        _append(text[begin - first : end - first], begin, end, place, formats, out)


def _append(text: str, first: int, last: int, place: Place, formats: tuple[Format, ...], out: list[Inline]) -> None:
    if text:
        out.append(Run(text, place.start(first), place.end(last), formats))


def add_alt(tokens: Sequence[Token], base: int, place: Place, out: list[Inline]) -> None:
    for token in tokens:
        first, last = (offset + base for offset in token.meta["at"])
        if token.type in ("text", "text_special") and token.content:
            add_runs(token.content, first, last, place, (), out)
        elif token.type == "code_inline":
            at = token.meta["text_at"] + base
            add_runs(token.content, at, at + len(token.content), place, (), out)
        elif token.type in ("softbreak", "hardbreak"):
            out.append(Run(" ", place.start(first), place.end(last)))
        elif token.type == "image":
            add_alt(token.children or [], first + 2, place, out)


def add_decoded(raw: str, base: int, place: Place, out: list[Inline]) -> None:
    """Runs of a title: plain text with backslash escapes, character references and line ends."""
    at = 0
    for match in _DECODED.finditer(raw):
        begin, end = match.span()
        if at < begin:
            add_runs(raw[at:begin], base + at, base + begin, place, (), out)
        text = " " if match[0] == "\n" else unescapeAll(match[0])
        add_runs(text, base + begin, base + end, place, (), out)
        at = end
    if at < len(raw):
        add_runs(raw[at:], base + at, base + len(raw), place, (), out)
