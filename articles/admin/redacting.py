"""Emergency redaction: what readers will see is shown before anybody can sign it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from articles.admin import prospect
from articles.admin.desk import answer, needs, refusals, run
from articles.admin.forms import ReasonForm
from articles.admin.gate_view import crumbs
from articles.admin.places import gate_url
from articles.admin.session import signing_page, signing_session
from articles.models import Article, Publication
from articles.models.ledger import sha256
from articles.publishing.redact import redact, shortened
from articles.review.revisions import visible_sentences
from articles.review.signatures import MEANINGS


class RedactForm(ReasonForm):
    """Which passages of the live page are removed, and which signed notice is added."""

    blocks = forms.MultipleChoiceField(
        required=False, label="Passages to remove", widget=forms.CheckboxSelectMultiple(attrs={"class": "passages"})
    )
    notice = forms.ChoiceField(required=False, label="Notice to add", help_text="Only published, signed entries.")
    note = forms.CharField(required=False, label="Note to readers", help_text="Left empty: “A passage was removed.”")
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["blocks", "notice", "note", "reason", "nonce"]

    def clean(self) -> dict[str, Any]:
        """Something is asked for: nobody looks at a page that stays as it is."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("blocks") and not data.get("notice"):
            self.add_error(None, "Choose the passages to remove, or a notice to add.")
        return data

    @property
    def chosen(self) -> list[int]:
        """The numbers of the passages that were ticked."""
        return [int(number) for number in self.cleaned_data["blocks"]]

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
    """A clinician who wrote none of the words removes whole passages of the live page.

    The button that signs stands beside what readers will see, and signs nothing else: another choice is shown first.
    """
    article = get_object_or_404(Article, pk=article_id)
    now = timezone.now()
    live = Publication.objects.live(now).filter(article=article).select_related("revision", "article").first()
    form = RedactForm(live, request.POST or None)
    if request.POST.get("do") != "sign":
        form.fields["reason"].required = False  # looking needs none yet
    shown: prospect.Prospect | None = None
    seen, status = "", 200
    if request.method == "POST" and live is not None:
        status = 400
        if form.is_valid():
            status, text = run(form, lambda: shortened(live.revision, form.chosen, form.cleaned_data["notice"]))
            if status == 200:
                seen = sha256(f"{live.uid}|{text.body}")
                shown = prospect.of_redacting(live, text, visible_sentences(text, article.kind), request.user, now)
        if shown and request.POST.get("do") == "sign" and request.POST.get("seen") == seen:
            status, _ = run(form, lambda: _sign(request, article, form))
            if status == 200:
                messages.success(request, "Removed. Readers see the shorter page now; a full review falls due soon.")
                return redirect(gate_url(article.pk))
    context = {
        "title": "Redact the live page",
        "form": form,
        "live": live,
        "prospect": shown,
        "seen": seen,
        "back": gate_url(article.pk),
        "facts": [
            "Whole passages of the live page are removed at once, or a signed notice added. No word is changed here.",
            "The shorter text becomes the newest revision: words that were saved since stay in the history.",
            f"Your signature says: “{MEANINGS['redact']}” and the reason that you give.",
        ],
        "crumbs": crumbs(article),
    }
    return answer(request, "redact.html", context, status)


def _sign(request: HttpRequest, article: Article, form: RedactForm) -> Publication:
    data = form.cleaned_data
    return redact(
        signing_session(request),
        article,
        form.chosen,
        data["reason"],
        data["nonce"],
        notice=data["notice"],
        note=data["note"],
    )
