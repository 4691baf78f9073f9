"""Structured data that every page shares: the page itself, the site, its publisher, its lists and people, as JSON-LD.

Vocabulary: schema.org. Every graph names the publisher and the site by the same ``@id``, so that machines know that all
pages speak of one of each.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.models import Publication
from articles.public.people import Profile
from articles.public.shell import LOGO, PICTURE, absolute
from articles.public.teasers import Teaser

LANGUAGE = "en-GB"
Node = dict[str, Any]
Step = tuple[str, str]
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def script(*nodes: Node) -> SafeString:
    """One graph of these nodes as JSON that cannot leave its script element."""
    data = {"@context": "https://schema.org", "@graph": list(nodes)}
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308


def publisher() -> Node:
    """The publisher by reference."""
    return {"@id": absolute("/#publisher")}


def organization() -> Node:
    """The publisher, with the rules it publishes by."""
    policy = absolute(reverse("public:policy"))
    return {
        "@type": "Organization",
        **publisher(),
        "name": settings.PUBLISHER,
        "url": absolute("/"),
        "logo": {"@type": "ImageObject", "url": absolute(static(LOGO))},
        "email": settings.CONTACT_EMAIL,
        "publishingPrinciples": policy,
        "correctionsPolicy": absolute(reverse("public:corrections")),
    }


def website() -> Node:
    """The site, with its search."""
    target = f"{absolute(reverse('public:search'))}?q={{search_term_string}}"
    return {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "inLanguage": LANGUAGE,
        "publisher": publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        },
    }


def page_nodes(kind: str, name: str, path: str, *steps: Step, **more: Any) -> list[Node]:
    """A page of the schema.org type ``kind`` below the ``steps`` (name, path), with its breadcrumbs and its site."""
    url = absolute(path)
    page: Node = {
        "@type": kind,
        "@id": f"{url}#page",
        "url": url,
        "name": name,
        "inLanguage": LANGUAGE,
        "isPartOf": {"@id": absolute("/#site")},
        "primaryImageOfPage": {"@type": "ImageObject", "url": absolute(static(PICTURE))},
        **more,
    }
    nodes = [page, website(), organization()]
    if path != "/":
        page["breadcrumb"] = {"@id": f"{url}#crumbs"}
        nodes.append(trail(url, [("Home", "/"), *steps, (name, path)]))
    return nodes


def page_script(kind: str, name: str, path: str, *steps: Step, **more: Any) -> SafeString:
    """``page_nodes`` for the page's head."""
    return script(*page_nodes(kind, name, path, *steps, **more))


def above(row: Publication) -> Step:
    """The step above an article: its topic, else the list of all articles."""
    if row.topic_slug:
        return row.topic_name, reverse("public:topic", args=[row.topic_slug])
    return "Articles", reverse("public:articles")


def trail(url: str, steps: Sequence[Step]) -> Node:
    """The breadcrumbs of the page at ``url``."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
        for number, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{url}#crumbs", "itemListElement": items}


def item_list(items: Sequence[Teaser], start: int = 1) -> Node:
    """The links of a list in their order; ``start`` is the place of the first one in the whole list."""
    found = [
        {"@type": "ListItem", "position": place, "name": item.title, "url": absolute(item.url)}
        for place, item in enumerate(items, start)
    ]
    return {"@type": "ItemList", "itemListElement": found}


def person(profile: Profile) -> Node:
    """A person with posts and registrations as they stand on the page."""
    found: Node = {
        "@type": "Person",
        "@id": f"{absolute(profile.url)}#person",
        "name": profile.name,
        "url": absolute(profile.url),
        "affiliation": publisher(),
    }
    if profile.credentials:
        found["jobTitle"] = profile.credentials[0].post or profile.credentials[0].kind
        found["hasCredential"] = [
            {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": item.kind,
                "identifier": item.number,
                "recognizedBy": {"@type": "Organization", "name": item.body},
            }
            for item in profile.credentials
        ]
    return found
