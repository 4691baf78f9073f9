"""The linear model: whole-number weights as data, one column a question.

The questions (*heads*) are: is it a claim; of which types; is its risk at least medium; is it high. A weight is the
change of the log-odds in thousandths. Whole numbers make sums exact, so that the same text gives the same findings on
every machine, in whatever order a set is walked through.
"""

import math
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .features import Seen
from .types import ClaimType

FILE = Path(__file__).parent / "data" / "weights.csv"
CLAIM, MEDIUM, HIGH = "claim", "medium", "high"
#: Columns of the file, in order.
HEADS = (CLAIM, *(kind.value for kind in ClaimType), MEDIUM, HIGH)
UNIT = 1000  # parts of one unit of log-odds

# All heads of a feature are kept in one whole number, 32 bits for each, so that one addition adds them all: the sum of
# such numbers is the number of the sums. No sum comes near half of 32 bits.
_BITS = 32
_HALF = 1 << (_BITS - 1)
_MASK = (1 << _BITS) - 1
_LIFT = sum(_HALF << (_BITS * head) for head in range(len(HEADS)))
_SHIFTS = tuple((name, _BITS * head) for head, name in enumerate(HEADS))
_TELLING = 250  # thousandths; what speaks less for a claim is no reason


class WeightsError(ValueError):
    """A file of weights that cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one file. Words have tables of their own, so that no name must be made for each word."""

    bias: int
    tables: tuple[dict[str, int], ...]  # packed, by feature: names, own words, words of the heading, words of the stem
    telling: tuple[dict[str, int], ...]  # likewise, not packed: what speaks strongly for a claim

    def total(self, seen: Seen) -> int:
        """The packed log-odds of all heads."""
        total = self.bias
        for table, found in zip(self.tables, _groups(seen), strict=True):
            for name in found:
                if name in table:
                    total += table[name]
        return total

    def strongest(self, seen: Seen, number: int) -> list[tuple[str, str]]:
        """What speaks most for a claim: (place, feature), strongest first; ``PLACES`` lists the places."""
        found = [
            (-table[name], place, name)
            for place, table, names in zip(PLACES, self.telling, _groups(seen), strict=True)
            for name in table.keys() & names
        ]
        return [(place, name) for _, place, name in sorted(found)[:number]]


def claim_score(total: int) -> int:
    """Log-odds, in thousandths, that a sentence is a claim, out of the packed ones."""
    return ((total + _HALF) & _MASK) - _HALF


def scores(total: int) -> dict[str, int]:
    """Log-odds, in thousandths, of every head, out of the packed ones."""
    lifted = total + _LIFT
    return {name: (lifted >> shift & _MASK) - _HALF for name, shift in _SHIFTS}


def pack(values: Iterable[int]) -> int:
    """One number of the values of all heads, in the order of ``HEADS``."""
    return sum(value << (_BITS * head) for head, value in enumerate(values))


PLACES = ("", "w", "hw", "sw")


def _groups(seen: Seen) -> tuple[AbstractSet[str], ...]:
    return seen.names, seen.words, seen.heading_words, seen.stem_words


def chance(score: int) -> float:
    """The probability, 0 to 1, behind log-odds in thousandths."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score / UNIT))))


def log_odds(probability: float) -> int:
    """Log-odds in thousandths of a probability between 0 and 1, both excluded."""
    return round(UNIT * math.log(probability / (1 - probability)))


def read_weights(lines: Iterable[str]) -> Weights:
    """Weights from the lines of a file: ``feature,claim,efficacy,…``, empty for 0. Raises ``WeightsError``."""
    bias: int | None = None
    tables: tuple[dict[str, int], ...] = ({}, {}, {}, {})
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        feature, *cells = line.rstrip("\n").split(",")
        if len(cells) != len(HEADS):
            raise WeightsError(f"line {number}: {len(HEADS)} weights are needed behind “{feature}”")
        try:
            packed = pack(int(cell or 0) for cell in cells)
        except ValueError as error:
            raise WeightsError(f"line {number}: a weight is not a whole number") from error
        if feature == "bias":
            bias = packed
            continue
        prefix, _, word = feature.partition(":")
        place = PLACES.index(prefix) if word and prefix in PLACES else 0
        tables[place][word if place else feature] = packed
    if bias is None:
        raise WeightsError("there is no line “bias”")
    telling = tuple(
        {name: claim_score(packed) for name, packed in table.items() if claim_score(packed) >= _TELLING}
        for table in tables
    )
    return Weights(bias, tables, telling)


def written(rows: dict[str, tuple[int, ...]], notes: Iterable[str]) -> Iterator[str]:
    """The lines of a file of weights; features without any weight are left out."""
    yield from (f"# {note}" for note in notes)
    yield "# feature," + ",".join(HEADS)
    for feature in sorted(rows, key=lambda name: (name != "bias", name)):
        if feature == "bias" or any(rows[feature]):
            yield feature + "," + ",".join(str(value or "") for value in rows[feature])


@cache
def shipped_weights() -> Weights:
    """The weights of ``data/weights.csv``; raises ``WeightsError``."""
    return read_weights(FILE.read_text(encoding="utf-8").splitlines())
