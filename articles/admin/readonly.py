"""Rows that people read in the admin and nobody changes there."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.desk import holds


class ReadOnlyAdmin(admin.ModelAdmin):
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
