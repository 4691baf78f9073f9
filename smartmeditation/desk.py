"""The admin site with a second step at its door."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse


class DeskSite(AdminSite):
    """Django's admin; who has a second factor is asked for its code before anybody is signed in."""

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The password, then the code where one is needed."""
        from articles.admin.second_step import CodeNeeded, PasswordForm, ask_for_code  # needs every app to be loaded

        self.login_form = PasswordForm
        try:
            return super().login(request, extra_context)
        except CodeNeeded as needed:
            return ask_for_code(request, needed.person)


class DeskConfig(AdminConfig):
    """Names the site above as the default one."""

    default_site = "smartmeditation.desk.DeskSite"
