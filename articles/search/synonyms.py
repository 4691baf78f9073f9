"""Different words for the same thing: what is searched for beside the words that were typed. Pure.

Brands and their medicines, and the spellings of one term, come from the lexicons of the detector; what they do not say
stands in ``synonyms.txt``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from articles.claims.lexicon import shipped_terms

FILE = Path(__file__).with_name("synonyms.txt")
MOST_WORDS = 7  # of one term

_WORD = re.compile(r"[^\W_]+")
# The American spelling on the left becomes the British one; only for finding which terms of the lexicons are one.
_SPELLINGS = (
    (re.compile(r"iz(?=(?:e|ed|es|er|ing|ation|ations)\b)"), "is"),
    (re.compile(r"(?<=[bdlmv])or(?=\b|al\b|s\b)"), "our"),
    (re.compile(r"(?<=[ln])el(?=(?:ing|ed|or|ors)\b)"), "ell"),
    (re.compile(r"(?<=[a-z])a?emia\b"), "aemia"),
    (re.compile(r"pnea\b"), "pnoea"),
    (re.compile(r"rrh?ea\b"), "rrhoea"),
    (re.compile(r"\bfiber\b"), "fibre"),
    (re.compile(r"\bdisk\b"), "disc"),
    (re.compile(r"\b(post|hyper|anti) "), r"\1"),
)

Key = tuple[str, ...]


def fold(text: str) -> str:
    """Lower case without accents: how words are compared with lists of words.

    >>> fold("Naïve")
    'naive'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def key_of(text: str) -> Key:
    """The words of a term, folded.

    >>> key_of("Obsessive-compulsive disorder")
    ('obsessive', 'compulsive', 'disorder')
    """
    return tuple(_WORD.findall(fold(text)))


def longest(words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """How many of the first words are one known term, at least 1, and its synonyms.

    >>> longest(["SSRIs", "and", "sleep"])
    (1, ('selective serotonin reuptake inhibitor',))
    """
    for count in range(min(len(words), MOST_WORDS), 0, -1):
        key = key_of(" ".join(words[:count]))
        if names := _table().get(key) or _table().get(_singular(key)):
            return count, names
    return 1, ()


@cache
def known_words() -> frozenset[str]:
    """Every word of the lexicons and of the names of synonyms, folded, in both numbers."""
    words = {word for term in shipped_terms() for word in key_of(term.text)}
    words |= {word for key in _table() for word in key}
    return frozenset(words | {f"{word}s" for word in words})


def _singular(key: Key) -> Key:
    return (*key[:-1], key[-1].removesuffix("s")) if key else key


@cache
def _table() -> dict[Key, tuple[str, ...]]:
    """Synonyms by name. A name in several groups has those of all."""
    table: dict[Key, dict[Key, str]] = {}
    for name, other in (*_brands(), *_pairs(_by_hand()), *_pairs(_spelt())):
        if key_of(name) != key_of(other):
            table.setdefault(key_of(name), {}).setdefault(key_of(other), other)
    return {key: tuple(names.values()) for key, names in table.items()}


def _pairs(groups: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    return ((name, other) for group in groups for name in group for other in group)


def _by_hand() -> Iterator[list[str]]:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [name.strip() for name in line.split("|")]


def _brands() -> Iterator[tuple[str, str]]:
    """A brand stands for its medicine, and the medicine for each of its brands; one brand not for another."""
    for term in shipped_terms():
        if term.kind == "brand" and term.generic:
            yield from ((term.text, term.generic), (term.generic, term.text.capitalize()))


def _spelt() -> Iterable[list[str]]:
    """Terms of the lexicons that differ only in British or American spelling."""
    found: dict[str, list[str]] = {}
    for term in shipped_terms():
        if term.kind not in ("brand", "medicine"):
            found.setdefault(_british(term.text), []).append(term.text)
    return [group for group in found.values() if len({key_of(name) for name in group}) > 1]


def _british(text: str) -> str:
    spelt = fold(text).replace("-", " ")
    for pattern, instead in _SPELLINGS:
        spelt = pattern.sub(instead, spelt)
    return " ".join(_WORD.findall(spelt))
