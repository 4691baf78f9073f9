"""Look-up by DOI or PMID: what Crossref or PubMed says is shown, and registered only when somebody says so."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.desk import answer, needs, number_of, refusals, run
from articles.admin.source_form import SourceForm
from articles.literature.client import LookupFailed
from articles.literature.lookup import look_up
from articles.literature.record import Record
from articles.models import Article, Source
from articles.review.source_import import FIELDS, registered
from articles.review.sources import add_source, mend_source


class NumberForm(forms.Form):
    """The number that names a work."""

    number = forms.CharField(
        max_length=300,
        label="DOI or PMID",
        help_text="As printed, or as an address: 10.1000/example, https://doi.org/10.1000/example, 12345678.",
    )


@refusals
@needs("attach_source")
def look_up_page(request: HttpRequest) -> HttpResponse:
    """Ask for a work, look at what came, complete it, register it."""
    article = Article.objects.filter(pk=number_of(request.GET.get("article"))).first()
    asked = NumberForm(request.POST if "look" in request.POST else None)
    details, status, record = None, 200, None
    if "save" in request.POST:
        details, status = SourceForm(request.POST), 400
        if "grave" in request.POST and "read" not in request.POST:
            details.add_error(None, "Tick that you have read what was published about this work later.")
        if details.is_valid():
            typed = details.cleaned_data
            status, source = run(details, lambda: add_source(request.user, **typed))
            if status == 200:
                messages.success(request, f"Registered: “{source.title}”.")
                return redirect(_onward(source, article))
    elif asked.is_bound:
        record, status = _asked(asked)
        if record:
            details = SourceForm(initial=_values(record) | {"checked_on": timezone.localdate()})
    context = {
        "title": "Look up a source",
        "form": details if details and details.is_bound else asked,
        "asked": asked,
        "details": details,
        "record": record,
        "grave": bool(record and record.grave) or "grave" in request.POST,
        "known": registered([record])[0] if record else [],
        "article": article,
        "crumbs": [("Sources", reverse("admin:articles_source_changelist"))],
    }
    return answer(request, "source_lookup.html", context, status)


@refusals
@needs("attach_source")
def ask_page(request: HttpRequest, source_id: int) -> HttpResponse:
    """Ask Crossref or PubMed again about a registered source: retractions, corrections, what differs."""
    source = get_object_or_404(Source, pk=source_id)
    number = source.pmid or source.doi
    form, record, status = NumberForm({"number": number}), None, 200
    if request.method == "POST":
        record, status = _asked(form)
        if record:
            mend_source(request.user, source.pk, checked_on=timezone.localdate())
    context = {
        "title": "Ask about the source again",
        "source": source,
        "number": number,
        "form": form,
        "asked": request.method == "POST",
        "record": record,
        "differences": _differences(source, record) if record else [],
        "crumbs": [
            ("Sources", reverse("admin:articles_source_changelist")),
            (source.title, reverse("admin:articles_source_change", args=[source.pk])),
        ],
    }
    return answer(request, "source_ask.html", context, status)


def _asked(form: forms.Form) -> tuple[Record | None, int]:
    """The record that was asked for and a status; without one the form says why."""
    if not form.is_valid():
        return None, 400
    try:
        return look_up(form.cleaned_data["number"]), 200
    except LookupFailed as error:
        form.add_error("number", str(error))
        return None, 400


def _values(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in FIELDS}


def _differences(source: Source, record: Record) -> list[tuple[str, Any, Any]]:
    """Name, what is registered, what was answered: where both know something and it is not the same."""
    pairs = [(name, getattr(source, name), getattr(record, name)) for name in ("title", "publisher", "year", "doi")]
    return [(name, ours, theirs) for name, ours, theirs in pairs if theirs and str(ours or "") != str(theirs)]


def _onward(source: Source, article: Article | None) -> str:
    """Back to the claims of the article with the source chosen, or to the source."""
    if article:
        return reverse("admin:articles_article_sources", args=[article.pk]) + f"?source={source.pk}"
    return reverse("admin:articles_source_change", args=[source.pk])
