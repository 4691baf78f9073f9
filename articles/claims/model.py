"""The linear model: whole-number weights as data, one column a question.

The questions (*heads*) are: is it a claim; of which types; is its risk at least medium; is it high. A weight is the
change of the log-odds in thousandths. Whole numbers make sums exact, so that the same text gives the same findings on
every machine, in whatever order a set is walked through.
"""

import math
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple, TypeVar

from .features import Seen
from .naming import neighbours
from .pairs import parted
from .types import ClaimType
from .word_groups import Groups, shipped_groups

FILE = Path(__file__).parent / "data" / "weights.csv"
CLAIM, MEDIUM, HIGH = "claim", "medium", "high"
#: Columns of the file, in order. Those that nearly every feature speaks to come first: their sums stay small numbers.
HEADS = (CLAIM, MEDIUM, HIGH, *(str(kind.value) for kind in ClaimType))
UNIT = 1000  # parts of one unit of log-odds

# All heads of a feature are kept in one whole number, 32 bits for each, so that one addition adds them all: the sum of
# such numbers is the number of the sums. No sum comes near half of 32 bits.
_BITS = 32
_HALF = 1 << (_BITS - 1)
_LIFT = sum(_HALF << (_BITS * head) for head in range(len(HEADS)))
_LIFTED = struct.Struct(f"<{len(HEADS)}I")
_NOTHING = repeat(0)
_REMEMBERED = 300  # sets of subjects
_TELLING = 250  # thousandths; what speaks less for a claim is no reason


class WeightsError(ValueError):
    """A file of weights that cannot be used; the message names the line."""


Tables = tuple[dict[str, int], ...]
"""Numbers by feature: for each of ``PLACES``."""
Strong = tuple[int, str, str]
"""What speaks strongly for a claim: weight below zero, place, feature. Sorts by strength."""
T = TypeVar("T")


class Under(NamedTuple):
    """What the names of a sentence add under some subjects."""

    packed: dict[str, int]
    telling: dict[str, tuple[Strong, ...]]


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one file. Words have tables of their own, so that no name must be made for each word."""

    bias: int
    packed: Tables  # of all heads
    claims: Tables  # of the first head
    telling: tuple[dict[str, Strong], ...]
    under: dict[str, dict[str, int]]  # of all heads: what a name of a sentence adds under a subject (pairs.py)
    telling_under: dict[str, dict[str, Strong]]
    _merged: dict[frozenset[str], "Under"] = field(default_factory=dict)  # of both, by the subjects that are there

    def total(self, seen: Seen) -> int:
        """The sums of all heads in one number, for ``claim`` and ``scores``. The sentences before and behind speak to
        whether it is a claim, and say nothing about types and risk (``fitting.py``).
        """
        names, words, rows, headings, stems, before, after = self.packed
        place, read = seen.place, seen.read
        merged = self._under(place.subjects).packed if place.subjects else None
        if place.weighed is None:
            place.weighed = (
                self.bias
                + _sum(names, place.names)
                + _sum(headings, place.heading_words)
                + _sum(stems, place.stem_words)
                + (_sum(merged, place.manner) if merged else 0)
            )
        # Words are remembered for longer than one text, and may be asked about by other weights.
        if read.weighed is None or read.weighed[0] is not self:
            read.weighed = (
                self,
                _sum(names, read.names)
                + _sum(names, read.pairs)
                + _sum(words, read.vocabulary)
                + _sum(rows, neighbours(read.tokens)),
            )
        total = place.weighed + read.weighed[1]
        if merged:
            total += _sum(merged, read.names)
        if seen.added:
            total += _sum(names, seen.added)
        if seen.before:
            total += _sum(before, seen.before)
        if seen.after:
            total += _sum(after, seen.after)
        return total

    def _under(self, subjects: frozenset[str]) -> "Under":
        """What names add under all of ``subjects``. Remembered: few sets of subjects stand above most sentences."""
        merged = self._merged.get(subjects)
        if merged is None:
            merged = Under({}, {})
            for subject in subjects:
                for name, value in self.under.get(subject, {}).items():
                    merged.packed[name] = merged.packed.get(name, 0) + value
                for name, strong in self.telling_under.get(subject, {}).items():
                    merged.telling[name] = (*merged.telling.get(name, ()), strong)
            if len(self._merged) >= _REMEMBERED:
                self._merged.clear()
            self._merged[subjects] = merged
        return merged

    def strongest(self, seen: Seen, number: int) -> list[tuple[str, str]]:
        """What speaks most for a claim: (place, feature), strongest first; ``PLACES`` lists the places."""
        # Two words side by side are left out: one of them tells a person as much.
        names, words, _, headings, stems, before, after = self.telling
        place, read = seen.place, seen.read
        under = self._under(place.subjects).telling if place.subjects else None
        if place.strongest is None:
            place.strongest = [
                *_known(names, place.names),
                *_known(headings, place.heading_words),
                *_known(stems, place.stem_words),
            ]
            if under:
                place.strongest += chain.from_iterable(_known(under, place.manner))
            place.strongest.sort()
        if read.strongest is None or read.strongest[0] is not self:
            said = [*_known(names, read.names), *_known(names, read.pairs), *_known(words, read.vocabulary)]
            read.strongest = self, sorted(said)
        found = place.strongest + read.strongest[1]
        if seen.added:
            found += _known(names, seen.added)
        if under:
            found += chain.from_iterable(_known(under, read.names))
        if seen.before:
            found += _known(before, seen.before)
        if seen.after:
            found += _known(after, seen.after)
        found.sort()
        return [(where, name) for _, where, name in found[:number]]


def _sum(table: dict[str, int], names: Iterable[str]) -> int:
    return sum(map(table.get, names, _NOTHING))


def _known(table: Mapping[str, T], names: Iterable[str]) -> Iterator[T]:
    return filter(None, map(table.get, names))


def pack(values: Iterable[int]) -> int:
    """One number of the values of the heads, in the order of ``HEADS``."""
    return sum([value << (_BITS * head) for head, value in enumerate(values)])


def claim(total: int) -> int:
    """Log-odds, in thousandths, that the sentence is a claim, out of a sum of packed numbers."""
    return ((total + _HALF) & (2 * _HALF - 1)) - _HALF


def unpacked(total: int) -> list[int]:
    """Log-odds, in thousandths, of every head, in the order of ``HEADS``, out of a sum of packed numbers."""
    return [value - _HALF for value in _LIFTED.unpack((total + _LIFT).to_bytes(_LIFTED.size, "little"))]


def scores(total: int) -> dict[str, int]:
    """The same by the names of the heads."""
    return dict(zip(HEADS, unpacked(total), strict=True))


PLACES = ("", "w", "ww", "hw", "sw", "b", "a")
_WORD = PLACES.index("w")
_SENTENCES_AROUND = ("b", "a")


def chance(score: int) -> float:
    """The probability, 0 to 1, behind log-odds in thousandths."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score / UNIT))))


def log_odds(probability: float) -> int:
    """Log-odds in thousandths of a probability between 0 and 1, both excluded."""
    return round(UNIT * math.log(probability / (1 - probability)))


def read_weights(lines: Iterable[str], groups: Groups | None = None) -> Weights:
    """Weights from the lines of a file: ``feature,claim,efficacy,…``, empty for 0. What a group weighs is added to
    each of its words; ``groups`` are those of the product if not given. Raises ``WeightsError``.
    """
    groups = shipped_groups() if groups is None else groups
    biases: list[int] | None = None
    claims: Tables = tuple({} for _ in PLACES)
    packed: Tables = tuple({} for _ in PLACES)
    under: dict[str, dict[str, int]] = {}
    telling_under: dict[str, dict[str, Strong]] = {}
    grouped: dict[str, list[int]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        feature, *cells = line.rstrip("\n").split(",")
        if len(cells) != len(HEADS):
            raise WeightsError(f"line {number}: {len(HEADS)} weights are needed behind “{feature}”")
        try:
            values = [int(cell or 0) for cell in cells]
        except ValueError as error:
            raise WeightsError(f"line {number}: a weight is not a whole number") from error
        if feature == "bias":
            biases = values
            continue
        parts = parted(feature)
        if parts:
            name, subject = parts
            under.setdefault(subject, {})[name] = pack(values)
            if values[0] >= _TELLING:
                telling_under.setdefault(subject, {})[name] = (-values[0], "", name)
            continue
        prefix, _, word = feature.partition(":")
        if prefix == "g" and word:
            grouped[word] = values
            continue
        place = PLACES.index(prefix) if word and prefix in PLACES else 0
        name = word if place else feature
        if values[0]:
            claims[place][name] = values[0]
        if PLACES[place] in _SENTENCES_AROUND:
            values = values[:1]
        if any(values):
            packed[place][name] = pack(values)
    if biases is None:
        raise WeightsError("there is no line “bias”")
    _add_to_words(grouped, groups, packed[_WORD], claims[_WORD])
    telling = tuple(
        {name: (-value, where, name) for name, value in table.items() if value >= _TELLING}
        for where, table in zip(PLACES, claims, strict=True)
    )
    return Weights(pack(biases), packed, claims, telling, under, telling_under)


def _add_to_words(
    grouped: Mapping[str, Sequence[int]], groups: Groups, packed: dict[str, int], claims: dict[str, int]
) -> None:
    for name, values in grouped.items():
        if name not in groups:
            raise WeightsError(f"there is no group “{name}” of words: fit the weights again")
        all_heads = pack(values)
        for word in groups[name]:
            packed[word] = packed.get(word, 0) + all_heads
            if values[0]:
                claims[word] = claims.get(word, 0) + values[0]


def written(rows: dict[str, tuple[int, ...]], notes: Iterable[str]) -> Iterator[str]:
    """The lines of a file of weights; features without any weight are left out."""
    yield from (f"# {note}" for note in notes)
    yield "# feature," + ",".join(HEADS)
    for feature in sorted(rows, key=lambda name: (name != "bias", name)):
        if feature == "bias" or any(rows[feature]):
            yield feature + "," + ",".join(str(value or "") for value in rows[feature])


@cache
def shipped_weights() -> Weights:
    """The weights of ``data/weights.csv``; raises ``WeightsError``, or ``GroupsError`` for the groups of words."""
    return read_weights(FILE.read_text(encoding="utf-8").splitlines())
