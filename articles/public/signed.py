"""Signed HTML on its way to the reader. The payload is served as it was frozen; only help lines are put in (law 3)."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from articles.models import Publication
from articles.public.shell import absolute

# The gate of articles.rendering escapes every < and > in text and attributes, so tags can be told from words.
_TAG = re.compile(r"<[a-z][^<>]*>")
_HELPLINE = re.compile(r'<div(?=[^<>]* data-helpline="([a-z0-9-]+)")[^<>]*>helpline:.*?</div>\n?', re.DOTALL)
_SOURCE_MARK = re.compile(r'<sup class="cite"><a [^<>]*>\d+</a></sup>')
_PICTURE = re.compile(r'<img src="(/media/[^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)"')
_CHOICES = re.compile(r"<source [^<>]*>")
_ADDRESS = re.compile(r' (href|src)="([/#][^"]*)"')


def signed_html(html: str) -> SafeString:
    """Frozen output of ``articles.rendering.render``, trusted because the one door stored it and nothing changes it."""
    return mark_safe(html)  # noqa: S308


def body(publication: Publication, helplines: Mapping[str, Publication]) -> SafeString:
    """The body as it was frozen, with the help lines of today."""
    return with_helplines(publication.content["body_html"], helplines)


def with_helplines(html: str, helplines: Mapping[str, Publication]) -> SafeString:
    """``html`` with each ``helpline:key`` replaced by the entry that is live now, or by a link to the help page."""

    def entry(found: re.Match[str]) -> str:
        line = helplines.get(found[1])
        return render_to_string("public/_helpline.html", {"line": shown(line) if line else None})

    return signed_html(_HELPLINE.sub(entry, html))


def shown(line: Publication) -> dict[str, Any]:
    """A help line for templates, without its source marks: on the page around it their numbers mean other sources."""
    html = _SOURCE_MARK.sub("", line.content["body_html"])
    return {"key": line.slug, "title": line.title, "body": signed_html(html)}


def first_picture(html: str) -> dict[str, str] | None:
    """Path, width and height in pixels and description of the first picture of ``html``; None without one."""
    found = _PICTURE.search(html)
    return {"path": found[1], "alt": unescape(found[2]), "width": found[3], "height": found[4]} if found else None


def absolute_links(html: str, page: str) -> str:
    """The HTML with links and pictures that work away from the site. ``page`` is its public address.

    Of each picture only the file that everybody can show stays: readers of feeds choose nothing.
    """

    def whole(found: re.Match[str]) -> str:
        target = page + found[2] if found[2].startswith("#") else absolute(found[2])
        return f' {found[1]}="{target}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(whole, tag[0]), _CHOICES.sub("", html))


def words(html: str) -> str:
    """The visible words of signed HTML, white space collapsed."""
    spaced = re.sub(r"</(?:p|li|h[2-6]|td|th|div|figcaption|caption|blockquote|pre)>|<br>", " ", html)
    return " ".join(unescape(strip_tags(spaced)).split())
