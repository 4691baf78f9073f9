"""The first two steps: an allow-list over what came in (nh3), and formats told by elements instead of styles."""

import re
from functools import cache

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from articles.markup.refusal import MarkupError, without_refused

#: Longest HTML that is read, in code points. Word sends about forty times as much markup as words.
MAX_HTML = 4_000_000
#: Deepest nesting of elements; the writer is recursive.
MAX_DEPTH = 150

_DIVISIONS = ("address", "article", "aside", "body", "center", "div", "footer", "header", "main", "nav", "section")
_LISTS = ("dd", "dl", "dt", "li", "ol", "ul")
_TABLES = ("table", "tbody", "td", "tfoot", "th", "thead", "tr")
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OTHERS = ("blockquote", "details", "figcaption", "figure", "hr", "p", "pre", "summary")
BLOCKS = frozenset({*_DIVISIONS, *_LISTS, *_TABLES, *_HEADS, *_OTHERS})
#: Elements that are read and say nothing in our dialect.
_SILENT = ("abbr", "big", "center", "cite", "dfn", "font", "ins", "mark", "samp", "small", "span", "time", "u", "var")
_INLINE = ("a", "b", "br", "code", "del", "em", "i", "img", "kbd", "q", "s", "strike", "strong", "sub", "sup", "tt")
_TAGS = {*BLOCKS, *_SILENT, *_INLINE, "caption", "col", "colgroup", "input"} - {"body"}
_DROPPED = {"script", "style", "title", "xml", "template", "noscript", "svg", "math", "select", "textarea"}
_EMBEDS = re.compile(r"<(iframe|video|audio|object|embed|form)\b", re.IGNORECASE)
_STYLES = {
    "display",
    "font-style",
    "font-weight",
    "margin-left",
    "mso-comment-reference",
    "mso-element",
    "mso-hide",
    "mso-list",
    "text-decoration",
    "text-decoration-line",
    "vertical-align",
}
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # allowed in a text, but nobody types them
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_BOLD = re.compile(r"bold|bolder|[6-9]00")


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes={
            "*": {"style", "class", "id"},
            "a": {"href", "name"},
            "img": {"src", "alt", "title"},
            "ol": {"start"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        filter_style_properties=_STYLES,
    )


def read(html: str) -> tuple[BeautifulSoup, list[str]]:
    """The cleaned document and plain sentences about what was left out. Raises ``MarkupError`` for too much of it."""
    if len(html) > MAX_HTML:
        raise MarkupError("This is too large to be converted. Take it over in parts.")
    notes = []
    embeds = len(_EMBEDS.findall(html))
    if embeds:
        notes.append(f"{embeds} embedded frame, film, sound or form was left out.")
    soup = BeautifulSoup(_cleaner().clean(html), "html.parser")
    _refuse_depth(soup)
    for found in soup.find_all(["input", "col", "colgroup"]):
        found.decompose()
    for text in list(soup.find_all(string=True)):
        if (words := plain(str(text))) != text:
            text.replace_with(words)
    return soup, notes


def plain(text: str) -> str:
    """``text`` with ordinary spaces, and without what a reader does not see and ``check_source`` may refuse."""
    return without_refused(_INVISIBLE.sub("", _SPACES.sub(" ", text)))


def _refuse_depth(soup: BeautifulSoup) -> None:
    level = [soup]
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element.children if isinstance(child, Tag)]  # type: ignore[misc]
        if not level:
            return
    raise MarkupError("This is nested too deeply to be converted. Take it over as plain text.")


def style_of(element: Tag) -> dict[str, str]:
    """The declarations of an element, in lower case."""
    found = {}
    for declaration in str(element.get("style", "")).split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip().lower()
    return found


def classes_of(element: Tag) -> set[str]:
    """The classes of an element, in lower case."""
    return {name.lower() for name in element.get_attribute_list("class") if name}


def holds_blocks(element: Tag) -> bool:
    """Whether an element holds a block at any depth."""
    return any(isinstance(child, Tag) and child.name in BLOCKS for child in element.descendants)


def drop_hidden(soup: BeautifulSoup) -> None:
    """Take out what its writer never saw as text: hidden runs, and the comments of Word."""
    for element in list(soup.find_all(style=True)):
        if element.decomposed:
            continue
        style = style_of(element)
        hidden = style.get("display") == "none" or style.get("mso-hide") == "all"
        comment = style.get("mso-element") in {"comment-list", "comment"} or "mso-comment-reference" in style
        if hidden or comment:
            element.decompose()
    for element in list(soup.find_all(class_=re.compile(r"^(MsoCommentReference|screen-reader-text)$"))):
        if not element.decomposed:
            element.decompose()


def name_formats(soup: BeautifulSoup) -> None:
    """``<span style="font-weight:700">`` becomes ``<strong>``; ``<b style="font-weight:normal">`` becomes nothing."""
    for old, new in (("b", "strong"), ("i", "em"), ("del", "s"), ("strike", "s"), ("tt", "code"), ("kbd", "code")):
        for element in soup.find_all(old):
            element.name = new
    for element in list(soup.find_all(["strong", "em", "span", "font", "a", "s"])):
        style = style_of(element)
        weight, slant = style.get("font-weight", ""), style.get("font-style", "")
        not_bold = element.name == "strong" and weight and not _BOLD.fullmatch(weight)
        if not_bold or (element.name == "em" and slant == "normal"):
            element.name = "span"
        wanted = []
        if element.name in ("span", "font", "a"):
            lines = style.get("text-decoration", "") + style.get("text-decoration-line", "")
            lift = style.get("vertical-align", "")
            wanted = [
                name
                for name, is_so in (
                    ("strong", bool(_BOLD.fullmatch(weight))),
                    ("em", slant in ("italic", "oblique")),
                    ("s", "line-through" in lines),
                    ("sup", lift == "super"),
                    ("sub", lift == "sub"),
                )
                if is_so
            ]
        for name in wanted:
            _wrap_children(soup, element, name)
    for element in list(soup.find_all(_SILENT)):
        element.unwrap()
    for heading in soup.find_all(re.compile(r"^h[1-6]$")):  # a heading is bold already
        for element in heading.find_all("strong"):
            element.unwrap()
    for name in ("strong", "em", "s", "sup", "sub"):
        _flatten(soup, name)
    soup.smooth()


def _wrap_children(soup: BeautifulSoup, element: Tag, name: str) -> None:
    if holds_blocks(element):
        return  # a format around blocks says nothing about words
    wrapper = soup.new_tag(name)
    for child in list(element.children):
        wrapper.append(child.extract())
    element.append(wrapper)


def _flatten(soup: BeautifulSoup, name: str) -> None:
    """No format inside itself, none around blocks, none without words; two that touch become one."""
    for element in list(soup.find_all(name)):
        if element.decomposed or element.parent is None:
            continue
        says_nothing = not element.get_text().strip() and not element.find("img")
        if says_nothing or element.find_parent(name) or holds_blocks(element):
            element.unwrap()
    soup.smooth()
    for element in list(soup.find_all(name)):
        after = element.next_sibling
        while (
            isinstance(after, NavigableString)
            and not after.strip()
            and isinstance(after.next_sibling, Tag)
            and after.next_sibling.name == name
        ) or (isinstance(after, Tag) and after.name == name):
            element.append(after.extract())
            if isinstance(after, Tag):
                after.unwrap()
            after = element.next_sibling
