"""How hard a text is to read: advice to writers, never a reason to hold anything up."""

import re
from collections.abc import Sequence

from .counted import Counted

#: Words in a sentence above which it is called long (NHS and GOV.UK content guidance).
LONG = 25
#: School grade above which a text is called hard (rule Q04).
GRADE = 9.0
#: Below so many words a grade says nothing.
ENOUGH = 100

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PART = 1 << 32  # words and syllables are counted in one number: so many times the words, and the syllables
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")


def words(sentence: str) -> list[str]:
    """The words of a sentence; numbers are none."""
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """The syllables of an English word, at least 1, counted by groups of vowels; a silent final e is left out."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def _spoken(piece: str) -> int:
    return sum([_PART + syllables(word) for word in words(piece)])


_SPOKEN = Counted(_spoken)


def grade(sentences: Sequence[str]) -> float | None:
    """The Flesch-Kincaid grade (Kincaid and others 1975), in years of school; None for fewer than ``ENOUGH`` words."""
    return _grade(*_measured(sentences))


def _measured(sentences: Sequence[str]) -> tuple[list[int], int]:
    """How many words each sentence has, and the syllables of all."""
    found = [*map(_SPOKEN.of, sentences)]
    return [count // _PART for count in found], sum(found) % _PART


def _grade(lengths: Sequence[int], spoken: int) -> float | None:
    total = sum(lengths)
    if total < ENOUGH:
        return None
    return 0.39 * total / sum(map(bool, lengths)) + 11.8 * spoken / total - 15.59


def advice(sentences: Sequence[str]) -> str:
    """One or two sentences about what is hard to read; empty when nothing is."""
    lengths, spoken = _measured(sentences)
    long = sum([length > LONG for length in lengths])
    parts = []
    if long:
        worst = sentences[lengths.index(max(lengths))]
        begins = " ".join(worst.split()[:6])
        noun = "sentence has" if long == 1 else "sentences have"
        parts.append(f"{long} {noun} more than {LONG} words; the longest, with {max(lengths)}, begins “{begins} …”.")
    level = _grade(lengths, spoken)
    if level is not None and level > GRADE:
        parts.append(f"The text reads like school year {level:.0f} or above; aim for {GRADE:.0f}.")
    return " ".join(parts)
