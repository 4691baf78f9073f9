"""The workbench: the text as readers will see it, every claim marked in its place, and beside it the claim's card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.admin.cards import CardView, build, type_label
from articles.admin.comments import by_claim
from articles.admin.desk import holds
from articles.admin.findings import page_lines, wording_lines
from articles.admin.frame import page
from articles.admin.places import url_for
from articles.admin.seen_pictures import seen
from articles.admin.stilltrue import groups_of
from articles.claims.types import ClaimType, Competence, Risk
from articles.markup import MarkupError
from articles.models import Revision
from articles.publishing import undo
from articles.rendering import Mark, render, render_inline_plain
from articles.review import gate
from articles.review.attesting import delta, text_digest
from articles.review.board import Board, load_board
from articles.review.ledger import name_of
from articles.review.people import competences_on, today
from articles.review.preferences import single_keys
from articles.review.renditions import picture_of
from articles.review.signatures import MEANINGS, text_token
from articles.workflow.states import ReviewState

FILTERS: dict[str, tuple[str, Callable[[CardView], bool]]] = {
    "all": ("All", lambda card: True),
    "mine": ("For me", lambda card: card.turn.sign),
    "open": ("Open", lambda card: not card.claim.settlement.settled),
    "high": ("High risk", lambda card: card.claim.risk is Risk.HIGH),
    "settled": ("Settled", lambda card: card.claim.settlement.settled),
}
PARTS = (("title", "Title"), ("summary", "Summary"), ("meta_description", "Meta description"))


@dataclass(slots=True)
class Problem:
    """One line of the error summary. ``anchor`` is the id of the place concerned."""

    sentence: str
    anchor: str = ""
    words: str = ""
    diff: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Refusals:
    """Why the last act did not (wholly) happen, and what was typed in it."""

    title: str
    problems: list[Problem]
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    invalid: bool = False  # it was about what was typed: the field says so too


def show(request: HttpRequest, revision: Revision, refusals: Refusals | None = None, status: int = 200) -> HttpResponse:
    """The page for ``revision`` (the latest of its article) as this person may see it."""
    return page(request, "workbench.html", context_of(request, revision, refusals), status)


def context_of(request: HttpRequest, revision: Revision, refusals: Refusals | None = None) -> dict[str, Any]:
    """Everything the template shows. The board is loaded for the person who looks (blind reading)."""
    user, now = request.user, timezone.now()
    board = load_board(revision, now, user)
    held = competences_on(user, today(now))
    may_sign = holds(request, "sign_claims") and Competence.CLINICAL in held
    typed = refusals.typed if refusals else {}
    cards = build(
        board,
        user,
        held,
        now,
        may_sign=may_sign,
        may_acknowledge=holds(request, "publish_article"),
        typed=typed,
    )
    talk = by_claim(board, user)
    wording = wording_lines(board, user, may_sign, typed)
    for card in cards:
        card.threads = talk.get(card.claim.fingerprint, [])
        card.wording = [line for line in wording if line["fingerprint"] == card.claim.fingerprint]
    filters = _filtered(cards, request.GET.get("show", "all"))
    if refusals:
        _point_at_fields(refusals, cards)
    _open_one(cards)
    report = gate.evaluate(revision, now=now, board=board, viewer=user)
    marked = {item for card in cards for item in (row.index for row in card.claim.occurrences)}
    unflagged = [row for index, row in enumerate(revision.segments) if index not in marked]
    asked = typed.get("flag", {})
    return {
        "title": revision.title,
        "revision": revision,
        "board": board,
        "writer": name_of(revision.saved_by),
        "state": revision.review_state.label,
        "in_review": revision.review_state is ReviewState.IN_REVIEW,
        "cards": cards,
        "talk_open": sum(not item["view"].resolved for items in talk.values() for item in items),
        "filters": filters,
        "shown": sum(card.shown for card in cards),
        "groups": groups_of(board, cards),
        "text": rendered(revision, cards, unflagged),
        "undo": _undo(user, revision, cards, now),
        "typed_undo": _typed_undo(typed.get("undo-reason")),
        "single_keys": single_keys(user),
        "refusals": refusals,
        "may_sign": may_sign,
        "may_contest": holds(request, "write_article"),
        "may_attach": holds(request, "attach_source"),
        "nonce": uuid4(),
        "meanings": MEANINGS,
        "attest": attestation(board, request, may_sign),
        "wording": wording,
        "page_findings": page_lines(board, user, may_sign, typed),
        "flag_reason": asked.get("reason", ""),
        "flag_quote": asked.get("quote", ""),
        "flag_refused": bool(asked),
        "unflagged": unflagged,
        "types": [(item.value, type_label(item)) for item in ClaimType],
        "risks": list(Risk),
        "gone": board.gone,
        "missing": [(item, url_for(revision, item.place, holds(request, "write_article"))) for item in report.missing],
        "advice": report.advice,
        "is_open": report.is_open,
        "first_open": next((card for card in cards if card.turn.sign), None),
    }


def _open_one(cards: list[CardView]) -> None:
    """One card stands open: that of a refused form, else the first that asks something of this reader."""
    shown = [card for card in cards if card.shown]
    for test in (CardView.was_refused, CardView.asks, CardView.unsettled):
        if card := next(filter(test, shown), None):
            card.open = True
            return


def _point_at_fields(refusals: Refusals, cards: list[CardView]) -> None:
    """A refusal of a form on a card leads to the field that it is about, and the field says so too."""
    for card in cards:
        if not (refusals.invalid and card.form):
            continue
        card.problem = " ".join(problem.sentence for problem in refusals.problems)
        for problem in refusals.problems:
            if problem.anchor == card.anchor:
                problem.anchor = f"{card.form}-{card.number}"


def _undo(user: Any, revision: Revision, cards: list[CardView], now: datetime) -> dict[str, Any] | None:
    """What the line with "Undo" needs: the newest act of this person, while it is fresh."""
    act = undo.last_act(user, revision, now)
    if act is None:
        return None
    words = undo.words_of(act)
    return {
        "act": act,
        "numbers": [card.number for card in cards if card.claim.fingerprint in words],
        "count": len(words),
        "text": undo.signed_text(act),
        "touches": undo.resting_on(act, now),
    }


def _typed_undo(typed: dict[str, str] | None) -> dict[str, str] | None:
    if typed is None:
        return None
    return {"reason": typed.get("reason", ""), "keep": typed.get("keep_live_because", "")}


def _filtered(cards: list[CardView], chosen: str) -> list[dict[str, Any]]:
    """The filters as links with counts; cards that the chosen one leaves out are marked as not shown."""
    if chosen not in FILTERS:
        chosen = "all"
    for card in cards:
        card.shown = FILTERS[chosen][1](card)
    return [
        {"key": key, "label": label, "count": sum(map(test, cards)), "current": key == chosen}
        for key, (label, test) in FILTERS.items()
    ]


def rendered(revision: Revision, cards: list[CardView], plain: Sequence[Sequence[Any]] = ()) -> dict[str, Any]:
    """Title, summary, meta description and body as HTML with claims marked; ``error`` when it cannot be shown.

    ``plain`` are segments that are no claims: they can be found in the page, so that they can be walked and flagged.
    """
    marks: dict[str, list[Mark]] = {"title": [], "summary": [], "meta_description": [], "body": []}
    for number, row in enumerate(plain, 1):
        marks[row[3]].append(Mark(row[4], row[5], "sentence", "", number, claim=False))
    for card in cards:
        label = f"Claim {card.number}: {card.state.label}"
        for item in card.claim.occurrences:
            marks[item.part].append(Mark(item.start, item.end, f"s-{card.state.css}", label, card.number))
    seen: set[int] = set()
    try:
        parts = []
        for name, label in PARTS:
            html = render_inline_plain(getattr(revision, name), marks[name])
            parts.append({"name": name, "label": label, "html": _without_ids(html, seen)})
            seen |= {mark.number for mark in marks[name] if mark.claim}
        html = render(revision.body, marks["body"], heading_offset=1, picture_of=picture_of).html
        body = _without_ids(html, seen)
    except MarkupError as error:
        return {"error": str(error), "parts": [], "body": ""}
    return {"error": "", "parts": parts, "body": body}


def _without_ids(html: str, taken: set[int]) -> str:
    """Each part is rendered by itself, so a claim that stands in two parts would bring its id twice."""
    for number in taken:
        html = html.replace(f' id="t{number}"', "", 1)
    return html


def attestation(board: Board, request: HttpRequest, may_sign: bool) -> dict[str, Any]:
    """What is offered for signing the whole text: full, delta, or "no medical claims", each with its meaning."""
    coverage, revision, user = board.coverage, board.revision, request.user
    wrote = user.pk in board.word_authors()
    options: list[dict[str, str]] = []
    if may_sign and not wrote and not revision.analysis_error:
        if not board.claims:
            options.append({"value": "no_claims", "label": "There are no medical claims in this text"})
        else:
            if coverage.full is not None and not coverage.complete:
                options.append({"value": "delta", "label": "Sign what changed since the last signature on the text"})
            words = "Sign the whole text" if coverage.full is None else "Read and sign the whole text anew"
            options.append({"value": "full", "label": words})
    for option in options:
        option["meaning"] = MEANINGS[option["value"]]
    return {
        "coverage": coverage,
        "signed": [{"row": row, "who": name_of(row.by), "mine": row.by_id == user.pk} for row in coverage.attestations],
        "options": options,
        "delta": delta(board) if coverage.full is not None and not coverage.complete else None,
        "token": text_token(user, revision, text_digest(revision)) if options else "",
        "wrote": wrote,
        "pictures": seen(board, uncovered_only=len(options) == 1 and options[0]["value"] == "delta"),
        "pictures_meaning": MEANINGS["pictures"],
        # A page that comes back after a refusal keeps what was chosen.
        "chosen": request.POST.get("attest", ""),
        "looked": bool(request.POST.get("pictures")),
    }
