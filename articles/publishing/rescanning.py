"""Applying a new rule set to what exists (law 12): only what it newly finds or raises is asked again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import (
    Article,
    Publication,
    Revision,
)
from articles.publishing.aftermath import fell_away, settle_articles
from articles.review import gate
from articles.review.analysis import analyse_revision
from articles.review.board import load_board
from articles.review.ledger import Entry, record
from articles.review.locks import lock_articles
from articles.review.rulesets import current_ruleset, hold_policy


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
                    fell_away(rows, by, now, why, "", lambda item: False, kind="recheck")
            settle_articles([article], now)
    return opened
