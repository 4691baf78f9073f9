"""What was pasted from Word, Google Docs or a web page comes back as Markdown. Stores nothing."""

from django.http import HttpRequest, JsonResponse

from articles.admin.live import for_writers
from articles.markup import MarkupError
from articles.markup.incoming import to_markdown


@for_writers
def paste(request: HttpRequest) -> JsonResponse:
    """``html`` to ``{"markdown": …, "notes": [sentences]}``, or ``{"error": sentence}`` for what is too large."""
    try:
        converted = to_markdown(request.POST.get("html", ""))
    except MarkupError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"markdown": converted.markdown, "notes": list(converted.notes)})
