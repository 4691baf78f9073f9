"""The acts of the workbench: each is a form, one call of a use case, and the way back. Refusals keep what was typed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from articles.admin.changes import sentence_changes
from articles.admin.desk import STATUS, number_of, sentences_of, status_of
from articles.admin.frame import for_those_who
from articles.admin.passages import passages
from articles.admin.places import claim_anchor
from articles.admin.posted import attest_of, many, nonce_of, opened, tokens_of
from articles.admin.session import signing_page, signing_session
from articles.admin.workbench import Problem, Refusals, show
from articles.claims.anchoring import ancestors, word_diff
from articles.claims.types import ClaimType, Risk
from articles.models import Attestation, Claim, Decision, Override, Revision, Signature
from articles.publishing.consequences import contest, revoke, revoke_attestation, revoke_override
from articles.publishing.undo import take_back_act
from articles.review.board import load_board
from articles.review.decisions import SIGN, Choice
from articles.review.errors import BadInput, InvalidTransition, PasswordNeeded, Refusal, StaleRevision
from articles.review.marking import acknowledge, flag, override
from articles.review.signatures import read_card
from articles.review.signing import ActResult, Stale, decide
from articles.review.transitions import workbench_url
from articles.workflow.settlement import Outcome

TYPED = ("reason", "proposed_wording", "to_risk", "keep_live_because", "quote", "do")
Act = Callable[[HttpRequest, Revision], HttpResponse]


@for_those_who("review_article", "write_article")
@signing_page
def review_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/revision/<id>/review/``: the page, and every act on it.

    A superseded revision leads to the newest one with a line that says so; what is posted from its page still
    counts for claims whose digests are unchanged.
    """
    revision = get_object_or_404(Revision.objects.select_related("article", "saved_by", "topic"), pk=pk)
    newest = _newest(revision)
    if request.method != "POST":
        if newest.pk != revision.pk:
            count = len(sentence_changes([row[6] for row in revision.segments], [row[6] for row in newest.segments]))
            changed = f"{count} sentence{'' if count == 1 else 's'} changed"
            sentence = f"Revision {newest.number} is newer than revision {revision.number}: {changed}; here it is."
            words = f"{sentence} Signatures on sentences that did not change still count."
            messages.info(request, words, extra_tags="newer")  # no answer to what was sent: the script tells them apart
            return _back(revision)
        return show(request, revision)
    act = ACTS.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise BadInput("This form is damaged. Load the page again; nothing was signed.")
        return act(request, revision)
    except PasswordNeeded:
        raise
    except Refusal as error:
        return _refuse(request, newest, sentences_of(error), status_of(error))


def _newest(revision: Revision) -> Revision:
    return revision.article.latest_revision or revision


def _back(revision: Revision, fingerprint: str = "") -> HttpResponse:
    """To the workbench of the newest revision, at the claim when one is named."""
    return redirect(workbench_url(_newest(revision), fingerprint))


def _refuse(request: HttpRequest, revision: Revision, sentences: Iterable[str], status: int) -> HttpResponse:
    fingerprint, place = request.POST.get("fingerprint", ""), request.POST.get("anchor", "")
    anchor = place or (claim_anchor(fingerprint) if fingerprint else "")
    typed = {found: {"ticked": "yes"} for found in _ticked(request, revision)} if not anchor else {}
    if anchor:
        typed[place or fingerprint] = {name: request.POST[name] for name in TYPED if request.POST.get(name)}
    problems = [Problem(sentence, anchor) for sentence in sentences]
    refusals = Refusals("That did not happen", problems, typed, invalid=status == STATUS[BadInput])
    return show(request, revision, refusals, status)


def _ticked(request: HttpRequest, revision: Revision) -> list[str]:
    """Fingerprints of the ticked cards, to be ticked again on a page that comes back."""
    found = []
    for token in tokens_of(request):
        try:
            found.append(read_card(token, request.user, revision.article_id).fingerprint)
        except BadInput:
            continue
    return found


def sign(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Sign the ticked claims, with or without the whole text, in one act."""
    session, tokens, nonce, attest = signing_session(request), tokens_of(request), nonce_of(request), attest_of(request)
    problems: list[Problem] = []
    try:
        act = decide(session, revision, tokens, nonce, SIGN, attest=attest, opened=opened(request))
    except StaleRevision as error:
        if not tokens:
            raise
        # The text changed, its claims may not have: they stand, the whole text has to be read again.
        problems.append(Problem(str(error), "attest"))
        act = decide(session, revision, tokens, nonce, SIGN, opened=opened(request))
    return answer(request, revision, act, problems, "signed off")


def answer(
    request: HttpRequest, revision: Revision, act: ActResult, problems: list[Problem], verb: str, back: str = ""
) -> HttpResponse:
    """Where a signature act leads: back to the workbench, or the page again with what was stale (409)."""
    newest = _newest(revision)
    board = load_board(newest, timezone.now(), request.user)
    texts = {claim.fingerprint: claim.claim.text for claim in board.claims}
    problems += [_stale(newest, texts, item) for item in act.stale]
    done = len({row.fingerprint for row in act.decisions})
    if act.repeated:
        messages.info(request, "This signature was already recorded; nothing was changed.")
    elif done:
        messages.success(request, f"{done} {'claim' if done == 1 else 'claims'} {verb}.")
    if act.attested and not act.repeated:
        messages.success(request, "The signature on the text is recorded.")
    for item in act.refused:
        messages.warning(request, f"Not signed: “{texts.get(item.fingerprint, '')}” {item.reason}")
    if problems:
        title = f"{len(problems)} not signed: it changed since you saw it"
        return show(request, newest, Refusals(title, problems), 409)
    if back:
        return redirect(back)
    # What was refused is said on top of the page: nothing may scroll it away.
    onwards = "" if act.refused else next((claim.fingerprint for claim in board.open_claims), "")
    return _back(revision, onwards)


def _stale(revision: Revision, texts: dict[str, str], item: Stale) -> Problem:
    """What changed since the card was served: for words that are gone, the sentence that was made from them."""
    if item.fingerprint in texts:
        return Problem(item.reason, claim_anchor(item.fingerprint), texts[item.fingerprint])
    claim = Claim.objects.filter(article=revision.article_id, fingerprint=item.fingerprint).first()
    words = claim.text if claim else ""
    standing = {row[0]: row[6] for row in revision.segments}
    for fingerprint in ancestors(words, standing)[:1]:
        anchor = claim_anchor(fingerprint) if fingerprint in texts else ""
        return Problem(item.reason, anchor, words, word_diff(words, standing[fingerprint]))
    return Problem(item.reason, "", words)


def _chosen(outcome: Outcome, verb: str) -> Act:
    def act(request: HttpRequest, revision: Revision) -> HttpResponse:
        post = request.POST
        risk = post.get("to_risk", "")
        types = frozenset(ClaimType(item) for item in many(request, "to_types") if item in set(ClaimType))
        choice = Choice(
            outcome,
            reason=post.get("reason", ""),
            proposed_wording=post.get("proposed_wording", "") if outcome is Outcome.REQUEST_CHANGES else "",
            to_risk=Risk(risk) if outcome is Outcome.RECLASSIFY and risk in set(Risk) else None,
            to_types=types if outcome is Outcome.RECLASSIFY else frozenset(),
        )
        if outcome is Outcome.RECLASSIFY and not types:
            raise BadInput("Leave at least one type; a sentence without any is to be dismissed instead.")
        result = decide(signing_session(request), revision, tokens_of(request), nonce_of(request), choice)
        return answer(request, revision, result, [], verb)

    return act


def _own_decisions(request: HttpRequest, revision: Revision) -> list[Decision]:
    rows = Decision.objects.filter(
        article=revision.article_id,
        by=request.user.pk,
        fingerprint=request.POST.get("fingerprint", ""),
        revocation=None,
    )
    return list(rows.select_related("article", "revision"))


def take_back(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Take back every decision of one's own on these words."""
    rows = _own_decisions(request, revision)
    if not rows:
        raise InvalidTransition("You have no decision here to take back.")
    reason, keep = request.POST.get("reason", ""), request.POST.get("keep_live_because", "")
    touched = [item for row in rows for item in revoke(request.user, row, reason, keep_live_because=keep)]
    messages.success(request, "Your decision is taken back. It stays in the history.")
    _say_consequences(request, touched)
    return _back(revision, rows[0].fingerprint)


def take_back_text(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Take back one's own signature on the whole text."""
    row = get_object_or_404(Attestation, pk=number_of(request.POST.get("attestation")), article=revision.article_id)
    keep = request.POST.get("keep_live_because", "")
    touched = revoke_attestation(request.user, row, request.POST.get("reason", ""), keep_live_because=keep)
    messages.success(request, "Your signature on the text is taken back. It stays in the history.")
    _say_consequences(request, touched)
    return _back(revision)


def _say_consequences(request: HttpRequest, touched: Iterable[Any]) -> None:
    for publication in {item.pk: item for item in touched}.values():
        if publication.live_until is not None and publication.live_until <= timezone.now():
            messages.warning(request, f"“{publication.title}” was withdrawn.")
        else:
            messages.warning(request, f"“{publication.title}” rested on it: see its publication.")


def contest_request(request: HttpRequest, revision: Revision) -> HttpResponse:
    """The writer's side: contest a request for changes."""
    rows = Decision.objects.visible_to(request.user).filter(article=revision.article_id)
    row = get_object_or_404(rows, pk=number_of(request.POST.get("decision")))
    twins = rows.filter(signature=row.signature_id, fingerprint=row.fingerprint, revocation=None)
    for item in [row, *twins.exclude(pk=row.pk)]:
        contest(request.user, item, request.POST.get("reason", ""))
    messages.success(request, "The request is contested; its maker is told and the claim is open again.")
    return _back(revision, row.fingerprint)


def flag_passage(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Flag a passage that detection missed, or raise a claim: a sentence of the list, or quoted words."""
    types = [ClaimType(item) for item in many(request, "types") if item in set(ClaimType)]
    risk = request.POST.get("risk", "")
    if risk not in set(Risk):
        raise BadInput("Choose a risk.")
    fingerprint, reason = request.POST.get("fingerprint", ""), request.POST.get("reason", "")
    quote = " ".join(request.POST.get("quote", "").split())
    if quote and not fingerprint:
        rows = passages(_newest(revision), quote)
        fingerprints = [row[0] for row in rows]
        if reason.strip() and quote != rows[0][6]:
            reason = f"“{quote}”: {reason}"
    else:
        fingerprints = [fingerprint]
    if fingerprints == [""]:
        raise BadInput("Choose a sentence of the list, or paste words of the text.")
    for item in fingerprints:
        flag(request.user, revision, item, types, Risk(risk), reason)
    messages.success(request, "The passage is a claim now.")
    return _back(revision, fingerprints[0])


def undo_act(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Take back everything that one fresh act of one's own wrote."""
    post = request.POST
    rows = Signature.objects.prefetch_related("decisions__revocation", "attestations__revocation")
    act = get_object_or_404(rows, pk=number_of(post.get("signature")), revision__article=revision.article_id)
    touched = take_back_act(
        request.user, act, post.get("reason", ""), keep_live_because=post.get("keep_live_because", "")
    )
    messages.success(request, "Taken back. Both stay in the history.")
    _say_consequences(request, touched)
    first = act.decisions.first()
    return _back(revision, first.fingerprint if first else "")


def override_rule(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Override a blocking wording or page rule, with a reason."""
    post = request.POST
    session, nonce = signing_session(request), nonce_of(request)
    override(session, revision, post.get("rule", ""), post.get("reason", ""), nonce, post.get("fingerprint", ""))
    messages.success(request, "Your override is recorded. Two clinicians are needed.")
    return _back(revision)


def take_back_override(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Take back one's own override of a blocking rule."""
    row = get_object_or_404(Override, pk=number_of(request.POST.get("override")), article=revision.article_id)
    keep = request.POST.get("keep_live_because", "")
    touched = revoke_override(request.user, row, request.POST.get("reason", ""), keep_live_because=keep)
    messages.success(request, "Your override is taken back: the rule blocks again. It stays in the history.")
    _say_consequences(request, touched)
    return _back(revision)


def acknowledge_claim(request: HttpRequest, revision: Revision) -> HttpResponse:
    """An editor acknowledges a claim that a rule marks for legal or regulatory care."""
    fingerprint = request.POST.get("fingerprint", "")
    acknowledge(request.user, revision, [fingerprint], request.POST.get("reason", ""))
    messages.success(request, "The claim is acknowledged.")
    return _back(revision, fingerprint)


ACTS: dict[str, Act] = {
    "sign": sign,
    "dismiss": _chosen(Outcome.DISMISS, "dismissed, as far as you are asked"),
    "lower": _chosen(Outcome.RECLASSIFY, "lowered, as far as you are asked"),
    "changes": _chosen(Outcome.REQUEST_CHANGES, "sent back to the writer"),
    "take_back": take_back,
    "take_back_text": take_back_text,
    "undo": undo_act,
    "contest": contest_request,
    "flag": flag_passage,
    "override": override_rule,
    "take_back_override": take_back_override,
    "acknowledge": acknowledge_claim,
}
