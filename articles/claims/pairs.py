"""Names that say more together than each by itself: a joined name is a feature of its own (``features.py``)."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import TypeVar

T = TypeVar("T")

# A pair is looked for once both its halves are known.
_PAIRS = """
treatment&benefit treatment&effect benefit&effect cause&effect modal&effect symptom&health definition&health
definition&treatment people&health directive&health directive&treatment you&health number&effect amount&treatment
amount&lead anaphora&modal anaphora&benefit anaphora&p:drug anaphora&p:condition anaphora&p:practice
firstperson&pastnarrative heshe&pastnarrative heading&health heading&benefit heading&promo heading&effect
listed&s:symptoms listed&s:benefits listed&s:causes listed&s:treatment listed&s:safety listed&h:service
listed&s:service listed&exercise listed&service promo&effect promo&benefit amount&h:plan amount&exercise
exercise&effect service&health nopredicate&health nopredicate&listed evidence&effect harm&treatment relation&health
h:condition&h:symptoms h:condition&h:treatment h:condition&h:causes plan&exercise heading&finite heading&evidence
heading&cause listed&finite finite&effect finite&treatment comparative&effect comparative&listed comparative&short
short&effect effect&h:benefits amount&practice trynow&practice trynow&amount professional&service
professional&availability availability&treatment availability&condition availability&benefit promise&effect
doc:service&professional doc:service&condition doc:service&exercise doc:service&listed doc:story&health
doc:story&effect doc:story&modal doc:story&treatment doc:story&people doc:story&you firstperson&health
firstperson&treatment testimonial&effect quoted&health question&health instead&treatment unknown&health startstop&drug
startstop&medicine_word digit&effect digit&listed heading&question number&people opens&condition opens&symptom
opens&benefit opens&cause opens&unfinished unfinished&short unfinished&health unfinished&effect unfinished&symptom
unfinished&you unfinished&modal unfinished&definition opens&treatment opens&listed opens&short opens&directive
opens&modal opens&definition opens&you counted&exercise counted&listed counted&lead listed&hc:benefit listed&hc:cause
listed&hc:symptom listed&hc:harm listed&hc:directive h:service&careverb h:service&directive h:service&short
h:service&availability h:resources&lead h:resources&short h:resources&listed h:resources&careverb number&t:relation
comparative&t:relation directive&t:relation finite&t:relation effect&t:relation listed&t:relation listed&h:relation
posture&listed posture&exercise posture&effect posture&steps rhetoric&effect rhetoric&health rhetoric&t:relation
benefit&short comparative&benefit listed&steps steps&amount steps&effect steps&benefit h:steps&listed h:steps&exercise
h:steps&posture s:steps&listed doc:health0&effect doc:health0&modal doc:health0&directive doc:health0&health
doc:health3&modal doc:health3&listed doc:health3&definition effect&tc:relation effect&relation scene&health
scene&effect scene&condition scene&people simile&health simile&effect simile&condition simile&modal rhetoric&benefit
rhetoric&modal
"""


def _partners() -> dict[str, dict[str, str]]:
    partners: dict[str, dict[str, str]] = {}
    for both in _PAIRS.split():
        first, second = both.split("&")
        partners.setdefault(first, {})[second] = both
        partners.setdefault(second, {})[first] = both
    return partners


_PARTNERS = _partners()  # either half -> the other -> the name of both
_HALVES = frozenset(_PARTNERS)
_REMEMBERED = 4_096  # sets of halves


class _Known(dict[frozenset[str], T]):
    """What comes of the halves of pairs that are there, of which few sets stand in most sentences."""

    def __init__(self, make: Callable[[frozenset[str]], T]) -> None:
        self._make = make

    def __missing__(self, halves: frozenset[str]) -> T:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[halves] = self._make(halves)
        return made


def _pairs(halves: frozenset[str]) -> frozenset[str]:
    return frozenset([_PARTNERS[half][other] for half in halves for other in _PARTNERS[half].keys() & halves])


def _partners_of(halves: frozenset[str]) -> dict[str, tuple[str, ...]]:
    partners: dict[str, tuple[str, ...]] = {}
    for half in halves:
        for other, both in _PARTNERS[half].items():
            if other not in halves:
                partners[other] = (*partners.get(other, ()), both)
    return partners


_KNOWN_PAIRS, _KNOWN_PARTNERS = _Known(_pairs), _Known(_partners_of)


def joined(names: AbstractSet[str]) -> frozenset[str]:
    """The pairs that some names make."""
    return _KNOWN_PAIRS[_HALVES & names]


def partners(names: AbstractSet[str]) -> dict[str, tuple[str, ...]]:
    """The pairs that another name would make with these, by that name."""
    return _KNOWN_PARTNERS[_HALVES & names]


# The same words say more, or less, where a heading, title or stem names a subject: each of these is joined with every
# name that a sentence has of itself. "Buckle up" under the name of a medicine is no claim, "May make you drowsy" is.
_SUBJECTS = "drug condition medicine_word supplement practice crisis symptom therapy body lifestyle"
SUBJECTS = frozenset(f"{place}:{name}" for place in "hts" for name in _SUBJECTS.split())
_PLACED = frozenset(":&")  # what a name of the sentence itself does not hold


def under(name: str, subject: str) -> str:
    """The name of what a sentence says itself, joined with a subject above it."""
    return f"{name}&{subject}"


def parted(feature: str) -> tuple[str, str] | None:
    """The two parts of what ``under`` made; None for any other feature."""
    name, _, subject = feature.rpartition("&")
    return (name, subject) if name and subject in SUBJECTS and _PLACED.isdisjoint(name) else None
