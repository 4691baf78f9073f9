"""Addresses that stand for any reader's page and any page of the desk, to look at what the frame adds to both."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path


def reader(request: HttpRequest) -> HttpResponse:
    """A page rendered with every context processor, which asks for no user."""
    template = engines["django"].from_string("<p>{{ greeting }}</p>")
    return HttpResponse(template.render({"greeting": "Hello"}, request))


def desk(request: HttpRequest) -> HttpResponse:
    """A page for staff."""
    return HttpResponse(str(request.user))


# The pages for errors link to readers' pages, so those are here too, behind the two that stand for any.
urlpatterns = [path("", reader), path("admin/", desk), path("", include("articles.public.urls"))]
