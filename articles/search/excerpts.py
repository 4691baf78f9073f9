"""The words around the hits, cut at sentences where one begins near. Pure."""

import re

START, END = "\x02", "\x03"  # around a hit in what an engine answers; texts in the index hold no control characters

LENGTH = 240  # characters, about three lines on a telephone
BEFORE = 90  # characters in front of the first hit within which a sentence may begin
_SENTENCE = re.compile(r"[.!?…:;·]['’\")]*\s+")

#: (text, whether it was searched for), in order.
Excerpt = list[tuple[str, bool]]


def excerpt_of(body: str, marked: str) -> Excerpt:
    """The part of ``body`` with the most different hits; ``marked`` is as long, but for ``START`` and ``END`` around
    each hit. Empty without a hit.

    >>> excerpt_of("I walk. She walks home.", "I walk. She \\x02walks\\x03 home.")
    [('I walk. She ', False), ('walks', True), (' home.', False)]
    """
    hits = _hits(marked)
    if not hits or len(marked) - 2 * len(hits) != len(body):
        return []
    first = max(hits, key=lambda hit: (_different(body, hits, hit[0]), -hit[0]))[0]
    begin = _begin(body, first)
    end = _end(body, begin, first)
    parts: Excerpt = [("…", False)] if begin else []
    at = begin
    for start, stop in hits:
        if begin <= start and stop <= end:
            parts += [(body[at:start], False), (body[start:stop], True)]
            at = stop
    parts.append((body[at:end], False))
    if end < len(body):
        parts.append(("…", False))
    return [part for part in parts if part[0]]


def _hits(marked: str) -> list[tuple[int, int]]:
    """Where the hits start and stop in the text without marks."""
    found = []
    at = 0
    for piece in marked.split(START):
        hit, end, rest = piece.partition(END)
        if end:
            found.append((at, at + len(hit)))
        at += len(hit) + len(rest)
    return found


def _different(body: str, hits: list[tuple[int, int]], first: int) -> int:
    within = first + LENGTH - BEFORE
    return len({body[start:stop].casefold() for start, stop in hits if first <= start and stop <= within})


def _begin(body: str, first: int) -> int:
    """The first sentence that begins shortly before the hit, else the first word."""
    if first <= BEFORE:
        return 0
    sentence = _SENTENCE.search(body, first - BEFORE, first)
    return sentence.end() if sentence else body.find(" ", first - BEFORE, first) + 1 or first


def _end(body: str, begin: int, first: int) -> int:
    if len(body) <= begin + LENGTH:
        return len(body)
    space = body.rfind(" ", first, begin + LENGTH)
    return space if space > first else min(len(body), first + LENGTH)
