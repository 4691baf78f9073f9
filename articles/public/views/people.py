"""Who writes and who checks: everybody, and each with what they wrote or signed, of what is live."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public import paging, people, reading
from articles.public.answers import NO_CACHE, conditional, page
from articles.public.graphs import page_nodes, page_script, person, script
from articles.public.houses import AUTHOR
from articles.public.intro import frame as intro_frame
from articles.public.intro import introduction
from articles.public.people import Profile, Role
from articles.review.profiles import profile_of

HEADINGS: dict[Role, str] = {"author": "Authors", "clinician": "Clinicians"}
INDEX: dict[Role, str] = {"author": "public:authors", "clinician": "public:clinicians"}
REMEMBERED = 300  # seconds


@require_safe
def authors(request: HttpRequest) -> HttpResponseBase:
    """Everybody who wrote something that is live."""
    return _everybody(request, "author")


@require_safe
def clinicians(request: HttpRequest) -> HttpResponseBase:
    """Everybody who signed something that is live, with post and registration."""
    return _everybody(request, "clinician")


@require_safe
def author(request: HttpRequest, username: str) -> HttpResponseBase:
    """What somebody wrote, of what is live."""
    return _one(request, username, "author")


@require_safe
def clinician(request: HttpRequest, username: str) -> HttpResponseBase:
    """What somebody signed, of what is live, and when. What they dismissed is never shown."""
    return _one(request, username, "clinician")


def _everybody(request: HttpRequest, role: Role) -> HttpResponseBase:
    now = timezone.now()
    state = reading.state(now)
    # The newest act of all, for a credential found false changes no publication that it had no part in.
    act = reading.newest_act()

    def build() -> str:
        key = f"people:{role}:{state.parts()}:{act}".replace(" ", "")
        found: list[Profile] | None = cache.get(key)
        if found is None:
            found = people.everybody(role, now)
            cache.set(key, found, REMEMBERED)
        heading = HEADINGS[role]
        graph = page_script("CollectionPage", heading, request.path)
        context = {"people": found, "role": role, "heading": heading, "graph": graph}
        return page("people.html", context)

    return conditional(request, [request.path, act, *state.parts()], [act, *state.moments()], build)


def _one(request: HttpRequest, username: str, role: Role) -> HttpResponseBase:
    now = timezone.now()
    state, act = reading.state(now), reading.newest_act()
    if chosen := people.chosen_address(username):
        moved = reverse(f"public:{role}", args=[chosen])
        return HttpResponsePermanentRedirect(moved, headers={"Cache-Control": NO_CACHE})

    def build() -> str:
        known = people.find(username, role, now)
        if known is None:
            raise Http404("Nobody of this name wrote or signed a live article.")
        user_id, found = known
        intro = introduction(f"{AUTHOR}{username}", now) if role == "author" else None
        shown = paging.paged(request, people.light(people.works_of(user_id, role, now), role))
        works = people.works(shown.object_list, user_id, role)
        path = paging.address(request, shown)
        step = (HEADINGS[role], reverse(INDEX[role]))
        nodes = page_nodes("ProfilePage", found.name, path, step, mainEntity={"@id": person(found)["@id"]})
        context = {
            "person": found,
            "role": role,
            "above": {"name": step[0], "path": step[1]},
            "works": works,
            "shown": shown,
            "numbers": paging.numbers(shown),
            "path": path,
            "graph": script(*nodes, person(found)),
            "profile": profile_of(user_id) if role == "clinician" else None,
            "example": any(work.teaser.example for work in works) or bool(intro and intro.publication.example),
            **intro_frame(intro if shown.number == 1 else None),
        }
        return page("person.html", context)

    parts = ["person", request.path, request.GET.get("page", "1"), act, *state.parts()]
    return conditional(request, parts, [act, *state.moments()], build)
