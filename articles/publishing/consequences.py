"""When a ground falls away: revoked sign-offs, retracted or superseded sources, false credentials, new rules.

Not yet live: cancelled in the same transaction, the predecessor's range restored, the owner told. Live: the "being
checked" line; where a high-risk claim rested on it, withdrawn at once unless the person records why not. Superseded
sources and new rules only list the live page for re-check. See the table in ``docs/sign-off-model.md``.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.claims.types import Risk
from articles.models import (
    Article,
    Attestation,
    Citation,
    Credential,
    Decision,
    Override,
    Publication,
    Revision,
    Revocation,
    Signature,
    Source,
)
from articles.publishing.ranges import cancel, close, hold
from articles.publishing.withdraw import DEFAULT_NOTICE
from articles.review import gate, permissions
from articles.review.analysis import analyse_revision
from articles.review.board import load_board
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, check_reason
from articles.review.ledger import Entry, record
from articles.review.locks import lock_articles, lock_credentials, lock_sources
from articles.review.notifications import tell
from articles.review.people import today
from articles.review.rulesets import current_ruleset, hold_policy
from articles.review.transitions import settle_after, settle_state, workbench_url
from articles.workflow.settlement import Outcome


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
        done = _fell_away(
            decision.publications.all(),
            by,
            now,
            reason,
            keep_live_because,
            lambda item: _rests_high(item, {decision.fingerprint}),
        )
        _settle([article], now)
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
        done = _fell_away(attestation.publications.all(), by, now, reason, keep_live_because, _any_high)
        _settle([article], now)
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
        tell([decision.by], f"Your request for changes was contested: {reason}", workbench_url(decision.revision))
    return row


def retract_source(
    by: Any, pk: int, reason: str, *, keep_live_because: str = "", now: datetime | None = None
) -> list[Publication]:
    """Mark a source retracted: every claim resting on it is open again, live pages are held or withdrawn."""
    return _end_source(by, pk, "retracted", reason, keep_live_because, now)


def supersede_source(by: Any, pk: int, reason: str, *, now: datetime | None = None) -> list[Publication]:
    """Mark a source superseded: scheduled pages are cancelled, live pages stay and are listed for re-check."""
    return _end_source(by, pk, "superseded", reason, "", now)


def _end_source(
    by: Any, pk: int, status: str, reason: str, keep_live_because: str, now: datetime | None
) -> list[Publication]:
    permissions.check(by, "attach_source")
    check_reason(reason, f"Say why the source is {status}.")
    with transaction.atomic():
        source = lock_sources([pk])[pk]
        if source.status == status or source.status == "retracted":
            raise InvalidTransition(f"This source is already {source.status}.")
        articles = lock_articles(_articles_citing(source))
        now = now or timezone.now()
        source.status, source.status_reason = status, reason
        source.save(update_fields=["status", "status_reason"])
        data = {"reason": reason, "keep_live_because": keep_live_because}
        record(now, Entry(f"source_{status}", by, subject=f"source:{pk}", data=data))
        done = _touch_source(source, by, now, reason, keep_live_because, listed=status == "superseded")
        _settle(articles.values(), now)
    return done


def new_source_version(by: Any, pk: int, version: str, now: datetime | None = None) -> list[Publication]:
    """Bring a source to a new version: new evidence, so what rested on the old version is asked again."""
    permissions.check(by, "attach_source")
    if not version.strip():
        raise BadInput("Give the new version as it is printed.")
    with transaction.atomic():
        source = lock_sources([pk])[pk]
        if source.version == version.strip():
            raise InvalidTransition("The source already has this version.")
        articles = lock_articles(_articles_citing(source))
        now = now or timezone.now()
        data = {"from": source.version, "to": version.strip()}
        source.version = version.strip()
        source.save(update_fields=["version"])
        record(now, Entry("source_changed", by, subject=f"source:{pk}", data=data))
        done = _touch_source(source, by, now, f"new version of “{source.title}”", "", listed=True)
        _settle(articles.values(), now)
    return done


def _articles_citing(source: Source) -> set[int]:
    cited = Citation.objects.filter(source=source, removed_at=None).values_list("claim__article_id", flat=True)
    frozen = source.publications.values_list("article_id", flat=True)
    return {*cited, *frozen}


def _touch_source(
    source: Source, by: Any, now: datetime, reason: str, keep_live_because: str, *, listed: bool
) -> list[Publication]:
    if listed:
        return _fell_away(source.publications.all(), by, now, reason, "", lambda item: False, kind="recheck")

    def high(publication: Publication) -> bool:
        claims = publication.record["claims"]
        return any(
            claim["risk"] == Risk.HIGH.value and any(item["source"] == source.pk for item in claim["sources"])
            for claim in claims
        )

    return _fell_away(source.publications.all(), by, now, reason, keep_live_because, high)


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
        done = _fell_away(
            [row for row in rows if _events_of(row) & grounds],
            by,
            now,
            reason,
            keep_live_because,
            lambda item: (_any_high(item) if _events_of(item) & wide else False) or _rests_high(item, words),
        )
        _settle(articles.values(), now)
    return done


def rescan(by: Any = None, now: datetime | None = None) -> list[tuple[Revision, list[str]]]:
    """Apply the rule set in force to the latest, scheduled and live revisions (law 12).

    Returns, for each revision with something newly open, the texts of those claims. Scheduled pages whose gate closes
    are cancelled; live pages stay and are listed for re-check; approved revisions go back to review.
    """
    given = now
    opened: list[tuple[Revision, list[str]]] = []
    for pk in Article.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            hold_policy()
            ruleset = current_ruleset()
            article = lock_articles([pk])[pk]
            now = given or timezone.now()
            pending = [
                *Publication.objects.live(now).filter(article=article).select_related("revision"),
                *Publication.objects.scheduled(now).filter(article=article).select_related("revision"),
            ]
            revisions = {item.revision_id: item.revision for item in pending}
            if latest := article.latest_revision:
                revisions[latest.pk] = latest
            for revision in sorted(revisions.values(), key=lambda item: item.pk):
                if revision.ruleset == ruleset.version:
                    continue
                board = load_board(revision, now)
                before = {claim.fingerprint for claim in board.open_claims}
                asked = set(gate.evaluate(revision, now=now, board=board).missing)
                analyse_revision(revision, ruleset)
                board = load_board(revision, now)
                fresh = [claim for claim in board.open_claims if claim.fingerprint not in before]
                if fresh:
                    opened.append((revision, [claim.claim.text for claim in fresh]))
                    record(
                        now,
                        Entry(
                            "rescanned",
                            by,
                            article,
                            revision,
                            f"revision:{revision.pk}",
                            data={"ruleset": ruleset.version, "opened": [claim.fingerprint for claim in fresh]},
                        ),
                    )
                if set(gate.evaluate(revision, now=now, board=board).missing) - asked:
                    mine = [item.pk for item in pending if item.revision_id == revision.pk]
                    rows = Publication.objects.filter(pk__in=mine)
                    why = f"rule set {ruleset.version} asks for more"
                    _fell_away(rows, by, now, why, "", lambda item: False, kind="recheck")
            _settle([article], now)
    return opened


def recheck_frozen(
    sender: Any, article: Article, by: Any, now: datetime, fingerprints: set[str], why: str, **kwargs: Any
) -> None:
    """Receiver of ``grounds_changed``: after an act on claims, cancel what waits and would not pass the gate any more.

    A live page stays; it is listed for re-check when the act opened one of its claims.
    """
    for publication in Publication.objects.scheduled(now).filter(article=article).select_related("revision"):
        report = gate.evaluate(publication.revision, now=now, live_from=publication.live_from)
        if report.missing:
            _fell_away([publication], by, now, why or report.missing[0].message, "", lambda item: False)
    for publication in Publication.objects.live(now).filter(article=article, hold="").select_related("revision"):
        standing = fingerprints & {row[0] for row in publication.revision.segments}
        if standing and any(
            line.place.key in standing for line in gate.evaluate(publication.revision, now=now).missing
        ):
            _fell_away([publication], by, now, why, "", lambda item: False, kind="recheck")


def _rests_high(publication: Publication, fingerprints: set[str]) -> bool:
    claims = publication.record["claims"]
    return any(item["risk"] == Risk.HIGH.value and item["fingerprint"] in fingerprints for item in claims)


def _events_of(publication: Publication) -> set[int]:
    """Ledger entries of everything that the publication rests on, dismissals included."""
    named = [*publication.record["attestations"], *publication.record["overrides"]]
    return {*publication.decisions.values_list("event", flat=True), *(item["event"] for item in named)}


def _any_high(publication: Publication) -> bool:
    return any(item["risk"] == Risk.HIGH.value for item in publication.record["claims"])


def _fell_away(
    publications: Iterable[Publication],
    by: Any,
    now: datetime,
    reason: str,
    keep_live_because: str,
    is_high: Callable[[Publication], bool],
    kind: str = "being_checked",
) -> list[Publication]:
    """Apply the after-freezing table to what rests on the ground that fell away."""
    done = []
    for publication in publications:
        ended = publication.live_until is not None and publication.live_until <= max(now, publication.live_from)
        if ended:
            continue
        if publication.live_from > now:
            cancel(publication, by, now, reason)
            text = f"“{publication.title}” will not go live as scheduled: {reason}"
        elif is_high(publication) and not keep_live_because.strip():
            close(publication, by, now, reason, DEFAULT_NOTICE)
            text = f"“{publication.title}” was withdrawn: {reason}"
        elif publication.hold in {kind, "being_checked"}:
            continue
        else:
            hold(publication, by, now, kind, keep_live_because or reason)
            text = f"“{publication.title}” stays live and is being checked: {reason}"
        done.append(publication)
        tell([publication.article.owner, publication.revision.saved_by], text)
    return done


def _settle(articles: Iterable[Article], now: datetime) -> None:
    """Approved revisions whose gate closed go back to review."""
    for article in articles:
        latest = article.latest_revision
        if latest is not None and (entries := settle_state(latest, now)):
            record(now, *entries)
