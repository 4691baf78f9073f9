"""Which known terms a new term would hide: the longest term wins, so "amitriptyline tea" as a food hides a medicine."""

from collections.abc import Iterator, Sequence

from .lexicon import RANK, SOLD, Term, spellings

#: Groups that rules, page checks or signers depend on, by kind; of brands, the group of their generic counts.
GROUPS = {
    "medicine": ("antidepressant", "gabapentinoid", "opioid"),
    "class": ("antidepressant", "gabapentinoid", "opioid"),
    "condition": ("mental", "pain"),
    "therapy": ("therapy", "practice", "procedure", "lifestyle"),
}


# Kinds that must not even be hidden in part, as "pain killers" is in "old pain" + "killers".
_GRAVE = SOLD | {"crisis"}


def hidden_by(new: Term, terms: Sequence[Term]) -> list[Term]:
    """The terms that would no longer be found where ``new`` stands, and that ask for more care or for something else.

    Whole words only, in every spelling of both. A term that asks for less, as "tea" in a new medicine, is no loss.
    """
    groups = {term.text: term.group for term in terms if term.kind == "medicine"}
    mine = [f" {_spaced(spelling)} " for spelling in spellings(new)]
    return [term for term in terms if _is_lost(term, new, groups) and any(_covers(mine, new, term))]


def _covers(mine: Sequence[str], new: Term, known: Term) -> Iterator[bool]:
    for spelling in spellings(known):
        inside = f" {_spaced(spelling)} "
        for text in mine:
            if inside == text:
                # Of equal spellings the one that is written out wins, then the more careful kind, then the newer.
                made, written = spelling != known.text, text.strip() == _spaced(new.text)
                yield (made and written) or (made != written and RANK[new.kind] <= RANK[known.kind])
            else:
                yield inside in text or (known.kind in _GRAVE and _overlaps(text, inside))


def _overlaps(text: str, inside: str) -> bool:
    """Whether ``text`` ends with words that ``inside`` begins with: what begins earlier in an article wins."""
    words = text.split()
    return any(inside.startswith(f" {' '.join(words[first:])} ") for first in range(1, len(words)))


def _spaced(text: str) -> str:
    """The words of a spelling apart, as the search for whole words sees them."""
    return " ".join("".join(char if char.isalnum() else f" {char} " for char in text).split())


def _is_lost(known: Term, new: Term, groups: dict[str, str]) -> bool:
    if known.kind in SOLD and new.kind in SOLD:
        return _group(known, groups) != _group(new, groups) or (known.pom and not new.pom)
    if known.kind == new.kind:
        return _group(known, groups) != _group(new, groups)
    return known.kind in SOLD or RANK[known.kind] < RANK[new.kind]


def _group(term: Term, groups: dict[str, str]) -> str:
    """The group as rules see it; empty where no rule does."""
    group = groups.get(term.generic, "") if term.kind == "brand" else term.group
    kind = "medicine" if term.kind in SOLD else term.kind
    return group if group in GROUPS.get(kind, ()) else ""
