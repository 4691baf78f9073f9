"""Structured data for machines: schema.org as JSON-LD. Reviewer and review date come from the ledger's columns only."""

import json
import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.public.article_page import ArticlePage
from articles.public.pages import Person
from articles.public.related import conditions_in
from articles.public.shell import PICTURE, absolute

ARTICLES = ("Articles", "/articles/")
_WORD = re.compile(r"[^\W_]+")
MOST_SUBJECTS = 8  # that a page is said to be about
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def article_graph(page: ArticlePage) -> SafeString:
    """``MedicalWebPage`` (``reviewedBy`` and ``lastReviewed`` only after a full review), ``Article``, breadcrumbs.

    A standing page is a plain ``WebPage``: it is not about health.
    """
    row = page.publication
    url = absolute(reverse("public:article", args=[row.slug]))
    card = absolute(static(PICTURE))
    own = page.picture
    picture: Any = card
    if own:
        picture = {"@type": "ImageObject", "url": absolute(own["path"]), "caption": own["alt"]}
        picture |= {"width": int(own["width"]), "height": int(own["height"])}
    dates = {
        "datePublished": row.first_live_from.isoformat(timespec="seconds"),
        "dateModified": row.live_from.isoformat(timespec="seconds"),
    }
    citations = [_work(item, url) for item in page.sources]
    web_page: dict[str, Any] = {
        "@type": "MedicalWebPage" if row.kind == "article" else "WebPage",
        "@id": f"{url}#page",
        "url": url,
        "name": row.title,
        "description": page.content["meta"] or row.summary,
        "inLanguage": row.language,
        **dates,
        "primaryImageOfPage": {"@type": "ImageObject", "url": absolute(own["path"]) if own else card},
        "audience": {
            "@type": "PeopleAudience",
            "audienceType": page.audience,
            "geographicArea": {"@type": "Country", "name": page.region},
        },
        "mainContentOfPage": {"@type": "WebPageElement", "cssSelector": "main article"},
        "mainEntity": {"@id": f"{url}#article"},
        "breadcrumb": {"@id": f"{url}#crumbs"},
        "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": absolute("/")},
        "publisher": _publisher(card),
    }
    if about := _about(page):
        web_page["about"] = about
    if citations:
        web_page["citation"] = citations
    reviewers = page.checked.reviewed_by
    if row.last_reviewed and reviewers:
        web_page["lastReviewed"] = timezone.localdate(row.last_reviewed).isoformat()
        web_page["reviewedBy"] = _several([_person(person) for person in reviewers])
    article = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": row.title[:110],
        "description": page.content["meta"] or row.summary,
        "image": [picture],
        **dates,
        "inLanguage": row.language,
        "timeRequired": f"PT{page.minutes}M",
        "author": [_person(person) for person in page.checked.written_by] or [_publisher(card)],
        "publisher": _publisher(card),
        "mainEntityOfPage": {"@id": f"{url}#page"},
        "citation": [{"@id": item["@id"]} for item in citations],
        "isAccessibleForFree": True,
    }
    return _script({"@context": "https://schema.org", "@graph": [web_page, article, _crumbs(page, url)]})


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


def page_graph(kind: str, name: str, path: str, *steps: tuple[str, str], about: Person | None = None) -> SafeString:
    """A page that is no article: its ``kind`` of WebPage, the ``steps`` (name, path) above it, and whom it is about."""
    url = absolute(path)
    web_page: dict[str, Any] = {
        "@type": kind,
        "@id": f"{url}#page",
        "url": url,
        "name": name,
        "inLanguage": "en-GB",
        "publisher": _publisher(absolute(static(PICTURE))),
    }
    if about:
        web_page["mainEntity"] = _person(about)
    trail = [("Home", "/"), *steps, *([(name, path)] if path != "/" else [])]
    graph = [web_page, _trail(url, trail)] if len(trail) > 1 else [web_page]
    return _script({"@context": "https://schema.org", "@graph": graph})


def _crumbs(page: ArticlePage, url: str) -> dict[str, Any]:
    row = page.publication
    above = (row.topic_name, reverse("public:topic", args=[row.topic_slug])) if row.topic_slug else ARTICLES
    return _trail(url, [("Home", "/"), above, (row.title, reverse("public:article", args=[row.slug]))])


def _trail(url: str, steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
        for number, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{url}#crumbs", "itemListElement": items}


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


def _publisher(picture: str) -> dict[str, Any]:
    logo = {"@type": "ImageObject", "url": picture}
    return {"@type": "Organization", "name": settings.PUBLISHER, "url": absolute("/"), "logo": logo}


def _several(found: list[dict[str, Any]]) -> Any:
    return found[0] if len(found) == 1 else found


def _script(data: dict[str, Any]) -> SafeString:
    """JSON that cannot leave its script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308
