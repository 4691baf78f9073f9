"""Readers' reports at the desk: the list, and one report with what can be done about it."""

from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles.admin.cards import type_label
from articles.admin.desk import holds, number_of, sentences_of, status_of
from articles.admin.frame import for_those_who, page
from articles.admin.posted import nonce_of
from articles.admin.readonly import ReadOnlyAdmin
from articles.admin.session import signing_page, signing_session
from articles.claims.types import ClaimType, Competence, Risk
from articles.models import ReaderReport
from articles.review import reports
from articles.review.board import Board, load_board
from articles.review.errors import BadInput, PasswordNeeded, Refusal
from articles.review.ledger import name_of
from articles.review.people import competences_on, today
from articles.review.signatures import MEANINGS, card_token
from articles.review.transitions import workbench_url
from articles.workflow.settlement import Outcome

READERS = ("review_article", "publish_article")
HANDLED_SHOWN = 50


@admin.register(ReaderReport)
class ReaderReportAdmin(ReadOnlyAdmin):
    """Our own pages stand in for the stock ones: a report is read whole, and answered on the same page."""

    needed = READERS

    def get_urls(self) -> list[URLPattern]:
        """The stock pages for lists and rows have our views; the names stay, so that the admin's links work."""
        view = self.admin_site.admin_view
        return [
            path("", view(reports_view), name="articles_readerreport_changelist"),
            path("<int:pk>/", view(report_view), name="articles_readerreport_report"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One report stands at one address."""
        if not self.has_view_permission(request) or not number_of(object_id):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:articles_readerreport_report", number_of(object_id))


@for_those_who(*READERS)
def reports_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/readerreport/``: open reports, those that may be about somebody at risk first."""
    handled = ReaderReport.objects.exclude(state="open").select_related("publication", "handled_by")
    context = {
        "title": "Readers' reports",
        "who": reports.WHO,
        "rows": reports.waiting(),
        "handled": handled.order_by("-handled_at", "-pk")[:HANDLED_SHOWN],
    }
    return page(request, "reports.html", context)


@for_those_who(*READERS)
@signing_page
def report_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/readerreport/<id>/``: what a reader wrote, the passage as it stands now, and the acts."""
    rows = ReaderReport.objects.select_related("article", "publication", "handled_by")
    row = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _show(request, row)
    try:
        message = _act(request, row)
    except PasswordNeeded:
        raise
    except Refusal as error:
        return _show(request, row, sentences_of(error), status_of(error))
    messages.success(request, message)
    return redirect("admin:articles_readerreport_changelist")


def _act(request: HttpRequest, row: ReaderReport) -> str:
    """The act that was posted, and what to say after it."""
    post, do = request.POST, request.POST.get("do", "")
    reason = post.get("reason", "")
    if do == "close":
        reports.close(request.user, row, reason)
        return "The report is closed."
    revision, fingerprint = row.article.latest_revision, post.get("fingerprint", "")
    if revision is None or do not in {"contest", "flag"}:
        raise BadInput("This form is damaged. Load the page again; nothing was changed.")
    if do == "contest":
        token = post.get("token", "")
        reports.contest_claim(signing_session(request), row, revision, fingerprint, token, nonce_of(request), reason)
        return "Changes of the claim are requested; its writer is told."
    types = [ClaimType(item) for item in post.getlist("types") if item in set(ClaimType)]
    risk = post.get("risk", "")
    if risk not in set(Risk):
        raise BadInput("Choose a risk.")
    reports.contest_unflagged(request.user, row, revision, fingerprint, types, Risk(risk), reason)
    return "The passage is a claim now."


def _show(
    request: HttpRequest, row: ReaderReport, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    user, now = request.user, timezone.now()
    revision = row.article.latest_revision
    board = load_board(revision, now, user) if revision else None
    may_sign = holds(request, "sign_claims") and Competence.CLINICAL in competences_on(user, today(now))
    standing = {item[0]: item[6] for item in revision.segments} if revision else {}
    frozen = {item[0]: item[6] for item in row.publication.revision.segments}
    context = {
        "title": f"A report on “{row.publication.title}”",
        "row": row,
        "who": reports.WHO,
        "handler": name_of(row.handled_by) if row.handled_by else "",
        "revision": revision,
        "workbench": workbench_url(revision) if revision else "",
        "address": reverse("public:article", args=[row.publication.slug]),
        "passages": [_passage(request, board, found, frozen, standing) for found in row.fingerprints],
        "is_open": row.state == "open",
        "may_close": holds(request, "publish_article"),
        "may_contest": may_sign and revision is not None,
        "shows_email": holds(request, "publish_article"),
        "types": [(item.value, type_label(item)) for item in ClaimType],
        "risks": [(item.value, item.value.capitalize()) for item in reversed(Risk)],
        "meaning": MEANINGS[Outcome.REQUEST_CHANGES.value],
        "kept": reports.KEPT.days,
        "problems": problems or [],
        "typed": {name: request.POST.get(name, "") for name in ("do", "fingerprint", "reason", "risk")},
        "typed_types": request.POST.getlist("types"),
    }
    return page(request, "report.html", context, status)


def _passage(
    request: HttpRequest, board: Board | None, fingerprint: str, frozen: dict[str, str], standing: dict[str, str]
) -> dict[str, Any]:
    """One sentence of the report: its words, and what it is in the newest text."""
    claim = board.by_fingerprint(fingerprint) if board else None
    found: dict[str, Any] = {
        "fingerprint": fingerprint,
        "text": frozen.get(fingerprint, ""),
        "stands": fingerprint in standing,
        "claim": claim,
        "link": "",
        "token": "",
        "nonce": uuid4(),
    }
    if board and claim:
        user, now = request.user, timezone.now()
        found["link"] = workbench_url(board.revision, fingerprint)
        found["token"] = card_token(user, board.revision, fingerprint, claim.contexts, claim.evidence_digest, now)
    return found
