"""The one door (law 2): the only function that makes a publication.

It locks in the one order, analyses the very revision afresh, evaluates gate or warrant, freezes, and writes ledger
entry and publication in one transaction. Admin, bulk acts, schedule, import and shell all come through here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Citation, Credential, Decision, Publication, Revision
from articles.models.notification import Event
from articles.publishing import planned_end
from articles.publishing.payload import build_manifest, build_payload, digest, reads_the_same
from articles.publishing.ranges import cancel, end_at
from articles.publishing.warrants import (
    RedactionWarrant,
    Renewal,
    Warrant,
    check_redaction,
    check_renewal,
    redaction_record,
    renewal_record,
    renewed_text,
)
from articles.review import gate, permissions
from articles.review.analysis import analyse_revision, check_note
from articles.review.board import Board, load_board
from articles.review.errors import BadInput, GateClosed, InvalidTransition, StaleRevision
from articles.review.example import EXAMPLE_NUMBER
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article, lock_credentials, lock_sources
from articles.review.notifications import tell
from articles.review.rulesets import current_ruleset, hold_policy
from articles.search import index
from articles.workflow.states import ReviewState


def publish(
    by: Any,
    revision: Revision,
    *,
    live_from: datetime | None = None,
    live_until: datetime | None = None,
    change_note: str = "",
    correction: bool = False,
    now: datetime | None = None,
) -> Publication:
    """Publish an approved revision now, or schedule it; ``live_until`` ends it at a time set ahead.

    Raises ``GateClosed`` with the report, ``StaleRevision`` when a newer revision exists, ``InvalidTransition`` when
    it was not approved, ``BadInput`` for a time in the past, an end before the beginning or a correction without
    words.
    """
    permissions.check(by, "publish_article")
    if live_from is not None and live_from < (now or timezone.now()) - timedelta(minutes=1):
        raise BadInput("The time to go live lies in the past.")
    if correction and not change_note.strip():
        raise BadInput("A correction says what was wrong: write the note that readers will see.")
    with transaction.atomic():
        article = lock_grounds(revision.article_id)
        now = now or timezone.now()  # read under the lock: who waited must not act in the past
        return make_publication(
            by,
            article,
            revision,
            now=now,
            live_from=live_from,
            live_until=live_until,
            change_note=change_note,
            correction=correction,
        )


def lock_grounds(article_id: int, signer: Any = None) -> Article:
    """Sources, credentials (``signer``'s too), policy, article: the lock order of law 13.

    The ledger head follows in ``record``. Whoever freezes a text needs all of it: a publication refers to its sources,
    and the database locks what a row refers to when the transaction ends.
    """
    citations = Citation.objects.filter(claim__article=article_id, removed_at=None)
    lock_sources(citations.values_list("source_id", flat=True))
    credentials = Credential.objects.filter(Q(signatures__revision__article=article_id) | Q(person=signer))
    lock_credentials(credentials.values_list("pk", flat=True))
    hold_policy()
    return lock_article(article_id)


def make_publication(
    by: Any,
    article: Article,
    revision: Revision,
    *,
    now: datetime,
    live_from: datetime | None = None,
    live_until: datetime | None = None,
    change_note: str = "",
    correction: bool = False,
    warrant: Warrant | None = None,
) -> Publication:
    """The one door. The caller holds the locks of ``lock_grounds``; all else is checked here, on the rows as is."""
    check_note(change_note)
    start = live_from if live_from and live_from > now else now
    if live_until is not None and live_until <= start:
        raise BadInput("The page would end before it goes live.")
    live = Publication.objects.live(now).filter(article=article).select_related("revision").first()
    revision = _text_to_freeze(article, revision, live, warrant, now, start)
    redacted = warrant if isinstance(warrant, RedactionWarrant) else None
    renewed = warrant.live if isinstance(warrant, Renewal) else None
    analyse_revision(revision, current_ruleset())
    board = load_board(revision, now)
    # An embargo holds back what is new: what readers see already may be read again while it lasts.
    report = gate.evaluate(revision, now=now, live_from=None if renewed else start, board=board)
    if redacted is not None:
        check_redaction(board, redacted)
    elif not report.is_open:
        raise GateClosed(report)
    if isinstance(warrant, Renewal):
        check_renewal(board, warrant)

    payload, sources = build_payload(revision, board)
    unchanged = renewed is not None and reads_the_same(renewed, payload, board)
    if renewed is not None and unchanged:
        payload = renewed.payload  # the very bytes, whatever has become of the renderer since
    elif renewed is not None:
        change_note = change_note or "The sources were brought up to date. No word was changed."
    content_digest = digest(payload)
    redaction = redaction_record(redacted, now) if redacted else None
    full = board.coverage.full
    last_reviewed = redacted.live.last_reviewed if redacted else (full.at if full else None)
    manifest, people, decisions = build_manifest(
        revision,
        board,
        content_digest,
        published_by=by,
        live_from=start,
        now=now,
        redaction=redaction,
        redactor=redacted.signature if redacted else None,
        last_reviewed=last_reviewed,
    )
    uid = uuid4()
    for scheduled in Publication.objects.scheduled(now).filter(article=article):
        cancel(scheduled, by, now, "replaced by a newer publication")
    predecessor = Publication.objects.live(start).filter(article=article).first()
    notice = planned_end.DEFAULT_NOTICE if live_until else ""
    if predecessor is not None and predecessor.live_until and not live_until:
        # Schedules are cancelled by now, so this is an end that somebody planned: it holds for the newer text too.
        live_until, notice = predecessor.live_until, predecessor.notice
    entries = []
    if predecessor is not None:
        entries.append(end_at(predecessor, by, start, uid))
    valid_until = redacted.live.valid_until if redacted else report.valid_until
    review_due = valid_until or (full.at if full else start) + timedelta(days=board.policy.days_other)
    if redacted is not None:
        soon = now + timedelta(days=board.policy.redaction_review_days)
        review_due = min(soon, redacted.live.review_due or soon)  # redacting again buys no time
    first = Publication.objects.filter(article=article).order_by("first_live_from").first()
    first_live_from = first.first_live_from if first else start
    facts = {
        "manifest_digest": digest(manifest),
        "live_from": _exact(start),
        "live_until": _exact(live_until),
        "first_live_from": _exact(first_live_from),
        "valid_until": _exact(valid_until),
        "review_due": _exact(review_due),
        "ruleset": revision.ruleset,
        "policy": board.policy.version,
        "change_note": change_note,
        "correction": correction,
        "redaction": redaction,
    }
    if renewed is not None and full is not None:
        facts["renewal"] = renewal_record(renewed, full, unchanged)
    entries.append(
        Entry("publish", by, article, revision, f"publication:{uid}", content_digest, facts, publication=uid)
    )
    *before, event = record(now, *entries)
    if predecessor is not None:
        predecessor.live_until, predecessor.last_event = start, before[-1].seq
        predecessor.save(update_fields=["live_until", "last_event"])
    publication = Publication(
        uid=uid,
        article=article,
        revision=revision,
        slug=article.slug,
        kind=article.kind,
        topic_slug=revision.topic.current.slug if revision.topic else "",
        topic_name=revision.topic.current.name if revision.topic else "",
        region=revision.region,
        audience=revision.audience,
        language=revision.language,
        sensitive=revision.sensitive,
        example=article.example or _signed_by_examples(decisions, board),
        title=revision.title,
        summary=revision.summary,
        payload=payload,
        content_digest=content_digest,
        manifest=manifest,
        manifest_digest=digest(manifest),
        people=people,
        mentions=revision.analysis.get("mentions", {}),
        change_note=change_note.strip(),
        correction=correction,
        redaction=redacted is not None,
        unchanged_since=renewed.changed_at if renewed is not None and unchanged else None,
        first_live_from=first_live_from,
        last_reviewed=last_reviewed,
        live_from=start,
        live_until=live_until,
        notice=notice,
        valid_until=valid_until,
        # A page that is being checked stays so: taking a passage out answers no doubt by itself.
        hold=redacted.live.hold if redacted else "",
        review_due=review_due,
        supersedes=predecessor,
        event=event,
        last_event=event.seq,
    )
    publication.save(force_insert=True)
    publication.decisions.add(*decisions)
    publication.attestations.add(*board.coverage.attestations)
    publication.sources.add(*sources)
    index.refresh(article.pk, now)
    _tell(publication, board, renewed is not None)
    return publication


def _exact(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="microseconds") if moment else None


def _text_to_freeze(
    article: Article,
    revision: Revision,
    live: Publication | None,
    warrant: Warrant | None,
    now: datetime,
    start: datetime,
) -> Revision:
    """The revision as it stands in the database, when it may be published at all."""
    if isinstance(warrant, Renewal):
        return renewed_text(warrant, live, now)
    latest = article.latest_revision
    if latest is None or latest.pk != revision.pk:
        raise StaleRevision("A newer revision exists: what was approved is not the newest text. Load the page again.")
    if warrant is None:
        # Publishing the same revision again is possible after a withdrawal, not while it is live.
        if live and live.revision_id == latest.pk:
            raise InvalidTransition("This revision is already live. To say that it is still correct, read it again.")
        if latest.review_state is not ReviewState.APPROVED:
            report = gate.evaluate(latest, now=now, live_from=start)
            if report.missing:
                raise GateClosed(report)
            raise InvalidTransition("This revision has not been through review: submit it first.")
    return latest


def _signed_by_examples(decisions: Sequence[Decision], board: Board) -> bool:
    """A page that example clinicians signed says so, whoever wrote it."""
    signatures = [row.signature for row in decisions] + [row.signature for row in board.coverage.attestations]
    return any(item.number.startswith(EXAMPLE_NUMBER) for row in signatures for item in row.credentials.all())


def _tell(publication: Publication, board: Board, renewed: bool) -> None:
    article = publication.article
    when = timezone.localtime(publication.live_from)
    if renewed and publication.review_due:
        due = f"{timezone.localtime(publication.review_due):%-d %B %Y}"
        text = f"“{publication.title}” was read again and is still correct. Its next review is due on {due}."
    elif publication.live_from > board.now:
        text = f"“{publication.title}” is scheduled for {when:%-d %B %Y, %H:%M}."
    else:
        text = f"Your words went live: “{publication.title}”."
    signers = [item.by for claim in board.claims for item in claim.decisions]
    tell([article.owner, publication.revision.saved_by, *signers], text, article.get_absolute_url(), Event.LIVE)
