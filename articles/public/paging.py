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


def numbers(shown: Page) -> list[int | str]:
    """The numbers for the links between pages, with an ellipsis where some are left out."""
    return list(shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1))


def address(request: HttpRequest, shown: Page) -> str:
    """The canonical path of this page of the list: the first has no number."""
    return request.path if shown.number == 1 else f"{request.path}?page={shown.number}"
