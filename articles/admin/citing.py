"""Sources of one article: many claims ticked, one source attached in one act."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.desk import answer, needs, number_of, refusals, run
from articles.admin.gate_view import crumbs
from articles.admin.panel import ClaimLine, claim_line
from articles.models import Article, Citation, Source
from articles.models.base import choices
from articles.models.source import LEVELS
from articles.review.board import BoardClaim, load_board
from articles.review.sources import Pointer, add_source, attach, can_take_over, detach, take_over
from articles.review.transitions import workbench_url
from articles.workflow.policy import SourceKind, Verdict

NEW = ("title", "kind", "publisher", "year", "url", "doi", "pmid", "version")
OFFERED = 100  # sources in the list to choose from; a word finds the others


class CiteForm(forms.Form):
    """A source, chosen or typed, and where in it the claims are borne out."""

    find = forms.CharField(
        required=False, max_length=200, label="Find a source", help_text="Words of its title, a DOI or a PMID."
    )
    source = forms.ModelChoiceField(Source.objects.filter(status="current"), required=False)
    title = forms.CharField(required=False, max_length=400, label="Title of the new source")
    kind = forms.ChoiceField(required=False, choices=[("", "Choose a kind"), *choices(SourceKind)])
    publisher = forms.CharField(required=False, max_length=200)
    year = forms.IntegerField(required=False, min_value=1800, max_value=2200)
    url = forms.URLField(required=False, max_length=500, label="Web address")
    doi = forms.CharField(required=False, max_length=200, label="DOI")
    pmid = forms.CharField(required=False, max_length=20, label="PMID")
    version = forms.CharField(required=False, max_length=80, help_text="As printed: “2022, updated 2024”.")
    locator = forms.CharField(max_length=200, label="Where in the source", help_text="Section, page or paragraph.")
    quote = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Passage (optional)")
    verdict = forms.ChoiceField(choices=choices(Verdict), label="What it says of the claims")
    level = forms.ChoiceField(required=False, choices=LEVELS, label="Evidence level (optional)")

    def clean(self) -> dict[str, Any]:
        """Either an existing source or the description of a new one."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("source"):
            if not data.get("title"):
                self.add_error("source", "Choose a source, or give the title of a new one.")
            elif not data.get("kind"):
                self.add_error("kind", "Choose the kind of the new source.")
        elif data.get("title"):
            self.add_error("title", "You chose a source and described a new one. Empty one of the two.")
        return data

    def offer(self) -> int:
        """Offers the sources that ``find`` asks for, and the chosen one; returns how many are left out."""
        field = self.fields["source"]
        rows = field.queryset  # type: ignore[attr-defined]
        for word in str(self["find"].value() or "").replace("\0", " ").split():
            rows = rows.filter(Q(title__icontains=word) | Q(doi__icontains=word) | Q(pmid=word))
        chosen = field.queryset.filter(pk=number_of(self["source"].value()))  # type: ignore[attr-defined]
        offered = {source.pk: source for source in [*chosen, *rows[:OFFERED]]}
        names = [
            (source.pk, f"{source.title} ({source.version})" if source.version else source.title)
            for source in offered.values()
        ]
        field.widget.choices = [("", "A new source, described below"), *names]
        return max(rows.count() - OFFERED, 0)

    def pointer(self) -> Pointer:
        """The pointer that was typed (needs a valid form)."""
        data = self.cleaned_data
        return Pointer(data["locator"].strip(), data["quote"].strip(), data["verdict"], data["level"])


@dataclass(frozen=True, slots=True)
class CiteLine:
    """A claim on the page: the line, its fingerprint, whether it still needs a source, and what is attached."""

    line: ClaimLine
    fingerprint: str
    needs_source: bool
    strong: bool
    citations: list[Citation]
    ticked: bool


@refusals
@needs("attach_source")
def sources_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Tick claims, choose or type a source, attach. Or remove one citation."""
    article = get_object_or_404(Article, pk=article_id)
    here = reverse("admin:articles_article_sources", args=[article.pk])
    finding = "look" in request.POST
    # What was typed stays while a source is looked for, without complaints about what is still missing.
    form = (
        CiteForm(initial=request.POST.dict()) if finding else CiteForm(request.POST or None, initial=_chosen(request))
    )
    status = 200
    ticked = _ticked(request)
    if request.method == "POST" and request.POST.get("remove", ""):
        wanted = number_of(request.POST["remove"])
        citation = get_object_or_404(Citation, pk=wanted, claim__article=article, removed_at=None)
        detach(request.user, citation.pk)
        messages.success(request, "Removed. Sign-offs that rested on it no longer hold.")
        return redirect(here)
    if request.method == "POST" and "take_over" in request.POST:
        copies = take_over(request.user, article, request.POST.getlist("earlier"))
        messages.success(request, f"{len(copies)} source{'' if len(copies) == 1 else 's'} taken over.")
        return redirect(here)
    if request.method == "POST" and not finding:
        status = 400
        if not ticked:
            form.add_error(None, "Tick at least one claim.")
        if form.is_valid():
            status, rows = run(form, lambda: _attach(request.user, article, ticked, form))
            if status == 200:
                messages.success(request, f"Attached to {len(rows)} claim{'' if len(rows) == 1 else 's'}.")
                return redirect(here)
    revision = article.latest_revision
    board = load_board(revision, timezone.now(), request.user) if revision else None
    left_out = form.offer()
    lines = [_line(revision, claim, ticked) for claim in board.claims] if board else []
    context = {
        "title": "Sources of the claims",
        "article": article,
        "revision": revision,
        "form": form,
        "left_out": left_out,
        "groups": [
            ("needy", "These need a source", [item for item in lines if item.needs_source]),
            ("others", "The others", [item for item in lines if not item.needs_source]),
        ],
        "new_fields": [form[name] for name in NEW],
        "pointer_fields": [form[name] for name in ("locator", "quote", "verdict", "level")],
        "new_is_open": not Source.objects.filter(status="current").exists()
        or any(form[name].errors or form[name].value() for name in NEW),
        "any_claims": bool(lines),
        "earlier": [claim for claim in board.claims if can_take_over(claim)] if board else [],
        "strong_kinds": ", ".join(sorted(kind.label.lower() for kind in board.policy.strong_kinds)) if board else "",
        "crumbs": crumbs(article, revision),
        "workbench": workbench_url(revision) if revision else "",
    }
    return answer(request, "sources.html", context, status)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """The source that the address names: one just registered."""
    return {"source": number_of(request.GET.get("source")) or None}


def _ticked(request: HttpRequest) -> list[str]:
    """The claims ticked one by one, and those of a group ticked as a whole: the ones that the page showed in it."""
    if request.method != "POST":  # the address names the claim that somebody came from
        return request.GET.getlist("claim")
    chosen = request.POST.getlist("claim")
    for key in request.POST.getlist("all"):
        chosen += request.POST.getlist(f"shown-{key}")
    return [item for item in dict.fromkeys(chosen) if item.isprintable()]  # PostgreSQL refuses to look for a NUL


def _attach(by: Any, article: Article, fingerprints: list[str], form: CiteForm) -> list[Citation]:
    """Register the source first if it is new: it stays even when attaching is refused, and is then chosen."""
    data = form.cleaned_data
    source = data["source"]
    if source is None:
        source = add_source(by, **{name: data[name] for name in NEW})
        typed: Any = dict(form.data.items())
        typed["source"] = str(source.pk)
        for name in NEW:
            typed[name] = ""
        form.data = typed
    return attach(by, article, fingerprints, source, form.pointer())


def _line(revision: Any, claim: BoardClaim, ticked: list[str]) -> CiteLine:
    return CiteLine(
        claim_line(revision, claim),
        claim.fingerprint,
        claim.settlement.needs_source,
        claim.settlement.needs_source and claim.settlement.requirement.strong_source,
        claim.citations,
        claim.fingerprint in ticked,
    )
