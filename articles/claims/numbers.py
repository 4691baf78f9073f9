"""Telephone numbers in texts: those of the help line register that somebody typed by hand (rule C03).

Numbers of fewer than five digits (999, 111) stay out: a page about a crisis has to name them in its sentences (rule
C05), and they do not go stale.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from .types import Segment, WordingFinding

if TYPE_CHECKING:
    from .ruleset import RuleSet

SHORTEST = 5  # digits
RULE = "C03"
# Digits with at most three signs between two of them; bounded, so that no text makes it slow.
_NUMBER = re.compile(r"(?<![\w+])\+?\(?\d(?:[ \u00a0().\u2010-\u2013-]{0,3}\d){1,14}(?!\w)")


def dialled(number: str) -> str:
    """The digits one dials in the country itself: no signs, ``+44`` and ``0044`` as ``0``."""
    digits = "".join(sign for sign in number if sign.isdecimal())
    if number.strip().startswith("+44"):
        return "0" + digits[2:].removeprefix("0")
    if digits.startswith("0044"):
        return "0" + digits[4:].removeprefix("0")
    return digits


def numbers_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Every telephone number (three digits or more) in these texts as it is written, each once, in order."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _NUMBER.finditer(text):
            number = match[0].strip("( .)-")
            if len(dialled(number)) >= 3:
                found.setdefault(dialled(number), number)
    return tuple(found.values())


def with_numbers(ruleset: "RuleSet", numbers: Mapping[str, str]) -> "RuleSet":
    """The rule set that also knows the numbers of the register: ``numbers`` maps a dialled number to its key.

    They decide what is found, so they are part of the version.
    """
    known = tuple(sorted((number, key) for number, key in numbers.items() if len(number) >= SHORTEST))
    if not known:
        return ruleset
    return replace(ruleset, numbers=known, version=f"{ruleset.version}+n{_digest(known)}")


def _digest(known: Sequence[tuple[str, str]]) -> str:
    return sha256("\n".join("\t".join(pair) for pair in known).encode()).hexdigest()[:8]


def typed_numbers(
    segments: Sequence[Segment], known: Mapping[str, str]
) -> Iterator[tuple[Segment, int, int, str, str]]:
    """Where a known number stands in words: (segment, start, end in its text, the words, the key of its entry)."""
    if not known:
        return
    for segment in segments:
        for match in _NUMBER.finditer(segment.text):
            key = known.get(dialled(match[0]))
            if key is not None:
                yield segment, match.start(), match.end(), match[0], key


def without_doubles(findings: Iterable[WordingFinding]) -> tuple[WordingFinding, ...]:
    """Findings in order of the text. Where two speak of one number, the one that names the entry to use stays."""
    found = sorted(findings, key=lambda item: (item.segment, item.start, item.rule))
    named = [item for item in found if item.rule == RULE and "helpline:key" not in item.suggestion]
    return tuple(
        item
        for item in found
        if item in named
        or item.rule not in (RULE, "C08")
        or not any(
            other.segment == item.segment and other.start < item.end and item.start < other.end for other in named
        )
    )
