"""Sources from a reference manager: read, looked at with their duplicates, registered together or not at all."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from articles.admin.desk import answer, needs, refusals, run
from articles.literature.files import LONGEST, Found, Reading, read_references
from articles.models import Source
from articles.models.base import choices
from articles.review.source_import import FIELDS, import_sources, registered, repeated
from articles.workflow.policy import SourceKind

KINDS = choices(SourceKind)


class ReferencesForm(forms.Form):
    """References as text or as a file."""

    text = forms.CharField(
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        label="References",
        help_text="RIS or BibTeX, as Zotero, EndNote, Mendeley or PubMed export it.",
    )
    file = forms.FileField(required=False, label="Or a file", help_text="Ending in .ris or .bib, at most 4 MB.")

    def clean(self) -> dict[str, Any]:
        """One of the two, as ``text``."""
        data: dict[str, Any] = super().clean() or {}
        upload = data.get("file")
        if upload and upload.size > LONGEST * 4:
            self.add_error("file", "The file is larger than 4 MB: split it.")
        elif upload:
            try:
                data["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "The file is not UTF-8: export it as UTF-8, or paste its text.")
        if not self.errors and not data.get("text", "").strip():
            self.add_error("text", "Paste references or choose a file.")
        return data


@dataclass(frozen=True, slots=True)
class Row:
    """One work on the page: its index, what was read, what it seems to repeat, and what was chosen."""

    index: int
    found: Found
    known: list[Source]
    repeats_line: int | None
    ticked: bool
    kind: str


@refusals
@needs("attach_source")
def import_page(request: HttpRequest) -> HttpResponse:
    """Paste or choose a file; look at what was read; register what is ticked."""
    form = ReferencesForm(request.POST or None, request.FILES or None)
    text, reading, rows, status = "", Reading(), [], 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            text = form.cleaned_data["text"]
            reading = read_references(text)
            chosen = request.POST if request.POST.get("seen") == _mark(text) else None
            rows = _rows(reading, chosen)
            status = 200 if rows else 400
            if chosen is not None and "save" in chosen:
                works = [(f"Line {row.found.line}", _values(row)) for row in rows if row.ticked]
                status, added = run(form, lambda: import_sources(request.user, works))
                if status == 200:
                    messages.success(request, f"Registered {len(added)} source{'' if len(added) == 1 else 's'}.")
                    return redirect("admin:articles_source_changelist")
    context = {
        "title": "Import sources",
        "form": form,
        "text": text,
        "seen": _mark(text),
        "rows": rows,
        "problems": reading.problems,
        "kinds": KINDS,
        "crumbs": [("Sources", reverse("admin:articles_source_changelist"))],
    }
    return answer(request, "source_import.html", context, status)


def _rows(reading: Reading, chosen: Any) -> list[Row]:
    """What was read; ticked is what was chosen, or at first everything that is not there yet."""
    records = [item.record for item in reading.found]
    rows = []
    for index, (known, earlier) in enumerate(zip(registered(records), repeated(records), strict=True)):
        item = reading.found[index]
        fresh = not known and earlier is None
        rows.append(
            Row(
                index=index,
                found=item,
                known=known,
                repeats_line=None if earlier is None else reading.found[earlier].line,
                ticked=f"take-{index}" in chosen if chosen is not None else fresh,
                kind=_kind(chosen, index) if chosen is not None else item.record.kind,
            )
        )
    return rows


def _kind(chosen: Any, index: int) -> str:
    """The kind chosen for this work, or for all that have none."""
    kind: str = chosen.get(f"kind-{index}", "") or chosen.get("kind-all", "")
    return kind


def _values(row: Row) -> dict[str, Any]:
    return {name: getattr(row.found.record, name) for name in FIELDS} | {"kind": row.kind}


def _mark(text: str) -> str:
    """Which text the choices on a page belong to, whatever the browser made of its line ends."""
    return sha256("\n".join(text.splitlines()).encode()).hexdigest()
