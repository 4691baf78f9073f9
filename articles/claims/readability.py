"""How hard a text is to read: advice to writers, never a reason to hold anything up."""

import re
from collections.abc import Sequence
from itertools import pairwise

#: Words in a sentence above which it is called long (NHS and GOV.UK content guidance).
LONG = 25
#: School grade above which a text is called hard (rule Q04).
GRADE = 9.0
#: Below so many words a grade says nothing.
ENOUGH = 100

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = "\n"  # of a sentence, which holds none
_WORD_OR_END = re.compile(rf"{_WORD.pattern}|{_END}")
_REMEMBERED = 16_384  # words
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


class _Spoken(dict[str, int]):
    """Words and their syllables, counted once; the end of a sentence has none."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        count = self[word] = 0 if word == _END else syllables(word)
        return count


_SPOKEN = _Spoken()


def grade(sentences: Sequence[str]) -> float | None:
    """The Flesch-Kincaid grade (Kincaid and others 1975), in years of school; None for fewer than ``ENOUGH`` words."""
    return _grade(*_measured(sentences))


def _measured(sentences: Sequence[str]) -> tuple[list[int], int]:
    """How many words each sentence has, and the syllables of all: cut into words in one go."""
    found = _WORD_OR_END.findall(_END.join([*sentences, ""]))
    ends = [-1, *[at for at, word in enumerate(found) if word == _END]]
    return [end - begin - 1 for begin, end in pairwise(ends)], sum(map(_SPOKEN.__getitem__, found))


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
