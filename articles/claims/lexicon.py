"""Lexicons: hand-written word lists as data, and one automaton that finds all of them in a text at once.

The longest term wins where terms overlap, so that "chest pain" is one symptom and not a body part and a symptom.
Look-up is linear in the text and does not depend on the number of terms (Aho and Corasick 1975).
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from .fingerprints import fold_for_detection
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
    "amount": "amounts.txt",
}

# kind -> file that ``manage.py build_lexicons`` writes from public vocabularies. What is written by hand wins.
GENERATED = {
    "medicine": "medicines_generated.txt",
    "condition": "conditions_generated.txt",
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
    "amount",
)
RANK = {kind: place for place, kind in enumerate(_PRECEDENCE)}  # 0 asks for the most care
SOLD = frozenset({"medicine", "brand", "class"})  # have a legal status; what they are about, a prescriber vouches for
_HISSING = ("ch", "sh", "x", "z")
_NO_PLURAL = frozenset({"brand", "crisis", "amount"})


class Term(NamedTuple):
    """One entry: ``group`` narrows the kind ("antidepressant", "sleep"); ``generic`` is set for brands;
    ``pom``: prescription only.
    """

    text: str
    kind: str
    group: str = ""
    generic: str = ""
    pom: bool = False


class Hit(NamedTuple):
    """A term found at ``text[start:end]`` of the folded, lower-case text."""

    term: Term
    start: int
    end: int


def parse_line(line: str, kind: str) -> Term | None:
    """Read one line of a lexicon file; None for blank lines and comments."""
    text, _, rest = line.partition("|")
    text = text.strip()
    if not text or text[0] == "#":
        return None
    second, _, third = rest.partition("|")
    second, pom = second.strip(), third.strip() == "pom"
    if kind == "brand":
        return Term(text, kind, "", second, pom)
    return Term(text, kind, second, "", pom)


@cache
def hand_written_terms() -> tuple[Term, ...]:
    """All terms of the files that people write, in the order of ``FILES``."""
    return tuple(term for kind, name in FILES.items() for term in _read(name, kind))


@cache
def shipped_terms() -> tuple[Term, ...]:
    """All terms of the files. A generated term whose spelling people have written, in whatever file, is left out."""
    written = hand_written_terms()
    known = {term.text for term in written}
    generated = (term for kind, name in GENERATED.items() for term in _read(name, kind))
    return (*written, *(term for term in generated if term.text not in known))


def stop_words() -> frozenset[str]:
    """Spellings that a public vocabulary offers and ``build_lexicons`` must not take over."""
    return frozenset(term.text for term in _read("stop.txt", "stop"))


def _read(name: str, kind: str) -> list[Term]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [term for line in lines if (term := parse_line(line, kind)) is not None]


def folded_term(typed: str) -> str:
    """What somebody typed, as terms are written: folded as texts are, lower case, single blanks."""
    return " ".join(fold_for_detection(typed).replace("’", "'").lower().split())


def added_term(change: RulesetChange) -> Term:
    """The term that a change adds. A medicine of unknown status counts as prescription only: the careful reading."""
    kind = change.lexicon or "condition"
    return Term(
        folded_term(change.target),
        kind,
        group="" if kind == "brand" else change.group or "added",
        generic=folded_term(change.generic) if kind == "brand" else "",
        pom=kind in SOLD and change.status != "otc",
    )


def apply_changes(terms: Sequence[Term], changes: Iterable[RulesetChange]) -> tuple[Term, ...]:
    """The terms after people's additions and removals.

    A removal takes the spelling out of one lexicon (``change.lexicon``) or, when none is named, out of all; one of a
    term that a later build has dropped does nothing. An addition of a term that is there changes its group, generic
    and status where it names them, else nothing. "symptom", "treatment" or any other word that names no lexicon is
    refused with ``ValueError``, so that nothing is lost silently.
    """
    result = list(terms)
    for change in changes:
        if change.act not in ("add_term", "remove_term"):
            continue
        if change.lexicon and change.lexicon not in FILES:
            raise ValueError(
                f"There is no lexicon called “{change.lexicon}”. Choose one of: {', '.join(sorted(FILES))}."
            )
        text = folded_term(change.target)
        if not text:
            raise ValueError("A term must not be empty.")
        if change.act == "remove_term":
            result = [term for term in result if term.text != text or (change.lexicon and term.kind != change.lexicon)]
            continue
        new = added_term(change)
        same = [term for term in result if (term.text, term.kind) == (new.text, new.kind)]
        if same != [new] and (not same or change.group or change.generic or change.status):
            result = [term for term in result if term not in same]
            result.append(new)
    return tuple(result)


class Lexicon:
    """Finds terms in folded lower-case text."""

    def __init__(self, terms: Sequence[Term]) -> None:
        by_text: dict[str, Term] = {}
        for term in terms:
            text, rank = term.text, RANK[term.kind]
            for spelling in spellings(term):
                known = by_text.setdefault(spelling, term)
                # A spelling that is written out beats a plural that was made; otherwise the more careful kind wins.
                if known is not term and ((known.text != spelling, RANK[known.kind]) > (text != spelling, rank)):
                    by_text[spelling] = term
        self._terms = list(by_text.values())
        self._automaton = AhoCorasick(list(by_text), matchkind=MatchKind.Standard, store_patterns=False)

    def find(self, text: str) -> tuple[Hit, ...]:
        """Whole-word hits in order, none overlapping; of those that begin together the longest. ``text`` is folded
        and lower-case.
        """
        whole: dict[int, tuple[int, int]] = {}  # start -> end, number of the term
        last = len(text)
        # All matches, and only then the longest: the longest one may be no whole word ("pain clinic" in "pain
        # clinician", "test anxiety" in "the greatest anxiety") and must not hide one that is.
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            if end < last and text[end].isalnum() and text[end - 1].isalnum():
                continue
            known = whole.get(start)
            if known is None or known[0] < end:
                whole[start] = (end, number)
        if not whole:
            return ()
        hits = []
        free = 0
        for start in sorted(whole):
            if start >= free:
                free, number = whole[start]
                hits.append(Hit(self._terms[number], start, free))
        return tuple(hits)


def spellings(term: Term) -> tuple[str, ...]:
    """The spellings that a term is found by: as written, with a curly apostrophe, with blanks for hyphens, plural."""
    text = term.text
    found = [text]
    if "'" in text:
        found.append(text.replace("'", "’"))
    if "-" in text and len(text) > 6:
        found.append(text.replace("-", " "))
    if term.kind not in _NO_PLURAL and len(text) >= 3 and text[-1].isalpha() and text[-1] != "s":
        found.append(_plural(text))
    return tuple(found)


def _plural(text: str) -> str:
    if text[-1] == "y" and text[-2] not in "aeiou":
        return f"{text[:-1]}ies"
    return f"{text}es" if text.endswith(_HISSING) and not text.endswith("ach") else f"{text}s"
