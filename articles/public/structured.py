"""Structured data of an article for machines, as schema.org in JSON-LD. Reviewer and review date come from the ledger's
columns only. ``graphs`` has the nodes that every page shares.
"""

import re
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.public.article_page import ArticlePage
from articles.public.graphs import above, organization, page_nodes, publisher, script
from articles.public.pages import Person
from articles.public.related import conditions_in
from articles.public.shell import PICTURE, absolute

_WORD = re.compile(r"[^\W_]+")
MOST_SUBJECTS = 8  # that a page is said to be about


def article_graph(page: ArticlePage) -> SafeString:
    """``MedicalWebPage`` (``reviewedBy`` and ``lastReviewed`` only after a full review), ``Article``, breadcrumbs.

    A standing page is a plain ``WebPage``: it is not about health.
    """
    row = page.publication
    path = reverse("public:article", args=[row.slug])
    url = absolute(path)
    picture = _picture(page)
    citations = [_work(item, url) for item in page.sources]
    both: dict[str, Any] = {
        "description": page.content["meta"] or row.summary,
        "inLanguage": row.language,
        "datePublished": row.first_live_from.isoformat(timespec="seconds"),
        "dateModified": row.changed_at.isoformat(timespec="seconds"),
    }
    more: dict[str, Any] = {
        **both,
        "primaryImageOfPage": {"@type": "ImageObject", "url": picture["url"]},
        "audience": {
            "@type": "PeopleAudience",
            "audienceType": page.audience,
            "geographicArea": {"@type": "Country", "name": page.region},
        },
        "mainContentOfPage": {"@type": "WebPageElement", "cssSelector": "main article"},
        "mainEntity": {"@id": f"{url}#article"},
        "publisher": publisher(),
    }
    if about := _about(page):
        more["about"] = about
    if citations:
        more["citation"] = citations
    reviewers = page.checked.reviewed_by
    if row.last_reviewed and reviewers:
        more["lastReviewed"] = timezone.localdate(row.last_reviewed).isoformat()
        more["reviewedBy"] = _several([_person(person) for person in reviewers])
    article = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": row.title[:110],
        "image": [picture],
        **both,
        "timeRequired": f"PT{page.minutes}M",
        "author": [_person(person) for person in page.checked.written_by] or [organization()],
        "publisher": organization(),  # in full: some readers of articles do not follow an @id
        "mainEntityOfPage": {"@id": f"{url}#page"},
        "citation": [{"@id": item["@id"]} for item in citations],
        "isAccessibleForFree": True,
    }
    kind = "MedicalWebPage" if row.kind == "article" else "WebPage"
    return script(*page_nodes(kind, row.title, path, above(row), **more), article)


def _picture(page: ArticlePage) -> dict[str, Any]:
    """The article's own first picture, else its card, else that of the site."""
    own = page.picture
    if not own:
        return {"@type": "ImageObject", "url": absolute(page.card_path or static(PICTURE))}
    found = {"@type": "ImageObject", "url": absolute(own["path"]), "caption": own["alt"]}
    return found | {"width": int(own["width"]), "height": int(own["height"])}


def _about(page: ArticlePage) -> list[dict[str, str]]:
    """Conditions and medicines that title, summary or a heading names; else the topic."""
    row = page.publication
    said = " \n ".join([row.title, row.summary, *(text for _, _, text in page.content["headings"])])
    words = " ".join(["", *_WORD.findall(said.casefold()), ""])
    found = [{"@type": "MedicalCondition", "name": name} for name in conditions_in(said)]
    named = [name for name in row.mentions.get("substances", []) if f" {name.casefold()} " in words]
    found += [{"@type": "Drug", "name": name} for name in named]
    if not found and row.topic_name:
        found = [{"@type": "Thing", "name": row.topic_name}]
    return found[:MOST_SUBJECTS]


def _work(source: dict[str, Any], url: str) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "CreativeWork", "@id": f"{url}#s{source['n']}", "name": source["title"]}
    if source["publisher"]:
        found["publisher"] = {"@type": "Organization", "name": source["publisher"]}
    if source["year"]:
        found["datePublished"] = str(source["year"])
    if source["link"]:
        found["url"] = source["link"]
    return found


def _person(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "Person", "name": person.name}
    if person.posts:
        found["jobTitle"] = person.posts[0]
    if person.url:
        found["url"] = absolute(person.url)
    if person.credentials:
        found["hasCredential"] = _several([_credential(item) for item in person.credentials])
    return found


def _credential(item: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "EducationalOccupationalCredential", "credentialCategory": item["kind"]}
    if item["number"]:
        found["identifier"] = item["number"]
    if item["body"]:
        found["recognizedBy"] = {"@type": "Organization", "name": item["body"]}
    return found


def _several(found: list[dict[str, Any]]) -> Any:
    return found[0] if len(found) == 1 else found
