"""The interface of a search engine, in our words. An engine elsewhere on the network would implement the same."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from articles.search.excerpts import Excerpt
from articles.search.query import Term

#: What has an address of its own; promotions and help lines stand inside pages and are not found by themselves.
KINDS = ("article", "standing")

#: How much a word counts where it stands. The body is the measure; a topic's name counts as a heading.
WEIGHTS = {"title": 10.0, "headings": 5.0, "summary": 3.0, "body": 1.0}

MOST = 200  # results that can be paged through; more are counted
MOST_PEOPLE = 50  # different lists of people looked through for a name


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody who stands on a publication: ``role`` is "author" or "clinician"."""

    name: str
    username: str
    role: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication as the index holds it: plain words, no markup. ``headings`` includes the topic's name."""

    publication: int
    title: str
    headings: str
    summary: str
    body: str
    people: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """``total`` publications hold what was asked for; ``ids`` are the best of them, best first, at most ``MOST``."""

    total: int
    ids: tuple[int, ...]


#: What is asked: every group must be met, each by one of its terms.
Groups = tuple[tuple[Term, ...], ...]


class Engine(Protocol):
    """An index of publications.

    Every read takes the moment ``now`` and finds only publications live then: an engine filters by the time ranges of
    the publications themselves, never by a copy of them.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None: ...

    def install(self) -> None:
        """Make what the index needs. Idempotent."""

    def uninstall(self) -> None:
        """Take the index away with all that is in it. Idempotent."""

    def put(self, entries: Iterable[Entry]) -> None:
        """Add entries; an earlier entry of the same publication is replaced."""

    def drop(self, publications: Collection[int]) -> None:
        """Forget these publications. Those that are not there are passed over."""

    def tidy(self) -> None:
        """After many changes: whatever keeps the engine fast."""

    def held(self) -> set[int]:
        """The publications that are in the index."""

    def find(self, groups: Groups, now: datetime, *, every: bool = True) -> Found:
        """Publications live at ``now`` that meet every group, or any (``every=False``). ``groups`` is not empty."""

    def excerpts(self, groups: Groups, publications: Collection[int]) -> dict[int, Excerpt]:
        """The words around the hits in the bodies of these publications. A body without a hit has no excerpt."""

    def people(self, groups: Groups, now: datetime) -> list[Card]:
        """People on publications live at ``now`` of lists of names that meet every group."""
