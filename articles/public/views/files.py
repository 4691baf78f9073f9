"""Small files that machines ask for at fixed addresses: icons, web app manifest, security.txt."""

import json
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public.answers import conditional
from articles.public.graphs import LANGUAGE
from articles.public.shell import STATIC, absolute

EXPIRES_AFTER = timedelta(days=180)  # RFC 9116 asks for less than a year
PAPER, BRAND = "#fbfaf7", "#1f5f5b"  # --paper and --brand of tokens.css, light
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable.png", "512x512", "maskable"),
)


@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    """``/favicon.ico``, which browsers ask for without being told."""
    return _static(request, "favicon.ico", "image/x-icon")


@require_safe
def touch_icon(request: HttpRequest) -> HttpResponseBase:
    """``/apple-touch-icon.png``, likewise."""
    return _static(request, "apple-touch-icon.png", "image/png")


@require_safe
def manifest(request: HttpRequest) -> HttpResponseBase:
    """The web app manifest (W3C): name, colours and icons for a home screen."""

    def build() -> str:
        icons = [
            {"src": static(f"articles/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ]
        data = {
            "id": "/",
            "name": settings.SITE_NAME,
            "short_name": settings.SITE_NAME[:12].rstrip(),
            "lang": LANGUAGE,
            "dir": "ltr",
            "start_url": "/",
            "scope": "/",
            "display": "browser",
            "background_color": PAPER,
            "theme_color": BRAND,
            "icons": icons,
            "shortcuts": [
                {"name": "Get help now", "url": reverse("public:help")},
                {"name": "Search", "url": reverse("public:search")},
            ],
        }
        return json.dumps(data, ensure_ascii=False, indent=1)

    return conditional(request, ["manifest"], [], build, "application/manifest+json; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponseBase:
    """Whom to tell about a hole (RFC 9116). It expires half a year after the day on which it is read."""
    midnight = datetime.combine(timezone.now().astimezone(UTC).date(), time.min, UTC)
    expires = midnight + EXPIRES_AFTER
    text = (
        f"Contact: {settings.SECURITY_CONTACT}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {absolute(reverse('public:security'))}\n"
    )
    return conditional(request, ["security", text], [midnight], lambda: text, "text/plain; charset=utf-8")


def _static(request: HttpRequest, name: str, content_type: str) -> HttpResponseBase:
    file = STATIC / name
    return conditional(request, [name], [], file.read_bytes, content_type)
