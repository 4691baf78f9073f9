"""What a rule is: data with its own examples, compiled to a linear-time pattern (RE2: no backtracking).

A pattern runs over *folded, lower-case* sentences. A pattern that uses a macro runs over the *tagged* sentence, in
which every term of a lexicon is replaced by one private-use character, so that ``{DRUG}`` follows the lexicons and
people's additions to them. In such a pattern write the macro instead of a literal term ("depression" is no longer
there to be found) and no ``\\b`` beside a macro.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import re2

from ..types import ClaimType, Competence, Risk, Severity

Pattern = Any  # a compiled RE2 expression: the library has no type stubs

SEPARATOR = "\x00"  # stands between sentences; no pattern may cross it

CLAIM = "claim"  # a person must sign
WORDING = "wording"  # change the words; never makes a claim
PAGE = "page"  # must be present in, or true of, the whole page

ROLES = {"PT", "PX", "SR", "LR", "ED"}
_COMPETENCES = {"PT": Competence.CLINICAL, "PX": Competence.PRESCRIBING, "SR": Competence.SAFETY}

# One private-use character per kind and group of terms (``reading.py`` puts them in).
TAGS = {
    "drug": "\ue000",
    "drug.antidepressant": "\ue001",
    "drug.gabapentinoid": "\ue002",
    "drug.opioid": "\ue003",
    "class": "\ue004",
    "class.antidepressant": "\ue005",
    "class.gabapentinoid": "\ue006",
    "class.opioid": "\ue007",
    "supplement": "\ue008",
    "condition": "\ue009",
    "condition.mental": "\ue00a",
    "condition.pain": "\ue00b",
    "therapy": "\ue00c",
    "therapy.therapy": "\ue00d",
    "therapy.practice": "\ue00e",
}

_MEDICINE_WORDS = r"(?:medicines?|medications?|meds|tablets?|pills?|capsules?|prescriptions?)"
MACROS = {
    "{DRUG}": "[\ue000-\ue003]",
    "{CLASS}": "[\ue004-\ue007]",
    "{RX}": "[\ue000-\ue007]",
    "{ANTIDEPRESSANT}": "[\ue001\ue005]",
    "{GABAPENTINOID}": "[\ue002\ue006]",
    "{OPIOID}": "[\ue003\ue007]",
    "{SUPPLEMENT}": "\ue008",
    "{COND}": "[\ue009-\ue00b]",
    "{MENTAL}": "\ue00a",
    "{PAINFUL}": "\ue00b",
    "{TREAT}": "[\ue008\ue00c-\ue00e]",
    "{THERAPY}": "\ue00d",
    "{PRACTICE}": "\ue00e",
    "{MED}": _MEDICINE_WORDS,
    # A denied verb. "No" and "without" are not among them: "no drugs, yoga cures depression" denies the drugs.
    "{NOT}": r"(?:\b(?:not|never|cannot|cant|dont|doesnt|wont|isnt)\b|n't\b)",
}
_GAP = re.compile(r"\{GAP(\d+)\}")


class RuleError(ValueError):
    """A rule that cannot be used: an unknown role, a pattern that does not compile, examples that are missing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the house.

    ``roles`` say who must sign (PT clinical, PX prescribing, SR safety, LR recorded acknowledgement, ED an editor);
    ``medicine_roles`` replaces them where the sentence is about a medicine. ``decides`` tells whether a hit alone
    makes the sentence a claim; other claim rules add to claims that the sentence is anyway. ``requires`` and
    ``unless`` are patterns that must, or must not, be found in the same sentence; ``unless_before`` must not end
    right before the match. ``questions``: also applies to questions. ``cased``: the pattern runs over the text as
    written, not over lower case. ``long_forms``: the pattern finds abbreviations, and hits where none of their long
    forms (abbreviation, pattern) explains them.

    Raises ``RuleError`` for an unknown kind or role and for a pattern without examples.
    """

    id: str
    title: str
    kind: str
    severity: Severity
    roles: tuple[str, ...]
    message: str
    suggestion: str = ""
    source: str = ""
    pattern: str = ""
    requires: str = ""
    unless: str = ""
    unless_before: str = ""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    types: tuple[ClaimType, ...] = ()
    risk: Risk | None = None
    medicine_roles: tuple[str, ...] = ()
    decides: bool = True
    questions: bool = False
    cased: bool = False
    long_forms: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in (CLAIM, WORDING, PAGE) or not set(self.roles + self.medicine_roles) <= ROLES:
            raise RuleError(f"{self.id}: unknown kind or role")
        if self.pattern and not (self.hits and self.misses):
            raise RuleError(f"{self.id}: a pattern needs examples that must and must not hit")

    @property
    def blocking(self) -> bool:
        """Whether the rule stops publication until it is answered."""
        return self.severity is Severity.BLOCK

    def competences(self, medicine: bool) -> frozenset[Competence]:
        """The competences that must be present among the signers when this rule hit."""
        roles = self.medicine_roles if medicine and self.medicine_roles else self.roles
        return frozenset(_COMPETENCES[role] for role in roles if role in _COMPETENCES)

    def acknowledge(self, medicine: bool) -> bool:
        """Whether an editor must record an acknowledgement (role LR)."""
        roles = self.medicine_roles if medicine and self.medicine_roles else self.roles
        return "LR" in roles

    @property
    def overrider(self) -> Competence:
        """The competence that one of the two clinicians must hold who override a blocking wording or page rule."""
        for role in ("SR", "PX"):
            if role in self.roles:
                return _COMPETENCES[role]
        return Competence.CLINICAL


class Unexplained:
    """Stands in for a pattern: finds the first use of each abbreviation that the text does not explain in time.

    In time is anywhere up to the sentence of its third use, or anywhere when there is none: a title, a summary and a
    heading come first and have no room for the long form. Takes a whole article, sentences joined by ``SEPARATOR``.
    """

    groups = 0

    def __init__(self, pattern: str, long_forms: Sequence[tuple[str, str]]) -> None:
        self._uses = compile_pattern(pattern)
        self._long = {short.encode(): compile_pattern(rf"(?i:{long})|\({short}s?\)") for short, long in long_forms}

    def finditer(self, text: bytes) -> Iterator[Any]:
        """Matches of the pattern in the order of the text."""
        uses: dict[bytes, list[Any]] = {}
        for match in self._uses.finditer(text):
            uses.setdefault(match.group(1), []).append(match)
        for short, found in uses.items():
            end = text.find(SEPARATOR.encode(), found[2].end()) if len(found) > 2 else -1
            if not self._long[short].search(text if end < 0 else text[:end]):
                yield found[0]


def matcher(rule: Rule) -> Pattern:
    """What finds the hits of a rule that has a pattern. Raises ``RuleError`` as ``compile_pattern`` does."""
    return Unexplained(rule.pattern, rule.long_forms) if rule.long_forms else compile_pattern(rule.pattern)


def uses_tags(pattern: str) -> bool:
    """Whether a pattern must run over the tagged text."""
    return any(macro in pattern for macro in MACROS if macro not in ("{MED}", "{NOT}"))


def expand(pattern: str) -> str:
    """Replace macros and ``{GAPn}``: up to n characters of the same sentence. Folded text has single blanks only."""
    for macro, value in MACROS.items():
        pattern = pattern.replace(macro, value)
    return _GAP.sub(lambda match: rf"[^\x00]{{0,{match.group(1)}}}", pattern)


def compile_pattern(pattern: str) -> Pattern:
    """Compile to RE2; raises ``RuleError`` for what RE2 refuses (look-around, back-references)."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(expand(pattern), options)
    except re2.error as error:
        raise RuleError(f"pattern {pattern!r} is not usable: {error}") from error
