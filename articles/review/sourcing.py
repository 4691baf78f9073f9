"""What could be better about the sources of a text: rules R02, R03 and R05. Advice; it never closes the gate.

What closes it is elsewhere: a missing, retracted or superseded source is a matter of settlement (R01, R04).
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from articles.claims.types import Risk
from articles.models import Source
from articles.review.board import Board, BoardClaim
from articles.review.people import today
from articles.workflow.policy import SUPPORTING, SourceKind, Verdict
from articles.workflow.settlement import ClaimState

#: Years after which a work is looked at again, where it is not replaced by a newer edition that somebody would notice:
#: guidelines and regulators' pages count until they are superseded. Product information changes with each warning.
LASTS = {
    SourceKind.PRODUCT_INFORMATION: 1,
    SourceKind.SYSTEMATIC_REVIEW: 5,
    SourceKind.TRIAL: 5,
    SourceKind.COHORT: 5,
}
SECONDARY = frozenset({SourceKind.REFERENCE_WORK, SourceKind.SERVICE, SourceKind.EXPERT_OPINION})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WIKI = re.compile(r"(?:^|\.)(?:wikipedia|wikihow|fandom)\.(?:org|com)$")

PINNED = "R02: quote the passage that bears this out, so that a reviewer finds it at once."
PRIMARY = "R05: a high-risk claim should not rest on a secondary or commercial source; cite the work itself."


def advice(board: Board, now: datetime) -> Iterator[tuple[str, str, BoardClaim]]:
    """(rule, sentence, claim) for everything that could be better, in text order."""
    day = today(now)
    for claim in board.claims:
        if claim.settlement.state is ClaimState.DISMISSED:
            continue
        used = [item for item in claim.citations if Verdict(item.verdict) in SUPPORTING and item.source.is_current]
        if any(not (item.quote.strip() and item.locator.strip()) for item in used):
            yield "R02", PINNED, claim
        for source in {item.source_id: item.source for item in used}.values():
            if since := too_old(source, day):
                yield "R03", f"R03: “{source.title}” is of {since}; check that it still holds, or replace it.", claim
        if claim.risk is Risk.HIGH and any(secondary(item.source) for item in used):
            yield "R05", PRIMARY, claim


def too_old(source: Source, day: date) -> int:
    """The year of a work that is older than works of its kind last; 0 when it is not, or when no year is known.

    A work that somebody asked about again since (``checked_on``) counts from that day.
    """
    years = LASTS.get(SourceKind(source.kind))
    named = [int(item) for item in _YEAR.findall(source.version)]
    known = [year for year in [source.year or 0, *named] if 0 < year <= day.year]
    if years is None or not known:
        return 0
    newest = max(date(max(known), 12, 31), source.checked_on or date.min)
    return max(known) if newest + timedelta(days=366 * years) < day else 0


def secondary(source: Source) -> bool:
    """It tells what others found, or somebody sells something with it."""
    host = urlsplit(source.url).hostname or ""
    return SourceKind(source.kind) in SECONDARY or bool(_WIKI.search(host))
