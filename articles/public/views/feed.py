"""Feeds, sitemap and robots.txt: live articles for machines."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Tree

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading, signed
from articles.public.answers import conditional
from articles.public.pages import Checked
from articles.public.shell import absolute

ENTRIES = 20
NOTHING_YET = datetime(2020, 1, 1, tzinfo=UTC)  # an empty feed needs a date too
MOST_ADDRESSES = 50_000  # of one sitemap, sitemaps.org
ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """The newest articles with their full text (RFC 4287)."""
    now = timezone.now()
    state = reading.state(now)
    return conditional(
        request,
        ["atom", *state.parts()],
        state.moments(),
        lambda: _atom(now, _updated(state)),
        "application/atom+xml; charset=utf-8",
    )


@require_safe
def json_feed(request: HttpRequest) -> HttpResponseBase:
    """The same as JSON (jsonfeed.org, version 1.1)."""
    now = timezone.now()
    state = reading.state(now)
    return conditional(
        request,
        ["json", *state.parts()],
        state.moments(),
        lambda: _json(now),
        "application/feed+json; charset=utf-8",
    )


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The canonical addresses that answer 200 and may be indexed."""
    now = timezone.now()
    state = reading.state(now)
    return conditional(
        request, ["sitemap", *state.parts()], state.moments(), lambda: _sitemap(now), "application/xml; charset=utf-8"
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """What crawlers may read, and where the sitemap is."""
    text = f"User-agent: *\nDisallow: /admin/\nDisallow: /search/\n\nSitemap: {absolute(reverse('public:sitemap'))}\n"
    return conditional(request, ["robots", text], [], lambda: text, "text/plain; charset=utf-8")


def _entries(now: datetime) -> list[Publication]:
    return list(reading.listed(now).defer(None)[:ENTRIES])


def _updated(state: reading.State) -> datetime:
    moments = [moment for moment in state.moments() if moment]
    return max(moments, default=NOTHING_YET)


def entry_id(row: Publication) -> str:
    """A tag URI (RFC 4151) that stays through every later text of the article."""
    day = timezone.localdate(row.first_live_from)
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{day.isoformat()}:{row.slug}"


def _url(row: Publication) -> str:
    return absolute(reverse("public:article", args=[row.slug]))


def _html(row: Publication, helplines: dict[str, Publication]) -> str:
    return signed.absolute_links(signed.body(row, helplines), _url(row))


def _summary(row: Publication) -> str:
    note = "Example content, not reviewed by a real clinician. " if row.example else ""
    return note + row.summary


def _atom(now: datetime, updated: datetime) -> bytes:
    Tree.register_namespace("", ATOM)
    feed = Tree.Element(f"{{{ATOM}}}feed", {XML_BASE: absolute("/")})
    _add(feed, "id", absolute(reverse("public:feed")))
    _add(feed, "title", settings.SITE_NAME)
    _add(feed, "updated", _stamp(updated))
    _add(feed, "link", rel="self", type="application/atom+xml", href=absolute(reverse("public:feed")))
    _add(feed, "link", rel="alternate", type="text/html", href=absolute(reverse("public:home")))
    _add(_add(feed, "author"), "name", settings.PUBLISHER)
    helplines = reading.helplines(now)
    for row in _entries(now):
        entry = _add(feed, "entry")
        _add(entry, "id", entry_id(row))
        _add(entry, "title", row.title)
        _add(entry, "updated", _stamp(row.live_from))
        _add(entry, "published", _stamp(row.first_live_from))
        _add(entry, "link", rel="alternate", type="text/html", href=_url(row))
        for person in Checked(row).written_by:
            _add(_add(entry, "author"), "name", person.name)
        if row.topic_slug:
            _add(entry, "category", term=row.topic_slug, label=row.topic_name)
        if summary := _summary(row):
            _add(entry, "summary", summary)
        _add(entry, "content", _html(row, helplines), type="html")
    return _xml(feed)


def _json(now: datetime) -> str:
    helplines = reading.helplines(now)
    items = [
        {
            "id": entry_id(row),
            "url": _url(row),
            "title": row.title,
            "summary": _summary(row),
            "content_html": _html(row, helplines),
            "date_published": row.first_live_from.isoformat(timespec="seconds"),
            "date_modified": row.live_from.isoformat(timespec="seconds"),
            "authors": [
                {"name": person.name} | ({"url": absolute(person.url)} if person.url else {})
                for person in Checked(row).written_by
            ],
            "tags": [row.topic_name] if row.topic_name else [],
            "language": row.language,
        }
        for row in _entries(now)
    ]
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings.SITE_NAME,
        "home_page_url": absolute(reverse("public:home")),
        "feed_url": absolute(reverse("public:feed_json")),
        "authors": [{"name": settings.PUBLISHER, "url": absolute("/")}],
        "items": items,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _sitemap(now: datetime) -> bytes:
    Tree.register_namespace("", SITEMAP)
    root = Tree.Element(f"{{{SITEMAP}}}urlset")
    for name in ("home", "articles", "policy", "help", "corrections"):
        _address(root, absolute(reverse(f"public:{name}")))
    live = reading.readable(now).values_list("slug", "live_from", "topic_slug")
    above = absolute(reverse("public:articles"))  # ten thousand times reverse() takes half a second
    topics: dict[str, datetime] = {}
    for slug, live_from, topic in live[: MOST_ADDRESSES // 2]:
        _address(root, f"{above}{slug}/", live_from)
        if topic:
            topics[topic] = max(live_from, topics.get(topic, live_from))
    for topic, changed in sorted(topics.items()):
        _address(root, absolute(reverse("public:topic", args=[topic])), changed)
    return _xml(root)


def _address(root: Tree.Element, location: str, changed: datetime | None = None) -> None:
    url = Tree.SubElement(root, f"{{{SITEMAP}}}url")
    Tree.SubElement(url, f"{{{SITEMAP}}}loc").text = location
    if changed:
        Tree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = _stamp(changed)


def _add(parent: Tree.Element, name: str, text: str | None = None, **attributes: str) -> Tree.Element:
    child = Tree.SubElement(parent, f"{{{ATOM}}}{name}", {key: _clean(value) for key, value in attributes.items()})
    child.text = None if text is None else _clean(text)
    return child


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _xml(root: Tree.Element) -> bytes:
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True))
