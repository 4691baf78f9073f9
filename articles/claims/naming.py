"""The names of what some words say by themselves, whatever stands around them: the lower half of ``features.py``."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise

_HEALTH = frozenset({"drug", "medicine_word", "supplement", "condition", "symptom", "crisis"})
_TREATMENT = frozenset({"therapy", "practice", "lifestyle", "supplement", "drug", "medicine_word"})
_EFFECT = frozenset({"outcome", "body", "symptom", "condition"})
_PREDICATE = frozenset({"modal", "definition", "benefit", "cause", "help", "directive", "pastnarrative", "symptom"})
_MEDICINES = frozenset({"medicine", "brand", "class"})
_THERAPIES = {"therapy": "therapy", "practice": "practice", "lifestyle": "lifestyle"}
_LEAD = re.compile(r"\W*[\w' /&-]{2,40}:")
_DIGIT = re.compile(r"\d")
_SHORT, _MIDDLE = 4, 9  # words
# A sentence that ends with one of these says nothing yet: it goes on in the list behind it.
_OPENERS = frozenset(
    {"include", "includes", "including", "are", "is", "be", "as", "of", "to", "also", "can", "may", "by", "for", "if"}
    | {"the", "following", "these", "when", "you", "with", "in", "or", "and", "like", "has", "have", "your"}
)


def kind(term_kind: str, group: str) -> str:
    """The name under which a term of a lexicon is a feature."""
    if term_kind in _MEDICINES:
        return "drug"
    if term_kind == "therapy":
        return _THERAPIES.get(group, "therapy")
    return term_kind


def names_of(plain: str, tokens: Sequence[str], cues: Iterable[str], terms: Iterable[str]) -> frozenset[str]:
    """Everything that folded, lower-case words say: their cue groups, kinds of terms, length and punctuation."""
    names = {*cues, *terms}
    _mark(names, plain)
    if tokens and tokens[-1] in _OPENERS:
        names.add("unfinished")
    names.add("short" if len(tokens) <= _SHORT else "middle" if len(tokens) <= _MIDDLE else "long")
    if not names.isdisjoint(_HEALTH):
        names.add("health")
    if not names.isdisjoint(_TREATMENT):
        names.add("treatment")
    if not names.isdisjoint(_EFFECT):
        names.add("effect")
    if names.isdisjoint(_PREDICATE):
        names.add("nopredicate")
    return frozenset(names)


# What sections and whole texts are like, by how many of their sentences lean that way (features.py).
_LEANINGS = (
    ("relation", frozenset({"relation"})),
    ("service", frozenset({"service", "availability", "wesay", "pointer", "admin"})),
    ("story", frozenset({"story", "firstperson", "heshe", "pastnarrative"})),
    ("health", frozenset({"health"})),
    ("effect", frozenset({"effect"})),
    ("doc:story", frozenset({"story", "firstperson", "heshe"})),
    ("doc:service", frozenset({"service", "availability", "wesay"})),
    ("doc:health", frozenset({"health", "effect"})),
)
_ROOM = 32  # bits for the number of sentences that lean one way
_ONES = tuple((groups, 1 << (_ROOM * number)) for number, (_, groups) in enumerate(_LEANINGS))

_LEAN = frozenset().union(*[groups for groups, _ in _ONES])


def leaning(names: AbstractSet[str]) -> int:
    """Which ways a sentence leans, as a number: the sum of such numbers is for ``leanings``."""
    return _leaning(_LEAN & names)


@lru_cache(maxsize=4_096)
def _leaning(names: frozenset[str]) -> int:
    return sum([one for groups, one in _ONES if not groups.isdisjoint(names)])


def leanings(total: int) -> dict[str, int]:
    """How many sentences lean each way."""
    return {way: (total >> (_ROOM * number)) & ((1 << _ROOM) - 1) for number, (way, _) in enumerate(_LEANINGS)}


def vocabulary(tokens: Sequence[str]) -> frozenset[str]:
    """The words that may carry a weight of their own: figures never do."""
    return frozenset([token for token in tokens if not token[0].isdecimal()])


def neighbours(tokens: Sequence[str]) -> set[str]:
    """Every two words that stand side by side, with a blank between them and ``#`` for figures."""
    words = ["#" if token[0].isdecimal() else token for token in tokens]
    return {f"{one} {other}" for one, other in pairwise(words)}


def _mark(names: set[str], plain: str) -> None:
    """Add what punctuation and figures say."""
    end = plain.rstrip(" )\"'”*_")[-1:]
    if end == "?":
        names.add("question")
    elif end == "!":
        names.add("exclaim")
    elif end == ":":
        names.add("colonend")
    if plain.lstrip(" *(")[:1] in ('"', "“"):
        names.add("quoted")
    if ":" in plain and _LEAD.match(plain):
        names.add("lead")
    if "→" in plain or "->" in plain:
        names.add("arrow")
    if _DIGIT.search(plain):
        names.add("digit")
        if "%" in plain:
            names.add("number")
        if "#1" in plain:
            names.add("promo")
