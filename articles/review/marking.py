"""Acts on words beside signing: flag a passage, acknowledge as an editor, override a blocking rule."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from articles.claims.types import ClaimType, Risk
from articles.models import Acknowledgement, Flag, Override, Revision
from articles.review import permissions
from articles.review.analysis import analyse_revision
from articles.review.authorship import authors_of
from articles.review.board import load_board
from articles.review.errors import BadInput, NotAllowed, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article
from articles.review.rulesets import current_ruleset
from articles.review.signatures import (
    MEANINGS,
    SigningSession,
    earlier_act,
    make_signature,
    means_of,
    open_signer,
)
from articles.review.transitions import settle_after


def flag(
    by: Any,
    revision: Revision,
    fingerprint: str,
    types: Sequence[ClaimType],
    risk: Risk,
    reason: str,
    now: datetime | None = None,
) -> Flag:
    """Flag a passage that detection missed, or raise a claim's risk or types. Adding is free: one person, no
    signature."""
    permissions.check(by, "review_article")
    now = now or timezone.now()
    check_reason(reason, "Say why this is a medical claim.")
    if not types:
        raise BadInput("Choose at least one type.")
    with transaction.atomic():
        article = lock_article(revision.article_id)
        latest = article.latest_revision
        if latest is None or fingerprint not in {row[0] for row in latest.segments}:
            raise BadInput("These words are no longer in the text. Load the page again.")
        data = {
            "fingerprint": fingerprint,
            "types": sorted(t.value for t in types),
            "risk": risk.value,
            "reason": reason,
        }
        (event,) = record(now, Entry("flag", by, article, latest, digest=fingerprint, data=data))
        row = Flag.objects.create(
            article=article,
            fingerprint=fingerprint,
            types=data["types"],
            risk=risk.value,
            reason=reason,
            by=by,
            at=now,
            event=event.seq,
        )
        analyse_revision(latest, current_ruleset())
        settle_after(article, latest, by, now, [fingerprint], "a passage was flagged")
    return row


def acknowledge(
    by: Any, revision: Revision, fingerprints: Sequence[str], reason: str, now: datetime | None = None
) -> list[Acknowledgement]:
    """An editor who did not write the words acknowledges claims that a rule marks for legal or regulatory care.

    One act and one reason for all of them; one row and one ledger entry for each claim and context. All or none.
    """
    permissions.check(by, "publish_article")
    now = now or timezone.now()
    if not fingerprints:
        raise BadInput("Tick at least one claim.")
    check_reason(reason, "Say why this claim may stand.")
    with transaction.atomic():
        article = lock_article(revision.article_id)
        latest = article.latest_revision
        board = load_board(latest, now) if latest else None
        claims = [board.by_fingerprint(item) for item in dict.fromkeys(fingerprints)] if board else [None]
        places = [(claim, context) for claim in claims if claim for context in claim.contexts]
        if latest is None or None in claims:
            raise BadInput("These words are no longer in the text. Load the page again.")
        if any(by.pk in claim.authors for claim, _ in places):
            raise NotAllowed("You are an author of these words, so another editor has to acknowledge them.")
        entries = [
            Entry(
                "acknowledge",
                by,
                article,
                latest,
                digest=claim.fingerprint,
                data={"fingerprint": claim.fingerprint, "context": context, "reason": reason},
            )
            for claim, context in places
        ]
        rows = [
            Acknowledgement.objects.create(
                article=article,
                fingerprint=claim.fingerprint,
                context_digest=context,
                reason=reason,
                by=by,
                at=now,
                event=event.seq,
            )
            for (claim, context), event in zip(places, record(now, *entries), strict=True)
        ]
        settle_after(article, latest, by, now)
    return rows


def override(
    session: SigningSession,
    revision: Revision,
    rule: str,
    reason: str,
    nonce: UUID,
    fingerprint: str = "",
    now: datetime | None = None,
) -> Override:
    """Override a blocking wording rule (``fingerprint`` given) or page rule, with a reason. Two clinicians are
    needed."""
    now = now or timezone.now()
    check_reason(reason, "Say why the words may stand although the rule refuses them.")
    with transaction.atomic():
        signer = open_signer(session, now)
        article = lock_article(revision.article_id)
        if earlier := earlier_act(session, nonce):
            if found := earlier.overrides.first():
                return found
            raise BadInput("This form was used for another signature. Load the page again; nothing was signed.")
        latest = article.latest_revision
        if latest is None or not _rule_hits(latest, rule, fingerprint):
            raise BadInput("This rule does not hit the text any more. Load the page again.")
        words = [fingerprint] if fingerprint else [row[0] for row in latest.segments]
        if any(session.user.pk in people for people in authors_of(words).values()):
            raise NotAllowed("You are an author of these words, so you cannot override a rule about them.")
        signature = make_signature(session, signer, latest, nonce, MEANINGS["override"], now)
        data = {"rule": rule, "fingerprint": fingerprint, "reason": reason, **means_of(signature)}
        entry = Entry("override", session.user, article, latest, rule, latest.digest, data, signer.personal())
        (event,) = record(now, entry)
        row = Override.objects.create(
            signature=signature,
            article=article,
            rule=rule,
            fingerprint=fingerprint,
            digest=latest.digest,
            reason=reason,
            by=session.user,
            at=now,
            event=event.seq,
        )
        settle_after(article, latest, session.user, now)
    return row


def _rule_hits(revision: Revision, rule: str, fingerprint: str) -> bool:
    if not fingerprint:
        return any(item["rule"] == rule for item in revision.analysis.get("page", []))
    return any(
        item["rule"] == rule and revision.segments[item["segment"]][0] == fingerprint
        for item in revision.analysis.get("wording", [])
    )
