"""Who holds which competence, on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.claims.types import Competence
from articles.models import Credential
from articles.review.bylines import address_of
from articles.review.ledger import name_of

BACKEND = "django.contrib.auth.backends.ModelBackend"  # where groups and permissions are kept


def today(now: datetime) -> date:
    """The calendar day of ``now`` where the publisher is."""
    return timezone.localtime(now).date()


def credentials_on(person: Any, day: date) -> list[Credential]:
    """The person's credentials that count on that day."""
    return [credential for credential in person.credentials.all() if credential.counts_on(day)]


def competences_of(credentials: Iterable[Credential]) -> frozenset[Competence]:
    """What these credentials give together."""
    return frozenset().union(*(credential.competences for credential in credentials))


def competences_on(person: Any, day: date) -> frozenset[Competence]:
    """What the person may vouch for on that day; empty without a verified, current credential."""
    return competences_of(credentials_on(person, day))


@dataclass(frozen=True, slots=True)
class Clinician:
    """One person of the pool of signers."""

    id: int
    name: str
    competences: frozenset[Competence]


def pool(now: datetime) -> list[Clinician]:
    """Everybody who could sign today: active, allowed to sign, with a current clinical credential. Three queries."""
    day = today(now)
    may_sign = get_user_model().objects.with_perm("articles.sign_claims", backend=BACKEND)
    people = may_sign.filter(credentials__isnull=False).distinct()
    found = []
    for person in people.prefetch_related("credentials").order_by("pk"):
        held = competences_on(person, day)
        if Competence.CLINICAL in held:
            found.append(Clinician(person.pk, name_of(person), held))
    return found


def public_card(person: Any, credentials: Iterable[Credential]) -> dict[str, Any]:
    """What readers are told about a signer: name, and post, kind, number and body of each credential."""
    return {
        "name": name_of(person),
        "username": address_of(person),
        "credentials": [
            {"kind": item.get_kind_display(), "number": item.number, "body": item.body, "post": item.post}
            for item in credentials
        ],
    }
