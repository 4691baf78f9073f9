"""Lexicons: hand-written word lists as data, and one automaton that finds all of them in a text at once.

The longest term wins where terms overlap, so that "chest pain" is one symptom and not a body part and a symptom.
Look-up is linear in the text and does not depend on the number of terms (Aho and Corasick 1975).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from .types import RulesetChange

FOLDER = Path(__file__).parent / "lexicons"

# kind -> file. The kind is the word that people choose when they add a term.
FILES = {
    "medicine": "medicines.txt",
    "brand": "brands.txt",
    "class": "classes.txt",
    "medicine_word": "medicine_words.txt",
    "supplement": "supplements.txt",
    "condition": "conditions.txt",
    "symptom": "symptoms.txt",
    "therapy": "practices.txt",
    "body": "body.txt",
    "outcome": "outcomes.txt",
    "test": "tests.txt",
    "crisis": "crisis.txt",
    "professional": "professionals.txt",
    "substance": "substances.txt",
}

# Where one spelling stands in two files, the kind that asks for more care wins.
_PRECEDENCE = (
    "crisis",
    "medicine",
    "brand",
    "class",
    "supplement",
    "condition",
    "therapy",
    "symptom",
    "test",
    "medicine_word",
    "substance",
    "professional",
    "body",
    "outcome",
)
_NO_PLURAL = frozenset({"brand", "crisis"})


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: ``group`` narrows the kind ("antidepressant", "sleep"); ``generic`` is set for brands;
    ``pom``: prescription only.
    """

    text: str
    kind: str
    group: str = ""
    generic: str = ""
    pom: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found at ``text[start:end]`` of the folded, lower-case text."""

    term: Term
    start: int
    end: int


def parse_line(line: str, kind: str) -> Term | None:
    """Read one line of a lexicon file; None for blank lines and comments."""
    line = line.split("#", 1)[0] if line.lstrip().startswith("#") else line
    columns = [column.strip() for column in line.split("|")]
    if not columns[0]:
        return None
    second = columns[1] if len(columns) > 1 else ""
    pom = len(columns) > 2 and columns[2] == "pom"
    if kind == "brand":
        return Term(columns[0], kind, generic=second, pom=pom)
    return Term(columns[0], kind, group=second, pom=pom)


@cache
def shipped_terms() -> tuple[Term, ...]:
    """All terms of the files, in the order of ``FILES``."""
    terms = []
    for kind, name in FILES.items():
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
            term = parse_line(line, kind)
            if term is not None:
                terms.append(term)
    return tuple(terms)


def apply_changes(terms: Sequence[Term], changes: Iterable[RulesetChange]) -> tuple[Term, ...]:
    """The terms after people's additions and removals.

    A removal takes the spelling out of one lexicon (``change.lexicon``) or, when none is named, out of all. "symptom",
    "treatment" or any other word that names no lexicon is refused with ``ValueError``, so that nothing is lost
    silently.
    """
    result = list(terms)
    for change in changes:
        if change.act not in ("add_term", "remove_term"):
            continue
        text = " ".join(change.target.lower().split())
        if change.lexicon and change.lexicon not in FILES:
            raise ValueError(
                f"There is no lexicon called “{change.lexicon}”. Choose one of: {', '.join(sorted(FILES))}."
            )
        if not text:
            raise ValueError("A term must not be empty.")
        if change.act == "add_term":
            # A medicine of unknown status counts as prescription only: the careful reading.
            kind = change.lexicon or "condition"
            result.append(Term(text, kind, group="added", pom=kind in ("medicine", "brand", "class")))
        else:
            result = [term for term in result if term.text != text or (change.lexicon and term.kind != change.lexicon)]
    return tuple(result)


class Lexicon:
    """Finds terms in folded lower-case text."""

    def __init__(self, terms: Sequence[Term]) -> None:
        rank = {kind: place for place, kind in enumerate(_PRECEDENCE)}
        by_text: dict[str, Term] = {}
        for term in terms:
            for spelling in _spellings(term):
                known = by_text.get(spelling)
                # A spelling that is written out beats a plural that was made; otherwise the more careful kind wins.
                if known is None or (
                    (known.text != spelling, rank[known.kind]) > (term.text != spelling, rank[term.kind])
                ):
                    by_text[spelling] = term
        self._spellings = list(by_text)
        self._terms = list(by_text.values())
        self._automaton = AhoCorasick(self._spellings, matchkind=MatchKind.LeftmostLongest, store_patterns=False)

    def find(self, text: str) -> list[Hit]:
        """Whole-word hits in order, none overlapping. ``text`` is folded and lower-case."""
        hits = []
        last = len(text)
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            if end < last and text[end].isalnum() and text[end - 1].isalnum():
                continue
            hits.append(Hit(self._terms[number], start, end))
        return hits


def _spellings(term: Term) -> Iterable[str]:
    yield term.text
    text = term.text
    if "'" in text:
        yield text.replace("'", "’")
    if "-" in text and len(text) > 6:
        yield text.replace("-", " ")
    if term.kind in _NO_PLURAL or len(text) < 3 or not text[-1].isalpha():
        return
    if text.endswith("y") and text[-2] not in "aeiou":
        yield text[:-1] + "ies"
    elif not text.endswith("s"):
        yield text + "s"
