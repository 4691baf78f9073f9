"""The people readers meet: who wrote and who signed what is live now, from publications and their ledger only.

A person is known here while a live publication names them. What they dismissed, asked for or wrote in notes is never
read. Somebody who was erased has no page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from articles.models import Byline, Credential, Publication
from articles.models.authorship import WordAuthor
from articles.models.publication import PublicationQuerySet
from articles.public.reading import HEAVY, READABLE
from articles.public.teasers import Teaser, teasers
from articles.workflow.settlement import Outcome

Role = Literal["author", "clinician"]


@dataclass(frozen=True, slots=True)
class Qualification:
    """One registration or recorded training, as shown when its holder signed."""

    kind: str
    post: str
    body: str
    number: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One person in one role."""

    name: str
    username: str
    role: Role
    credentials: tuple[Qualification, ...]

    @property
    def url(self) -> str:
        """The address of their page in this role."""
        return reverse(f"public:{self.role}", args=[self.username])

    @property
    def posts(self) -> str:
        """Posts or kinds of credential, for one line of a list."""
        return ", ".join(dict.fromkeys(item.post or item.kind for item in self.credentials))


@dataclass(frozen=True, slots=True)
class Work:
    """One live page and what the person did for it."""

    teaser: Teaser
    whole: datetime | None = None
    changes: datetime | None = None
    claims: int = 0
    newest: datetime | None = None


def works_of(user_id: int, role: Role, now: datetime) -> PublicationQuerySet:
    """The live articles and standing pages that somebody wrote or signed, newest first."""
    live = Publication.objects.live(now).filter(kind__in=READABLE, people__has_key=str(user_id))
    if role == "author":
        return live.filter(manifest__regex=rf'"written_by":\[[^]]*"{user_id}"')
    signed = Q(decisions__by=user_id, decisions__outcome=Outcome.SIGN_OFF.value) | Q(attestations__by=user_id)
    return live.filter(pk__in=Publication.objects.filter(signed).values("pk"))


def profile(user_id: int, role: Role, now: datetime) -> Profile | None:
    """Whom the newest live page of this person names; None when none does or they were erased."""
    row = works_of(user_id, role, now).defer("payload", "manifest").first()
    card = row.people.get(str(user_id), {}) if row else {}
    if not card.get("username"):
        return None
    chosen = Byline.objects.filter(person=user_id).values_list("slug", flat=True).first()
    return Profile(card["name"], chosen or card["username"], role, _credentials(user_id, card))


def chosen_address(username: str) -> str:
    """Where the holder of this account is found now; empty where no other address was chosen."""
    if Byline.objects.filter(slug=username).exists():
        return ""
    return Byline.objects.filter(person__username=username).values_list("slug", flat=True).first() or ""


def find(address: str, role: Role, now: datetime) -> tuple[int, Profile] | None:
    """The person at this address, with their id."""
    user = Byline.objects.filter(slug=address).values_list("person", flat=True).first()
    if user is None:
        user = get_user_model().objects.filter(username=address).values_list("pk", flat=True).first()
    found = profile(user, role, now) if user is not None else None
    return (user, found) if user is not None and found else None


def everybody(role: Role, now: datetime) -> list[Profile]:
    """Everybody who wrote or signed something that is live, by name."""
    found = (profile(user, role, now) for user in sorted(_candidates(role, now)))
    return sorted((item for item in found if item), key=lambda item: item.name.casefold())


def _candidates(role: Role, now: datetime) -> set[int]:
    if role == "author":
        return set(WordAuthor.objects.order_by().values_list("person", flat=True).distinct())
    live = Publication.objects.live(now).filter(kind__in=READABLE).order_by()
    return {
        user
        for people in ("decisions__by", "attestations__by")
        for user in live.values_list(people, flat=True).distinct()
        if user is not None
    }


def _credentials(user_id: int, card: dict[str, Any]) -> tuple[Qualification, ...]:
    """The credentials of a card, without those that were found false since."""
    false = Credential.objects.filter(person=user_id).exclude(found_false_at=None).values_list("number", flat=True)
    shown = [item for item in card.get("credentials", []) if item["number"] not in set(false)]
    return tuple(Qualification(item["kind"], item["post"], item["body"], item["number"]) for item in shown)


def works(rows: Iterable[Publication], user_id: int, role: Role) -> list[Work]:
    """What the person did for each of these publications, by their manifests."""
    listed = list(rows)
    lines = teasers(listed)
    if role == "author":
        return [Work(line) for line in lines]
    return [_signed(row, line, str(user_id)) for row, line in zip(listed, lines, strict=True)]


def _signed(row: Publication, line: Teaser, key: str) -> Work:
    record = row.record
    by_kind: dict[str, list[datetime]] = {"full": [], "delta": []}
    for item in record["attestations"]:
        if item["person"] == key:
            by_kind.setdefault(item["kind"], []).append(_moment(item["at"]))
    claims = [
        [_moment(item["at"]) for item in claim["signatures"] if item["person"] == key] for claim in record["claims"]
    ]
    signed = [moments for moments in claims if moments]
    return Work(
        line,
        whole=max(by_kind["full"], default=None),
        changes=max(by_kind["delta"], default=None),
        claims=len(signed),
        newest=max((moment for moments in signed for moment in moments), default=None),
    )


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(f"The manifest holds “{text}” where a time belongs.")
    return found


def light(rows: PublicationQuerySet, role: Role) -> PublicationQuerySet:
    """The rows without the texts that a list of this role does not need."""
    return rows.defer(*(HEAVY if role == "author" else ("payload", "people")))
