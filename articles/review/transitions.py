"""Moving a revision through the review: compare-and-set on the state, one ledger entry a move."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from articles.models import Article, Revision
from articles.models.notification import Event
from articles.review import eligibility, gate, permissions
from articles.review.analysis import analyse_revision
from articles.review.board import load_board
from articles.review.errors import GateClosed, InvalidTransition, StaleRevision
from articles.review.ledger import Entry, record
from articles.review.locks import lock_article
from articles.review.notifications import tell
from articles.review.people import pool
from articles.review.rulesets import current_ruleset, hold_policy
from articles.workflow.states import Act, ReviewState, target

# Publications lie above this package (see "articles points inwards"), so they listen: a scheduled page whose gate has
# closed must not go live. Sent inside the act's transaction, under the article's lock.
grounds_changed = Signal()


def move(revision: Revision, act: Act, now: datetime, by: Any = None, note: str = "") -> list[Entry]:
    """Claim the row: update where the old state still holds. Returns the ledger entry for the caller to record.

    Raises ``InvalidTransition`` when the table knows no such move, ``StaleRevision`` when somebody was faster.
    """
    source = revision.review_state
    goal = target(act, source)
    if goal is None:
        raise InvalidTransition(f"A revision that is “{source.label.lower()}” cannot be moved by “{act.value}”.")
    changes: dict[str, Any] = {"state": goal.value}
    if act is Act.SUBMIT:
        changes["submitted_at"] = now
    if Revision.objects.filter(pk=revision.pk, state=source.value).update(**changes) != 1:
        raise StaleRevision("Somebody was faster: this revision has just moved on. Load the page again.")
    revision.state = goal.value
    data = {"act": act.value, "from": source.value, "to": goal.value, "note": note}
    return [Entry("state", by, revision.article, revision, f"revision:{revision.pk}", revision.digest, data)]


def submit(by: Any, revision: Revision, now: datetime | None = None) -> gate.GateReport:
    """Send the latest revision to the reviewers.

    Raises ``GateClosed`` at once when nobody could ever sign it (law 8), or when detection failed on it.
    """
    permissions.check(by, "submit_article")
    now = now or timezone.now()
    with transaction.atomic():
        hold_policy()
        article = lock_article(revision.article_id)
        revision = latest_or_stale(article, revision)
        analyse_revision(revision, current_ruleset())
        board = load_board(revision, now)
        hopeless = eligibility.problems(board, pool(now))
        report = gate.evaluate(revision, now=now, board=board)
        if revision.analysis_error:
            raise GateClosed(report, revision.analysis_error)
        if hopeless:
            report.missing = [*hopeless, *report.missing]
            raise GateClosed(report, "Nobody could sign this text: " + hopeless[0].message)
        entries = move(revision, Act.SUBMIT, now, by)
        entries[0] = Entry(
            "submitted", by, article, revision, f"revision:{revision.pk}", revision.digest, entries[0].data
        )
        if report.is_open:
            # Everything was signed before (a restored or re-submitted text): nothing is left to read.
            entries += move(revision, Act.APPROVE, now)
        record(now, *entries)
        if not report.is_open:
            words = f"“{revision.title}” waits for review."
            tell(readers(board.word_authors()), words, workbench_url(revision), Event.ASSIGNED)
    return report


def recall(by: Any, revision: Revision, now: datetime | None = None) -> None:
    """Take a revision back from review."""
    permissions.check(by, "submit_article")
    now = now or timezone.now()
    with transaction.atomic():
        article = lock_article(revision.article_id)
        revision = latest_or_stale(article, revision)
        (entry,) = move(revision, Act.RECALL, now, by)
        record(now, Entry("recalled", by, article, revision, entry.subject, entry.digest, entry.data))


def settle_state(revision: Revision, now: datetime) -> list[Entry]:
    """Bring the state in line after an act: approved once the gate is green, back in review when it closes again.

    Inside the act's transaction, under the article's lock. Returns ledger entries to record.
    """
    state = revision.review_state
    if state not in {ReviewState.IN_REVIEW, ReviewState.APPROVED}:
        return []
    report = gate.evaluate(revision, now=now)
    if state is ReviewState.IN_REVIEW and report.is_open:
        words = f"“{revision.title}” is signed off and can be published."
        tell([revision.saved_by], words, workbench_url(revision), Event.SIGNED_OFF)
        return move(revision, Act.APPROVE, now)
    if state is ReviewState.APPROVED and not report.is_open:
        return move(revision, Act.REOPEN, now)
    return []


def settle_after(
    article: Article, latest: Revision | None, by: Any, now: datetime, fingerprints: Collection[str] = (), why: str = ""
) -> None:
    """The end of every act on claims: the state in line, and whoever froze these words told that grounds changed.

    ``fingerprints`` are the claims that the act touched.
    """
    if latest is not None and (moved := settle_state(latest, now)):
        record(now, *moved)
    grounds_changed.send(Article, article=article, by=by, now=now, fingerprints=set(fingerprints), why=why)


def latest_or_stale(article: Article, revision: Revision) -> Revision:
    """The revision, read again under the lock; ``StaleRevision`` when a newer one exists."""
    latest = article.latest_revision
    if latest is None or latest.pk != revision.pk:
        number = latest.number if latest else 0
        raise StaleRevision(f"Revision {number} is newer. Load the page again.")
    return latest


def workbench_url(revision: Revision, fingerprint: str = "") -> str:
    """The workbench address (a contract with the outside, so written here once)."""
    anchor = f"#claim-{fingerprint[3:15]}" if fingerprint else ""
    return f"/admin/articles/revision/{revision.pk}/review/{anchor}"


def readers(writers: set[int]) -> list[Any]:
    """Everybody who could sign today and is none of ``writers``."""
    chosen = [person.id for person in pool(timezone.now()) if person.id not in writers]
    return list(get_user_model().objects.filter(pk__in=chosen))
