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
from itertools import repeat
from pathlib import Path

from .features import Seen
from .types import ClaimType

FILE = Path(__file__).parent / "data" / "weights.csv"
CLAIM, MEDIUM, HIGH = "claim", "medium", "high"
#: Columns of the file, in order. Those that nearly every feature speaks to come first: their sums stay small numbers.
HEADS = (CLAIM, MEDIUM, HIGH, *(str(kind.value) for kind in ClaimType))
UNIT = 1000  # parts of one unit of log-odds

# All heads of a feature but the first are kept in one whole number, 32 bits for each, so that one addition adds them
# all: the sum of such numbers is the number of the sums. No sum comes near half of 32 bits.
_BITS = 32
_HALF = 1 << (_BITS - 1)
_MASK = (1 << _BITS) - 1
_LIFT = sum(_HALF << (_BITS * head) for head in range(len(HEADS) - 1))
_SHIFTS = tuple((str(name), _BITS * head) for head, name in enumerate(HEADS[1:]))
_NOTHING = repeat(0)
_TELLING = 250  # thousandths; what speaks less for a claim is no reason


class WeightsError(ValueError):
    """A file of weights that cannot be used; the message names the line."""


Tables = tuple[dict[str, int], ...]
"""Numbers by feature: for each of ``PLACES``."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one file. Words have tables of their own, so that no name must be made for each word."""

    claim_bias: int
    claims: Tables  # of the first head
    telling: tuple[frozenset[str], ...]  # of these, what speaks strongly for a claim
    bias: int
    others: Tables  # of all other heads, packed
    known: tuple[frozenset[str], ...]  # the keys of ``others``

    def claim(self, seen: Seen) -> int:
        """Log-odds, in thousandths, that the sentence is a claim: asked of every sentence."""
        names, own, heading, stem, before, after = self.claims
        place = seen.place
        if place.claim is None:
            place.claim = (
                sum(map(names.get, place.names, _NOTHING))
                + sum(map(heading.get, place.heading_words, _NOTHING))
                + sum(map(stem.get, place.stem_words, _NOTHING))
            )
        return (
            self.claim_bias
            + place.claim
            + sum(map(names.get, seen.own, _NOTHING))
            + sum(map(own.get, seen.words, _NOTHING))
            + sum(map(before.get, seen.before, _NOTHING))
            + sum(map(after.get, seen.after, _NOTHING))
        )

    def scores(self, seen: Seen) -> dict[str, int]:
        """Log-odds, in thousandths, of every other head: asked of what is, or could be, a claim. The sentences before
        and behind say nothing about types and risk (``fitting.py``).
        """
        place = seen.place
        if place.others is None:
            place.others = (
                self._packed(0, place.names) + self._packed(2, place.heading_words) + self._packed(3, place.stem_words)
            )
        return unpack(self.bias + place.others + self._packed(0, seen.own) + self._packed(1, seen.words))

    def _packed(self, table: int, found: AbstractSet[str]) -> int:
        values = self.others[table]
        return sum([values[name] for name in self.known[table] & found])

    def strongest(self, seen: Seen, number: int) -> list[tuple[str, str]]:
        """What speaks most for a claim: (place, feature), strongest first; ``PLACES`` lists the places."""
        place = seen.place
        if place.strongest is None:
            place.strongest = [
                *self._strong(0, place.names),
                *self._strong(2, place.heading_words),
                *self._strong(3, place.stem_words),
            ]
        found = [*place.strongest, *self._strong(0, seen.own), *self._strong(1, seen.words)]
        found += [*self._strong(4, seen.before), *self._strong(5, seen.after)]
        return [(where, name) for _, where, name in sorted(found)[:number]]

    def _strong(self, table: int, found: AbstractSet[str]) -> list[tuple[int, str, str]]:
        values, where = self.claims[table], PLACES[table]
        return [(-values[name], where, name) for name in self.telling[table] & found]


def pack(values: Iterable[int]) -> int:
    """One number of the values of all heads but the first, in the order of ``HEADS``."""
    return sum(value << (_BITS * head) for head, value in enumerate(values))


def unpack(total: int) -> dict[str, int]:
    """The sums of all heads but the first, out of a sum of packed numbers."""
    lifted = total + _LIFT
    return {name: (lifted >> shift & _MASK) - _HALF for name, shift in _SHIFTS}


PLACES = ("", "w", "hw", "sw", "b", "a")


def chance(score: int) -> float:
    """The probability, 0 to 1, behind log-odds in thousandths."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score / UNIT))))


def log_odds(probability: float) -> int:
    """Log-odds in thousandths of a probability between 0 and 1, both excluded."""
    return round(UNIT * math.log(probability / (1 - probability)))


def read_weights(lines: Iterable[str]) -> Weights:
    """Weights from the lines of a file: ``feature,claim,efficacy,…``, empty for 0. Raises ``WeightsError``."""
    biases: list[int] | None = None
    claims: Tables = tuple({} for _ in PLACES)
    others: Tables = tuple({} for _ in PLACES)
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
        prefix, _, word = feature.partition(":")
        place = PLACES.index(prefix) if word and prefix in PLACES else 0
        name = word if place else feature
        if values[0]:
            claims[place][name] = values[0]
        if any(values[1:]):
            others[place][name] = pack(values[1:])
    if biases is None:
        raise WeightsError("there is no line “bias”")
    telling = tuple(frozenset(name for name, value in table.items() if value >= _TELLING) for table in claims)
    return Weights(biases[0], claims, telling, pack(biases[1:]), others, tuple(map(frozenset, others)))


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
