"""When a person takes back what was signed, or a credential turns out false: what follows for publications.

``aftermath`` holds the table; sources (``evidence``) and new rules (``rescanning``) have modules of their own.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import (
    Article,
    Attestation,
    Credential,
    Decision,
    Override,
    Publication,
    Revocation,
    Signature,
)
from articles.models.notification import Event
from articles.publishing.aftermath import any_high, events_of, fell_away, rests_high, settle_articles
from articles.review import gate, permissions
from articles.review.board import BoardClaim, load_board
from articles.review.errors import InvalidTransition, NotAllowed, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_articles, lock_credentials
from articles.review.notifications import tell
from articles.review.people import today
from articles.review.transitions import settle_after, workbench_url
from articles.workflow.settlement import ClaimState, Failing, Outcome


def revoke(
    by: Any, decision: Decision, reason: str, *, keep_live_because: str = "", now: datetime | None = None
) -> list[Publication]:
    """Take back one's own decision. Returns the publications that were touched.

    Raises ``NotAllowed`` for another person's decision, ``InvalidTransition`` for one already revoked.
    """
    _check_own(by, decision.by_id, reason)
    with transaction.atomic():
        articles = lock_articles([decision.article_id])
        article = articles[decision.article_id]
        now = now or timezone.now()  # read under the lock: who waited must not act in the past
        if Revocation.objects.filter(decision=decision).exists():
            raise InvalidTransition("This decision was already revoked.")
        entry = Entry(
            "revoke",
            by,
            article,
            decision.revision,
            f"event:{decision.event}",
            decision.fingerprint,
            {"decision_event": decision.event, "reason": reason, "keep_live_because": keep_live_because},
        )
        (event,) = record(now, entry)
        Revocation.objects.create(decision=decision, by=by, at=now, reason=reason, event=event.seq)
        done = fell_away(
            decision.publications.all(),
            by,
            now,
            reason,
            keep_live_because,
            lambda item: rests_high(item, {decision.fingerprint}),
        )
        settle_articles([article], now)
    return done


def revoke_attestation(
    by: Any, attestation: Attestation, reason: str, *, keep_live_because: str = "", now: datetime | None = None
) -> list[Publication]:
    """Take back one's own signature on the whole text. High risk: the live page is withdrawn unless said why not."""
    _check_own(by, attestation.by_id, reason)
    with transaction.atomic():
        article = lock_articles([attestation.article_id])[attestation.article_id]
        now = now or timezone.now()
        if Revocation.objects.filter(attestation=attestation).exists():
            raise InvalidTransition("This attestation was already revoked.")
        data = {"attestation_event": attestation.event, "reason": reason, "keep_live_because": keep_live_because}
        subject = f"event:{attestation.event}"
        (event,) = record(
            now, Entry("revoke_attestation", by, article, attestation.revision, subject, attestation.digest, data)
        )
        Revocation.objects.create(attestation=attestation, by=by, at=now, reason=reason, event=event.seq)
        done = fell_away(attestation.publications.all(), by, now, reason, keep_live_because, any_high)
        settle_articles([article], now)
    return done


def revoke_override(
    by: Any, override: Override, reason: str, *, keep_live_because: str = "", now: datetime | None = None
) -> list[Publication]:
    """Take back one's own override of a blocking rule: the rule blocks again, and pages that rest on it are touched as
    by a signature on the whole text."""
    _check_own(by, override.by_id, reason)
    with transaction.atomic():
        article = lock_articles([override.article_id])[override.article_id]
        now = now or timezone.now()
        if Revocation.objects.filter(override=override).exists():
            raise InvalidTransition("This override was already revoked.")
        data = {"override_event": override.event, "reason": reason, "keep_live_because": keep_live_because}
        subject, revision = f"event:{override.event}", override.signature.revision
        (event,) = record(now, Entry("revoke_override", by, article, revision, subject, override.digest, data))
        Revocation.objects.create(override=override, by=by, at=now, reason=reason, event=event.seq)
        resting = [row for row in article.publications.all() if override.event in events_of(row)]
        done = fell_away(resting, by, now, reason, keep_live_because, any_high)
        settle_articles([article], now)
    return done


def _check_own(by: Any, owner: int, reason: str) -> None:
    permissions.check(by, "sign_claims")
    if by.pk != owner:
        raise NotAllowed("You can take back your own signature only. Somebody else's stands beside yours.")
    check_reason(reason, "Say why you take your signature back.")


def contest(by: Any, decision: Decision, reason: str, now: datetime | None = None) -> Revocation:
    """The writer contests a request for changes with a note: the claim is open again, the request stays in history."""
    permissions.check(by, "write_article")
    if decision.outcome != Outcome.REQUEST_CHANGES.value:
        raise InvalidTransition("Only a request for changes can be contested.")
    check_reason(reason, "Say why the words should stay.")
    with transaction.atomic():
        article = lock_articles([decision.article_id])[decision.article_id]
        now = now or timezone.now()
        if Revocation.objects.filter(decision=decision).exists():
            raise InvalidTransition("This request was already answered.")
        data = {"decision_event": decision.event, "reason": reason}
        (event,) = record(
            now,
            Entry("contest", by, article, decision.revision, f"event:{decision.event}", decision.fingerprint, data),
        )
        row = Revocation.objects.create(
            decision=decision, contested=True, by=by, at=now, reason=reason, event=event.seq
        )
        settle_after(article, article.latest_revision, by, now)
        words = "Your request for changes was contested"
        place = workbench_url(decision.revision, decision.fingerprint)
        tell([decision.by], f"{words}: {reason}", place, Event.REQUEST, f"{words}.")
    return row


def find_credential_false(
    by: Any,
    pk: int,
    reason: str,
    *,
    last_true_day: date | None = None,
    keep_live_because: str = "",
    now: datetime | None = None,
) -> list[Publication]:
    """Record that a credential never was true, or not after ``last_true_day``.

    Signatures made while it was not true do not count, with every consequence.
    """
    permissions.check(by, "manage_credentials")
    check_reason(reason, "Say what was found.")
    with transaction.atomic():
        credential: Credential = lock_credentials([pk])[pk]
        if credential.person == by:
            raise NotAllowed("Nobody changes their own credential: ask another administrator.")
        if credential.found_false_at is not None:
            raise InvalidTransition("This credential was already found false.")
        signatures = [
            row
            for row in Signature.objects.filter(credentials=credential)
            if last_true_day is None or today(row.at) > last_true_day
        ]
        decisions = list(Decision.objects.filter(signature__in=signatures))
        attestations = list(Attestation.objects.filter(signature__in=signatures))
        overrides = list(Override.objects.filter(signature__in=signatures))
        wide_acts: list[Attestation | Override] = [*attestations, *overrides]
        articles = lock_articles({row.article_id for row in decisions} | {row.article_id for row in wide_acts})
        now = now or timezone.now()
        if last_true_day is None:
            credential.found_false_at = now
        else:
            credential.ended_on = last_true_day
        credential.end_reason = reason
        credential.save(update_fields=["found_false_at", "ended_on", "end_reason"])
        data = {
            "person": credential.person_id,
            "reason": reason,
            "last_true_day": str(last_true_day or ""),
            "keep_live_because": keep_live_because,
        }
        record(now, Entry("credential_false", by, subject=f"credential:{pk}", data=data))
        # A false signature on the whole text or over a rule touches everything in it.
        wide = {row.event for row in wide_acts}
        grounds = wide | {row.event for row in decisions}
        words = {row.fingerprint for row in decisions}
        rows = Publication.objects.filter(article__in=articles)
        done = fell_away(
            [row for row in rows if events_of(row) & grounds],
            by,
            now,
            reason,
            keep_live_because,
            lambda item: (any_high(item) if events_of(item) & wide else False) or rests_high(item, words),
        )
        settle_articles(articles.values(), now)
    return done


def recheck_frozen(
    sender: Any, article: Article, by: Any, now: datetime, fingerprints: set[str], why: str, **kwargs: Any
) -> None:
    """Receiver of ``grounds_changed``: after an act on claims, cancel what waits and would not pass the gate any more.

    A live page stays; it is listed for re-check when the act opened one of its claims. One that is open because its
    interval ran out was not opened by the first of those who sign it anew: that page is due, and says so.
    """
    for publication in Publication.objects.scheduled(now).filter(article=article).select_related("revision"):
        report = gate.evaluate(publication.revision, now=now, live_from=publication.live_from)
        if report.missing:
            fell_away([publication], by, now, why or report.missing[0].message, "", lambda item: False)
    for publication in Publication.objects.live(now).filter(article=article, hold="").select_related("revision"):
        standing = fingerprints & {row[0] for row in publication.revision.segments}
        board = load_board(publication.revision, now) if standing else None
        if board and any(claim.fingerprint in standing and not _only_ran_out(claim) for claim in board.open_claims):
            fell_away([publication], by, now, why, "", lambda item: False, kind="recheck")


def _only_ran_out(claim: BoardClaim) -> bool:
    asked = claim.settlement.state is ClaimState.CHANGES_REQUESTED or claim.settlement.disputed
    return Failing.EXPIRED in claim.settlement.failing.values() and not asked
