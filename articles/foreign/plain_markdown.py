"""Markdown of other dialects: what ours does not read (HTML, link definitions, indented code) is told anew."""

import re
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from articles.foreign.markdown import Made, markdown_of

_CODE = re.compile(r"(?ms)^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)|(`+)(?!`).+?(?<!`)\2(?!`)")
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|<!--")
_DEFINITION = re.compile(r"(?m)^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+")
_TERM = re.compile(r"(?m)^[^\s:][^\n]*\n(?:[ \t]*\n)?:[ \t]+\S")


def needs_conversion(body: str) -> bool:
    """Whether a text uses what our dialect would show as it is typed."""
    plain = _CODE.sub("", body)
    return bool(_HTML.search(plain) or _DEFINITION.search(plain) or _TERM.search(plain))


def as_ours(body: str) -> Made:
    """The text in our dialect, by way of the HTML that its own generator would make of it."""
    return markdown_of(_reader().render(body))


@cache
def _reader() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return md.use(footnote_plugin).use(deflist_plugin)
