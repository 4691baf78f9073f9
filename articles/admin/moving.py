"""Moving from another site: what was imported, by risk; what each import left over; how far the move has come."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from articles.admin.desk import act_page, answer, holds, needs, number_of, refusals, run
from articles.admin.places import editor_url
from articles.claims.types import Risk
from articles.models import Article, Origin
from articles.publishing.importing import settle
from articles.publishing.moving import Point, Row, history, rows
from articles.review.credentials import staff
from articles.review.errors import BadInput
from articles.review.ledger import name_of
from articles.review.ownership import hand_over_all
from articles.workflow.states import ReviewState

READERS = ("write_article", "publish_article", "review_article")
PAGE = 50
REASON = "Imported articles were shared out."
LONGEST_REASON = 500
FILTERS: dict[str, tuple[str, Callable[[Row, int], bool]]] = {
    "left": ("Left to publish", lambda row, user: not row.here),
    "high": ("High risk", lambda row, user: not row.here and row.risk is Risk.HIGH),
    "medium": ("Medium risk", lambda row, user: not row.here and row.risk is Risk.MEDIUM),
    "low": ("Low risk", lambda row, user: not row.here and row.risk is Risk.LOW),
    "none": ("Without claims", lambda row, user: not row.here and row.risk is None),
    "live": ("Was public there", lambda row, user: not row.here and row.was_live),
    "todo": ("Something to mend", lambda row, user: bool(row.todo)),
    "differs": ("Changed there and here", lambda row, user: row.differs),
    "mine": ("Mine", lambda row, user: not row.here and row.owner == user),
    "here": ("Published here", lambda row, user: row.here),
}
ORDERS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "risk": ("highest risk", lambda row: row.key),
    "claims": ("most claims", lambda row: (-row.claims, *row.key)),
    "new": ("newest there", lambda row: (-(row.published_at.timestamp() if row.published_at else 0), *row.key)),
    "title": ("title", lambda row: (row.title.casefold(), row.article)),
}
RISKS = (Risk.HIGH, Risk.MEDIUM, Risk.LOW, None)
#: The picture of the burn-down, in its own units.
WIDTH, HEIGHT, EDGE = 640, 220, 32


class ShareForm(forms.Form):
    """Who is to own the ticked articles."""

    owner = forms.ChoiceField(label="New owner")
    reason = forms.CharField(label="Reason", max_length=LONGEST_REASON, initial=REASON)


@refusals
@needs(*READERS)
def triage_page(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/article/imported/``: ``?show=`` a filter, ``?sort=``, ``?q=`` words of titles, ``?page=``.

    A POST hands the ticked articles (or all of the filter) to a new owner. Five queries, however many there are.
    """
    everything = rows()
    show = request.GET.get("show", "left")
    show = show if show in FILTERS else "left"
    order = request.GET.get("sort", "risk")
    order = order if order in ORDERS else "risk"
    words = request.GET.get("q", "").strip()[:100]
    user: Any = request.user
    found = [row for row in everything if FILTERS[show][1](row, user.pk) and words.casefold() in row.title.casefold()]
    found.sort(key=ORDERS[order][1])
    form = ShareForm(request.POST or None, initial={"reason": REASON})
    form.fields["owner"].choices = [("", "Choose…"), *((person.pk, name_of(person)) for person in staff())]  # type: ignore[attr-defined]
    status = 200
    if request.method == "POST":
        status, many = _share(request, form, found)
        if status == 200:
            messages.success(request, f"{many} article{'s' if many != 1 else ''} changed hands.")
            return redirect(request.get_full_path())
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, number_of(request.GET.get("page")) or 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    counts = Counter(key for key, (_, test) in FILTERS.items() for row in everything if test(row, user.pk))
    context = {
        "title": "Imported articles by risk",
        "imported": len(everything),
        "rows": _with_rest(shown),
        "found": len(found),
        "filters": [
            {"key": key, "label": label, "count": counts[key], "current": key == show}
            for key, (label, _) in FILTERS.items()
            if counts[key] or key in ("left", show)
        ],
        "orders": [{"key": key, "label": label, "current": key == order} for key, (label, _) in ORDERS.items()],
        "show": show,
        "sort": order,
        "words": words,
        "page": page,
        "pages": pages,
        "query": urlencode({"show": show, "sort": order, "q": words}),
        "form": form,
        "shares": holds(request, "publish_article"),
        "ticked": set(request.POST.getlist("article")),
    }
    return answer(request, "imported.html", context, status)


def _share(request: HttpRequest, form: ShareForm, found: list[Row]) -> tuple[int, Any]:
    if not form.is_valid():
        return 400, None
    chosen = {number_of(value) for value in request.POST.getlist("article")}
    ids = [row.article for row in found if row.article in chosen or request.POST.get("all") == "1"]

    def act() -> int:
        if not ids:
            raise BadInput("Tick the articles that are to change hands.")
        owner = staff().filter(pk=number_of(form.cleaned_data["owner"])).first()
        if owner is None:
            raise BadInput("Choose an active colleague.")
        return hand_over_all(request.user, ids, owner, form.cleaned_data["reason"])

    return run(form, act)


def _with_rest(shown: list[Row]) -> list[dict[str, Any]]:
    """The rows of one page with what only this page needs."""
    articles = Article.objects.filter(pk__in=[row.article for row in shown]).select_related("owner", "origin")
    by_pk = {article.pk: article for article in articles}
    found = []
    for row in shown:
        article = by_pk[row.article]
        counts = [{"risk": risk.value, "count": row.counts[risk]} for risk in reversed(Risk) if row.counts[risk]]
        found.append({"row": row, "article": article, "owner": name_of(article.owner), "counts": counts})
    return found


@refusals
@needs(*READERS)
def origin_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Where an article came from, and what the import could not carry over. A POST notes that all of it is done."""
    article = get_object_or_404(Article.objects.select_related("origin"), pk=article_id)
    origin = get_object_or_404(Origin, article=article)
    back = editor_url(article.pk)
    writes = holds(request, "write_article")
    return act_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda data: settle(request.user, origin),
        title=f"Where “{article.latest_revision.title if article.latest_revision else article.slug}” came from",
        button="All of it is done" if writes and (origin.todo or origin.differs) else "",
        back=back,
        done="Nothing of the import waits any more.",
        template="origin.html",
        more={"origin": origin, "article": article, "crumbs": [(IMPORTED, reverse("admin:articles_article_imported"))]},
    )


IMPORTED = "Imported articles by risk"


@refusals
@needs(*READERS)
def progress_page(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/article/imported/progress/``: what is left, by risk and state, and day by day. Four queries."""
    everything = rows()
    left = [row for row in everything if not row.here]
    points = history(everything, timezone.localdate())
    states = [state for state in ReviewState if any(row.state is state for row in left)]
    table = [
        {
            "label": "Without claims" if risk is None else f"{risk.value.capitalize()} risk",
            "key": risk.value if risk else "none",
            "cells": [sum(row.risk is risk and row.state is state for row in left) for state in states],
            "total": sum(row.risk is risk for row in left),
        }
        for risk in RISKS
    ]
    context = {
        "title": "How far the move has come",
        "crumbs": [(IMPORTED, reverse("admin:articles_article_imported"))],
        "imported": len(everything),
        "here": len(everything) - len(left),
        "left": len(left),
        "states": [state.label for state in states],
        "table": table,
        "points": [{"point": point, "risks": [point.risks.get(risk, 0) for risk in RISKS]} for point in points],
        "chart": _chart(points),
        "rate": _rate(points),
        "answered": sum(row.was_live for row in left),
        "legacy": settings.LEGACY_ORIGIN,
    }
    return answer(request, "imported_progress.html", context)


def _chart(points: list[Point]) -> dict[str, Any] | None:
    """The lines of the picture; None for fewer than two days."""
    if len(points) < 2:
        return None
    top = max(point.imported for point in points) or 1
    span = (points[-1].day - points[0].day).days or 1

    def line(values: list[int]) -> str:
        places = []
        for point, value in zip(points, values, strict=True):
            x = EDGE + (WIDTH - 2 * EDGE) * (point.day - points[0].day).days / span
            y = HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value / top
            places.append(f"{x:.1f},{y:.1f}")
        return " ".join(places)

    return {
        "left": line([point.left for point in points]),
        "high": line([point.risks.get(Risk.HIGH, 0) for point in points]),
        "imported": line([point.imported for point in points]),
        "top": top,
        "first": points[0].day,
        "last": points[-1].day,
        "width": WIDTH,
        "height": HEIGHT,
        "edge": EDGE,
        "right": WIDTH - EDGE,
        "bottom": HEIGHT - EDGE,
        "below": HEIGHT - EDGE / 3,
    }


def _rate(points: list[Point]) -> str:
    """How many were published here in the last four weeks, and what that means for the rest, in words."""
    if not points or not points[-1].left:
        return ""
    recent = [point for point in points if (points[-1].day - point.day).days <= 28]
    before = recent[0].here if len(recent) > 1 else 0
    done = points[-1].here - before
    days = (points[-1].day - recent[0].day).days or 1
    if not done:
        return "None was published here in the last four weeks."
    weeks = round(points[-1].left / (done / days) / 7)
    many = f"about {weeks} weeks" if weeks > 1 else "about a week"
    return f"{done} published here in the last {days} days; at this pace the rest takes {many}."
