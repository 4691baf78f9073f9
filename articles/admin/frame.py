"""The frame of the reviewers' pages: one way to render, one way to refuse."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.desk import sentences_of, status_of, why_not
from articles.review.errors import Refusal

View = Callable[..., HttpResponse]


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of ours inside the admin; ``context`` must hold ``title``. Never cached: it shows drafts."""
    base = {**admin.site.each_context(request), "is_nav_sidebar_enabled": False, "subtitle": None}
    response = TemplateResponse(request, f"admin/articles/review/{template}", base | context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page for a refusal that has no better place."""
    context = {"title": "This is not possible", "sentences": sentences_of(refusal)}
    return page(request, "refused.html", context, status_of(refusal))


def for_those_who(*needed: str) -> Callable[[View], View]:
    """Guard: the view is for staff who hold one of the permissions; others get a page that names the role (403)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            error = why_not(request, *needed)
            return refused(request, error) if error else view(request, *args, **kwargs)

        return guarded

    return wrap
