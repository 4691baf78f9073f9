"""What a reader typed, as terms to look for. Any text is a query: there is no syntax to get wrong. Pure."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from articles.search.synonyms import fold, longest

LONGEST = 200  # characters of a query
MOST_GROUPS = 10
MOST_TERMS = 40  # alternatives of one group
LONGEST_ABBREVIATION = 6  # letters, with the s of the plural
PREFIX_FROM = 3  # letters from which the last word also stands for longer ones

# Words that say nothing about what is looked for. They are left out beside others, and never inside quotes.
SMALL = frozenset(
    """
    a about after am an and any are as at be been but by can could did do does for from get had has have how i if in is
    it its me my of on or our s should so some t than that the their them there they this to was we what when where
    which who why will with would you your
    """.split()  # noqa: SIM905
)

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other; ``prefix``: the last of them may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """``groups``: each must be met by one of its terms. ``also``: the names of synonyms that are searched for too."""

    groups: tuple[tuple[Term, ...], ...] = ()
    also: tuple[str, ...] = ()


def clean(typed: str) -> str:
    """What was typed, as it is kept: at most ``LONGEST`` characters of clean text.

    >>> clean("  panic\\x00   attack ")
    'panic attack'
    """
    return clean_text(typed[: 4 * LONGEST])[:LONGEST].strip()


def clean_text(text: str) -> str:
    """In one line and composed, without control and format characters: soft hyphens would cut words in two."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    kept = (char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(kept).split())


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return _WORD.findall(fold(text))


def parse(text: str, complete: Callable[[str], list[str]] = lambda _: []) -> Query:
    """The query of a cleaned text. ``complete`` names known words that begin with the last one.

    >>> [len(group) for group in parse('“low mood” walk').groups]
    [1, 2]
    """
    groups: list[tuple[Term, ...]] = []
    also: list[str] = []
    loose: list[list[str]] = []
    at, last = 0, len(text)
    for quoted in _QUOTED.finditer(text):
        loose += _tokens(text[at : quoted.start()])
        if phrase := tuple(_WORD.findall(quoted[1])):
            groups.append((Term(phrase),))
        at = quoted.end()
    ends_open = at < last  # the last word is still being typed when nothing quoted follows it
    rest = _tokens(text[at:])
    loose += rest
    telling = [token for token in loose if len(token) > 1 or fold(token[0]) not in SMALL]
    tokens = telling if telling or groups else loose
    number = 0
    while number < len(tokens) and len(groups) < MOST_GROUPS:
        count, names = longest([" ".join(token) for token in tokens[number:]])
        span = tokens[number : number + count]
        typed = tuple(word for token in span for word in token)
        terms = [Term(typed)]
        if ends_open and rest and span[-1] is rest[-1] and len(typed[-1]) >= PREFIX_FROM:
            terms.append(Term(typed, prefix=True))
            if len(typed) == 1:
                terms += [Term((word,)) for word in complete(fold(typed[0])) if word != fold(typed[0])]
        if names:
            terms += _plurals(typed)
        for name in names:
            words = tuple(_WORD.findall(name))
            terms += [Term(words), *_plurals(words)]
        also += names
        groups.append(tuple(terms[:MOST_TERMS]))
        number += count
    return Query(tuple(groups[:MOST_GROUPS]), tuple(dict.fromkeys(also)))


def _plurals(words: tuple[str, ...]) -> list[Term]:
    """An abbreviation in the other number: "SSRIs" is no plural to an English stemmer."""
    (word,) = words if len(words) == 1 else ("",)
    if not 2 <= len(word) <= LONGEST_ABBREVIATION:
        return []
    return [Term((word.removesuffix("s") if word.endswith("s") else f"{word}s",))]


def _tokens(text: str) -> list[list[str]]:
    """Words with the parts of compounds together: ``self-harm`` is found as the phrase of its parts."""
    return [_WORD.findall(_POSSESSIVE.sub("", token)) for token in _TOKEN.findall(text)]
