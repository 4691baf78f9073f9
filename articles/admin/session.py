"""A signature is a signature (law 11): when the password was given, and asking for it again without losing the form.

Only the reviewers' pages count as activity, and a page served after the fresh minutes have run out renews nothing: the
form that comes back from it asks for the password.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, get_user_model, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from articles.admin.frame import page
from articles.review import second_factor
from articles.review.errors import PasswordNeeded
from articles.review.signatures import SigningSession

SECOND = "second_factor"  # whether a code was given with that password
PASSWORD_AT = "password_at"  # noqa: S105 (a key of the session, holding seconds since 1970)
SEEN_AT = "signing_seen_at"  # seconds since 1970 of the last request to a reviewers' page
WRONG = "wrong_passwords"
FIELD = "password_again"
CODE = "code_again"
MOST_WRONG = 5

View = Callable[..., HttpResponse]


@receiver(user_logged_in)
def remember_login(sender: type, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The password was given at login."""
    given(request)


def given(request: HttpRequest) -> None:
    """The right password was just given; whether a code too is said by ``with_second_factor``."""
    now = time.time()
    request.session[PASSWORD_AT] = request.session[SEEN_AT] = now
    request.session[SECOND] = False
    request.session.pop(WRONG, None)


def with_second_factor(request: HttpRequest) -> None:
    """The right code was given with the password."""
    request.session[SECOND] = True


def signing_session(request: HttpRequest) -> SigningSession:
    """Who signs, with the times that ``articles.review.signatures.check_fresh`` judges.

    A session that never saw the password (one made before this was recorded) counts as given at the beginning of time.
    """
    return SigningSession(
        user=request.user,
        password_at=datetime.fromtimestamp(request.session.get(PASSWORD_AT, 0), UTC),
        active_at=datetime.fromtimestamp(request.session.get(SEEN_AT, 0), UTC),
        second_factor=bool(request.session.get(SECOND)),
    )


def renew(request: HttpRequest) -> None:
    """Note activity, unless the session has gone stale: then only the password helps."""
    now = time.time()
    if now - request.session.get(SEEN_AT, 0) <= settings.SIGNING_FRESH_MINUTES * 60:
        request.session[SEEN_AT] = now


def signing_page(view: View) -> View:
    """For pages that sign: counts as activity, and asks for the password again when an act needs it.

    What was ticked and typed stands in hidden fields of the password page and is sent to the same view again.
    After five wrong passwords the session ends.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and FIELD in request.POST:
            refused = _check(request)
            if refused is not None:
                return refused
        try:
            response = view(request, *args, **kwargs)
        except PasswordNeeded as error:
            return _ask(request, str(error), 403)
        renew(request)
        return response

    return guarded


def _check(request: HttpRequest) -> HttpResponse | None:
    """None when the password is right; else the page that says that it is wrong, or the login page."""
    person = authenticate(request, username=request.user.get_username(), password=request.POST[FIELD])
    needs_code = second_factor.enrolled(request.user)
    sentence = "This is not your password."
    if person is not None and person.pk == request.user.pk:
        sentence = second_factor.check(person, request.POST.get(CODE, "")) if needs_code else ""
        if not sentence:
            given(request)
            if needs_code:
                with_second_factor(request)
            return None
    wrong = request.session.get(WRONG, 0) + 1
    if wrong >= MOST_WRONG:
        path = request.path
        logout(request)
        messages.error(request, "Five wrong answers: you have been logged out, and nothing was signed.")
        return redirect(f"{reverse('admin:login')}?next={path}")
    request.session[WRONG] = wrong
    left = MOST_WRONG - wrong
    return _ask(request, "", 403, f"{sentence} {left} {'try' if left == 1 else 'tries'} left.")


def _ask(request: HttpRequest, sentence: str, status: int, error: str = "") -> HttpResponse:
    hidden = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {FIELD, CODE, "csrfmiddlewaretoken"}
        for value in values
    ]
    context = {
        "title": "Your password, please",
        "sentence": sentence or "Nothing was signed yet. What you ticked and wrote is kept.",
        "wrong": error,
        "hidden": hidden,
        "field": FIELD,
        "code": CODE if second_factor.enrolled(request.user) else "",
        "username": getattr(request.user, get_user_model().USERNAME_FIELD),
        "action": request.get_full_path(),
    }
    return page(request, "password.html", context, status)
