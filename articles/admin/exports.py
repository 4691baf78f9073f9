"""What leaves the admin on paper or as a file: CSV of claims and decisions, the signature page of a publication."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.admin.desk import why_not
from articles.admin.frame import for_those_who, page, refused
from articles.models import Article, Publication
from articles.publishing.payload import digest
from articles.review import exports
from articles.review.permissions import ROLES

LEDGER = ("read_ledger",)
PAPER = ("read_ledger", "publish_article", "review_article")
TABLES = {"claims": exports.CLAIM_COLUMNS, "decisions": exports.DECISION_COLUMNS}


@for_those_who(*LEDGER)
def exports_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/ledgerevent/exports/``: the files there are, for everything or one article."""
    slug = request.GET.get("article", "").strip()
    article = Article.objects.filter(slug=slug).first() if slug else None
    context = {
        "title": "Exports",
        "slug": slug,
        "article": article,
        "who": ROLES["read_ledger"],
        "publications": Publication.objects.filter(article=article).defer("payload", "manifest") if article else [],
    }
    return page(request, "exports.html", context)


def csv_view(request: HttpRequest, table: str) -> HttpResponse | StreamingHttpResponse:
    """``/admin/articles/ledgerevent/exports/<claims|decisions>.csv``: streamed; ``?article=`` for one article."""
    if error := why_not(request, *LEDGER):
        return refused(request, error)
    slug = request.GET.get("article", "").strip()
    article = get_object_or_404(Article, slug=slug) if slug else None
    rows: Iterator[exports.Cells]
    if table == "claims":
        rows = exports.claim_rows(request.user, timezone.now(), article)
    else:
        rows = exports.decision_rows(request.user, article)
    response = StreamingHttpResponse(
        exports.lines(TABLES[table], rows),
        content_type="text/csv; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{table}{f"-{slug}" if slug else ""}.csv"'
    return response


@for_those_who(*PAPER)
def manifest_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/publication/<id>/manifest.json``: the manifest of any publication, also of an ended one."""
    row = get_object_or_404(Publication, pk=pk)
    data = {
        **row.record,
        "publication": str(row.uid),
        "manifest_digest": row.manifest_digest,
        "people": row.people,
    }
    options = {"ensure_ascii": False, "indent": 2, "sort_keys": True}
    return JsonResponse(data, json_dumps_params=options, headers={"Cache-Control": "no-store"})


@for_those_who(*PAPER)
def signatures_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/publication/<id>/signatures/``: who signed what, to be printed on A4 and kept."""
    row = get_object_or_404(Publication.objects.select_related("article", "revision"), pk=pk)
    record = row.record
    context = {
        "row": row,
        "record": record,
        "claims": [_claim(item, row.people) for item in record["claims"]],
        "attestations": [_signed(item, row.people) for item in record["attestations"]],
        "overrides": [_signed(item, row.people) for item in record["overrides"]],
        "publisher": _person(record["published_by"], row.people),
        "writers": [_person(key, row.people)["name"] for key in record["written_by"]],
        "redaction": _signed(record["redaction"], row.people) if record["redaction"] else None,
        "holds": _holds(row, record),
        "printed_at": timezone.now(),
    }
    response = TemplateResponse(request, "admin/articles/signatures.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _person(key: str, people: dict[str, Any]) -> dict[str, Any]:
    return people.get(key) or {"name": f"Person {key}", "credentials": []}


def _signed(item: dict[str, Any], people: dict[str, Any]) -> dict[str, Any]:
    """One signature with its maker, and its times as times."""
    times = {name: parse_datetime(item[name]) for name in ("at", "expires") if item.get(name)}
    return {**item, **times, "who": _person(item["person"], people)}


def _claim(item: dict[str, Any], people: dict[str, Any]) -> dict[str, Any]:
    types = [name.replace("_", " ") for name in item["types"]]
    return {**item, "types": types, "signatures": [_signed(one, people) for one in item["signatures"]]}


def _holds(row: Publication, record: dict[str, Any]) -> bool:
    """Whether payload and manifest, as stored now, still have the digests printed on the page."""
    manifest = digest(row.manifest) == row.manifest_digest
    return manifest and row.expected_digest() == row.content_digest == record["content_digest"]
