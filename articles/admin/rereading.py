"""“Still correct”: a live page is read again. Its text, what runs out, one signature, and the page has a new date."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.cards import CardView, build
from articles.admin.desk import holds, number_of, sentences_of, status_of
from articles.admin.frame import for_those_who, page, refused
from articles.admin.panel import gate_lines
from articles.admin.posted import attest_of, nonce_of, opened, tokens_of
from articles.admin.seen_pictures import seen
from articles.admin.session import signing_page, signing_session
from articles.admin.workbench import Problem, Refusals, rendered
from articles.claims.types import Competence
from articles.models import Article, Publication, Revision
from articles.publishing.renewing import Prospect, prospect, reread_url, still_correct
from articles.review import rereading
from articles.review.attesting import text_digest
from articles.review.board import Board, load_board
from articles.review.errors import BadInput, InvalidTransition, PasswordNeeded, Refusal
from articles.review.ledger import name_of
from articles.review.people import competences_on, today
from articles.review.signatures import MEANINGS, read_card, text_token
from articles.workflow.settlement import Outcome

AHEAD = timedelta(days=90)  # what runs out so soon, or so soon after the page's own date, is read in one sitting


@dataclass(slots=True)
class Line:
    """One claim: its card, whether it can be ticked or why not, and until when what stands lasts."""

    card: CardView
    why_not: str
    dismissed: bool
    lowered: bool
    until: datetime | None
    soon: bool
    ticked: bool  # it was signed before, and soon runs out: whoever doubts it takes the tick out


@for_those_who("sign_claims", "publish_article")
@signing_page
def reread_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/revision/<id>/still-correct/``: the live text of an article, to be read again."""
    revision = get_object_or_404(Revision.objects.select_related("article"), pk=pk)
    live = _live(revision.article)
    if live is None:
        return refused(request, InvalidTransition("Nothing of this article is live, so nothing can be read again."))
    if request.method != "POST":
        return show(request, live) if live.revision_id == revision.pk else redirect(reread_url(live))
    try:
        return _renew(request, live) if request.POST.get("do") == "renew" else _sign(request, revision)
    except PasswordNeeded:
        raise
    except Refusal as error:
        problems = [Problem(sentence) for sentence in sentences_of(error)]
        return show(request, live, Refusals("That did not happen", problems), status_of(error))


def _live(article: Article) -> Publication | None:
    rows = Publication.objects.live(timezone.now()).filter(article=article)
    return rows.select_related("revision__article", "revision__topic", "article").first()


def _sign(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Say again what is ticked, sign the whole text, and renew the page when that moves its date."""
    tokens, attest = tokens_of(request), attest_of(request)
    if not tokens and attest is None:
        raise BadInput("Tick at least one claim, or sign the whole text.")
    act = rereading.reread(
        signing_session(request), revision, tokens, nonce_of(request), attest, opened=opened(request)
    )
    live = _live(revision.article)
    if live is None:
        return redirect(reverse("admin:articles_revision_duties"))
    if act.stale or act.refused:
        texts = {claim.fingerprint: claim.claim.text for claim in load_board(revision).claims}
        told = [(item.reason, item.fingerprint) for item in act.stale]
        told += [(item.reason, item.fingerprint) for item in act.refused]
        problems = [Problem(reason, words=texts.get(fingerprint, "")) for reason, fingerprint in told]
        return show(request, live, Refusals(f"{len(problems)} not signed", problems), 409)
    ahead = prospect(live, load_board(live.revision))
    moves = ahead.due is None or live.review_due is None or ahead.due > live.review_due
    if ahead.possible and moves:
        return _renew(request, live)
    messages.success(request, "Your signature is recorded.")
    if not ahead.report.is_open:
        count = len(ahead.report.missing)
        messages.info(request, f"{count} {'thing is' if count == 1 else 'things are'} still missing: see below.")
    elif ahead.possible:
        messages.info(request, "The date does not move yet: what others signed runs out first.")
    return redirect(reread_url(live))


def _renew(request: HttpRequest, live: Publication) -> HttpResponse:
    shown = number_of(request.POST.get("publication"))
    asked = live if not shown or shown == live.pk else get_object_or_404(Publication, pk=shown, article=live.article_id)
    after = still_correct(request.user, asked)
    due = f"{timezone.localtime(after.review_due):%-d %B %Y}" if after.review_due else "no day"
    messages.success(request, f"Read again and still correct. The next review is due on {due}.")
    return redirect(reread_url(after))


def show(request: HttpRequest, live: Publication, refusals: Refusals | None = None, status: int = 200) -> HttpResponse:
    """The page, as this person may see it (blind reading)."""
    user, now, revision = request.user, timezone.now(), live.revision
    board = load_board(revision, now, user)
    held = competences_on(user, today(now))
    may_sign = holds(request, "sign_claims") and Competence.CLINICAL in held
    cards = build(board, user, held, now, may_sign=may_sign, may_acknowledge=False)
    typed = _ticked(request, live)
    lines = [_line(card, live, now, user, held, may_sign, typed) for card in cards]
    ahead = prospect(live, board)
    wrote = user.pk in board.word_authors()
    latest = live.article.latest_revision
    may_attest = may_sign and not wrote
    context = {
        "title": f"Still correct? {live.title}",
        "revision": revision,
        "live": live,
        "overdue": live.review_due is not None and live.review_due <= now,
        "newer": latest if latest is not None and latest.pk != revision.pk else None,
        "soon": [line for line in lines if line.soon],
        "rest": [line for line in lines if not line.soon],
        "text": rendered(revision, cards),
        "ahead": ahead,
        "missing": gate_lines(revision, ahead.report.missing, holds(request, "write_article")),
        "read_by": _read_by(board, ahead),
        "may_sign": may_sign,
        "may_attest": may_attest,
        "pictures": [item for item in seen(board, uncovered_only=False) if not item["gone"]] if may_attest else [],
        "attested": bool(request.POST.get("attest")),
        "looked": bool(request.POST.get("pictures")),
        "may_withdraw": holds(request, "withdraw_article"),
        "wrote": wrote,
        "kind": "full" if board.claims else "no_claims",
        "token": text_token(user, revision, text_digest(revision)) if may_attest else "",
        "nonce": uuid4(),
        "meanings": MEANINGS,
        "refusals": refusals,
    }
    return page(request, "still_correct.html", context, status)


def _ticked(request: HttpRequest, live: Publication) -> set[str] | None:
    """Fingerprints of the ticks of a form that was refused; None where nothing was sent."""
    if request.POST.get("do") != "sign":
        return None
    found = set()
    for token in tokens_of(request):
        try:
            found.add(read_card(token, request.user, live.article_id).fingerprint)
        except BadInput:
            continue
    return found


def _line(
    card: CardView,
    live: Publication,
    now: datetime,
    user: Any,
    held: frozenset[Competence],
    may_sign: bool,
    typed: set[str] | None,
) -> Line:
    claim = card.claim
    again = rereading.standing(claim)
    until = claim.settlement.valid_until
    bound = now + AHEAD
    if live.review_due is not None and live.review_due <= bound:
        bound = max(now, live.review_due) + AHEAD
    mine = [row for row in card.mine if row.at > live.live_from and row.pk not in claim.settlement.failing]
    why_not = rereading.why_not(claim, user, held) if may_sign else "Signing is for clinicians."
    soon = not mine and (until is None or until <= bound)
    return Line(
        card=card,
        why_not=why_not,
        dismissed=again.outcome is Outcome.DISMISS,
        lowered=again.lowered is not None,
        until=until,
        soon=soon,
        ticked=not why_not and (soon if typed is None else claim.fingerprint in typed),
    )


def _read_by(board: Board, ahead: Prospect) -> str:
    """Who read the whole text anew since it went live, when that counts already."""
    full = board.coverage.full
    return name_of(full.by) if full is not None and not ahead.why_not else ""
