"""Duties around live pages: whose review is due and who answers for it, fallbacks, absences and substitutes."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.desk import act_page, holds, number_of, posts_only
from articles.admin.frame import for_those_who, page, refused
from articles.models import Article, Assignment, Publication, Substitution
from articles.publishing.due import AHEAD
from articles.review import assignments
from articles.review.credentials import staff
from articles.review.errors import Refusal
from articles.review.ledger import name_of
from articles.review.people import today

PAGE = 50  # live pages on one page
HERE = "admin:articles_revision_duties"


@for_those_who("review_article")
def duties_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/revision/duties/``: live pages whose review is due within 30 days or overdue, the oldest date
    first, with who answers; below it who is away. ``?after=`` the number of the last publication seen."""
    now = timezone.now()
    rows = _due(now, number_of(request.GET.get("after")))
    shown = rows[:PAGE]
    day = today(now)
    away = assignments.substitutes_on(day)
    assigned = {
        row.article_id: row
        for row in Assignment.objects.filter(article__in=[row.article_id for row in shown]).select_related("fallback")
    }
    lines = [
        {
            "row": row,
            "overdue": row.review_due is not None and row.review_due <= now,
            "answers": _name(assignments.answers_for(row.article, assigned.get(row.article_id), away)),
            "owner": name_of(row.article.owner),
            "fallback": _name(assigned[row.article_id].fallback if row.article_id in assigned else None),
        }
        for row in shown
    ]
    absences = Substitution.objects.filter(last_day__gte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))
    context = {
        "title": "Live pages and absences",
        "lines": lines,
        "next": shown[-1].pk if len(rows) > PAGE else 0,
        "absences": absences.select_related("person", "substitute"),
        "edits": holds(request, "publish_article"),
    }
    return page(request, "duties.html", context)


def _due(now: datetime, after: int) -> list[Publication]:
    """One page of live publications and one row more."""
    rows = Publication.objects.live(now).filter(review_due__lte=now + AHEAD)
    last = Publication.objects.filter(pk=after).first() if after else None
    if last is not None and last.review_due is not None:
        rows = rows.filter(Q(review_due__gt=last.review_due) | Q(review_due=last.review_due, pk__gt=last.pk))
    rows = rows.select_related("article__owner").defer("payload", "manifest").order_by("review_due", "pk")
    return list(rows[: PAGE + 1])


def _name(person: Any) -> str:
    return name_of(person) if person is not None else ""


def _crumbs() -> list[tuple[str, str]]:
    return [("Live pages and absences", reverse(HERE))]


def _people(without: Any = None) -> list[tuple[str, str]]:
    return [(str(person.pk), name_of(person)) for person in staff() if person != without]


class AbsenceForm(forms.Form):
    """Who is away, when, and who stands in."""

    person = forms.ChoiceField(label="Who is away")
    substitute = forms.ChoiceField(help_text="Takes over tasks and messages. Nobody signs in another's name.")
    first_day = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


@for_those_who("review_article")
def absence_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/revision/duties/absence/``: name a substitute; editors may do it for others."""
    form = AbsenceForm(
        request.POST or None, initial={"person": str(request.user.pk), "first_day": today(timezone.now())}
    )
    own = [(str(request.user.pk), name_of(request.user))]
    form.fields["person"].choices = _people() if holds(request, "publish_article") else own  # type: ignore[attr-defined]
    form.fields["substitute"].choices = [("", "Choose a colleague"), *_people()]  # type: ignore[attr-defined]

    def act(data: dict[str, Any]) -> Substitution:
        people = {str(person.pk): person for person in staff()}
        person, substitute = people[data["person"]], people[data["substitute"]]
        return assignments.name_substitute(request.user, person, substitute, data["first_day"], data["last_day"])

    return act_page(
        request,
        form,
        act,
        title="Name a substitute",
        button="Save",
        back=reverse(HERE),
        done=lambda row: f"{name_of(row.substitute)} stands in and was told.",
        facts=["Duties pass on for these days. Competences do not: a substitute signs with their own credentials."],
        more={"crumbs": _crumbs()},
    )


@posts_only
@for_those_who("review_article")
def back_view(request: HttpRequest, pk: int) -> HttpResponse:
    """POST ``/admin/articles/revision/duties/absence/<id>/back/``: the absence is over."""
    try:
        row = assignments.end_substitution(request.user, pk)
    except Refusal as refusal:
        return refused(request, refusal)
    messages.success(request, f"{name_of(row.person)} is back.")
    return redirect(HERE)


class FallbackForm(forms.Form):
    """Who answers when the owner cannot."""

    fallback = forms.ChoiceField(
        required=False, help_text="Asked when the owner has left, or is away without a substitute."
    )


@for_those_who("publish_article")
def fallback_view(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/revision/duties/<article>/fallback/``: name the fallback owner."""
    article = get_object_or_404(Article.objects.select_related("owner"), pk=pk)
    row = Assignment.objects.filter(article=article).first()
    form = FallbackForm(request.POST or None, initial={"fallback": str(row.fallback_id or "") if row else ""})
    form.fields["fallback"].choices = [("", "Nobody"), *_people(article.owner)]  # type: ignore[attr-defined]

    def act(data: dict[str, Any]) -> Assignment:
        people = {str(person.pk): person for person in staff()}
        return assignments.name_fallback(request.user, article, people.get(data["fallback"]))

    return act_page(
        request,
        form,
        act,
        title=f"Fallback owner of “{article.slug}”",
        button="Save",
        back=reverse(HERE),
        done="Saved.",
        facts=[f"{name_of(article.owner)} owns this article and is asked first."],
        more={"crumbs": _crumbs()},
    )
