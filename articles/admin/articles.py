"""The list of articles and the addresses that hang on one. Nothing is published from the list: there is a gate page."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin import (
    around,
    citing,
    editor,
    gate_view,
    history,
    moving,
    publishing_views,
    redacting,
    timing,
    unsaved,
)
from articles.admin.desk import number_of, refused
from articles.models import Article, Publication, Revision
from articles.review.transitions import workbench_url
from articles.workflow.states import ReviewState


class StateFilter(admin.SimpleListFilter):
    """By the state of the latest revision."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every state an article can be in."""
        return [(item.value, item.label) for item in ReviewState if item is not ReviewState.SUPERSEDED]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Articles whose latest revision is in the chosen state."""
        return queryset.filter(latest_state=self.value()) if self.value() else queryset


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """Articles with the title and state of their latest revision."""

    list_display = ["latest_title", "kind", "state", "live", "gate", "workbench"]
    list_filter = [StateFilter, "kind"]
    search_fields = ["slug", "revisions__title"]
    actions = None  # nothing can be done to many articles at once
    list_per_page = 50

    # --------------------------------------------------------------------------------------------------------- list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Articles with what the list shows, in one query."""
        newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
        live = Publication.objects.live(timezone.now()).filter(article=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                latest_id=Subquery(newest.values("pk")[:1]),
                shown_title=Subquery(newest.values("title")[:1]),
                latest_state=Subquery(newest.values("state")[:1]),
                is_live=Exists(live),
            )
        )

    @admin.display(description="title", ordering="shown_title")
    def latest_title(self, article: Any) -> str:
        """The title of the latest revision."""
        return article.shown_title or article.slug

    @admin.display(description="state", ordering="latest_state")
    def state(self, article: Any) -> str:
        """The state of the latest revision."""
        return ReviewState(article.latest_state).label if article.latest_state else "No text"

    @admin.display(description="live", boolean=True)
    def live(self, article: Any) -> bool:
        """Whether readers see a page of it now."""
        return article.is_live

    @admin.display(description="publishing")
    def gate(self, article: Any) -> SafeString:
        """The way to the gate."""
        return format_html('<a href="{}">Gate</a>', reverse("admin:articles_article_gate", args=[article.pk]))

    @admin.display(description="review")
    def workbench(self, article: Any) -> SafeString | str:
        """The way to the workbench of the latest revision."""
        if not article.latest_id:
            return ""
        return format_html('<a href="{}">Workbench</a>', workbench_url(Revision(pk=article.latest_id)))

    # ------------------------------------------------------------------------------------------------------- rights

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whoever writes or reviews."""
        user: Any = request.user
        return user.has_perm("articles.write_article") or user.has_perm("articles.review_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever writes."""
        return bool(request.user.has_perm("articles.write_article"))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whoever writes."""
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Nobody: signed words and their history stay. ``delete_view`` says what is possible instead."""
        return False

    # -------------------------------------------------------------------------------------------------------- pages

    def _article(self, object_id: str) -> Article:
        article = Article.objects.filter(pk=number_of(object_id)).first()
        if article is None:
            raise Http404("There is no such article.")
        return article

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """The editor for a new article."""
        return editor.add(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """The editor."""
        if not self.has_view_permission(request):
            return refused(request, ["Articles are for authors, editors and clinicians."], 403)
        return editor.change(request, self._article(object_id))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Says why there is no deleting, and what to do instead."""
        sentences = [
            "Articles are never deleted: what clinicians signed and what readers saw has to stay provable.",
            "To take a page away from readers, withdraw it on the gate page. A draft that nobody needs can rest.",
        ]
        return refused(request, sentences, 403, "Articles are not deleted")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The revisions of the article."""
        return history.history(request, self._article(object_id))

    def get_urls(self) -> list[URLPattern]:
        """The pages of one article, before the stock ones (which would take them for ids)."""
        pages: list[tuple[str, Any, str]] = [
            ("<int:article_id>/gate/", gate_view.gate_page, "gate"),
            ("<int:article_id>/sources/", citing.sources_page, "sources"),
            ("unsaved/drop/", unsaved.drop, "drop_unsaved"),
            ("<int:article_id>/restore/<int:number>/", history.restore_revision, "restore"),
            ("<int:article_id>/authorship/", history.authorship, "authorship"),
            ("<int:article_id>/submit/", gate_view.submit_latest, "submit"),
            ("<int:article_id>/recall/", gate_view.recall_latest, "recall"),
            ("<int:article_id>/acknowledge/", gate_view.acknowledge_claims, "acknowledge"),
            ("<int:article_id>/publish/", publishing_views.publish_page, "publish"),
            ("<int:article_id>/read-next/", around.read_next_page, "read_next"),
            ("<int:article_id>/address/", around.address_page, "address"),
            ("<int:article_id>/withdraw/", publishing_views.withdraw_page, "withdraw"),
            ("<int:article_id>/redact/", redacting.redact_page, "redact"),
            ("<int:article_id>/embargo/", timing.embargo_page, "embargo"),
            ("<int:article_id>/owner/", timing.owner_page, "owner"),
            ("<int:article_id>/origin/", moving.origin_page, "origin"),
            ("imported/", moving.triage_page, "imported"),
            ("imported/progress/", moving.progress_page, "imported_progress"),
            ("publication/<int:publication_id>/end/", timing.end_page, "end"),
            ("publication/<int:publication_id>/stay/", timing.stay_page, "stay"),
            ("publication/<int:publication_id>/cancel/", publishing_views.cancel_page, "cancel"),
            ("publication/<int:publication_id>/release/", publishing_views.release_page, "release"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")
            for route, view, name in pages
        ]
        return own + super().get_urls()
