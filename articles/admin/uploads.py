"""Pictures for the editor: dropped into it, or found in the library. Nothing the browser says about a file counts; see
``articles.review.images``. Both answer JSON, in words that can be shown as they are.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.admin.desk import sentences_of, status_of
from articles.models import Image
from articles.review import permissions
from articles.review.errors import BadInput, Refusal
from articles.review.images import MAX_BYTES, Words, add_image, markdown_of

FOUND = 24  # pictures in one answer of the library
SIGNED_OUT = "You are signed out. Sign in again in another tab, then go on here."


def picture_json(image: Image, alt: str = "") -> dict[str, Any]:
    """What the editor needs of a picture: ``image_code`` is the Markdown that shows it, ``thumb`` a small file."""
    small = min(image.renditions, key=lambda item: item["width"], default=None)
    return {
        "image_code": markdown_of(image, alt),
        "url": image.file.url,
        "thumb": f"/media/articles/{small['sha256']}.{small['suffix']}" if small else image.file.url,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "credit": image.credit,
        "licence": image.licence,
        "credit_line": image.credit_line,
    }


@never_cache
def upload(request: HttpRequest) -> JsonResponse:
    """POST ``image``, ``alt``, ``credit``, ``licence``: stores the picture and answers ``picture_json``.

    Else ``{"error": "sentences", "fields": {"alt": "sentence", …}}`` with 400 or 403; ``fields`` names those of the
    form that are wrong.
    """
    return _for_staff(request, _upload)


@never_cache
def pictures(request: HttpRequest) -> JsonResponse:
    """GET ``?q=words``: ``{"pictures": [picture_json, …], "more": true}`` of the library, newest first."""
    return _for_staff(request, _pictures)


def _for_staff(request: HttpRequest, view: Callable[[HttpRequest], JsonResponse]) -> JsonResponse:
    if not admin.site.has_permission(request):
        return JsonResponse({"error": SIGNED_OUT}, status=403)
    response: JsonResponse = admin.site.admin_view(view)(request)
    return response


@require_POST
def _upload(request: HttpRequest) -> JsonResponse:
    alt, credit, licence = (request.POST.get(name, "") for name in ("alt", "credit", "licence"))
    try:
        file = request.FILES.get("image")
        if file is None:
            raise BadInput("No picture came with the form.")
        missing = {
            name: sentence
            for name, typed, sentence in (
                ("alt", alt, "Every picture needs a sentence that says what it shows."),
                ("credit", credit, "Say whose picture it is: readers see it below."),
                ("licence", licence, "Say under which licence we may show it, or “own work”."),
            )
            if not typed.strip()
        }
        if missing:
            page = reverse("admin:articles_image_add")
            error = f"{' '.join(missing.values())} The page {page} asks for the same."
            return JsonResponse({"error": error, "fields": missing}, status=400)
        image = add_image(request.user, file.read(MAX_BYTES + 1), file.name or "", alt, credit, licence)
    except Refusal as error:
        fields = Words(alt, credit, licence).problems() if isinstance(error, BadInput) else {}
        return JsonResponse({"error": " ".join(sentences_of(error)), "fields": fields}, status=status_of(error))
    return JsonResponse(picture_json(image, alt))


@require_safe
def _pictures(request: HttpRequest) -> JsonResponse:
    try:
        permissions.check(request.user, "write_article")
    except Refusal as error:
        return JsonResponse({"error": str(error)}, status=status_of(error))
    words = request.GET.get("q", "").split()[:8]
    rows = Image.objects.order_by("-added_at", "-pk")
    for word in words:
        rows = rows.filter(Q(alt__icontains=word) | Q(credit__icontains=word) | Q(licence__icontains=word))
    found = list(rows[: FOUND + 1])
    return JsonResponse({"pictures": [picture_json(item) for item in found[:FOUND]], "more": len(found) > FOUND})
