"""Figures of the review: plots with their numbers beside them, for a period, and each table as CSV.

These are about the review. What readers report of live pages is in ``reports``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.admin.desk import why_not
from articles.admin.frame import page, refused
from articles.claims.types import Risk
from articles.rendering.charts import Bar, Series, bars, stacked
from articles.review import exports, figures
from articles.review.rule_use import RuleUse

PERIODS = {"30": "30 days", "90": "90 days", "365": "a year", "all": "All time"}
USUAL = "90"
MOST_BARS = 10
_CSS = {name: f"p{number}" for number, name in enumerate(figures.STATES)}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the page. ``plot`` is safe markup; ``legend`` has (class, name) of each series; ``note`` says what
    is counted."""

    key: str
    title: str
    note: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    plot: str = ""
    legend: list[tuple[str, str]] = field(default_factory=list)
    empty: str = ""
    more: str = ""


@dataclass
class Asked:
    """Who asks, for which period. What two figures need is counted once."""

    viewer: Any
    since: datetime
    now: datetime

    @cached_property
    def over_time(self) -> figures.OverTime:
        """Claims by state and risk."""
        return figures.over_time(self.viewer, self.since, self.now)


def figures_view(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """``/admin/articles/revision/figures/``: ``?days=`` the period, ``?table=`` one figure as CSV."""
    if error := why_not(request, "review_article", "publish_article", "manage_credentials", "read_ledger"):
        return refused(request, error)
    now = timezone.now()
    days = request.GET.get("days", USUAL)
    if days not in PERIODS:
        days = USUAL
    asked = Asked(request.user, _since(days, now), now)
    if (wanted := request.GET.get("table", "")) in FIGURES:
        return _csv(FIGURES[wanted](asked), days)
    context = {
        "title": "Figures of the review",
        "figures": [make(asked) for make in FIGURES.values()],
        "days": days,
        "periods": PERIODS.items(),
        "query": urlencode({"days": days}),
    }
    return page(request, "figures.html", context)


def _since(days: str, now: datetime) -> datetime:
    if days != "all":
        return now - timedelta(days=int(days))
    first = figures.first_claim()
    return min(first, now - timedelta(days=1)) if first else now - timedelta(days=1)


def _csv(figure: Figure, days: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        exports.lines(figure.heads, figure.rows),
        content_type="text/csv; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{figure.key}-{days}.csv"'
    return response


def _drawn(markup: str) -> SafeString:
    """A plot in the page: ``charts`` escapes every word in it."""
    return mark_safe(markup)  # noqa: S308


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %b %Y}"


def _states(asked: Asked) -> Figure:
    found = asked.over_time
    return _stack(
        "claims-by-state",
        "Claims by state",
        "Claims of the newest text of each article, by what had been decided about their words on that day.",
        found,
        [Series(name, _CSS[name], found.states[name]) for name in figures.STATES],
    )


def _risks(asked: Asked) -> Figure:
    found = asked.over_time
    return _stack(
        "open-claims-by-risk",
        "Claims not settled, by risk",
        "The same claims without those signed off or dismissed.",
        found,
        [Series(f"{risk.value} risk", f"r{risk.rank}", found.risks[risk.value]) for risk in reversed(Risk)],
    )


def _stack(key: str, title: str, note: str, found: figures.OverTime, series: list[Series]) -> Figure:
    days = [_day(end) for end in found.ends]
    rows = [(day, *(item.values[at] for item in series)) for at, day in enumerate(days)]
    heads = ("Until", *(item.name for item in series))
    if found.empty:
        return Figure(key, title, note, heads, rows, empty="No claims have been found yet.")
    legend = [(item.css, item.name) for item in series]
    return Figure(key, title, note, heads, rows, _drawn(stacked(key, title, days, series)), legend)


def _waited(asked: Asked) -> Figure:
    found = figures.waited(asked.viewer, asked.since)
    title = "Time from submission to a signature"
    plot = [Bar(item.competence, item.half.total_seconds(), _span(item.half)) for item in found]
    return Figure(
        "time-to-sign",
        title,
        "Half of the sign-offs took no longer than the median. A signer counts for each competence held that day.",
        ("Competence", "Sign-offs", "Median", "Nine of ten within"),
        [(item.competence, item.count, _span(item.half), _span(item.most)) for item in found],
        _drawn(bars("time-to-sign", title, plot)) if found else "",
        empty="" if found else "Nobody has signed a claim in this time.",
    )


def _span(length: timedelta) -> str:
    """A length of time in the unit in which a person thinks of it."""
    minutes = length.total_seconds() / 60
    if minutes < 1:
        return "less than a minute"
    if minutes < 90:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.0f} hours" if minutes < 48 * 60 else f"{minutes / 60 / 24:.1f} days"


def _overdue(asked: Asked) -> Figure:
    found = figures.overdue(asked.now)
    plot = [Bar(item.kind, item.total, str(item.total)) for item in found]
    late = any(item.total for item in found)
    return Figure(
        "overdue",
        "Overdue today",
        "By how long it has been overdue, whatever period is chosen.",
        ("What", "Up to 7 days", "8 to 30 days", "Longer", "Together"),
        [(item.kind, item.week, item.month, item.longer, item.total) for item in found],
        _drawn(bars("overdue", "Overdue today", plot)) if late else "",
        empty="" if late else "Nothing is overdue.",
    )


def _rules(asked: Asked) -> Figure:
    found = figures.noisy(asked.viewer, asked.since)
    title = "Part of a rule’s findings that was dismissed or overridden"
    plot = [Bar(f"{use.id}: {use.title}"[:70], use.share or 0, _percent(use)) for use in found]
    return Figure(
        "dismissed-by-rule",
        title,
        f"Rules and layers with at least {figures.FEWEST} answers in this time.",
        ("Rule", "Title", "Answered", "Dismissed", "Overridden", "Part"),
        [
            (
                use.id,
                use.title,
                len(set().union(*use.answers.values())),
                use.dismissed,
                use.overridden,
                f"{use.share:.2f}",
            )
            for use in found
        ],
        _drawn(bars("dismissed-by-rule", title, plot[:MOST_BARS])) if found else "",
        empty="" if found else f"No rule has {figures.FEWEST} answers in this time.",
        more="rules",
    )


def _percent(use: RuleUse) -> str:
    return f"{100 * (use.share or 0):.0f} %"


FIGURES: dict[str, Callable[[Asked], Figure]] = {
    "claims-by-state": _states,
    "open-claims-by-risk": _risks,
    "time-to-sign": _waited,
    "overdue": _overdue,
    "dismissed-by-rule": _rules,
}
