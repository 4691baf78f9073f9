"""Addresses: which can be followed, what programs put around them, and how Markdown wants them written."""

import re
from urllib.parse import parse_qs, urlsplit

_SAFE = re.compile(r"(?:https?://[^/\s]|mailto:.|tel:.|/(?!/))", re.IGNORECASE)


def followable(href: str) -> str:
    """``href`` if it can be followed from every page of ours (the rule of ``articles.rendering.gate``), else ""."""
    return href if _SAFE.match(href) else ""


def unwrapped(href: str) -> str:
    """The address itself, where a program has put a tracking address of its own around it."""
    href = href.strip()
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    host = parts.hostname or ""
    for place, path, name in (("google.com", "/url", "q"), ("safelinks.protection.outlook.com", "/", "url")):
        if (host == place or host.endswith("." + place)) and parts.path == path:
            inner = parse_qs(parts.query).get(name, [""])[0]
            if inner.startswith(("http://", "https://", "mailto:", "tel:")):
                return inner
    return href


def destination(href: str) -> str:
    """The address as it stands between the brackets of a link."""
    for char, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("\\", "%5C")):
        href = href.replace(char, code)
    return href
