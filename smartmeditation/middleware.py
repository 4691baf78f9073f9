"""Response headers and the life of staff sessions: what is the same for every page and belongs to no page."""

import time
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

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


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp with a second policy for the admin; the policy of readers' pages is ``CONTENT_SECURITY_POLICY``."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only and request.path_info.startswith(ADMIN_PREFIX):
            parts.config = dict(csp.ADMIN)
        return parts


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
