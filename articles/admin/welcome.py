"""Where somebody who was invited sets their password, by the link of the mail, once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy


class Welcome(PasswordResetConfirmView):
    """Django's own view, which moves the token into the session, so that no address keeps it. Whoever has set a
    password signs in with it: holding the link is no signature."""

    template_name = "admin/articles/welcome.html"
    success_url = reverse_lazy("admin:login")
    title = "Choose your password"

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it, and say where to go on."""
        messages.success(self.request, "Your password is set. Sign in with it.")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Inside the admin's frame, without its navigation."""
        context = super().get_context_data(
            **kwargs, site_header=admin.site.site_header, is_nav_sidebar_enabled=False, is_popup=False
        )
        if not self.validlink:
            context["title"] = "This link does not work any more"
        return context


welcome = Welcome.as_view()
