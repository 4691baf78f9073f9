"""How hard a text is to read: advice to writers, never a reason to hold anything up."""

from collections.abc import Sequence

from .counted import counted, counts, spoken_of

#: Words in a sentence above which it is called long (NHS and GOV.UK content guidance).
LONG = 25
#: School grade above which a text is called hard (rule Q04).
GRADE = 9.0
#: Below so many words a grade says nothing.
ENOUGH = 100


def grade(sentences: Sequence[str]) -> float | None:
    """The Flesch-Kincaid grade (Kincaid and others 1975), in years of school; None for fewer than ``ENOUGH`` words."""
    return _grade([*map(counted, sentences)])


def _grade(found: Sequence[int]) -> float | None:
    _, total, spoken = counts(found)
    if total < ENOUGH:
        return None
    return 0.39 * total / sum([spoken_of(one) > 0 for one in found]) + 11.8 * spoken / total - 15.59


def advice(sentences: Sequence[str], found: Sequence[int]) -> str:
    """One or two sentences about what is hard to read; empty when nothing is. ``found`` is what ``counted`` says."""
    lengths = [*map(spoken_of, found)]
    long = sum([length > LONG for length in lengths])
    parts = []
    if long:
        worst = sentences[lengths.index(max(lengths))]
        begins = " ".join(worst.split()[:6])
        noun = "sentence has" if long == 1 else "sentences have"
        parts.append(f"{long} {noun} more than {LONG} words; the longest, with {max(lengths)}, begins “{begins} …”.")
    level = _grade(found)
    if level is not None and level > GRADE:
        parts.append(f"The text reads like school year {level:.0f} or above; aim for {GRADE:.0f}.")
    return " ".join(parts)
