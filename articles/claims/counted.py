"""Words and syllables counted piece by piece: what stands between two blanks is looked at once, however often it is
written.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_REMEMBERED = 16_384  # pieces; then the memory is emptied, so that no text makes it grow for ever
_REMEMBERED_LENGTH = 50  # longer ones seldom come again
# The three counts of a piece stand in one number, so that one addition adds all. No text is long enough for more.
_BITS = 21
_MASK = (1 << _BITS) - 1
_ONE_WORD = (1 << (2 * _BITS)) + (1 << _BITS)
_AROUND = ".,;:!?()[]\"'“”‘’*…–—-"

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_SPOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")


class Counts(NamedTuple):
    """What stands in a text."""

    words: int  # numbers too
    spoken: int  # words of letters only
    syllables: int  # of these


def syllables(word: str) -> int:
    """The syllables of an English word, at least 1, counted by groups of vowels; a silent final e is left out."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def _look_at(piece: str) -> int:
    word = piece.strip(_AROUND)
    if word.isalpha():  # as nearly all are
        return _ONE_WORD + syllables(word)
    spoken = _SPOKEN.findall(piece)
    return (len(_WORD.findall(piece)) << (2 * _BITS)) + (len(spoken) << _BITS) + sum(map(syllables, spoken))


class _Pieces(dict[str, int]):
    def __missing__(self, piece: str) -> int:
        count = _look_at(piece)
        if len(piece) <= _REMEMBERED_LENGTH:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[piece] = count
        return count


_count = _Pieces().__getitem__


def counted(text: str) -> int:
    """What stands in a text, in one number for ``counts``."""
    return sum(map(_count, text.split()))


def spoken_of(count: int) -> int:
    """The words of letters in a text that was counted."""
    return (count >> _BITS) & _MASK


def counts(numbers: Iterable[int]) -> Counts:
    """What stands in texts that were counted."""
    total = sum(numbers)
    return Counts(total >> (2 * _BITS), spoken_of(total), total & _MASK)
