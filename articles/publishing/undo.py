"""Undo of one signature act: everything that it wrote is taken back, as one thing. The history keeps both."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from articles.models import Publication, Revision, Signature
from articles.publishing.consequences import revoke, revoke_attestation
from articles.review.errors import InvalidTransition, NotAllowed

OFFERED = timedelta(minutes=10)  # how long the line with "Undo" stands after an act; taking back has no end


def last_act(person: Any, revision: Revision, now: datetime) -> Signature | None:
    """The newest act of this person on the article that can be undone from the line above the text; None without."""
    rows = Signature.objects.filter(by=person.pk, revision__article=revision.article_id, at__gt=now - OFFERED)
    newest = rows.prefetch_related("decisions__revocation", "attestations__revocation").order_by("-at", "-pk").first()
    return newest if newest and any(_standing(newest)) else None


def _standing(signature: Signature) -> tuple[list[Any], list[Any]]:
    """(decisions, attestations) of an act that were not taken back."""
    decisions = [row for row in signature.decisions.all() if not hasattr(row, "revocation")]
    attestations = [row for row in signature.attestations.all() if not hasattr(row, "revocation")]
    return decisions, attestations


def words_of(signature: Signature) -> set[str]:
    """Fingerprints of the claims that the act decided on and that were not taken back since."""
    return {row.fingerprint for row in _standing(signature)[0]}


def signed_text(signature: Signature) -> bool:
    """Whether the act signed the text, and that still stands."""
    return bool(_standing(signature)[1])


def resting_on(signature: Signature, now: datetime) -> list[Publication]:
    """Publications, live or to come, that rest on the act: what taking it back touches."""
    decisions, attestations = _standing(signature)
    pending = Publication.objects.live(now) | Publication.objects.scheduled(now)
    on_claims = pending.filter(decisions__in=[row.pk for row in decisions])
    on_text = pending.filter(attestations__in=[row.pk for row in attestations])
    return list((on_claims | on_text).distinct())


def take_back_act(
    by: Any, signature: Signature, reason: str, *, keep_live_because: str = "", now: datetime | None = None
) -> list[Publication]:
    """Take back what one act of one's own wrote, all or nothing. Returns the publications that were touched.

    Raises ``NotAllowed`` for another person's act, ``InvalidTransition`` when nothing of it stands, ``BadInput``
    without a reason.
    """
    if signature.by_id != by.pk:
        raise NotAllowed("You can take back your own signature only. Somebody else's stands beside yours.")
    touched: dict[int, Publication] = {}
    with transaction.atomic():
        decisions, attestations = _standing(signature)
        if not decisions and not attestations:
            raise InvalidTransition("This signature was already taken back.")
        for row in decisions:
            touched |= {p.pk: p for p in revoke(by, row, reason, keep_live_because=keep_live_because, now=now)}
        for text in attestations:
            found = revoke_attestation(by, text, reason, keep_live_because=keep_live_because, now=now)
            touched |= {p.pk: p for p in found}
    return list(touched.values())
