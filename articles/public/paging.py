"""Pages of a list. A page that does not exist is 404, so that no address answers with somebody else's content."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest

SIZE = 20


def paged(request: HttpRequest, rows: Any) -> Page:
    """The page that ``?page=`` names, of 20 rows. Raises ``Http404`` when there is none."""
    try:
        return Paginator(rows, SIZE).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404("There is no such page.") from error
