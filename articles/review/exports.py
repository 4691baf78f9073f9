"""Claims and decisions as tables for people outside: rows in a constant amount of memory, as one person may see them.

What blind reading hides from that person is in no row. Names come from the ledger's personal fields, so whoever was
erased there is erased here.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import F, Max

from articles.models import Article, Claim, Decision, LedgerPersonal, Revision
from articles.review.board import BoardClaim, load_boards

Cells = Sequence[str | int]

CLAIM_COLUMNS = (
    "article",
    "revision",
    "place",
    "claim",
    "fingerprint",
    "types",
    "risk",
    "state",
    "settled",
    "valid until",
    "sources",
    "sign-offs that count",
)
DECISION_COLUMNS = (
    "ledger entry",
    "at",
    "article",
    "revision",
    "claim",
    "fingerprint",
    "context digest",
    "evidence digest",
    "decision",
    "meaning",
    "by",
    "credentials",
    "competences",
    "expires",
    "taken back at",
    "rule set",
    "policy",
)
BOARDS = 20  # articles settled at once
ROWS = 500  # decisions read at once
# What a spreadsheet would take for a formula, or skips before one. Source: OWASP, "CSV Injection".
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str | int) -> str:
    """The cell as text that no spreadsheet runs: an apostrophe before whatever could begin a formula."""
    text = str(cell)
    begins = text.lstrip(" \u00a0")
    return f"'{text}" if isinstance(cell, str) and begins.startswith(FORMULA) else text


class _Line:
    """Where the csv module writes: gives every line back at once."""

    def write(self, text: str) -> str:
        """The line itself."""
        return text


def lines(columns: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180), the heading first. A byte order mark tells spreadsheets that it is UTF-8."""
    writer = csv.writer(_Line(), lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    yield "\ufeff" + str(writer.writerow(columns))
    for row in rows:
        yield str(writer.writerow([safe(cell) for cell in row]))


def claim_rows(viewer: Any, now: datetime, article: Article | None = None) -> Iterator[Cells]:
    """Every claim of the newest text of each article, as ``viewer`` sees it, in text order."""
    newest = Revision.objects.annotate(last=Max("article__revisions__number")).filter(number=F("last"))
    if article is not None:
        newest = newest.filter(article=article)
    ids = iter(newest.order_by("article_id").values_list("pk", flat=True).iterator(ROWS))
    while chunk := list(islice(ids, BOARDS)):
        revisions = list(Revision.objects.filter(pk__in=chunk).select_related("article").order_by("article_id"))
        boards = load_boards(revisions, now, viewer)
        for revision in revisions:
            for place, claim in enumerate(boards[revision.pk].claims, 1):
                yield _claim_row(revision, place, claim)


def _claim_row(revision: Revision, place: int, claim: BoardClaim) -> Cells:
    settlement = claim.settlement
    return (
        revision.article.slug,
        revision.number,
        place,
        claim.claim.text,
        claim.fingerprint,
        " ".join(item.value for item in claim.types),
        claim.risk.value,
        claim.state.label,
        "yes" if settlement.settled else "no",
        _time(settlement.valid_until),
        "; ".join(_cited(item) for item in claim.citations),
        len(settlement.counted),
    )


def _cited(citation: Any) -> str:
    parts = (citation.source.title, citation.source.version, citation.locator)
    return ", ".join(part for part in parts if part)


def decision_rows(viewer: Any, article: Article | None = None) -> Iterator[Cells]:
    """Every decision that ``viewer`` may see, the oldest first. Reasons stay in the ledger: people write about people
    there."""
    rows = Decision.objects.visible_to(viewer).select_related("article", "revision", "signature", "revocation")
    if article is not None:
        rows = rows.filter(article=article)
    last = 0
    while chunk := list(rows.filter(event__gt=last).order_by("event")[:ROWS]):
        last = chunk[-1].event
        signers = _signers(chunk)
        words = _words(chunk)
        for row in chunk:
            yield _decision_row(row, words, signers)


def _decision_row(row: Decision, words: dict[tuple[int, str], str], signers: dict[int, tuple[str, str]]) -> Cells:
    name, credentials = signers.get(row.event, (f"Person {row.by_id} (name erased)", ""))
    revocation = getattr(row, "revocation", None)
    return (
        row.event,
        _time(row.at),
        row.article.slug,
        row.revision.number,
        words.get((row.article_id, row.fingerprint), ""),
        row.fingerprint,
        row.context_digest,
        row.evidence_digest,
        row.get_outcome_display(),
        row.signature.meaning,
        name,
        credentials,
        " ".join(sorted(row.signature.competences)),
        _time(row.expires),
        _time(revocation.at) if revocation else "",
        row.ruleset,
        row.policy,
    )


def _signers(rows: Sequence[Decision]) -> dict[int, tuple[str, str]]:
    """Ledger entry → (name, credentials) of the day, without whoever was erased."""
    found = {}
    for item in LedgerPersonal.objects.filter(event__in=[row.event for row in rows], erased_at=None):
        card = json.loads(item.data)
        held = [f"{one['kind']} {one['number']} ({one['body']})" for one in card.get("credentials", [])]
        found[item.event_id] = (str(card.get("name", "")), "; ".join(held))
    return found


def _words(rows: Sequence[Decision]) -> dict[tuple[int, str], str]:
    claims = Claim.objects.filter(
        article__in={row.article_id for row in rows}, fingerprint__in={row.fingerprint for row in rows}
    )
    return {(claim.article_id, claim.fingerprint): claim.text for claim in claims}


def _time(value: datetime | None) -> str:
    return value.isoformat(timespec="seconds") if value else ""
