"""Rows that people read in the admin and nobody changes there."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest

from articles.admin.desk import holds


class LastingAdmin(admin.ModelAdmin):
    """Rows that are never deleted: an address without one is a wrong address, not one whose row may have gone."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; raises ``Http404`` where the stock admin would wonder whether somebody deleted it."""
        found = super().get_object(request, object_id, from_field)
        if found is None and self.has_view_permission(request):  # everybody else is told that it is not for them
            raise Http404
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields under a heading: a group of fields without a name tells a reader of screens nothing."""
        return self.fieldsets or [("Details", {"fields": self.get_fields(request, obj)})]


class ReadOnlyAdmin(LastingAdmin):
    """No adding, changing, deleting or bulk action, also for superusers. ``needed``: one of these lets people look."""

    needed: tuple[str, ...] = ()
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Holders of one of ``needed``."""
        return holds(request, *self.needed)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As looking."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
