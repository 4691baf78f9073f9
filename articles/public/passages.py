"""Sentences and paragraphs of signed HTML: where the checked claims stand, what a reader can point at.

The payload is served as it was frozen. What is added here is around its words and never in them: an element with an id
about each checked sentence, and ids at source marks for the way back. Taking the added tags and ids out again gives the
payload, byte for byte (tested).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise

from articles.claims.fingerprints import canonical
from articles.claims.sentences import sentence_spans

# The gate of articles.rendering escapes every < and > in text and attributes, so tags can be told from words.
_TOKEN = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_UNIT = re.compile(r"&(?:#[0-9]+|#x[0-9a-f]+|[a-z0-9]+);|[\s\S]", re.IGNORECASE)
_INLINE = frozenset({"a", "br", "code", "em", "img", "mark", "picture", "s", "source", "span", "strong", "sub", "sup"})
_LABEL = re.compile(r'<(?:sup|a|span) class="(?:cite|fn|fn-back|vh)"')  # words made by the house, not by an author
_WHOLE = frozenset({"h2", "h3", "h4", "h5", "h6"})  # never cut into sentences
_FIRST_CITE = re.compile(r'<sup class="cite"><a (href="#s(\d+)")')
_KEY_BOX = '<div class="box key">'
_DIV = re.compile(r"<(/?)div\b[^<>]*>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words between two tags: token ``index``, its ``units`` (one for each character), in a block."""

    index: int
    units: tuple[str, ...]
    begin: int  # offset of the first character in the text of the block


@dataclass(frozen=True, slots=True)
class Block:
    """The words of one paragraph, heading, list item or cell, without source marks and other labels."""

    tag: str
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that a reader can point at. ``key`` names its words."""

    key: str
    heading: str
    text: str


def blocks(html: str) -> tuple[list[str], list[Block]]:
    """The tokens of ``html`` (words at even places, tags at odd ones) and its blocks in reading order."""
    tokens = _TOKEN.split(html)
    found: list[Block] = []
    pieces: list[Piece] = []
    text, tag, inside = "", "p", 0
    closing = ""

    def flush() -> None:
        nonlocal text
        if text.strip():
            found.append(Block(tag, text, tuple(pieces)))
        pieces.clear()
        text = ""

    for index, token in enumerate(tokens):
        if index % 2:
            name = _NAME.match(token)
            kind = name[1] if name else ""
            if inside:  # a label: count its own kind until it closes
                if kind == closing:
                    inside += -1 if token.startswith("</") else 1
            elif _LABEL.match(token):
                inside, closing = 1, kind
            elif kind == "br":
                text += "\n"
            elif kind not in _INLINE:
                flush()
                tag = kind if not token.startswith("</") else "p"
        elif token and not inside:
            units = tuple(_UNIT.findall(token))
            pieces.append(Piece(index, units, len(text)))
            text += "".join(" " if unit == "\n" else unescape(unit)[:1] for unit in units)
    flush()
    return tokens, found


def _sentences(block: Block) -> Iterator[tuple[int, int]]:
    """The ranges that may be one signed segment: sentences, and a lead-in with the sentence behind it."""
    start = len(block.text) - len(block.text.lstrip())
    stop = len(block.text.rstrip())
    yield start, stop
    if block.tag in _WHOLE:
        return
    spans = sentence_spans(block.text)
    yield from spans
    for (begin, _), (_, end) in pairwise(spans):
        yield begin, end


def _places(block: Block, claims: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """(begin, end, claim number) of every checked sentence of a block, in order, none overlapping."""
    found: list[tuple[int, int, int]] = []
    for begin, end in _sentences(block):
        number = claims.get(canonical(block.text[begin:end]))
        if number and all(end <= other[0] or begin >= other[1] for other in found):
            found.append((begin, end, number))
    return sorted(found)


@lru_cache(maxsize=128)
def marked(html: str, claims: tuple[str, ...], notes: bool = False) -> str:
    """``html`` with an element about each sentence that is one of ``claims`` (their words, in order of number).

    The first place of claim 3 gets the id ``c3``. Only whole sentences are marked: words that stand inside a longer
    sentence are another claim. ``notes``: a number after each, that leads to ``#claim-3`` on the same page.
    """
    numbers = {canonical(text): number for number, text in enumerate(claims, 1)}
    tokens, found = blocks(html)
    spent: set[int] = set()
    for block in found:
        for begin, end, number in reversed(_places(block, numbers)):
            _wrap(tokens, block, begin, end, number, notes)
    done = re.sub(r'<span class="claim" data-id="(\d+)"', lambda match: _identified(match[1], spent), "".join(tokens))
    return _cited(done)


def _identified(number: str, spent: set[int]) -> str:
    first = int(number) not in spent
    spent.add(int(number))
    return f'<span class="claim" id="c{number}"' if first else '<span class="claim"'


def _wrap(tokens: list[str], block: Block, begin: int, end: int, number: int, notes: bool) -> None:
    """Wrap the characters ``[begin, end)`` of a block. Later places first, so that offsets stay true."""
    touched = [
        (piece, max(begin - piece.begin, 0), min(end - piece.begin, len(piece.units)))
        for piece in block.pieces
        if piece.begin < end and begin < piece.begin + len(piece.units)
    ]
    touched = [item for item in touched if "".join(item[0].units[item[1] : item[2]]).strip()]
    for place, (piece, start, stop) in enumerate(touched):
        last = place == len(touched) - 1
        ending = f' data-note="{number}"' if last else ""
        number_mark = _note(number) if last and notes else ""
        before, inside, after = _cut(tokens[piece.index], piece, start, stop)
        opened = f'<span class="claim" data-id="{number}"{ending}>'
        tokens[piece.index] = f"{before}{opened}{inside}</span>{number_mark}{after}"


def _cut(token: str, piece: Piece, start: int, stop: int) -> tuple[str, str, str]:
    """The words of a token before, inside and after a range. Behind the range stands what was wrapped already."""
    before, inside = "".join(piece.units[:start]), "".join(piece.units[start:stop])
    return before, inside, token[len(before) + len(inside) :]


def _note(number: int) -> str:
    link = f'<a href="#claim-{number}" aria-label="Note {number}: who checked it">{number}</a>'
    return f'<sup class="note-mark">{link}</sup>'


def _cited(html: str) -> str:
    """The first mark of each source gets an id, so that the list of sources can lead back to it."""
    spent: set[str] = set()

    def first(match: re.Match[str]) -> str:
        if match[2] in spent:
            return match[0]
        spent.add(match[2])
        return f'<sup class="cite"><a id="r{match[2]}" {match[1]}'

    return _FIRST_CITE.sub(first, html)


def key_points(html: str) -> tuple[str, str]:
    """``html`` cut behind the box of key points when it begins with one; else nothing and all of it."""
    if not html.startswith(_KEY_BOX):
        return "", html
    depth = 0
    for match in _DIV.finditer(html):
        depth += -1 if match[1] else 1
        if not depth:
            return html[: match.end()], html[match.end() :]
    return "", html


@lru_cache(maxsize=64)
def passages(html: str) -> tuple[Passage, ...]:
    """The paragraphs, list items and cells of a text, each under its heading."""
    found: list[Passage] = []
    heading = ""
    for block in blocks(html)[1]:
        text = " ".join(block.text.split())
        if block.tag in _WHOLE:
            heading = text
        found.append(Passage(passage_key(text), heading, text))
    return tuple(found)


def passage_key(text: str) -> str:
    """A short name of the words of a passage."""
    return hashlib.sha256(canonical(text).encode()).hexdigest()[:12]
