"""Publications, to be read: what is or was live, and on what it rests. Publishing has its own pages."""

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.calendar import calendar_page
from articles.admin.exports import manifest_view, signatures_view
from articles.admin.readonly import ReadOnlyAdmin
from articles.models import Publication


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Frozen snapshots."""

    needed = ("publish_article", "withdraw_article", "review_article")
    list_display = ("title", "kind", "standing", "live_from", "live_until", "review_due", "hold")
    list_filter = ("kind", "hold", "withdrawn", "region", "correction", "redaction")
    search_fields = ("title", "slug")
    date_hierarchy = "live_from"
    fields = (
        "title",
        "address",
        "standing",
        "on_paper",
        "kind",
        "region",
        "audience",
        "live_from",
        "live_until",
        "first_live_from",
        "last_reviewed",
        "valid_until",
        "review_due",
        "hold",
        "notice",
        "change_note",
        "content_digest",
        "manifest_digest",
        "who_checked_what",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        """Without the payload in lists: it can be long."""
        return super().get_queryset(request).defer("payload")

    def get_urls(self) -> list[URLPattern]:
        """Manifest and signature page of one publication, before the stock pages."""
        view = self.admin_site.admin_view
        return [
            path("calendar/", view(calendar_page), name="articles_publication_calendar"),
            path("<int:pk>/manifest.json", view(manifest_view), name="articles_publication_manifest"),
            path("<int:pk>/signatures/", view(signatures_view), name="articles_publication_signatures"),
            *super().get_urls(),
        ]

    @admin.display(description="to keep")
    def on_paper(self, publication: Publication) -> str:
        """The ways to the signature page and to the manifest as a file."""
        signatures = reverse("admin:articles_publication_signatures", args=[publication.pk])
        manifest = reverse("admin:articles_publication_manifest", args=[publication.pk])
        return format_html('<a href="{}">Signature page</a> · <a href="{}">Manifest as JSON</a>', signatures, manifest)

    @admin.display(description="state")
    def standing(self, publication: Publication) -> str:
        """Live, scheduled, ended or withdrawn, now."""
        now = timezone.now()
        if publication.live_until is not None and publication.live_until <= max(now, publication.live_from):
            if publication.live_until == publication.live_from:
                return "Cancelled"
            return "Withdrawn" if publication.withdrawn else "Ended"
        return "Scheduled" if publication.live_from > now else "Live"

    @admin.display(description="address")
    def address(self, publication: Publication) -> str:
        """The public page."""
        url = publication.article.get_absolute_url()
        return format_html('<a href="{}">{}</a>', url, url)

    @admin.display(description="manifest")
    def who_checked_what(self, publication: Publication) -> str:
        """The manifest, indented."""
        return json.dumps(publication.record, indent=2, ensure_ascii=False)
