"""Feeds: the newest live articles with their full text."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Tree

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading, signed
from articles.public.answers import conditional
from articles.public.graphs import LANGUAGE
from articles.public.pages import Checked
from articles.public.shell import LOGO, PICTURE, absolute

ENTRIES = 20
NOTHING_YET = datetime(2020, 1, 1, tzinfo=UTC)  # an empty feed needs a date too
ATOM = "http://www.w3.org/2005/Atom"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
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


def _entries(now: datetime) -> list[Publication]:
    return list(reading.listed(now).defer(None)[:ENTRIES])


def _updated(state: reading.State) -> datetime:
    moments = [moment for moment in state.moments() if moment]
    return max(moments, default=NOTHING_YET)


def entry_ids(rows: Sequence[Publication]) -> dict[int, str]:
    """For each article a tag URI (RFC 4151) that stays through every later text and address of it."""
    first = reading.first_addresses(row.article_id for row in rows)
    host = urlsplit(settings.SITE_URL).hostname
    return {
        row.article_id: f"tag:{host},{timezone.localdate(row.first_live_from).isoformat()}:"
        f"{first.get(row.article_id, row.slug)}"
        for row in rows
    }


def _url(row: Publication) -> str:
    return absolute(reverse("public:article", args=[row.slug]))


def _html(row: Publication, helplines: dict[str, Publication]) -> str:
    return signed.absolute_links(signed.body(row, helplines), _url(row))


def _summary(row: Publication) -> str:
    note = "Example content, not reviewed by a real clinician. " if row.example else ""
    return note + row.summary


def _atom(now: datetime, updated: datetime) -> bytes:
    Tree.register_namespace("", ATOM)
    feed = Tree.Element(f"{{{ATOM}}}feed", {XML_BASE: absolute("/"), XML_LANG: LANGUAGE})
    _add(feed, "id", absolute(reverse("public:feed")))
    _add(feed, "title", settings.SITE_NAME)
    _add(feed, "updated", _stamp(updated))
    _add(feed, "link", rel="self", type="application/atom+xml", href=absolute(reverse("public:feed")))
    _add(feed, "link", rel="alternate", type="text/html", href=absolute(reverse("public:home")))
    _add(feed, "icon", absolute(static("articles/icon-192.png")))
    _add(feed, "logo", absolute(static(PICTURE)))
    _add(_add(feed, "author"), "name", settings.PUBLISHER)
    helplines = reading.helplines(now)
    rows = _entries(now)
    ids = entry_ids(rows)
    for row in rows:
        entry = _add(feed, "entry")
        if row.language != LANGUAGE:
            entry.set(XML_LANG, row.language)
        _add(entry, "id", ids[row.article_id])
        _add(entry, "title", row.title)
        _add(entry, "updated", _stamp(row.changed_at))
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
    rows = _entries(now)
    ids = entry_ids(rows)
    items = [
        {
            "id": ids[row.article_id],
            "url": _url(row),
            "title": row.title,
            "summary": _summary(row),
            "content_html": _html(row, helplines),
            "date_published": row.first_live_from.isoformat(timespec="seconds"),
            "date_modified": row.changed_at.isoformat(timespec="seconds"),
            "authors": [
                {"name": person.name} | ({"url": absolute(person.url)} if person.url else {})
                for person in Checked(row).written_by
            ],
            "tags": [row.topic_name] if row.topic_name else [],
            "language": row.language,
        }
        for row in rows
    ]
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings.SITE_NAME,
        "language": LANGUAGE,
        "icon": absolute(static(LOGO)),
        "favicon": absolute(static("articles/icon-192.png")),
        "home_page_url": absolute(reverse("public:home")),
        "feed_url": absolute(reverse("public:feed_json")),
        "authors": [{"name": settings.PUBLISHER, "url": absolute("/")}],
        "items": items,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


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
