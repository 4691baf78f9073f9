"""What is known of a claim's words besides the claim: earlier decisions, other articles, pages that rest on them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from articles.models import Decision, Occurrence, Publication, Revision
from articles.review.board import Board, BoardClaim
from articles.review.ledger import name_of
from articles.review.transitions import workbench_url
from articles.workflow.settlement import Outcome


@dataclass(frozen=True, slots=True)
class Line:
    """One decision in a card's history. ``elsewhere`` is the title of another article in which it was made."""

    decision: Decision
    label: str
    who: str
    status: str
    elsewhere: str = ""
    url: str = ""
    earlier_words: bool = False


def history_of(board: Board, user: Any) -> dict[str, list[Line]]:
    """Decisions on the same words here and in other articles, newest first, as far as this person may see them."""
    failing = {pk: why for claim in board.claims for pk, why in claim.settlement.failing.items()}
    found: dict[str, list[Line]] = defaultdict(list)
    rows = (
        Decision.objects.visible_to(user)
        .filter(fingerprint__in=[claim.fingerprint for claim in board.claims])
        .select_related("by", "article", "revision", "revocation", "revocation__by")
        .order_by("-at", "-pk")
    )
    for row in rows:
        here = row.article_id == board.revision.article_id
        found[row.fingerprint].append(
            Line(
                row,
                Outcome(row.outcome).label,
                name_of(row.by),
                _status(row, str(failing.get(row.pk, "")) if here else ""),
                "" if here else row.revision.title,
                "" if here else workbench_url(row.revision, row.fingerprint),
            )
        )
    return found


def _status(row: Decision, failing: str) -> str:
    taken_back = getattr(row, "revocation", None)
    if taken_back is None:
        return failing
    verb = "Contested" if taken_back.contested else "Taken back"
    return f"{verb} by {name_of(taken_back.by)}: {taken_back.reason}"


def of_predecessor(claim: BoardClaim) -> list[Line]:
    if claim.predecessor is None:
        return []
    return [
        Line(row, Outcome(row.outcome).label, name_of(row.by), "On the earlier wording.", earlier_words=True)
        for row in reversed(claim.predecessor.decisions)
    ]


def standing_elsewhere(board: Board) -> dict[str, list[tuple[str, str]]]:
    """Other articles whose newest text holds the same words: (title, address of the claim) by fingerprint."""
    newest = Revision.objects.filter(article=OuterRef("claim__article")).order_by("-number").values("pk")[:1]
    rows = (
        Occurrence.objects.filter(claim__fingerprint__in=[claim.fingerprint for claim in board.claims])
        .exclude(claim__article=board.revision.article_id)
        .filter(revision=Subquery(newest))
        .select_related("claim", "revision")
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        found[row.claim.fingerprint][workbench_url(row.revision, row.claim.fingerprint)] = row.revision.title
    return defaultdict(list, {key: [(title, url) for url, title in urls.items()] for key, urls in found.items()})


def touched_by_mine(board: Board, user: Any, now: datetime) -> dict[int, list[Publication]]:
    """Publications, live or to come, that rest on decisions of this person in this article."""
    found: dict[int, list[Publication]] = defaultdict(list)
    ids = [row.pk for claim in board.claims for row in claim.decisions if row.by_id == user.pk]
    if not ids:
        return found
    pending = Publication.objects.live(now) | Publication.objects.scheduled(now)
    links = Publication.decisions.through.objects.filter(decision__in=ids, publication__in=pending)
    for link in links.select_related("publication"):
        found[link.decision_id].append(link.publication)
    return found
