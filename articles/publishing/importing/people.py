"""Who wrote what is brought in (law 6): accounts of this site, or placeholders that can never sign."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils.text import slugify

from articles.foreign.item import Writer
from articles.review.errors import BadInput

PREFIX = "imported-"


def default_importer() -> Any:
    """The first active superuser or editor; None when there is nobody."""
    people = get_user_model().objects.filter(Q(is_superuser=True) | Q(groups__name="Editors"), is_active=True)
    return people.order_by("pk").first()


def account(username: str) -> Any:
    """The account of this name. Raises ``BadInput``."""
    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        raise BadInput(f"There is no account “{username}”.")
    return user


@dataclass(slots=True)
class People:
    """From the names of the source to accounts.

    ``chosen`` says for a name which account it is, or None for a placeholder. Without it, an account of the same
    e-mail address or user name is taken for the same person: were it another, somebody could not sign who may; the
    other way round, somebody could sign their own words. ``placeholders``: who has no account gets an inactive one.
    """

    chosen: Mapping[str, Any] = field(default_factory=dict)
    placeholders: bool = False
    made: dict[str, str] = field(default_factory=dict)  # name in the source: placeholder here
    matched: dict[str, str] = field(default_factory=dict)

    def accounts(self, writers: Iterable[Writer]) -> list[Any]:
        """The account of each. Raises ``BadInput`` for a name without one where none may be made."""
        found = []
        unknown = []
        for writer in writers:
            person = self._known(writer)
            if person is None and self.placeholders:
                person = self._placeholder(writer)
            if person is None:
                unknown.append(
                    f"There is no account “{writer.login}”, which the file names as author. Name one with "
                    f"--map-author “{writer.login}=USERNAME”, or let --placeholder-authors make an inactive one."
                )
            elif person not in found:
                found.append(person)
        if unknown:
            raise BadInput(unknown)
        return found

    def _known(self, writer: Writer) -> Any:
        if writer.login in self.chosen:
            return self.chosen[writer.login] or self._placeholder(writer)
        people = get_user_model().objects
        person = people.filter(email__iexact=writer.email).first() if writer.email else None
        person = person or people.filter(username=writer.login).first()
        if person is not None:
            self.matched[writer.login] = person.get_username()
        return person

    def _placeholder(self, writer: Writer) -> Any:
        name = slugify(writer.login) or slugify(writer.name) or "author"
        username = f"{PREFIX}{name.removeprefix(PREFIX)}"[:150]  # our own exports name placeholders by their account
        first, _, last = (writer.name or writer.login).strip().rpartition(" ")
        person, _ = get_user_model().objects.get_or_create(
            username=username,
            defaults={
                "first_name": first[:150],
                "last_name": last[:150],
                "is_active": False,
                "password": make_password(None),
            },
        )
        self.made[writer.login] = username
        return person
