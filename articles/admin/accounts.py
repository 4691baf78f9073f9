"""Accounts: people leave by being deactivated, because history names them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin):
    """The stock page of accounts without deleting."""

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: clear "active" instead."""
        return False
