"""One's own second factor: setting it up with an app, recovery codes, taking it away."""

import time
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.desk import sentences_of, status_of
from articles.admin.frame import page
from articles.admin.session import given, with_second_factor
from articles.review import second_factor
from articles.review.errors import BadInput, Refusal

BEGUN = "second_factor_begun"  # key of the session: seconds since 1970 of the password that began the set-up
LASTS = 15 * 60  # seconds for scanning and typing the first code


@sensitive_post_parameters()
def second_factor_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/revision/second-factor/``: what is set up, and the acts on it.

    Beginning, new codes and removing need the password, so that a desk left open gives nothing away; the last two need
    a code besides.
    """
    if request.method != "POST":
        return _show(request)
    try:
        return ACTS.get(request.POST.get("do", ""), _damaged)(request)
    except Refusal as error:
        return _show(request, problems=sentences_of(error), status=status_of(error))


def _damaged(request: HttpRequest) -> HttpResponse:
    raise BadInput("This form is damaged. Load the page again; nothing was changed.")


def _check_password(request: HttpRequest) -> None:
    person = authenticate(request, username=request.user.get_username(), password=request.POST.get("password", ""))
    if person is None or person.pk != request.user.pk:
        raise BadInput("This is not your password. Nothing was changed.")


def _begin(request: HttpRequest) -> HttpResponse:
    _check_password(request)
    second_factor.begin(request.user)
    given(request)
    request.session[BEGUN] = time.time()
    return _show(request)


def _confirm(request: HttpRequest) -> HttpResponse:
    if not _begun(request):
        raise BadInput("That took long. Begin again with your password.")
    codes = second_factor.confirm(request.user, request.POST.get("code", ""))
    del request.session[BEGUN]
    with_second_factor(request)
    return _show(request, codes=codes)


def _codes(request: HttpRequest) -> HttpResponse:
    _check_password(request)
    return _show(request, codes=second_factor.new_recovery_codes(request.user, request.POST.get("code", "")))


def _remove(request: HttpRequest) -> HttpResponse:
    _check_password(request)
    second_factor.remove(request.user, request.POST.get("code", ""))
    messages.success(request, "Your second factor is removed. Your password alone lets you in again.")
    return redirect("admin:articles_revision_second_factor")


ACTS = {"begin": _begin, "confirm": _confirm, "codes": _codes, "remove": _remove}


def _begun(request: HttpRequest) -> bool:
    return time.time() - request.session.get(BEGUN, 0) < LASTS


def _show(
    request: HttpRequest, *, problems: list[str] | None = None, codes: list[str] | None = None, status: int = 200
) -> HttpResponse:
    enrolled = second_factor.enrolled(request.user)
    device = second_factor.waiting(request.user) if not enrolled and _begun(request) else None
    context: dict[str, Any] = {
        "title": "Second factor",
        "problems": problems or [],
        "enrolled": enrolled,
        "codes": codes or [],
        "left": second_factor.codes_left(request.user),
        "setting_up": device is not None,
    }
    if device is not None:
        secret = device.config_url.partition("secret=")[2].partition("&")[0]
        context |= {
            "address": device.config_url,
            "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            "qr": segno.make(device.config_url, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff"),
        }
    return page(request, "second_factor.html", context, status)
