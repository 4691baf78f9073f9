"""Inviting a clinician: an account is made, and a mail brings a link that sets its password, once.

The link is shown to nobody else. Whoever could read it could sign in the clinician's name, so no screen, message or
ledger entry holds it; when the mail did not go out, it is sent anew, and the link before it opens nothing any more.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email, validate_slug
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition
from articles.review.ledger import Entry, name_of, record

logger = logging.getLogger(__name__)
GROUP = "Clinicians"


@dataclass(frozen=True, slots=True)
class Invited:
    """The account, and why the mail did not go out (empty when it did)."""

    person: Any
    problem: str


def invite(
    by: Any, *, first_name: str, last_name: str, email: str, username: str, now: datetime | None = None
) -> Invited:
    """Make an account for a clinician and send the link. They can sign once a credential is recorded and verified.

    ``username`` is also the address of their public page. Raises ``BadInput``; a mail server that is away is no
    refusal.
    """
    permissions.check(by, "manage_credentials")
    now = now or timezone.now()
    first, last, address, name = first_name.strip(), last_name.strip(), email.strip(), username.strip()
    _check(first, last, address, name)
    try:
        with transaction.atomic():
            person = get_user_model().objects.create_user(
                name, address, None, first_name=first, last_name=last, is_staff=True
            )
            person.groups.add(Group.objects.get(name=GROUP))
            record(now, Entry("colleague_invited", by, subject=f"person:{person.pk}", data={"group": GROUP}))
    except IntegrityError as error:  # two people invite at once
        raise BadInput(_TAKEN) from error
    return Invited(person, _send(by, person))


_TAKEN = "There is an account of this name already: choose another address."


def _check(first: str, last: str, address: str, name: str) -> None:
    problems = [] if first and last else ["Fill in first and last name: readers see both."]
    for value, validator, words in (
        (address, validate_email, "Fill in a valid e-mail address."),
        (name, validate_slug, "The address of the page takes letters, digits, hyphens and underscores."),
    ):
        try:
            validator(value)
        except ValidationError:
            problems.append(words)
    people = get_user_model().objects
    if address and people.filter(email__iexact=address).exists():
        problems.append("Somebody with this e-mail address has an account already: record their credential instead.")
    if name and people.filter(username__iexact=name).exists():
        problems.append(_TAKEN)
    if problems:
        raise BadInput(problems)


def invite_again(by: Any, person: Any, now: datetime | None = None) -> Invited:
    """Send a new link to somebody who has not set a password yet; the one before it ends."""
    permissions.check(by, "manage_credentials")
    now = now or timezone.now()
    with transaction.atomic():
        person = get_user_model().objects.select_for_update().get(pk=person.pk)
        if not waits(person):
            raise InvalidTransition(f"{name_of(person)} has set a password already, or may not sign in any more.")
        person.password = make_password(None)  # another unusable one: the link is bound to it
        person.save(update_fields=["password"])
        record(now, Entry("invitation_repeated", by, subject=f"person:{person.pk}"))
    return Invited(person, _send(by, person))


def waits(person: Any) -> bool:
    """Invited, and no password set yet."""
    return person.is_active and not person.has_usable_password()


def link_for(person: Any) -> str:
    """The address at which the person sets a password, once, within ``PASSWORD_RESET_TIMEOUT``."""
    number = urlsafe_base64_encode(force_bytes(person.pk))
    return settings.SITE_URL + reverse("welcome", args=[number, default_token_generator.make_token(person)])


def _send(by: Any, person: Any) -> str:
    """Mail the link. Returns what went wrong, in words for whoever invites."""
    context = {
        "name": name_of(person),
        "by": name_of(by),
        "site": settings.SITE_NAME,
        "username": person.get_username(),
        "link": link_for(person),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    mail = EmailMultiAlternatives(
        subject=f"{settings.SITE_NAME}: your account as a clinician",
        body=render_to_string("mail/invitation.txt", context),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mail/invitation.html", context), "text/html")
    try:
        mail.send()
    except (OSError, ValueError) as problem:
        logger.warning("an invitation could not be sent: %s", type(problem).__name__)
        return f"The account is there, but the mail could not be sent ({type(problem).__name__}). Send it again later."
    return ""
