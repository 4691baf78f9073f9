"""Cue groups: expressions of ``data/cues.txt`` that are looked for in the words of a text.

A text is cut into words once; what a single word can begin is remembered, so that the cost of a text is a look-up for
each of its words, whatever the number of expressions. There is no backtracking: an expression is a row of at most
``LONGEST`` words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

FILE = Path(__file__).parent / "data" / "cues.txt"
LONGEST = 8  # words of an expression; a longer one is a mistake in the file
_REMEMBERED = 50_000  # words; then the memory is emptied, so that no text makes it grow for ever

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*|&(?=\w)")
# The same where every letter is one of twenty-six, as in nearly all texts: twice as fast.
_PLAIN_TOKEN = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|[0-9]+(?:[.,][0-9]+)*|&(?=[A-Za-z0-9_])")
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety "
    "hundred"
)
_NUMBER_WORDS = frozenset(_NUMBERS.split())
_NEAR = re.compile(r"(\w+) ~ (\w+) (\d+)")
_ALTERNATIVES = re.compile(r"\(([^()]*)\)|<(\w+)>")


class CueError(ValueError):
    """A line of the file that cannot be used; the message names it."""


def tokens(plain: str) -> list[str]:
    """The words of folded, lower-case text: letters with inner apostrophes, or figures; hyphens separate."""
    return (_PLAIN_TOKEN if plain.isascii() else _TOKEN).findall(plain)


def is_number(token: str) -> bool:
    """Whether a token is a number, in figures or in words."""
    return token[0].isdecimal() or token in _NUMBER_WORDS


@dataclass(frozen=True, slots=True)
class _Phrase:
    group: str
    rest: tuple[str, ...]  # the elements behind the first


@dataclass(slots=True)
class _Starting:
    """What one word is (groups) and what it begins: by the word that must follow, or by a pattern of it."""

    alone: list[str] = field(default_factory=list)
    following: dict[str, list[_Phrase]] = field(default_factory=dict)
    loose: list[_Phrase] = field(default_factory=list)

    def add(self, group: str, rest: tuple[str, ...]) -> None:
        if not rest:
            if group not in self.alone:
                self.alone.append(group)
        elif rest[0] in ("_", "#") or "*" in rest[0]:
            self.loose.append(_Phrase(group, rest))
        else:
            self.following.setdefault(rest[0], []).append(_Phrase(group, rest))


_NOTHING = _Starting()
_NONE: list[_Phrase] = []


@dataclass(slots=True)
class _Index:
    """Phrases by their first element."""

    words: dict[str, _Starting] = field(default_factory=dict)
    beginnings: dict[str, _Starting] = field(default_factory=dict)
    numbers: _Starting | None = None
    sizes: list[int] = field(default_factory=list)  # the lengths of the beginnings, shortest first
    known: dict[str, _Starting] = field(default_factory=dict)
    pairs: dict[tuple[str, str], list[_Phrase]] = field(default_factory=dict)

    def add(self, elements: tuple[str, ...], group: str) -> None:
        first, *rest = elements
        if first == "#":
            self.numbers = start = self.numbers or _Starting()
        elif first.endswith("*"):
            start = self.beginnings.setdefault(first[:-1], _Starting())
            if len(first) - 1 not in self.sizes:
                self.sizes = sorted([*self.sizes, len(first) - 1])
        else:
            start = self.words.setdefault(first, _Starting())
        start.add(group, tuple(rest))

    def starting(self, token: str) -> _Starting:
        """What the word is and begins."""
        found = self.known.get(token)
        if found is None:
            starts = [self.words.get(token)]
            for size in self.sizes:
                if size > len(token):
                    break
                starts.append(self.beginnings.get(token[:size]))
            if is_number(token):
                starts.append(self.numbers)
            found = _merged([start for start in starts if start])
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            self.known[token] = found
        return found

    def loosely(self, start: _Starting, token: str, after: str) -> list[_Phrase]:
        """What a word begins, by patterns too, that may go on with the word ``after``."""
        found = self.pairs.get((token, after))
        if found is None:
            loose = [phrase for phrase in start.loose if _fits(phrase.rest[0], after)]
            if len(self.pairs) >= _REMEMBERED:
                self.pairs.clear()
            found = self.pairs[token, after] = start.following.get(after, _NONE) + loose
        return found


def _merged(starts: Sequence[_Starting]) -> _Starting:
    """What a word is and begins that several entries speak of."""
    if len(starts) < 2:
        return starts[0] if starts else _NOTHING
    merged = _Starting()
    for start in starts:
        merged.alone += [group for group in start.alone if group not in merged.alone]
        for word, phrases in start.following.items():
            merged.following[word] = merged.following.get(word, _NONE) + phrases
        merged.loose += start.loose
    return merged


Hits = dict[str, tuple[int, int]]
"""Group -> (first, after last) of the words of its first hit."""


class Cues:
    """The groups of one file. ``anywhere`` holds for every text, ``announcing`` for headings, titles and stems."""

    def __init__(self, lines: Sequence[str]) -> None:
        sets: dict[str, list[str]] = {}
        self.near: list[tuple[str, str, str, int]] = []
        self._inside, self._first, self._announcing = _Index(), _Index(), _Index()
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, bar, rest = line.partition(" | ")
            entries = [entry.strip() for entry in rest.split(",")]
            if not bar or not all(entries):
                raise CueError(f"line {number}: write “group | phrase, phrase”")
            if name.startswith("= "):
                sets.setdefault(name[2:], []).extend(entries)
                continue
            for entry in entries:
                near = _NEAR.fullmatch(entry)
                if near:
                    self.near.append((name, near[1], near[2], int(near[3])))
                    continue
                for elements in _expand(entry, sets, number):
                    if name[0] == "^":
                        self._first.add(elements, name[1:])
                    else:
                        (self._announcing if name[0] == "@" else self._inside).add(elements, name.lstrip("@"))

    def find(self, words: Sequence[str]) -> Hits:
        """The first hit of every group in the words of a text."""
        found = _find(self._first, words, words[:1], _find(self._inside, words, words, {}))
        for group, first, second, distance in self.near:
            if first in found and second in found and group not in found:
                begin, end = found[first][1], found[second][1]
                if begin <= found[second][0] <= begin + distance:
                    found[group] = (found[first][0], end)
        return found

    def announced(self, words: Sequence[str]) -> Hits:
        """What a heading, title or stem announces."""
        return _find(self._announcing, words, words, {})


def _find(index: _Index, words: Sequence[str], begins: Sequence[str], found: Hits) -> Hits:
    """Add what begins with one of the words ``begins``, the first of ``words``, unless its group was found before."""
    last = len(words)
    for at, start in enumerate(map(index.known.get, begins)):
        if start is None:
            start = index.starting(words[at])
        if start is _NOTHING:
            continue
        for group in start.alone:
            if group not in found:
                found[group] = (at, at + 1)
        after = at + 1
        if after == last:
            continue
        next_ = words[after]
        for phrase in index.loosely(start, words[at], next_) if start.loose else start.following.get(next_, _NONE):
            if phrase.group not in found:
                rest = phrase.rest
                end = after + 1 if len(rest) == 1 else _matches(rest, words, after)
                if end:
                    found[phrase.group] = (at, end)
    return found


def _matches(elements: tuple[str, ...], words: Sequence[str], at: int) -> int:
    """The place behind the last word when the elements stand at ``at``, else 0."""
    if at + len(elements) > len(words):
        return 0
    for element in elements:
        word = words[at]
        if element != word and not _fits(element, word):
            return 0
        at += 1
    return at


def _fits(element: str, word: str) -> bool:
    """Whether a gap, a number or a pattern stands for the word."""
    return (
        element == "_"
        or (element == "#" and is_number(word))
        or (element[-1] == "*" and word.startswith(element[:-1]))
        or (element[0] == "*" and word.endswith(element[1:]))
    )


def _expand(entry: str, sets: Mapping[str, Sequence[str]], number: int) -> Iterator[tuple[str, ...]]:
    """Every row of elements that an entry with alternatives and sets stands for."""
    parts: list[list[str]] = []
    at = 0
    for match in _ALTERNATIVES.finditer(entry):
        parts.append([entry[at : match.start()]])
        if match[2] is not None:
            if match[2] not in sets:
                raise CueError(f"line {number}: there is no set “{match[2]}” above it")
            parts.append(list(sets[match[2]]))
        else:
            parts.append(match[1].split("|"))
        at = match.end()
    parts.append([entry[at:]])
    for chosen in product(*parts):
        elements = tuple("".join(chosen).split())
        if not elements or len(elements) > LONGEST or elements[0] in ("_", "*"):
            raise CueError(f"line {number}: “{entry}” is empty, too long or begins with a gap")
        yield elements


@cache
def shipped_cues() -> Cues:
    """The groups of ``data/cues.txt``; raises ``CueError``."""
    return Cues(FILE.read_text(encoding="utf-8").splitlines())
