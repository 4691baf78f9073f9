"""Competence is data: granting, verifying and ending credentials, never one's own (law 7).

Finding a credential false has consequences for publications and lives in ``articles.publishing.consequences``.
"""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.models import Credential
from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_credentials
from articles.review.people import today
from articles.workflow.policy import CredentialKind

_SAY_WHAT = "Say what you saw: the entry, until when it is valid, and when you looked."


def grant(
    by: Any,
    person: Any,
    *,
    kind: str,
    number: str,
    body: str,
    evidence: str,
    valid_from: date,
    valid_until: date | None = None,
    post: str = "",
    register_url: str = "",
    now: datetime | None = None,
) -> Credential:
    """Record a credential of somebody else. It counts only once a person other than its holder has verified it."""
    permissions.check(by, "manage_credentials")
    now = now or timezone.now()
    _not_own(by, person)
    problems = [
        f"Fill in the {words}."
        for value, words in ((number, "number"), (body, "registration body"), (evidence, "evidence that was seen"))
        if not value.strip()
    ]
    if register_url and urlsplit(register_url.strip()).scheme not in {"http", "https"}:
        problems.append("The address of the register begins with https://.")
    if kind not in set(CredentialKind):
        problems.append("Choose the kind of credential.")
    if valid_until and valid_until < valid_from:
        problems.append("The credential ends before it begins.")
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        credential = Credential.objects.create(
            person=person,
            kind=kind,
            number=number.strip(),
            body=body.strip(),
            post=post.strip(),
            evidence=evidence.strip(),
            register_url=register_url.strip(),
            valid_from=valid_from,
            valid_until=valid_until,
            granted_by=by,
        )
        record(now, _entry("credential_granted", by, credential))
    return credential


def verify(by: Any, pk: int, seen: str, now: datetime | None = None) -> Credential:
    """Confirm that the credential was checked against the register or certificate, and say what was seen there."""
    permissions.check(by, "manage_credentials")
    check_reason(seen, _SAY_WHAT)
    now = now or timezone.now()
    with transaction.atomic():
        credential = lock_credentials([pk])[pk]
        _not_own(by, credential.person)
        if credential.verified_at is not None:
            raise InvalidTransition("This credential is already verified.")
        if credential.ended_on is not None or credential.found_false_at is not None:
            raise InvalidTransition("This credential has ended: record the new one instead.")
        credential.verified_by, credential.verified_at, credential.seen = by, now, seen.strip()
        credential.save(update_fields=["verified_by", "verified_at", "seen"])
        record(now, _entry("credential_verified", by, credential, seen=credential.seen))
    return credential


def renew(by: Any, pk: int, valid_until: date, seen: str, now: datetime | None = None) -> Credential:
    """Record that the register shows the credential as valid until a later day, without a gap.

    Raises ``BadInput`` for a day that is not later, or is over; ``InvalidTransition`` for a credential that is not
    verified, has ended or has no last day.
    """
    permissions.check(by, "manage_credentials")
    check_reason(seen, _SAY_WHAT)
    now = now or timezone.now()
    with transaction.atomic():
        credential = lock_credentials([pk])[pk]
        _not_own(by, credential.person)
        if credential.verified_at is None:
            raise InvalidTransition("This credential is not verified yet: verify it instead.")
        if credential.ended_on is not None or credential.found_false_at is not None:
            raise InvalidTransition("This credential has ended: record the new one instead.")
        before = credential.valid_until
        if before is None:
            raise InvalidTransition("This credential has no last day, so there is nothing to renew.")
        if valid_until <= before or valid_until < today(now):
            raise BadInput(f"The new last day must come after {before:%-d %B %Y}, and not be over.")
        credential.valid_until, credential.seen = valid_until, seen.strip()
        credential.save(update_fields=["valid_until", "seen"])
        data = {"from": str(before), "until": str(valid_until)}
        record(now, _entry("credential_renewed", by, credential, data, seen=credential.seen))
    return credential


def end(by: Any, pk: int, reason: str, on: date | None = None, now: datetime | None = None) -> Credential:
    """End a credential from a day on. What was signed while it counted keeps its history and stays valid."""
    permissions.check(by, "manage_credentials")
    now = now or timezone.now()
    check_reason(reason, "Say why the credential ends.")
    with transaction.atomic():
        credential = lock_credentials([pk])[pk]
        _not_own(by, credential.person)
        if credential.ended_on is not None:
            raise InvalidTransition("This credential has already ended.")
        last = credential.signatures.order_by("-at").first()
        if last is not None and today(last.at) > (on or today(now)):
            raise BadInput(
                "Something was signed with this credential after that day. Record it as found false after that day, "
                "so that what rests on it is looked at."
            )
        credential.ended_on, credential.end_reason = on or today(now), reason
        credential.save(update_fields=["ended_on", "end_reason"])
        record(now, _entry("credential_ended", by, credential, {"reason": reason, "on": str(credential.ended_on)}))
    return credential


def _not_own(by: Any, person: Any) -> None:
    if by == person:
        raise NotAllowed("Nobody grants, verifies or ends their own credential: ask another administrator.")


def _entry(kind: str, by: Any, credential: Credential, data: dict[str, Any] | None = None, **personal: str) -> Entry:
    return Entry(
        kind,
        by,
        subject=f"credential:{credential.pk}",
        data={"person": credential.person_id, "kind": credential.kind, **(data or {})},
        personal={"number": credential.number, "body": credential.body, **personal},
    )


def staff() -> Any:
    """Everybody who could hold a credential."""
    return (
        get_user_model().objects.filter(is_active=True, is_staff=True).order_by("first_name", "last_name", "username")
    )
