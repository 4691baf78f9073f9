"""How hard a text is to read: advice to writers, never a reason to hold anything up."""

import re
from collections.abc import Sequence
from functools import lru_cache

#: Words in a sentence above which it is called long (NHS and GOV.UK content guidance).
LONG = 25
#: School grade above which a text is called hard (rule Q04).
GRADE = 9.0
#: Below so many words a grade says nothing.
ENOUGH = 100

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")


def words(sentence: str) -> list[str]:
    """The words of a sentence; numbers are none."""
    return _WORD.findall(sentence)


@lru_cache(maxsize=16_384)
def syllables(word: str) -> int:
    """The syllables of an English word, at least 1, counted by groups of vowels; a silent final e is left out."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def grade(sentences: Sequence[str]) -> float | None:
    """The Flesch-Kincaid grade (Kincaid and others 1975), in years of school; None for fewer than ``ENOUGH`` words."""
    return _grade([words(sentence) for sentence in sentences])


def _grade(cut: Sequence[Sequence[str]]) -> float | None:
    found = [one for one in cut if one]
    total = sum(len(one) for one in found)
    if total < ENOUGH:
        return None
    spoken = sum(sum(map(syllables, one)) for one in found)
    return 0.39 * total / len(found) + 11.8 * spoken / total - 15.59


def advice(sentences: Sequence[str]) -> str:
    """One or two sentences about what is hard to read; empty when nothing is."""
    cut = [words(sentence) for sentence in sentences]
    lengths = [len(one) for one in cut]
    long = sum(length > LONG for length in lengths)
    parts = []
    if long:
        worst = sentences[lengths.index(max(lengths))]
        begins = " ".join(worst.split()[:6])
        noun = "sentence has" if long == 1 else "sentences have"
        parts.append(f"{long} {noun} more than {LONG} words; the longest, with {max(lengths)}, begins “{begins} …”.")
    level = _grade(cut)
    if level is not None and level > GRADE:
        parts.append(f"The text reads like school year {level:.0f} or above; aim for {GRADE:.0f}.")
    return " ".join(parts)
