"""Structured data for machines: schema.org as JSON-LD. Reviewer and review date come from the ledger's columns only."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.public.pages import ArticlePage, Person
from articles.public.shell import PICTURE, absolute

ARTICLES = ("Articles", "/articles/")
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def article_graph(page: ArticlePage) -> SafeString:
    """``MedicalWebPage`` (``reviewedBy`` and ``lastReviewed`` only after a full review), ``Article``, breadcrumbs."""
    row = page.publication
    url = absolute(reverse("public:article", args=[row.slug]))
    picture = absolute(static(PICTURE))
    web_page: dict[str, Any] = {
        "@type": "MedicalWebPage",
        "@id": f"{url}#page",
        "url": url,
        "name": row.title,
        "inLanguage": row.language,
        "audience": {"@type": "PeopleAudience", "audienceType": row.audience},
        "breadcrumb": {"@id": f"{url}#crumbs"},
    }
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
        "datePublished": row.first_live_from.isoformat(timespec="seconds"),
        "dateModified": row.live_from.isoformat(timespec="seconds"),
        "inLanguage": row.language,
        "author": [_person(person) for person in page.checked.written_by] or [_publisher(picture)],
        "publisher": _publisher(picture),
        "mainEntityOfPage": {"@id": f"{url}#page"},
        "citation": [f"{item['title']}, {item['year']}" if item["year"] else item["title"] for item in page.sources],
    }
    return _script({"@context": "https://schema.org", "@graph": [web_page, article, _crumbs(page, url)]})


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
    return found


def _publisher(picture: str) -> dict[str, Any]:
    logo = {"@type": "ImageObject", "url": picture}
    return {"@type": "Organization", "name": settings.PUBLISHER, "url": absolute("/"), "logo": logo}


def _several(found: list[dict[str, Any]]) -> Any:
    return found[0] if len(found) == 1 else found


def _script(data: dict[str, Any]) -> SafeString:
    """JSON that cannot leave its script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308
