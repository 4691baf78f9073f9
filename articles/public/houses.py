"""The pages of the house: fixed addresses that show a signed standing page, where one is live, with facts below it."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from articles.models import Publication


@dataclass(frozen=True, slots=True)
class House:
    """One such page. ``slug`` is that of the standing page it shows, ``name`` its address in ``urls``."""

    slug: str
    name: str
    heading: str
    description: str


TOPIC = "topic-"  # the standing page "topic-sleep" stands above the list of the topic "sleep"
AUTHOR = "author-"  # and "author-a-name" above what somebody wrote

HOUSES = {
    house.slug: house
    for house in (
        House("about", "about", "About us", "Who publishes these pages, who writes and who checks."),
        House("editorial-policy", "policy", "Editorial policy", "Who writes, who checks, and how mistakes are mended."),
        House("review-policy", "review_policy", "Review policy", "Who signs which claim, and how long it counts."),
        House("accessibility", "accessibility", "Accessibility statement", "How these pages can be used, and by whom."),
        House("privacy", "privacy", "Privacy", "What we learn about readers, and what we do not."),
        House("help-now", "help", "Get help now", "Help lines: whom to call, and when."),
        House("stay-safe-online", "safe", "Stay safe online", "What “Leave this site” does, and what it cannot do."),
    )
}

#: Standing pages that are shown at other addresses than those of articles.
INSIDE = Q(kind="standing") & (Q(slug__in=HOUSES) | Q(slug__startswith=TOPIC) | Q(slug__startswith=AUTHOR))


def address(row: Publication) -> str:
    """Where readers find a live page: those of the house, of topics and of authors have addresses of their own."""
    if row.kind == "standing" and row.slug in HOUSES:
        return reverse(f"public:{HOUSES[row.slug].name}")
    for prefix, name in ((TOPIC, "topic"), (AUTHOR, "author")):
        if row.kind == "standing" and row.slug.startswith(prefix):
            return reverse(f"public:{name}", args=[row.slug.removeprefix(prefix)])
    return reverse("public:article", args=[row.slug])
