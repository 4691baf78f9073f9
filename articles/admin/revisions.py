"""Revisions in the admin: read-only, with queue, workbench, second reading and the difference to the base."""

import difflib
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.html import format_html

from articles.admin.changes import sentence_changes
from articles.admin.comments import comments_view
from articles.admin.desk import holds, number_of
from articles.admin.duties import absence_view, back_view, duties_view, fallback_view
from articles.admin.figures import figures_view
from articles.admin.frame import for_those_who, page
from articles.admin.inbox import inbox_view
from articles.admin.keys import keys_view
from articles.admin.queue import beside_view, queue_view
from articles.admin.readonly import ReadOnlyAdmin
from articles.admin.rereading import reread_view
from articles.admin.second_factor import second_factor_view
from articles.admin.second_reading import second_reading_view
from articles.admin.signing_views import review_view
from articles.admin.taking import assign_view, look_view
from articles.models import Revision
from articles.review.ledger import name_of
from articles.review.transitions import workbench_url

READERS = ("review_article", "write_article")


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Immutable texts. Writing happens in the editor, deciding on the workbench."""

    needed = READERS
    list_display = ("title", "number", "state", "saved_by", "saved_at", "workbench")
    list_filter = ("state", "region", "audience")
    list_select_related = ("saved_by", "article")
    search_fields = ("title", "article__slug")
    date_hierarchy = "saved_at"
    ordering = ("-saved_at",)

    @admin.display(description="review")
    def workbench(self, revision: Revision) -> str:
        """The link to the workbench."""
        return format_html('<a href="{}">Open</a>', workbench_url(revision))

    def get_urls(self) -> list[URLPattern]:
        """Our pages stand before the stock ones, whose catch-all would take them for ids."""
        view = self.admin_site.admin_view
        return [
            path("messages/", view(inbox_view), name="articles_revision_messages"),
            path("queue/", view(queue_view), name="articles_revision_queue"),
            path("queue/<int:pk>/look/", view(look_view), name="articles_revision_look"),
            path("queue/<int:pk>/assign/", view(assign_view), name="articles_revision_assign"),
            path("queue/<int:pk>/next/", view(beside_view), name="articles_revision_next"),
            path("queue/<int:pk>/previous/", view(beside_view), name="articles_revision_previous"),
            path("second-factor/", view(second_factor_view), name="articles_revision_second_factor"),
            path("keys/", view(keys_view), name="articles_revision_keys"),
            path("figures/", view(figures_view), name="articles_revision_figures"),
            path("duties/", view(duties_view), name="articles_revision_duties"),
            path("duties/absence/", view(absence_view), name="articles_revision_absence"),
            path("duties/absence/<int:pk>/back/", view(back_view), name="articles_revision_back"),
            path("duties/<int:pk>/fallback/", view(fallback_view), name="articles_revision_fallback"),
            path("<int:pk>/review/", view(review_view), name="articles_revision_review"),
            path("<int:pk>/comments/", view(comments_view), name="articles_revision_comments"),
            path("<int:pk>/second-reading/", view(second_reading_view), name="articles_revision_second_reading"),
            path("<int:pk>/still-correct/", view(reread_view), name="articles_revision_still_correct"),
            path("<int:pk>/difference/", view(difference_view), name="articles_revision_diff"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The text of one revision: its difference to the one before, with the way to the workbench."""
        if not self.has_view_permission(request) or not number_of(object_id):
            return super().change_view(request, object_id, form_url, extra_context)
        return redirect("admin:articles_revision_diff", number_of(object_id))


@for_those_who(*READERS)
def difference_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/revision/<id>/difference/``: what changed since the base, as sentences and as source."""
    revision = get_object_or_404(Revision.objects.select_related("article", "saved_by", "base", "restored_from"), pk=pk)
    base = revision.base
    context = {
        "title": f"{revision.title}: revision {revision.number}",
        "revision": revision,
        "base": base,
        "writer": name_of(revision.saved_by),
        "sentences": sentence_changes(_visible(base), _visible(revision)) if base else [],
        "lines": source_changes(base, revision) if base else [],
        "may_review": holds(request, *READERS),
        "others": Revision.objects.filter(article=revision.article_id).order_by("-number").only("pk", "number"),
    }
    return page(request, "difference.html", context)


def _visible(revision: Revision) -> list[str]:
    return [row[6] for row in revision.segments]


def source_changes(old: Revision, new: Revision) -> list[dict[str, str]]:
    """The lines of a unified diff of everything an editor types: ``{"css": "add" | "del" | "at" | "", "text": …}``."""
    css = {"+": "add", "-": "del", "@": "at"}
    lines = difflib.unified_diff(_source(old), _source(new), lineterm="", n=2)
    return [{"css": css.get(line[0], ""), "text": line} for line in lines if not line.startswith(("---", "+++"))]


def _source(revision: Revision) -> list[str]:
    head = [
        f"title: {revision.title}",
        f"summary: {revision.summary}",
        f"meta description: {revision.meta_description}",
        f"region: {revision.region}",
        f"audience: {revision.audience}",
        f"language: {revision.language}",
        f"topic: {revision.topic_id or ''}",
        f"sensitive: {revision.sensitive}",
        "",
    ]
    return head + revision.body.splitlines()
