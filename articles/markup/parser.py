"""Markdown source to document tree, with exact source offsets.

The dialect, once for segments and for rendering: CommonMark by markdown-it-py without raw HTML, without link reference
definitions and without indented code; with tables, strikethrough, sub- and superscript, footnotes, call-out boxes,
figures and help lines.
"""

from bisect import bisect_left, bisect_right
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from articles.markup import blocks, inlines
from articles.markup.build import Builder
from articles.markup.refusal import MAX_NESTING, MarkupError, refuse
from articles.markup.tree import Document


@cache
def _markdown() -> MarkdownIt:
    md = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False, "maxNesting": MAX_NESTING})
    md.inline = inlines.LocatedInline()
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.disable(["reference", "html_block", "code"])
    blocks.install(md)
    # Percent-decoding the words of <https://...> could bring back what check_source refused.
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return md


class Lines:
    """Offsets in the text with plain line ends, back to offsets in the source as given."""

    def __init__(self, source: str) -> None:
        self.text = source
        self._returns: list[int] = []
        if "\r" in source:
            parts = source.split("\r\n")
            at = -1
            for part in parts[:-1]:
                at += len(part) + 1
                self._returns.append(at)
            self.text = "\n".join(parts).replace("\r", "\n")
        if self.text.startswith("\ufeff"):  # a byte order mark is no word
            self.text = " " + self.text[1:]

    def start(self, offset: int) -> int:
        """Where the character at ``offset`` begins in the source."""
        return offset + bisect_left(self._returns, offset) if self._returns else offset

    def end(self, offset: int) -> int:
        """Where a stretch that ends before ``offset`` ends in the source."""
        return offset + bisect_right(self._returns, offset - 1) if self._returns else offset


def parse(source: str) -> Document:
    """The document tree of ``source``.

    Time grows linearly with the length. Raises ``MarkupError`` for what ``check_source`` refuses and for blocks nested
    deeper than ``MAX_NESTING``; for nothing else, whatever the string.
    """
    refuse(source)
    lines = Lines(source)
    env: dict[str, object] = {}
    tokens: list[Token] = []
    md = _markdown()
    md.block.parse(lines.text, md, env, tokens)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        raise MarkupError("Lists, quotes or boxes are nested too deeply. Take some of them apart.")
    return Builder(source, lines, lambda content: md.inline.parse(content, md, env, [])).document(tokens)
