"""Lists of live articles: all, of a topic, of an author, of a clinician."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading
from articles.public.answers import conditional, page
from articles.public.pages import Person
from articles.public.paging import paged
from articles.public.structured import ARTICLES, page_graph
from articles.public.teasers import teasers
from articles.workflow.settlement import Outcome

Find = Callable[[datetime], tuple[Any, dict[str, Any]]]


@require_safe
def articles(request: HttpRequest) -> HttpResponseBase:
    """Every live article, newest first, 20 to a page."""
    return _list(request, lambda now: (reading.listed(now), {"heading": "Articles", "kind": "articles"}))


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The live articles of a topic. Its name is read from them: a topic without live articles is unknown to readers."""

    def find(now: datetime) -> tuple[Any, dict[str, Any]]:
        rows = reading.listed(now).filter(topic_slug=slug)
        first = rows.first()
        if first is None:
            raise Http404("There is no such topic.")
        return rows, {"heading": first.topic_name, "kind": "topic"}

    return _list(request, find)


@require_safe
def author(request: HttpRequest, username: str) -> HttpResponseBase:
    """What somebody wrote, of what is live."""
    return _list(request, lambda now: _of_person(now, username, "author"))


@require_safe
def clinician(request: HttpRequest, username: str) -> HttpResponseBase:
    """What somebody signed, of what is live. What they dismissed is never shown."""
    return _list(request, lambda now: _of_person(now, username, "clinician"))


def _of_person(now: datetime, username: str, page_name: str) -> tuple[Any, dict[str, Any]]:
    user = get_user_model().objects.filter(username=username).values_list("pk", flat=True).first()
    if user is None:
        raise Http404("Nobody of this name wrote or signed a live article.")
    rows = Publication.objects.live(now).filter(kind__in=reading.READABLE, people__has_key=str(user))
    if page_name == "author":
        rows = rows.filter(manifest__regex=rf'"written_by":\[[^]]*"{user}"')
    else:
        signed = Q(decisions__by=user, decisions__outcome=Outcome.SIGN_OFF.value) | Q(attestations__by=user)
        rows = rows.filter(pk__in=Publication.objects.filter(signed).values("pk"))
    first = rows.first()
    if first is None or first.people[str(user)]["username"] != username:  # nothing is live, or they were erased
        raise Http404("Nobody of this name wrote or signed a live article.")
    person = Person.of(first.people[str(user)], page_name)
    return rows.defer(*reading.HEAVY), {"heading": person.name, "kind": page_name, "person": person}


def _list(request: HttpRequest, find: Find) -> HttpResponseBase:
    now = timezone.now()
    state, number = reading.state(now), request.GET.get("page", "1")

    def build() -> str:
        rows, context = find(now)
        shown = paged(request, rows)
        items = teasers(shown.object_list)
        numbers = list(shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1))
        path = request.path if shown.number == 1 else f"{request.path}?page={shown.number}"
        person = context.get("person")
        count = shown.paginator.count
        kind = "ProfilePage" if person else "CollectionPage"
        steps = [] if context["kind"] == "articles" else [ARTICLES]
        return page(
            "list.html",
            {
                "person": None,
                **context,
                "description": f"{context['heading']}: {count} article{'s' if count != 1 else ''}",
                "graph": page_graph(kind, context["heading"], path, *steps, about=person),
                "items": items,
                "shown": shown,
                "numbers": numbers,
                "path": path,
                "example": any(item.example for item in items),
            },
        )

    return conditional(request, ["list", request.path, number, *state.parts()], state.moments(), build)
