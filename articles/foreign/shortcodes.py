"""Shortcodes: ``[name attribute="value"]words[/name]``.

Grammar after ``get_shortcode_regex`` in ``wp-includes/shortcodes.php``. WordPress expands the names that it knows and
shows all others as they stand; an export does not say which it knew. So what is taken for one is: a name of the lists
below, or brackets that look like nothing else (attributes, a closing tag, a name with an underscore or hyphen).
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

CAPTIONS = frozenset({"caption", "wp_caption"})
FOOTNOTES = frozenset({"footnote", "footnotes", "fn", "efn_note", "mfn", "ref", "note", "bg_fn", "ednote"})
#: Mean where the notes are listed, nothing else.
FOOTNOTE_LISTS = frozenset({"reference", "references", "footnotes_list", "efn_reference", "footnote_list", "bg_fns"})
MEDIA = frozenset({"audio", "video", "playlist", "embed", "youtube", "vimeo", "wpvideo", "soundcloud", "iframe"})
KNOWN = (
    CAPTIONS
    | FOOTNOTES
    | FOOTNOTE_LISTS
    | MEDIA
    | {
        "gallery", "accordion", "alert", "box", "button", "buttons", "clear", "code", "col", "column", "columns",
        "contact", "divider", "dropcap", "faq", "form", "gravityform", "highlight", "icon", "list", "map", "message",
        "ninja_form", "poll", "product", "products", "pullquote", "quote", "recaptcha", "row", "section", "sitemap",
        "slider", "spacer", "tab", "tabs", "testimonial", "toc", "toggle", "tooltip", "wpforms",
    }
)  # fmt: skip

_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*"([^"]*)"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s'"]+)|"([^"]*)"|'([^']*)'|(\S+)"""
)
_OPEN = re.compile(
    r"\[(\[?)([A-Za-z][\w-]{0,60})(?![\w-])((?:[^\[\]/\"']|\"[^\"]*\"|'[^']*'|/(?!\])|\[[^\[\]]*\])*?)(/?)\](\]?)"
)
_CODE = re.compile(r"<(pre|code|script|style|textarea|kbd|samp)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Shortcode:
    """One shortcode. ``content`` is None when it has no closing tag; ``source`` is the whole of it as written."""

    name: str
    attributes: dict[str, str]
    content: str | None
    source: str
    at: int
    loose: tuple[str, ...] = field(default=())  # values without a name


Expand = Callable[[Shortcode], str]


def expand(text: str, write: Expand, base: int = 0, depth: int = 0) -> str:
    """``text`` with every shortcode replaced by what ``write`` gives; ``[[name]]`` becomes ``[name]``.

    ``content`` of a shortcode is expanded already. What stands in code is left alone. ``at`` counts in the outermost
    text.
    """
    if "[" not in text or depth > MAX_DEPTH:
        return text
    code = [match.span() for match in _CODE.finditer(text)]
    out: list[str] = []
    last = 0
    for match in _OPEN.finditer(text):
        start, end = match.span()
        if start < last or any(first <= start < stop for first, stop in code):
            continue
        if match[1] and match[5]:
            out += [text[last:start], match[0][1:-1]]
            last = end
            continue
        if match[1]:  # "[[name]" is a bracket before a shortcode
            start += 1
        if match[5]:
            end -= 1
        name = match[2].lower()
        close = None if match[4] else re.compile(rf"\[/{re.escape(match[2])}\s*\]", re.IGNORECASE).search(text, end)
        if close and _opens_again(text, match[2], end, close.start()) and name not in CAPTIONS:
            close = _matching_close(text, match[2], end)
        attributes, loose = _attributes(match[3])
        if not _is_one(name, match[3], bool(close), attributes):
            continue
        inner = text[end : close.start()] if close else None
        if inner is not None:
            inner = expand(inner, write, base + end, depth + 1)
        stop = close.end() if close else end
        out.append(text[last:start])
        out.append(write(Shortcode(name, attributes, inner, text[start:stop], base + start, tuple(loose))))
        last = stop
    out.append(text[last:])
    return "".join(out)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """``text`` with ``change`` made to all but what stands in code."""
    out: list[str] = []
    last = 0
    for match in _CODE.finditer(text):
        out += [change(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*out, change(text[last:])])


def _is_one(name: str, raw: str, closed: bool, attributes: dict[str, str]) -> bool:
    if name in KNOWN:
        return not raw.strip() or raw[0].isspace() or raw.startswith("=")
    if raw and not raw[0].isspace():
        return False
    return closed or bool(attributes) or (("_" in name or "-" in name) and not raw.strip())


def _attributes(raw: str) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    loose = []
    for match in _ATTRIBUTE.finditer(raw.replace("\xa0", " ")):
        name = match[1] or match[3] or match[5]
        value = next((part for part in (match[2], match[4], match[6]) if part is not None), None)
        if name and value is not None:
            found[name.lower()] = html.unescape(value)
        else:
            loose.append(next(part for part in (match[7], match[8], match[9]) if part is not None))
    return found, loose


def _opens_again(text: str, name: str, start: int, stop: int) -> bool:
    return re.search(rf"\[{re.escape(name)}(?![\w-])", text[start:stop], re.IGNORECASE) is not None


def _matching_close(text: str, name: str, start: int) -> re.Match[str] | None:
    """The closing tag of a shortcode that holds others of its name."""
    depth = 1
    for match in re.finditer(rf"\[(/?){re.escape(name)}(?![\w-])[^\]]*\]", text[start:], re.IGNORECASE):
        depth += -1 if match[1] else 1
        if depth == 0:
            return re.compile(re.escape(match[0])).match(text, start + match.start())
    return None
