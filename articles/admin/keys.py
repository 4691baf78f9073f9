"""Single keys of the workbench: switched on and off for the account, so that it holds on every device."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from articles.admin.frame import for_those_who
from articles.review.preferences import choose_single_keys


@require_POST
@for_those_who("review_article", "write_article")
def keys_view(request: HttpRequest) -> HttpResponse:
    """POST ``/admin/articles/revision/keys/`` with ``single_keys``: keep the choice.

    The script of the workbench sends it beside the page, so that no tick is lost; it needs no page back.
    """
    choose_single_keys(request.user, request.POST.get("single_keys") == "on")
    if request.headers.get("Accept") == "text/plain":
        return HttpResponse(status=204)
    return redirect("admin:articles_revision_queue")
