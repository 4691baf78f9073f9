"""What a clinician says of themselves to readers: interests and a short biography. Their own act, dated, kept.

The words lie in the personal fields of the ledger entry that records the act: they cannot be changed, their history
stays, and they go when the person is erased. Nobody signs them, so they may not speak of health (law 4): a biography
and the names in a declaration pass ``check_note``, and an interest is a kind, a name and years rather than free prose,
so that an honest declaration is never in the way of that check. Why: ``docs/clinicians.md``.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from articles.models import LedgerEvent
from articles.review import permissions
from articles.review.analysis import check_note
from articles.review.errors import BadInput
from articles.review.ledger import Entry, record

DECLARED, DESCRIBED = "interests_declared", "biography_written"
LASTS = timedelta(days=365)  # a declaration counts as recent; then people are asked again
LONGEST_BIOGRAPHY = 600  # characters
LONGEST_NAME = 120
MOST_INTERESTS = 20


class InterestKind(StrEnum):
    """What ties a clinician to somebody else. Stored in the ledger."""

    EMPLOYMENT = "employment"
    FEES = "fees"
    RESEARCH = "research"
    SHARES = "shares"
    OFFICE = "office"
    RIGHTS = "rights"
    FAMILY = "family"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words on screens."""
        return _LABELS[self]


_LABELS = {
    InterestKind.EMPLOYMENT: "Employment",
    InterestKind.FEES: "Fees for talks, advice or writing",
    InterestKind.RESEARCH: "Money for research",
    InterestKind.SHARES: "Shares or ownership",
    InterestKind.OFFICE: "Membership or unpaid office",
    InterestKind.RIGHTS: "Patents, books or other rights",
    InterestKind.FAMILY: "Interest of a close relative",
    InterestKind.OTHER: "Other",
}


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest: a kind, with whom, and in which years as typed ("2024", "since 2022")."""

    kind: str
    who: str
    years: str = ""

    @property
    def label(self) -> str:
        """The kind in words."""
        return InterestKind(self.kind).label


@dataclass(frozen=True, slots=True)
class Declaration:
    """All interests of a person as declared on a day. Empty: they declared that they have none."""

    at: datetime
    interests: tuple[Interest, ...]

    def old(self, now: datetime) -> bool:
        """More than a year ago."""
        return self.at + LASTS <= now


@dataclass(frozen=True, slots=True)
class PublicProfile:
    """What readers may know beside what somebody signed."""

    biography: str
    declaration: Declaration | None


def declare(by: Any, interests: Sequence[Interest], now: datetime | None = None) -> Declaration:
    """Declare all interests that ``by`` has today; none is a declaration too. Nobody declares for somebody else."""
    permissions.check(by, "sign_claims")
    now = now or timezone.now()
    tidy = [Interest(item.kind, " ".join(item.who.split()), " ".join(item.years.split())) for item in interests]
    problems = []
    if any(item.kind not in set(InterestKind) for item in tidy):
        problems.append("Choose what kind of interest it is.")
    if any(not item.who for item in tidy):
        problems.append("Say with whom: the name of the organisation or person.")
    if any(len(item.who) > LONGEST_NAME or len(item.years) > LONGEST_NAME for item in tidy):
        problems.append(f"Names and years have at most {LONGEST_NAME} characters.")
    if len(tidy) > MOST_INTERESTS:
        problems.append(f"Declare at most {MOST_INTERESTS} interests: put those with one organisation together.")
    if problems:
        raise BadInput(problems)
    for item in tidy:
        check_note(item.who)
        check_note(item.years)
    _record(by, DECLARED, {"count": len(tidy)}, {"interests": [asdict(item) for item in tidy]}, now)
    return Declaration(now, tuple(tidy))


def describe(by: Any, biography: str, now: datetime | None = None) -> str:
    """Write the short biography of ``by``; empty words take it away. Unchanged words record nothing."""
    permissions.check(by, "sign_claims")
    now = now or timezone.now()
    words = " ".join(biography.split())
    if len(words) > LONGEST_BIOGRAPHY:
        raise BadInput(f"A biography has at most {LONGEST_BIOGRAPHY} characters; this one has {len(words)}.")
    check_note(words)
    if words != profile_of(by.pk).biography:
        _record(by, DESCRIBED, {"length": len(words)}, {"biography": words}, now)
    return words


def _record(by: Any, kind: str, data: dict[str, Any], personal: dict[str, Any], now: datetime) -> None:
    with transaction.atomic():
        record(now, Entry(kind, by, subject=f"person:{by.pk}", data=data, personal=personal))


# ----------------------------------------------------------------------------------------------------------- reading


def profile_of(person_id: int) -> PublicProfile:
    """The newest words of a person. Two queries."""
    written = next(iter(_words(DESCRIBED, person_id)), None)
    declared = next(iter(declarations_of(person_id)), None)
    return PublicProfile(written[1].get("biography", "") if written else "", declared)


def declarations_of(person_id: int) -> list[Declaration]:
    """Everything that a person declared, the newest first. One query."""
    return [
        Declaration(at, tuple(Interest(**item) for item in data["interests"]))
        for at, data in _words(DECLARED, person_id)
    ]


def biographies_of(person_id: int) -> list[tuple[datetime, str]]:
    """Every biography of a person with its day, the newest first. One query."""
    return [(at, data["biography"]) for at, data in _words(DESCRIBED, person_id)]


def _words(kind: str, person_id: int) -> Iterable[tuple[datetime, dict[str, Any]]]:
    """Times and personal fields of these acts, the newest first; what was erased is left out."""
    rows = LedgerEvent.objects.filter(kind=kind, actor=person_id, personal__erased_at=None).order_by("-seq")
    return ((at, json.loads(data)) for at, data in rows.values_list("at", "personal__data"))


def declared_on(people: Iterable[int]) -> dict[int, date]:
    """When each of these people declared interests last. One query."""
    rows = LedgerEvent.objects.filter(kind=DECLARED, actor__in=list(people), personal__erased_at=None).order_by()
    return {
        person: timezone.localtime(at).date()
        for person, at in rows.values("actor").annotate(last=Max("at")).values_list("actor", "last")
        if person is not None
    }
