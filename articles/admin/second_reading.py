"""Second reading: one list of what a first clinician has signed, with sources and first decisions, one signature.

Crisis claims never stand here: their second reading is blind, claim by claim, on the workbench.
"""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.cards import build
from articles.admin.desk import holds, sentences_of, status_of
from articles.admin.frame import for_those_who, page
from articles.admin.session import signing_page
from articles.admin.signing_views import sign
from articles.admin.workbench import Problem, Refusals, attestation, rendered, show
from articles.claims.types import Competence
from articles.models import Revision
from articles.review.board import load_board
from articles.review.errors import PasswordNeeded, Refusal
from articles.review.people import competences_on, today
from articles.review.preferences import single_keys
from articles.review.signatures import MEANINGS
from articles.review.turns import is_second_reading


@for_those_who("sign_claims")
@signing_page
def second_reading_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/revision/<id>/second-reading/``: the list, and its one signature."""
    revision = get_object_or_404(Revision.objects.select_related("article", "saved_by", "topic"), pk=pk)
    newest = revision.article.latest_revision or revision
    if request.method == "POST":
        try:
            return sign(request, revision)
        except PasswordNeeded:
            raise
        except Refusal as error:
            problems = [Problem(sentence) for sentence in sentences_of(error)]
            return show(request, newest, Refusals("That did not happen", problems), status_of(error))
    if newest.pk != revision.pk:
        return redirect(reverse("admin:articles_revision_second_reading", args=[newest.pk]))
    user, now = request.user, timezone.now()
    board = load_board(revision, now, user)
    held = competences_on(user, today(now))
    may_sign = holds(request, "sign_claims") and Competence.CLINICAL in held
    everything = build(board, user, held, now, may_sign=may_sign, may_acknowledge=False)
    cards = [card for card in everything if is_second_reading(card.claim, card.turn, user)]
    context = {
        "title": f"Second reading: {revision.title}",
        "revision": revision,
        "cards": cards,
        "blind": sum(card.claim.settlement.requirement.blind and card.turn.sign for card in everything),
        "others": sum(card.turn.sign for card in everything) - len(cards),
        "text": rendered(revision, cards),
        "attest": attestation(board, request, may_sign),
        "may_sign": may_sign,
        "nonce": uuid4(),
        "meanings": MEANINGS,
        "single_keys": single_keys(user),
    }
    return page(request, "second_reading.html", context)
