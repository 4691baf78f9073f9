"""A signature is a signature (law 11): fresh password, the meaning shown and stored, once per nonce, on served
cards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing as tokens

from articles.claims.types import Competence
from articles.models import Credential, Revision, Signature
from articles.review import permissions
from articles.review.errors import BadInput, PasswordNeeded
from articles.review.locks import lock_credentials
from articles.review.people import competences_of, public_card, today
from articles.review.second_factor import enrolled

MEANINGS = {
    "sign_off": (
        "I have read each ticked sentence in its place and against the sources shown. "
        "I confirm that it is accurate for the stated region and audience."
    ),
    "dismiss": "I have read the sentence in its place. I confirm that it makes no medical claim.",
    "reclassify": (
        "I have read the sentence in its place. I confirm the lower risk or the fewer types, for the reason given."
    ),
    "request_changes": "I have read the sentence in its place. I ask for it to be changed, for the reason given.",
    "full": (
        "I have read the whole text, its headings, pictures and sources. "
        "I confirm that nothing else in it makes a medical claim that should be checked."
    ),
    "delta": "I have read everything that was added, removed or moved since the last signature on the whole text.",
    "no_claims": "I have read the whole text. I confirm that it makes no medical claims.",
    "delta_no_claims": (
        "I have read everything that was added, removed or moved since the last signature on the whole text. "
        "I confirm that it makes no medical claims."
    ),
    "pictures": (
        "I have looked at the pictures. They show no words, or only words that I have checked like the text, "
        "and nothing that the text does not say."
    ),
    "override": "I have read the passage and the rule. I confirm that the words may stand, for the reason given.",
    "redact": "I have read what is removed and what stays. I confirm that readers are safer without these passages.",
}


@dataclass(frozen=True, slots=True)
class SigningSession:
    """Who signs, when the password was last given, when the session was last active, and with what."""

    user: Any
    password_at: datetime
    active_at: datetime
    second_factor: bool = False  # a code was given with that password


@dataclass(frozen=True, slots=True)
class Card:
    """What stood on a claim's card when it was served. ``carry`` names citations of an earlier wording, offered with
    it."""

    fingerprint: str
    contexts: tuple[str, ...]
    evidence_digest: str
    carry: tuple[int, ...]
    served_at: datetime


def check_fresh(session: SigningSession, now: datetime) -> None:
    """Raise ``PasswordNeeded`` when the session is older than 15 minutes (renewed by activity, at most 60)."""
    idle = timedelta(minutes=settings.SIGNING_FRESH_MINUTES)
    longest = timedelta(minutes=settings.SIGNING_MAX_MINUTES)
    if now - session.active_at > idle or now - session.password_at > longest:
        raise PasswordNeeded


def card_token(
    user: Any,
    revision: Revision,
    fingerprint: str,
    contexts: list[str],
    evidence_digest: str,
    now: datetime,
    carry: list[int] | None = None,
) -> str:
    """The proof, put into the page, that this person was served this card with these digests."""
    return tokens.dumps(
        [user.pk, revision.article_id, fingerprint, contexts, evidence_digest, carry or [], now.isoformat()],
        salt="articles.card",
        compress=True,
    )


def read_card(token: str, user: Any, article_id: int) -> Card:
    """The card behind a token. Raises ``BadInput`` for a forged token or one served to somebody else or elsewhere."""
    try:
        person, article, fingerprint, contexts, evidence, carry, served = tokens.loads(token, salt="articles.card")
    except (tokens.BadSignature, ValueError, TypeError) as error:
        raise BadInput("This form is damaged. Load the page again; nothing was signed.") from error
    if person != user.pk or article != article_id:
        raise BadInput("This card was not served to you. Load the page again; nothing was signed.")
    return Card(fingerprint, tuple(contexts), evidence, tuple(carry), datetime.fromisoformat(served))


def text_token(user: Any, revision: Revision, digest: str, kind: str = "full") -> str:
    """The proof that this person was served the text with this digest: all of it (``full``) or its ``delta`` only."""
    return tokens.dumps([user.pk, revision.article_id, digest, kind], salt="articles.text")


def read_text_token(token: str, user: Any, article_id: int, kind: str = "full") -> str:
    """The digest behind a text token. Raises ``BadInput`` as ``read_card`` does, and when a page that showed only the
    delta is used to sign the whole text."""
    try:
        person, article, digest, served = tokens.loads(token, salt="articles.text")
    except (tokens.BadSignature, ValueError, TypeError) as error:
        raise BadInput("This form is damaged. Load the page again; nothing was signed.") from error
    if person != user.pk or article != article_id:
        raise BadInput("This text was not served to you. Load the page again; nothing was signed.")
    if served != "full" and kind == "full":
        raise BadInput("You were shown what changed, not the whole text. Open the whole text to sign it.")
    return digest


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who may sign now, with the credentials that count today (rows locked)."""

    user: Any
    credentials: tuple[Credential, ...]
    competences: frozenset[Competence]

    def personal(self) -> dict[str, Any]:
        """What the ledger keeps about the signer, erasable."""
        return public_card(self.user, self.credentials)


def open_signer(session: SigningSession, now: datetime) -> Signer:
    """Check freshness, permission and competence; lock the credential rows. Inside the transaction, before articles."""
    permissions.check(session.user, "sign_claims")
    check_fresh(session, now)
    if not session.second_factor and enrolled(session.user):
        raise PasswordNeeded
    rows = lock_credentials(session.user.credentials.values_list("pk", flat=True))
    current = tuple(item for item in rows.values() if item.counts_on(today(now)))
    held = competences_of(current)
    permissions.check_clinician(session.user, held)
    return Signer(session.user, current, held)


def earlier_act(session: SigningSession, nonce: UUID) -> Signature | None:
    """The signature already made with this form: double clicks and the back button change nothing."""
    found = Signature.objects.filter(nonce=nonce).first()
    if found is not None and found.by_id != session.user.pk:
        raise BadInput("This form belongs to somebody else. Load the page again; nothing was signed.")
    return found


def means_of(signature: Signature) -> dict[str, bool]:
    """What the ledger says beside the meaning of a signature: that a second factor stood behind it, when one did."""
    return {"second_factor": True} if signature.second_factor else {}


def make_signature(
    session: SigningSession,
    signer: Signer,
    revision: Revision,
    nonce: UUID,
    meaning: str,
    now: datetime,
    opened: dict[str, Any] | None = None,
) -> Signature:
    """The row that the decisions of one act share. ``meaning`` is the sentence that was shown, ``opened`` what the
    signer had opened before, as far as the page noted it."""
    signature = Signature.objects.create(
        nonce=nonce,
        revision=revision,
        by=session.user,
        at=now,
        meaning=meaning,
        competences=sorted(item.value for item in signer.competences),
        password_at=session.password_at,
        opened=opened or {},
        second_factor=session.second_factor,
    )
    signature.credentials.add(*signer.credentials)
    return signature
