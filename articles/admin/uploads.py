"""Pictures dropped into the editor. Nothing the browser says about the file counts; see ``articles.review.images``."""

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles.admin.desk import sentences_of, status_of
from articles.review.errors import BadInput, Refusal
from articles.review.images import MAX_BYTES, add_image, markdown_of


def upload(request: HttpRequest) -> JsonResponse:
    """Store ``image`` with its ``alt``; answers ``{"image_code": "![alt](/media/…)"}`` or ``{"error": "sentence"}``."""
    if not admin.site.has_permission(request):
        return JsonResponse({"error": "You are signed out. Sign in again in another tab, then go on here."}, status=403)
    response: JsonResponse = admin.site.admin_view(_upload)(request)
    return response


@require_POST
def _upload(request: HttpRequest) -> JsonResponse:
    try:
        file = request.FILES.get("image")
        if file is None:
            raise BadInput("No picture came with the form.")
        alt = request.POST.get("alt", "")
        if not alt.strip():
            page = reverse("admin:articles_image_add")
            raise BadInput(
                f"Every picture needs a sentence that says what it shows. Add it on the page {page} instead."
            )
        image = add_image(request.user, file.read(MAX_BYTES + 1), file.name or "", alt)
    except Refusal as error:
        return JsonResponse({"error": " ".join(sentences_of(error))}, status=status_of(error))
    return JsonResponse({"image_code": markdown_of(image, alt)})
