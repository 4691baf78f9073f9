"""How medicines are written about: doses, names, slang. Ideas: NHS style, CAP code, Mindframe."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

import re

from ..lexicon import shipped_terms
from ..types import Severity
from .model import WORDING, Rule

BLOCK, HIGH, MEDIUM, LOW = Severity.BLOCK, Severity.HIGH, Severity.MEDIUM, Severity.LOW

_BRANDS = "|".join(re.escape(term.text) for term in shipped_terms() if term.kind == "brand" and term.pom)

RULES = (
    Rule(
        id="M05",
        title="Unsafe dose notation",
        kind=WORDING,
        severity=BLOCK,
        roles=("ED", "PX"),
        pattern=r"(?:^|[^\w.,])(\.\d+[ -]?mg)\b|(?:^|[^\w.])(\d+\.0+[ -]?mg)\b|(?:^|[^\w.])(\d+[ -]?(?:µg|μg|ug|mcg))\b",
        hits=("Take .5 mg at night.", "The tablet has 5.0 mg.", "A dose of 50 mcg.", "A 50-MCG tablet."),
        misses=("Take 0.5 mg at night.", "A dose of 50 micrograms.", "The tablet has 5 mg."),
        message="Missing or trailing zeros, µg and mcg are misread.",
        suggestion="0.5 mg, not .5 mg; 5 mg, not 5.0 mg; “micrograms” in full",
        source="NHS content style",
    ),
    Rule(
        id="M18",
        title="Brand name of a prescription medicine",
        kind=WORDING,
        severity=MEDIUM,
        roles=("LR",),
        pattern=rf"\b(?:{_BRANDS})\b",
        hits=("Lyrica is well known.", "He had Valium at home."),
        misses=("Pregabalin is well known.", "A lyrical song.", "She played a sonata."),
        message="To readers a brand name is an advertisement, and prescription-only medicines must have none.",
        suggestion="use the generic name",
        source="CAP code, prescription-only medicines",
    ),
    Rule(
        id="M19",
        title="“Medication” for medicine",
        kind=WORDING,
        severity=LOW,
        roles=("ED",),
        pattern=r"\bmedications?\b|\b(?:prescription|psychiatric|antidepressant|anti-depressant|prescribed) drugs?\b",
        hits=("Your medication may change.", "Prescription drugs are common."),
        misses=("Your medicine may change.", "Drugs policy is another matter."),
        message="House style: medicine; “drugs” only for illegal drugs.",
        suggestion="medicine",
        source="NHS A to Z of health writing",
    ),
    Rule(
        id="M20",
        title="“Happy pills”, “shrink”",
        kind=WORDING,
        severity=HIGH,
        roles=("ED",),
        pattern=r"\bhappy pills?\b|\b(?:my|your|a|the|his|her|their) shrinks?\b|\bmental institutions?\b|(?:^|[^\w-])(?:zombies?|numb)\b{GAP40}\b(?:pills|meds|tablets|antidepressants?)\b",
        unless=r"shrinks? (?:in|by|over|when|as)\b|\bshrink[- ](?:wrap|fit|ray)|\bwool|\bwash",
        hits=("They call them happy pills.", "I told my shrink."),
        misses=("The amygdala shrinks over time.", "They call them antidepressants."),
        message="Slang undermines the willingness to seek treatment.",
        suggestion="antidepressants; psychiatrist or psychologist",
        source="Mindframe",
    ),
)
