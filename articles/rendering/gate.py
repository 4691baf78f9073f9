"""The closed list of what may leave the house as HTML. Everything written by ``articles.rendering`` passes through
``clean``.

The writer emits nothing outside this list (a test compares input and output), so the gate is the second wall: it holds
when the writer has a fault.
"""

import re
from functools import cache
from urllib.parse import urlsplit

import nh3

#: Addresses a link may have; anything else stays as plain words.
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
#: Where pictures may come from: our own uploads, decoded and re-encoded by us.
PICTURES = re.compile(r"/media/[A-Za-z0-9_./-]+")
#: The files of a picture from which a browser chooses: named by their content, with their widths.
_FILE = r"/media/articles/[0-9a-f]{64}\.(?:avif|webp) [0-9]{1,5}w"
SRCSET = re.compile(f"{_FILE}(?:, {_FILE})*")

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_ATTRIBUTES = {
    "a": {"href", "rel", "class", "id", "aria-label", "data-claim"},
    "caption": {"id"},
    "div": {"class", "role", "tabindex", "aria-labelledby", "aria-label", "data-helpline"},
    "figure": set(),
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "li": {"id"},
    "mark": {"id", "class", "data-claim", "data-wording"},
    "ol": {"type"},
    "p": {"class"},
    "section": {"class", "aria-label"},
    "source": {"type", "srcset", "sizes"},
    "span": {"class", "data-sentence"},
    "sup": {"class", "id"},
    "td": {"class"},
    "th": {"class", "scope"},
}
_PLAIN = "blockquote br code em figcaption hr picture pre s strong sub table tbody thead tr ul"
_TAGS = {*_ATTRIBUTES, *_PLAIN.split()}


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
        attribute_filter=_attribute,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """nh3 reads addresses in ``href`` and ``src`` only; those of a ``srcset`` are read here."""
    return value if name != "srcset" or SRCSET.fullmatch(value) else None


def clean(html: str) -> str:
    """``html`` with everything removed that is not on the list."""
    return str(_cleaner().clean(html))


def safe_link(href: str) -> str:
    """``href`` if a reader may follow it, else the empty string.

    Allowed are http, https, mailto, tel, absolute paths on this site and fragments. Paths relative to the page are
    refused: the same words stand on several pages.
    """
    href = href.strip()
    if any(ord(char) <= 32 or char in '\\<>"`{}|^' for char in href):
        return ""
    if href.startswith("#"):
        return href if len(href) > 1 else ""
    if href.startswith("/"):
        return "" if href.startswith("//") else href
    scheme = _SCHEME.match(href)
    if scheme is None or scheme[1].lower() not in SCHEMES:
        return ""
    try:
        parts = urlsplit(href)
        port_is_valid = parts.port is None or parts.port >= 0
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        # A name before the host is how a look-alike address is written: https://nhs.uk@example.org/
        return href if parts.hostname and port_is_valid and "@" not in parts.netloc else ""
    return href if parts.path else ""


def is_external(href: str) -> bool:
    """Whether a safe link leaves the site."""
    return href.lower().startswith(("http:", "https:"))


def safe_picture(src: str) -> bool:
    """Whether a picture may be shown."""
    return bool(PICTURES.fullmatch(src)) and ".." not in src and "//" not in src
