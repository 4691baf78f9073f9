"""Publishing, scheduling, cancelling, withdrawing, redacting: a page for each, with what readers will see of it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from articles.admin.desk import act_page, answer, needs, number_of, refusals, sentences_of, status_of
from articles.admin.editor import differences
from articles.admin.forms import PublishForm, ReasonForm, WithdrawForm
from articles.admin.gate_view import crumbs, lines_of
from articles.admin.panel import GateGroup
from articles.admin.places import gate_url
from articles.admin.session import signing_page, signing_session
from articles.models import Article, Publication, Revision
from articles.publishing.cards import draw_cards
from articles.publishing.door import publish
from articles.publishing.redact import redact
from articles.publishing.withdraw import DEFAULT_NOTICE, cancel_schedule, release, withdraw
from articles.review import gate
from articles.review.board import Board, load_board
from articles.review.errors import GateClosed, Refusal
from articles.review.ledger import name_of
from articles.review.revisions import RevisionText
from articles.review.signatures import MEANINGS


@refusals
@needs("publish_article")
def publish_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """What changes for readers, who is named, which dates move; then the one door."""
    article = get_object_or_404(Article, pk=article_id)
    latest = article.latest_revision
    if latest is None:
        return redirect(gate_url(article.pk))
    status, missing = 200, list[GateGroup]()
    form = PublishForm(request.POST or None)
    if request.method == "POST":
        status = 400
        revision = get_object_or_404(Revision, article=article, pk=number_of(request.POST.get("revision")))
        if form.is_valid():
            try:
                publication = publish(request.user, revision, **form.cleaned_data)
            except Refusal as error:
                status = status_of(error)
                for sentence in sentences_of(error):
                    form.add_error(None, sentence)
                if isinstance(error, GateClosed):
                    missing = lines_of(error, revision)
            else:
                draw_cards(publication)
                messages.success(request, _done(publication))
                return redirect(gate_url(article.pk))
    return answer(
        request, "publish.html", _before(request, article, latest) | {"form": form, "missing": missing}, status
    )


def _done(publication: Publication) -> str:
    if publication.live_from > timezone.now():
        return f"Scheduled for {timezone.localtime(publication.live_from):%-d %B %Y, %H:%M}."
    return "Published: readers see it now."


def _before(request: HttpRequest, article: Article, revision: Revision) -> dict[str, Any]:
    """What the page says before anybody presses the button."""
    now = timezone.now()
    live = Publication.objects.live(now).filter(article=article).select_related("revision").first()
    board = load_board(revision, now, request.user)
    report = gate.evaluate(revision, now=now, board=board, viewer=request.user)
    full = board.coverage.full
    first = article.publications.order_by("first_live_from").first()
    return {
        "title": f"Publish “{revision.title}”",
        "article": article,
        "revision": revision,
        "live": live,
        "report_open": report.is_open,
        "differences": differences(RevisionText.of(live.revision), RevisionText.of(revision)) if live else [],
        "signers": _signers(board),
        "attesters": [(name_of(item.by), item.kind, item.at) for item in board.coverage.attestations],
        "writers": _names(board.word_authors()),
        "published_before": first.first_live_from if first else None,
        "reviewed_before": live.last_reviewed if live else None,
        "reviewed_after": full.at if full else None,
        "due_before": live.review_due if live else None,
        "due_after": report.valid_until,
        "crumbs": crumbs(article, revision),
    }


def _signers(board: Board) -> list[tuple[str, int]]:
    """(name, number of claims) of everybody whose sign-off counts, the most first."""
    counts: dict[int, int] = {}
    names: dict[int, str] = {}
    for claim in board.claims:
        for decision in claim.decisions:
            if decision.pk in claim.settlement.counted:
                counts[decision.by_id] = counts.get(decision.by_id, 0) + 1
                names[decision.by_id] = name_of(decision.by)
    return sorted(((names[pk], number) for pk, number in counts.items()), key=lambda item: (-item[1], item[0]))


def _names(people: set[int]) -> list[str]:
    return sorted(name_of(person) for person in get_user_model().objects.filter(pk__in=people))


@refusals
@needs("withdraw_article")
def withdraw_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Take the page down at once."""
    article = get_object_or_404(Article, pk=article_id)
    now = timezone.now()
    touched = [
        *Publication.objects.live(now).filter(article=article),
        *Publication.objects.scheduled(now).filter(article=article),
    ]
    return act_page(
        request,
        WithdrawForm(request.POST or None),
        lambda data: withdraw(request.user, article, data["reason"], data["notice"]),
        title="Withdraw the page",
        button="Withdraw at once",
        back=gate_url(article.pk),
        done="Withdrawn. The address now answers with the notice.",
        facts=[
            "It takes effect at once and needs nobody's approval. The ledger keeps the reason; readers see the notice.",
            f"Without a notice of yours readers are told: “{DEFAULT_NOTICE}”",
        ],
        touched=touched,
        danger=True,
        more={"crumbs": crumbs(article)},
    )


@refusals
@needs("publish_article")
def cancel_page(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Cancel a publication that is not yet live."""
    publication = get_object_or_404(Publication.objects.select_related("article"), pk=publication_id)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: cancel_schedule(request.user, publication, data["reason"]),
        title="Cancel the schedule",
        button="Cancel the schedule",
        back=gate_url(publication.article_id),
        done="The schedule is cancelled. What is live stays live.",
        touched=[publication],
        more={"crumbs": crumbs(publication.article)},
    )


@refusals
@needs("sign_claims")
def release_page(request: HttpRequest, publication_id: int) -> HttpResponse:
    """End a hold after checking: readers see the “being checked” line disappear."""
    publication = get_object_or_404(Publication.objects.select_related("article"), pk=publication_id)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: release(request.user, publication, data["reason"]),
        title="End the hold",
        button="End the hold",
        back=gate_url(publication.article_id),
        done="The hold has ended.",
        facts=[f"It is on hold: {publication.get_hold_display().lower()}. Say as the reason what you checked."],
        touched=[publication],
        more={"crumbs": crumbs(publication.article)},
    )


class RedactForm(ReasonForm):
    """Which passages of the live page are removed, and which signed notice is added."""

    blocks = forms.MultipleChoiceField(
        required=False, label="Passages to remove", widget=forms.CheckboxSelectMultiple(attrs={"class": "passages"})
    )
    notice = forms.ChoiceField(required=False, label="Notice to add", help_text="Only published, signed entries.")
    note = forms.CharField(required=False, label="Note to readers", help_text="Left empty: “A passage was removed.”")
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["blocks", "notice", "note", "reason", "nonce"]

    def __init__(self, live: Publication | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nonce"].initial = uuid4()
        blocks: dict[int, list[str]] = {}
        for row in live.revision.segments if live else []:
            if row[3] == "body":
                blocks.setdefault(row[7], []).append(row[6])
        entries = Publication.objects.live(timezone.now()).filter(kind="helpline").values_list("slug", "title")
        self.fields["blocks"].choices = [(str(number), " ".join(texts)) for number, texts in blocks.items()]  # type: ignore[attr-defined]
        self.fields["notice"].choices = [("", "None"), *entries]  # type: ignore[attr-defined]


@refusals
@signing_page
@needs("sign_claims")
def redact_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Emergency redaction: a clinician who wrote none of the words removes whole passages of the live page."""
    article = get_object_or_404(Article, pk=article_id)
    live = Publication.objects.live(timezone.now()).filter(article=article).select_related("revision").first()

    def act(data: dict[str, Any]) -> Publication:
        return redact(
            signing_session(request),
            article,
            [int(number) for number in data["blocks"]],
            data["reason"],
            data["nonce"],
            notice=data["notice"],
            note=data["note"],
        )

    return act_page(
        request,
        RedactForm(live, request.POST or None),
        act,
        title="Redact the live page",
        button="Sign and remove",
        back=gate_url(article.pk),
        done="Removed. Readers see the shorter page now; a full review falls due soon.",
        facts=[
            "Whole passages of the live page are removed at once, or a signed notice added. No word is changed here.",
            "The shorter text becomes the newest revision: words that were saved since stay in the history.",
            f"Your signature says: “{MEANINGS['redact']}” and the reason that you give.",
        ],
        touched=[live] if live else [],
        danger=True,
        more={"crumbs": crumbs(article)},
    )
