"""Sitemaps (sitemaps.org): an index and its parts. A part holds so many addresses that it stays under its bounds.

An article keeps its part when others are published: parts are cut by article, oldest first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Tree

from django.urls import reverse

from articles.public import people, reading, topics
from articles.public.houses import HOUSES, INSIDE
from articles.public.shell import absolute

#: The protocol allows 50,000 addresses and 50 MB. An address of ours with its date takes at most 400 bytes, so 10,000
#: stay under 4 MB, which a small server makes at once.
SIZE = 10_000
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
FIXED = ("home", "articles", "topics", "authors", "clinicians", "corrections")


@dataclass(frozen=True, slots=True)
class Address:
    """A canonical path that answers 200 and may be indexed, and when it last changed, where a publication says so."""

    path: str
    changed: datetime | None = None


def pages(now: datetime) -> list[Address]:
    """The addresses that are no article: fixed pages, pages of the house, topics and people."""
    newest = reading.listed(now).values_list("changed_at", flat=True).first()
    house = dict(reading.readable(now).filter(kind="standing", slug__in=HOUSES).values_list("slug", "changed_at"))
    found = [
        Address(reverse(f"public:{name}"), newest if name in {"home", "articles", "topics"} else None) for name in FIXED
    ]
    found += [Address(reverse(f"public:{item.name}"), house.get(item.slug)) for item in HOUSES.values()]
    found += [Address(reverse("public:topic", args=[item.slug]), item.newest) for item in topics.live_topics(now)]
    found += [Address(item.url) for item in (*people.everybody("author", now), *people.everybody("clinician", now))]
    return found


def parts(now: datetime, size: int = SIZE) -> list[datetime]:
    """When each part of the articles last changed; their number is the number of parts."""
    moments = [moment for _, moment in _articles(now)]
    return [max(moments[start : start + size]) for start in range(0, len(moments), size)]


def articles(now: datetime, part: int, size: int = SIZE) -> list[Address]:
    """The articles of a part, counted from 1; nothing when there is no such part."""
    above = reverse("public:articles")  # ten thousand times reverse() takes half a second
    rows = _articles(now)[(part - 1) * size : part * size]
    return [Address(f"{above}{slug}/", moment) for slug, moment in rows]


def _articles(now: datetime) -> Sequence[tuple[str, datetime]]:
    rows = reading.readable(now).exclude(INSIDE).order_by("article_id")
    return list(rows.values_list("slug", "changed_at"))


def index_xml(found: Iterable[Address]) -> bytes:
    """A sitemap index of these addresses."""
    return _xml("sitemapindex", "sitemap", found)


def sitemap_xml(found: Iterable[Address]) -> bytes:
    """A sitemap of these addresses."""
    return _xml("urlset", "url", found)


def _xml(root_name: str, item_name: str, found: Iterable[Address]) -> bytes:
    Tree.register_namespace("", SPACE)
    root = Tree.Element(f"{{{SPACE}}}{root_name}")
    for item in found:
        entry = Tree.SubElement(root, f"{{{SPACE}}}{item_name}")
        Tree.SubElement(entry, f"{{{SPACE}}}loc").text = absolute(item.path)
        if item.changed:
            Tree.SubElement(entry, f"{{{SPACE}}}lastmod").text = item.changed.isoformat(timespec="seconds")
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True))
