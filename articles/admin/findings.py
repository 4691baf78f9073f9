"""What rules say of wording and of the whole page, as lines with the form for overriding a block."""

from typing import Any
from uuid import uuid4

from articles.claims.types import Competence, Severity
from articles.review import gate
from articles.review.board import Board
from articles.review.ledger import name_of

Typed = dict[str, dict[str, str]]


def wording_lines(board: Board, user: Any, may_sign: bool, typed: Typed) -> list[dict[str, Any]]:
    """Findings about wording, with the form for overriding a block where this person may."""
    found = []
    for number, item in enumerate(board.revision.analysis.get("wording", []), 1):
        row = board.revision.segments[item["segment"]]
        found.append(_line(board, user, may_sign, item, f"wording-{number}", typed, row[0], row[6]))
    return found


def page_lines(board: Board, user: Any, may_sign: bool, typed: Typed) -> list[dict[str, Any]]:
    """Findings about the whole page. "No claims" (R10) is answered by a statement, not by an override."""
    return [
        _line(board, user, may_sign and item["rule"] != "R10", item, f"page-{number}", typed)
        for number, item in enumerate(board.revision.analysis.get("page", []), 1)
    ]


def _line(
    board: Board,
    user: Any,
    may_sign: bool,
    item: dict[str, Any],
    anchor: str,
    typed: Typed,
    fingerprint: str = "",
    words: str = "",
) -> dict[str, Any]:
    """One finding for the template; ``fingerprint`` is empty for a finding about the page."""
    bound = fingerprint or board.revision.digest
    given = [row for row in board.overrides if row.rule == item["rule"] and bound in {row.fingerprint, row.digest}]
    authors = board.authors.get(fingerprint, set()) if fingerprint else board.word_authors()
    blocks = item["severity"] == Severity.BLOCK.value
    done = blocks and gate.overridden(board, item["rule"], Competence(item["competence"]), bound)
    return {
        "nonce": uuid4(),
        "item": item,
        "fingerprint": fingerprint,
        "words": words,
        "anchor": anchor,
        "reason": typed.get(anchor, {}).get("reason", ""),
        "blocks": blocks,
        "done": done,
        "given": [(row, name_of(row.by)) for row in given],
        "mine": next((row for row in given if row.by_id == user.pk), None),
        "competence": item["competence"],
        "may": may_sign and blocks and not done and user.pk not in authors | {row.by_id for row in given},
        "own": blocks and user.pk in authors,
    }
