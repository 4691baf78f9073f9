"""Signing in with a second factor: after the right password the code is asked for, and only then is anybody in."""

import time
from typing import Any

from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.frame import page
from articles.admin.session import MOST_WRONG, with_second_factor
from articles.review import second_factor

WAITS = "second_step"  # key of the session: who gave the right password, when, and where they were going
LASTS = 5 * 60  # seconds from the password to the code


class CodeNeeded(Exception):
    """The password is right and not enough."""

    def __init__(self, person: Any) -> None:
        self.person = person
        super().__init__()


class PasswordForm(AdminAuthenticationForm):
    """The login form; it lets nobody in who has a second factor."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Raises ``CodeNeeded`` instead of accepting the password alone."""
        super().confirm_login_allowed(user)
        if second_factor.enrolled(user):
            raise CodeNeeded(user)


def ask_for_code(request: HttpRequest, person: Any) -> HttpResponse:
    """Remember who gave the right password, and ask for the code."""
    request.session.cycle_key()
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    request.session[WAITS] = {
        "person": person.pk,
        "backend": person.backend,
        "at": time.time(),
        "wrong": 0,
        "next": wanted if safe else reverse("admin:index"),
    }
    return redirect("second-step")


@sensitive_post_parameters("code")
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """``/admin/second-step/``: the code from the app, or a recovery code."""
    waits = request.session.get(WAITS)
    person = get_user_model().objects.filter(pk=waits["person"], is_active=True).first() if waits else None
    if not waits or person is None or time.time() - waits["at"] > LASTS:
        request.session.pop(WAITS, None)
        return _again(request, "Please sign in again: the code was not given in time.")
    wrong = ""
    if request.method == "POST":
        wrong = second_factor.check(person, request.POST.get("code", ""))
        if not wrong:
            del request.session[WAITS]
            login(request, person, backend=waits["backend"])
            with_second_factor(request)
            return redirect(waits["next"])
        waits["wrong"] += 1
        request.session[WAITS] = waits
        if waits["wrong"] >= MOST_WRONG:
            request.session.flush()
            return _again(request, "Five wrong codes. Please begin again with your password.")
    context = {"title": "Your code, please", "wrong": wrong, "site_header": ""}
    return page(request, "second_step.html", context, 403 if wrong else 200)


def _again(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("admin:login")
