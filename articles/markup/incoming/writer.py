"""Plain HTML to the Markdown of the house: markdownify, with the rules of our dialect on top."""

import re
from collections.abc import Callable
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from articles.markup.blocks import BOXES
from articles.markup.incoming.links import destination, unwrapped
from articles.markup.incoming.tidy import BLOCKS, plain

Link = Callable[[str], str]
Picture = Callable[[str, str, str], str]

_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|:{3,}|`{3,}|~{3,}|={2,}\s*$|-{2,}\s*$|\|)")
_CLOSING = re.compile(r"(^|\s)(#+)$")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_TABLE_CAPTION = re.compile(r"Table:\s")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_LABEL = re.compile(r"\[(?=[^\]]*\](?:\(|\[|:))|\[(?=\^)")
_AUTOLINK = re.compile(r"<(?=[A-Za-z][A-Za-z0-9+.-]*:|[^\s<>]+@)")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_STRIKE = re.compile(r"~(?=[^\s~]+~|~)|(?<=~)~")
_RAISED = re.compile(r"\^(?=[^\s^]+\^)")


class Writer(MarkdownConverter):
    """Writes one document. ``picture`` gives the Markdown of a picture or "", ``link`` an address or ""."""

    def __init__(self, link: Link, picture: Picture) -> None:
        super().__init__(
            heading_style="atx",
            bullets="-",
            newline_style="backslash",
            wrap=True,
            wrap_width=None,
            sub_symbol="~",
            sup_symbol="^",
        )
        self.link = link
        self.picture = picture
        self.lost_links = 0
        self.shown: set[int] = set()  # captions that stand with their pictures already

    # ------------------------------------------------------------------------------------------------------- words

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """What would be markup in our dialect gets a backslash, and nothing else does."""
        text = text.replace("\\", "\\\\").replace("*", r"\*").replace("`", r"\`")
        text = _UNDERSCORE.sub(r"\\_", text)
        text = _ENTITY.sub("&amp;", text)  # a backslash would not save what ``check_source`` reads in references
        text = _LABEL.sub(r"\\[", text)
        text = _AUTOLINK.sub(r"\\<", text)
        if text.count("~") > 1:
            text = _STRIKE.sub(r"\\~", text)
        if text.count("^") > 1:
            text = _RAISED.sub(r"\\^", text)
        if parent_tags & {"td", "th"}:
            text = text.replace("|", r"\|")
        return text

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """As the parent; escapes what would begin a block at the start of a line, and ``!`` before a link."""
        text: str = super().process_text(el, parent_tags=parent_tags)
        tags = parent_tags or set()
        if "_noformat" in tags:
            return text
        after = el.next_sibling
        if text.endswith("!") and isinstance(after, Tag) and after.name == "a":
            text = text[:-1] + r"\!"
        if "_inline" in tags or not _starts_line(el):
            return text
        bare = text.lstrip()
        lead = text[: len(text) - len(bare)]
        if _LINE_START.match(bare) or _TABLE_CAPTION.match(bare):
            return f"{lead}\\{bare}" if not _TABLE_CAPTION.match(bare) else text
        return lead + _NUMBER.sub(r"\1\\\2", bare, count=1) if _NUMBER.match(bare) else text

    # ----------------------------------------------------------------------------------------------------- formats

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Bold, where the dialect can say so."""
        return _wrapped(el, text, "**", parent_tags)

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Italic, where the dialect can say so."""
        return _wrapped(el, text, "*", parent_tags)

    def convert_s(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Struck through: it changes meaning, so it stays."""
        return _wrapped(el, text, "~~", parent_tags, may_drop=False)

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Subscript; the dialect allows no white space in it, which is escaped by leaving the format out."""
        return _script(text, "~")

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Superscript, likewise."""
        return _script(text, "^")

    def convert_mention(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A mention of a footnote."""
        return f"[^{el.get('data-label')}]"

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A quotation in a sentence."""
        return f"“{text.strip()}”"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link, when its address can be followed from our pages."""
        words = text.strip()
        if "_noformat" in parent_tags or not words:
            return text
        raw = str(el.get("href") or "")
        href = self.link(unwrapped(raw)) if raw else ""
        if not href:
            # The allow-list has taken the address of a link to a file or a script; a bookmark has a name instead.
            self.lost_links += not raw.startswith("#") if raw else not (el.get("name") or el.get("id"))
            return text
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        plain = el.get_text().strip()
        if plain == href and re.match(r"(?:https?|mailto):", href) and not re.search(r"[\s<>]", href):
            return f"{lead}<{href}>{tail}"
        return f"{lead}[{words}]({destination(href)}){tail}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """What ``picture`` makes of it: address, description, caption (the words of its figure)."""
        figure = el.find_parent("figure")
        caption = figure.find("figcaption") if isinstance(figure, Tag) else None
        words = " ".join(caption.get_text().split()) if isinstance(caption, Tag) else ""
        if figure is not None and len(figure.find_all("img")) > 1:
            words = ""
        made = self.picture(str(el.get("src") or ""), " ".join(plain(str(el.get("alt") or "")).split()), words)
        if made and words and isinstance(caption, Tag):
            self.shown.add(id(caption))
        return f"\n\n{made}\n\n" if made and "_inline" not in parent_tags and figure is not None else made

    # ------------------------------------------------------------------------------------------------------ blocks

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Its picture and words."""
        return f"\n\n{text.strip()}\n\n"

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Words under a picture; nothing when the picture has taken them."""
        return "" if id(el) in self.shown else f"\n\n{text.strip()}\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The dialect has no definition lists: the term is a bold line before its text."""
        words = " ".join(text.split())
        return f"\n\n**{words}**\n\n" if words else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """What the term means."""
        return f"\n\n{text.strip()}\n\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A heading; number signs at its end would be taken for markup."""
        made: str = super().convert_hN(n, el, _CLOSING.sub(r"\1\\\2", text.rstrip()), parent_tags)
        return made

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An item; its lists stand directly under its words."""
        made: str = super().convert_li(el, re.sub(r"\n{2,}(?=- |\d+\. )", "\n", text.strip()), parent_tags)
        return made

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A fenced block whose fence is longer than any in the text."""
        words = el.get_text().strip("\n")
        longest = max((len(run) for run in re.findall(r"`+", words)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{words}\n{fence}\n\n" if words.strip() else ""

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A table with its first row as head: tables of Word and Google Docs have no other sign of one."""
        grid = self._grid(el)
        if not grid:
            return ""
        width = max(len(row) for row in grid)
        rows = [row + [""] * (width - len(row)) for row in grid]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * width)
        caption = el.find("caption")
        words = " ".join(caption.get_text().split()) if isinstance(caption, Tag) else ""
        head = f"Table: {words}\n\n" if words else ""
        return "\n\n" + head + "\n".join(lines) + "\n\n"

    def _grid(self, table: Tag) -> list[list[str]]:
        grid: list[list[str]] = []
        waiting: dict[tuple[int, int], bool] = {}
        for number, row in enumerate(table.find_all("tr")):
            line: list[str] = []
            for cell in row.find_all(["td", "th"]):
                while waiting.pop((number, len(line)), False):
                    line.append("")
                inner = self.process_tag(cell, parent_tags={"table", "tr", "_inline"})
                wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
                for extra in range(wide):
                    for below in range(1, high):
                        waiting[(number + below, len(line))] = True
                    line.append("" if extra else inner)
            while waiting.pop((number, len(line)), False):
                line.append("")
            if line:
                grid.append(line)
        return grid

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The words of a cell on one line."""
        return " ".join(text.replace("\\\n", " ").split())

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Nothing: rows are read by the table."""
        return ""

    def convert_caption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Nothing: the caption is read by the table."""
        return ""


def box(kind: str, title: str, body: str) -> str:
    """A call-out box of the dialect around Markdown. Raises ``ValueError`` for a kind that does not exist."""
    if kind not in BOXES:
        raise ValueError(f"not a kind of box: {kind!r}")
    longest = max((len(run) for run in re.findall(r"(?m)^:{3,}", body)), default=2)
    fence = ":" * max(3, longest + 1)
    return f"{fence}{kind} {title}".rstrip() + f"\n{body.strip()}\n{fence}"


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(50, int(value)) if value.isascii() and value.isdecimal() and int(value) else 1


def _starts_line(el: NavigableString) -> bool:
    """Whether no words stand before ``el`` on its line."""
    node: Any = el
    while True:
        before = node.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and (before.name in BLOCKS or before.name == "br")
        node = node.parent
        if node is None or node.name not in ("strong", "em", "s", "sup", "sub", "a"):
            return node is None or node.name not in ("strong", "em", "s")


def _wrapped(el: Tag, text: str, mark: str, parent_tags: set[str], may_drop: bool = True) -> str:
    """``text`` between two marks. Emphasis cannot change meaning: where CommonMark would not see it, it is left out."""
    words = text.strip()
    if not words or "_noformat" in parent_tags:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if "\n" in words and not may_drop:
        return text
    before = "" if lead else _char_beside(el, -1)
    after = "" if tail else _char_beside(el, 1)
    opens = words[0].isalnum() or not before.isalnum()
    closes = words[-1].isalnum() or not after.isalnum()
    if may_drop and not (opens and closes):
        return text
    lead, tail = lead if opens else " ", tail if closes else " "
    return f"{lead}{mark}{words}{mark}{tail}"


def _char_beside(el: Tag, way: int) -> str:
    """The character before (-1) or after (1) an element in its block; empty at the end of the block."""
    node: Any = el
    while node is not None:
        beside = node.previous_sibling if way < 0 else node.next_sibling
        if beside is not None:
            words = str(beside) if isinstance(beside, NavigableString) else beside.get_text()
            if isinstance(beside, Tag) and beside.name == "br":
                return ""
            if words:
                return words[-1] if way < 0 else words[0]
            node = beside
            continue
        node = node.parent
        if node is None or node.name not in ("strong", "em", "s", "a"):
            return ""
    return ""


def _script(text: str, mark: str) -> str:
    words = text.strip()
    if not words or re.search(r"[\s\[\]]", words):
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{mark}{words}{mark}{tail}"
