"""Response headers and the life of staff sessions: what is the same for every page and belongs to no page."""

import time
from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from smartmeditation import csp

ADMIN_PREFIX = "/admin/"
RENEW_AFTER_SECONDS = 60  # how much older than the last request the stored session may be: one write a minute
GetResponse = Callable[[HttpRequest], HttpResponse]

# Every powerful feature a browser offers is off: a page about mental health asks for nobody's place or voice.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class IsolationHeadersMiddleware:
    """Adds Permissions-Policy and Cross-Origin-Resource-Policy to every response, static files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class ContentSecurityPolicyMiddleware:
    """The policy of readers' pages, or that of the admin, on every page.

    The two are built once by django-csp, whose own middleware builds a policy for every response and so takes longer
    than all other middleware together. Its decorators have no effect here: no view can loosen the policy.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.public = build_policy(config=csp.PUBLIC)
        self.admin = build_policy(config=csp.ADMIN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code in {404, 500}:
            return response  # Django's debug pages are written with inline style and script
        response.headers[HEADER] = self.admin if request.path_info.startswith(ADMIN_PREFIX) else self.public
        return response


class SessionRenewalMiddleware:
    """Starts the session's hour again while somebody works in the admin.

    ``SESSION_SAVE_EVERY_REQUEST`` would do so on readers' pages too, and set a cookie there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(ADMIN_PREFIX) and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get("renewed_at", 0) >= RENEW_AFTER_SECONDS:
                request.session["renewed_at"] = now
        return response
