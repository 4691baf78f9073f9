"""Topics, and accounts: people leave by being deactivated, because history names them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

from articles.models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """Subjects under which articles are listed."""

    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin):
    """The stock page of accounts without deleting."""

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: clear "active" instead."""
        return False
