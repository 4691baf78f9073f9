"""WordPress exports (WXR 1.0 to 1.2) as a stream: one item in memory at a time, however large the file.

Format: https://wordpress.org/documentation/article/tools-export-screen/ and ``wp-admin/includes/export.php``.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from articles.foreign.item import Unreadable

_WP = re.compile(r"\{https?://wordpress\.org/export/[0-9.]+/(excerpt/)?\}")
_PREFIXES = {
    "{http://purl.org/rss/1.0/modules/content/}": "content:",
    "{http://purl.org/dc/elements/1.1/}": "dc:",
}
#: What no XML document may hold. Exports do, where somebody pasted from a word processor.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_CUT_REFERENCE = re.compile(r"&#?[0-9a-zA-Z]{0,8}\Z")
_ITEM = re.compile(r"<item>\s*<title")
_CHUNK = 64 * 1024


@dataclass(slots=True)
class Post:
    """One ``<item>``. ``fields`` are its simple elements by prefixed name, the first of each."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)  # domain, nicename, name
    meta: dict[str, str] = field(default_factory=dict)
    comments: int = 0

    def get(self, name: str) -> str:
        """A field without white space around it; empty when it is not there."""
        return self.fields.get(name, "").strip()

    @property
    def type(self) -> str:
        """``post``, ``page``, ``attachment`` or the name of a type that a theme or plugin made."""
        return self.get("wp:post_type") or "post"

    @property
    def key(self) -> str:
        """What names it in its site."""
        return self.get("wp:post_id") or self.get("guid") or self.get("link")


@dataclass(slots=True)
class Channel:
    """What stands in an export around its items."""

    version: str = ""
    base: str = ""  # address of the blog
    fields: dict[str, str] = field(default_factory=dict)
    authors: dict[str, dict[str, str]] = field(default_factory=dict)  # by login
    categories: dict[str, str] = field(default_factory=dict)  # term id: name


def read(path: Path) -> Iterator[Channel | Post]:
    """The items of an export in order. Before the first, and again at the end, the channel as known by then.

    Raises ``Unreadable`` for what is no export, is not well-formed, or declares entities.
    """
    try:
        with path.open("rb") as raw:
            stream = _Mended(raw)
            yield from _items(stream, path)
    except OSError as error:
        raise Unreadable(f"{path} could not be read: {error.strerror or error}.") from error
    except DefusedXmlException as error:
        raise Unreadable(
            f"{path} declares entities of its own, which no WordPress export does and which can be made to fill a "
            "machine's memory. It was not read."
        ) from error
    except ParseError as error:
        line = error.position[0] if error.position else 0
        raise Unreadable(
            f"{path} is not a complete XML file: line {line} breaks off or is not well-formed ({error.msg}). "
            "Export it again."
        ) from error


def _items(stream: "_Mended", path: Path) -> Iterator[Channel | Post]:
    channel = Channel()
    root: Element | None = None
    parent: Element | None = None
    depth = 0
    said = False
    for event, element in iterparse(stream, events=("start", "end")):
        if event == "start":
            depth += 1
            if root is None:
                root = element
                if element.tag != "rss":
                    raise Unreadable(f"{path} is not a WordPress export: it begins with <{element.tag}>, not <rss>.")
            elif depth == 2 and element.tag == "channel":
                parent = element
            continue
        depth -= 1
        if depth != 2 or parent is None:
            continue
        if element.tag == "item":
            if not said:
                _check(channel, path)
                yield channel
                said = True
            yield _post(element, stream.next_line())
        else:
            _around(channel, element)
        parent.remove(element)
    _check(channel, path)
    yield channel


def _check(channel: Channel, path: Path) -> None:
    if not channel.version:
        raise Unreadable(f"{path} is not a WordPress export: it names no WXR version. Use Tools → Export in WordPress.")


def _name(tag: str) -> str:
    for uri, prefix in _PREFIXES.items():
        if tag.startswith(uri):
            return prefix + tag[len(uri) :]
    match = _WP.match(tag)
    if match:
        return ("excerpt:" if match[1] else "wp:") + tag[match.end() :]
    return tag


def _text(element: Element) -> str:
    return element.text or ""


def _children(element: Element) -> dict[str, str]:
    return {_name(child.tag): _text(child).strip() for child in element}


def _around(channel: Channel, element: Element) -> None:
    name = _name(element.tag)
    if name == "wp:wxr_version":
        channel.version = _text(element).strip()
    elif name == "wp:author":
        found = _children(element)
        channel.authors[found.get("wp:author_login", "")] = found
    elif name == "wp:category":
        found = _children(element)
        channel.categories[found.get("wp:term_id", "")] = found.get("wp:cat_name", "")
    elif len(element) == 0:
        channel.fields.setdefault(name, _text(element).strip())
        if name in ("link", "wp:base_site_url", "wp:base_blog_url") and _text(element).strip():
            channel.base = _text(element).strip()  # in this order in the file; the blog's own is last


def _post(element: Element, line: int) -> Post:
    post = Post(line)
    for child in element:
        name = _name(child.tag)
        if name == "wp:comment":
            post.comments += 1
        elif name == "wp:postmeta":
            found = _children(child)
            post.meta.setdefault(found.get("wp:meta_key", ""), found.get("wp:meta_value", ""))
        elif name == "category":
            term = (child.get("domain", ""), child.get("nicename", ""), _text(child).strip())
            if term[0] and term not in post.terms:  # WXR 1.0 writes each twice, once without a domain
                post.terms.append(term)
        else:
            post.fields.setdefault(name, _text(child))
    return post


class _Mended:
    """A file as XML may be: UTF-8, without the characters that XML forbids. Notes the lines on which items begin."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._held = ""
        self._ended = False
        self._begun = False
        self._lines = 1
        self._tail = ""
        self._found: list[int] = []
        self._given = 0

    def next_line(self) -> int:
        """The line of the next item that has not been asked for."""
        self._given += 1
        return self._found[self._given - 1] if self._given <= len(self._found) else 0

    def read(self, size: int = -1) -> bytes:
        """The next stretch; empty at the end."""
        while not self._ended:
            raw = self._raw.read(_CHUNK)
            self._ended = not raw
            text = self._held + self._decoder.decode(raw, final=self._ended)
            self._held = ""
            if not self._begun:  # white space before the declaration is an error in XML, and common in exports
                text = text.lstrip("\ufeff \t\r\n")
                self._begun = bool(text)
            if not self._ended and (cut := _CUT_REFERENCE.search(text)):
                self._held, text = text[cut.start() :], text[: cut.start()]
            if text:
                self._count(text)
                mended = _REFERENCE.sub(_legal, _ILLEGAL.sub("", text))
                return mended.encode("utf-8")
        return b""

    def _count(self, text: str) -> None:
        # An item may begin across two stretches: the last characters of the one before are looked at again.
        window = self._tail + text
        first = self._lines - self._tail.count("\n")
        for match in _ITEM.finditer(window):
            if match.end() > len(self._tail):
                self._found.append(first + window.count("\n", 0, match.start()))
        self._lines += text.count("\n")
        self._tail = window[-64:]


def _legal(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return match[0] if legal else ""


def text_fields(post: Post) -> list[Any]:
    """Everything of a post that an import reads, for its digest."""
    names = (
        "title",
        "link",
        "content:encoded",
        "excerpt:encoded",
        "wp:post_name",
        "wp:status",
        "wp:post_type",
        "wp:post_date_gmt",
        "wp:post_date",
        "wp:post_modified_gmt",
        "dc:creator",
    )
    kept = {key: value for key, value in post.meta.items() if not key.startswith(("_edit_", "_oembed", "_encloseme"))}
    return [{name: post.fields.get(name, "") for name in names}, bool(post.get("wp:post_password")), post.terms, kept]
