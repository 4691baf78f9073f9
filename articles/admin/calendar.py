"""The month: what goes live, what ends, what is due. A list of days that becomes a grid where there is room."""

import calendar
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.admin.desk import answer, needs, refusals
from articles.publishing.calendar import Happening, month

SHOWN = 4  # events of one day in the grid; the rest stands on the page of the day
READERS = ("write_article", "publish_article", "review_article")
VIEWS = [("all", "Everything"), ("public", "What readers see"), ("work", "What is due")]


@refusals
@needs(*READERS)
def calendar_page(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/publication/calendar/?month=2026-12``; ``day=`` lists one day whole, ``show=`` narrows."""
    today = timezone.localdate()
    first = _month_of(request.GET.get("month", ""), today)
    show = request.GET.get("show", "all")
    found = {day: [item for item in items if _wanted(item, show)] for day, items in month(first).items()}
    days = [_day(first.replace(day=number), found, today) for number in range(1, _length(first) + 1)]
    chosen = _chosen(request.GET.get("day", ""), days)
    context = {
        "title": f"Calendar: {first:%B %Y}",
        "first": first,
        "days": days,
        "weekdays": list(calendar.day_name),
        "offset": first.weekday() + 1,
        "chosen": chosen,
        "empty": not any(day["items"] for day in days),
        "previous": (first - timedelta(days=1)).replace(day=1),
        "next": (first + timedelta(days=31)).replace(day=1),
        "this_month": today.replace(day=1),
        "views": [{"key": key, "label": label, "current": key == show} for key, label in VIEWS],
        "show": show,
        "zone": timezone.get_current_timezone_name(),
    }
    return answer(request, "calendar.html", context)


def _month_of(text: str, today: date) -> date:
    """The month that was asked for; this one for anything else."""
    try:
        year, number = (int(part) for part in text.split("-"))
        return date(year, number, 1) if 2000 <= year <= 2200 else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def _length(first: date) -> int:
    return calendar.monthrange(first.year, first.month)[1]


def _wanted(item: Happening, show: str) -> bool:
    return show not in {"public", "work"} or item.kind.public is (show == "public")


def _day(day: date, found: dict[date, list[Happening]], today: date) -> dict[str, Any]:
    items = found.get(day, [])
    more = len(items) - SHOWN
    # One more fits where the line that counts it would stand.
    return {
        "date": day,
        "items": items,
        "shown": items if more <= 1 else items[:SHOWN],
        "more": more if more > 1 else 0,
        "today": day == today,
    }


def _chosen(text: str, days: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((day for day in days if day["date"].isoformat() == text), None)
