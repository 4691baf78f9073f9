"""Tokens to tree: the second half of ``parse``."""

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from articles.markup.lines import with_line_ends
from articles.markup.places import Place, Positions, add_alt, add_decoded, add_runs, plain_runs
from articles.markup.refusal import MAX_NESTING, MarkupError
from articles.markup.simple import MARKUP, simple_inlines
from articles.markup.tree import Block, Break, Document, Format, Image, Inline, Kind, Reference, Run, Style

_HELPLINE = re.compile(r"\{\{[ \t]*helpline:([a-z0-9-]+)[ \t]*\}\}")
_CAPTION = re.compile(r"Table:[ \t]+(?=\S)")
_STYLES = {
    "em_open": Style.EM,
    "strong_open": Style.STRONG,
    "s_open": Style.STRIKE,
    "sub_open": Style.SUB,
    "sup_open": Style.SUP,
    "link_open": Style.LINK,
}
_CONTAINERS = {
    "bullet_list_open": Kind.LIST,
    "ordered_list_open": Kind.LIST,
    "list_item_open": Kind.ITEM,
    "blockquote_open": Kind.QUOTE,
    "table_open": Kind.TABLE,
    "tr_open": Kind.ROW,
    "box_open": Kind.BOX,
}
_CONTAINER_ENDS = {kind.removesuffix("open") + "close" for kind in _CONTAINERS}
_ALIGNMENT = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}


# Looked up once: to find a member of an enumeration takes a function call in Python 3.11.
_DOCUMENT, _PARAGRAPH, _HEADING, _CELL = Kind.DOCUMENT, Kind.PARAGRAPH, Kind.HEADING, Kind.CELL
_TABLE, _LIST, _ITEM = Kind.TABLE, Kind.LIST, Kind.ITEM


class Builder:
    """Builds one document. Footnotes are numbered by their first mention and stand at the end; unmentioned ones are
    left out."""

    def __init__(self, source: str, lines: Positions, inline: Callable[[str], Sequence[Token]]) -> None:
        self.source = source
        self.lines = lines
        self._inline = inline  # the tokens of the content of a leaf block
        self.problems: list[str] = []
        self._notes: dict[str, Sequence[Token]] = {}
        self._mentioned: list[str] = []
        self._numbers: dict[str, int] = {}
        self._turns: dict[str, int] = {}

    def document(self, tokens: Sequence[Token]) -> Document:
        """The tree of ``tokens``."""
        root = Block(_DOCUMENT)
        children = self._blocks(self._without_notes(tokens))
        notes: list[Block] = []
        for label in self._mentioned:  # grows meanwhile: a note may mention others
            note = Block(Kind.FOOTNOTE, level=len(notes) + 1)
            note.children = self._blocks(self._without_notes(self._notes.get(label, ())))
            notes.append(note)
        for note, label in zip(notes, self._mentioned, strict=True):
            note.turns = self._turns[label]
        for label in self._notes:
            if label not in self._numbers:
                self.problems.append(f"The footnote “{label}” is never mentioned, so its words are not shown.")
        if notes:
            children = (*children, Block(Kind.FOOTNOTES, children=tuple(notes)))
        root.children = children
        return Document(self.source, root, tuple(self.problems))

    def _without_notes(self, tokens: Sequence[Token]) -> list[Token]:
        kept: list[Token] = []
        depth, begin = 0, 0
        for index, token in enumerate(tokens):
            if token.type == "footnote_reference_open":
                if depth == 0:
                    begin = index
                depth += 1
            elif token.type == "footnote_reference_close":
                depth -= 1
                if depth == 0:
                    label = tokens[begin].meta["label"]
                    if label in self._notes:
                        self.problems.append(f"The footnote “{label}” is written twice; only the first is shown.")
                    else:
                        self._notes[label] = tokens[begin + 1 : index]
            elif depth == 0:
                kept.append(token)
        return kept

    def _blocks(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        stack: list[tuple[Block, list[Block]]] = [(Block(_DOCUMENT), [])]
        header = False
        boxes = 0
        leaf: Block | None = None
        for token in tokens:
            kind = token.type
            if kind == "paragraph" or kind == "heading":
                block = Block(_PARAGRAPH) if kind == "paragraph" else Block(_HEADING, level=token.meta["level"])
                self._fill(block, token.content, token.meta["pieces"])
                stack[-1][1].append(block)
            elif kind == "flat_list":
                stack[-1][1].append(self._flat_list(token))
            elif token.nesting < 0:
                if kind in _CONTAINER_ENDS and len(stack) > 1:
                    boxes -= kind == "box_close"
                    block, children = stack.pop()
                    block.children = _captioned(children)
                    stack[-1][1].append(block)
            elif kind == "inline":
                block = leaf or Block(Kind.BOX_TITLE)
                self._fill(block, token.content, token.meta["pieces"])
                stack[-1][1].append(block)
                leaf = None
            elif kind == "paragraph_open":
                leaf = Block(_PARAGRAPH, tight=token.hidden)
            elif kind == "heading_open":
                leaf = Block(_HEADING, level=int(token.tag[1]))
            elif kind in ("th_open", "td_open"):
                leaf = Block(_CELL, header=header, name=_ALIGNMENT.get(str(token.attrs.get("style", "")), ""))
            elif kind in _CONTAINERS:
                block = Block(
                    _CONTAINERS[kind],
                    ordered=kind == "ordered_list_open",
                    name=token.info if kind == "box_open" else "",
                )
                block.header = header and kind == "tr_open"
                if token.meta.get("dropped"):
                    self.problems.append("A table row has more cells than the head; the last ones are not shown.")
                if kind == "box_open":
                    boxes += 1
                    if boxes > 1:
                        self.problems.append("A box stands inside another box. Close the first with a line of colons.")
                stack.append((block, []))
            elif kind in ("thead_open", "tbody_open"):
                header = kind == "thead_open"
            elif kind == "fence":
                stack[-1][1].append(self._code(token))
            elif kind == "hr":
                stack[-1][1].append(Block(Kind.RULE))
        return _captioned(stack[0][1])

    def _flat_list(self, token: Token) -> Block:
        items = []
        tight = token.meta["tight"]
        for content, at in token.meta["items"]:
            words = Block(_PARAGRAPH, tight=tight)
            self._fill(words, content, [(0, at)])
            items.append(Block(_ITEM, children=(words,)))
        return Block(_LIST, children=tuple(items), ordered=token.meta["ordered"])

    def _fill(self, block: Block, content: str, pieces: Sequence[tuple[int, int]]) -> None:
        if not MARKUP.search(content):
            block.inlines = plain_runs(content, pieces, self.lines)
            if content.startswith("{{") and block.kind is _PARAGRAPH and (match := _HELPLINE.fullmatch(content)):
                words = block.inlines[0]
                block.kind, block.name, block.inlines = Kind.HELPLINE, match[1], ()
                block.start, block.end = words.start, words.end
            return
        place = Place(pieces, self.lines)
        read = simple_inlines(content, place)
        block.inlines = self._inlines(self._inline(content), place) if read is None else read
        if block.kind is _PARAGRAPH and len(block.inlines) > 2:
            block.inlines = with_line_ends(block.inlines)
        if block.kind is _PARAGRAPH and len(block.inlines) == 1:
            picture = block.inlines[0]
            if isinstance(picture, Image) and not picture.formats and any(run.text.strip() for run in picture.title):
                block.kind = Kind.FIGURE
                block.start, block.end = picture.start, picture.end
                block.children = (Block(Kind.CAPTION, inlines=picture.title),)

    def _inlines(self, tokens: Sequence[Token], place: "Place") -> tuple[Inline, ...]:
        result: list[Inline] = []
        stack: list[Format | None] = []
        formats: tuple[Format, ...] = ()
        for token in tokens:
            kind = token.type
            first, last = token.meta["at"]
            if kind == "text" or kind == "text_special":
                if token.content:
                    add_runs(token.content, first, last, place, formats, result)
            elif kind in _STYLES:
                opened = None
                if kind != "link_open" or all(found.style is not Style.LINK for found in formats):
                    start = (
                        place.start(last - len(token.markup))
                        if kind in ("em_open", "strong_open", "s_open")
                        else place.start(first)
                    )
                    opened = Format(_STYLES[kind], start, start, str(token.attrs.get("href", "")))
                    formats = (*formats, opened)
                    if len(formats) > MAX_NESTING:  # every run names all of them
                        raise MarkupError("Emphasis is nested too deeply. Take some of it away.")
                stack.append(opened)
            elif token.nesting < 0:
                closed = stack.pop()
                if closed:
                    last = first + len(token.markup) if kind in ("em_close", "strong_close", "s_close") else last
                    closed.end = place.end(last)
                    formats = formats[:-1]
            elif kind in ("softbreak", "hardbreak"):
                result.append(Break(place.start(first), place.end(last), kind == "hardbreak", formats))
            elif kind == "code_inline":
                code = Format(Style.CODE, place.start(first), place.end(last))
                at = token.meta["text_at"]
                inside = (*formats, code)
                add_runs(token.content, at, at + len(token.content), place, inside, result)
            elif kind == "image":
                result.append(self._image(token, place, formats))
            elif kind == "footnote_ref":
                label = token.meta["label"]
                number = self._numbers.setdefault(label, len(self._mentioned) + 1)
                if number > len(self._mentioned):
                    self._mentioned.append(label)
                self._turns[label] = turn = self._turns.get(label, 0) + 1
                result.append(Reference(number, turn, place.start(first), place.end(last), formats))
        return tuple(result)

    def _image(self, token: Token, place: "Place", formats: tuple[Format, ...]) -> Image:
        first, last = token.meta["at"]
        alt: list[Inline] = []
        add_alt(token.children or [], first + 2, place, alt)
        title: list[Inline] = []
        if "title_at" in token.meta:
            at, raw = token.meta["title_at"]
            add_decoded(raw, at, place, title)
        return Image(
            str(token.attrs.get("src", "")),
            tuple(run for run in alt if isinstance(run, Run)),
            tuple(run for run in title if isinstance(run, Run)),
            place.start(first),
            place.end(last),
            formats,
        )

    def _code(self, token: Token) -> Block:
        """A code block: each line is a run, with a hard break between two."""
        result: list[Inline] = []
        texts = token.content.split("\n")
        for index, (virtual, first, last) in enumerate(token.meta["lines"]):
            code = (Format(Style.CODE, self.lines.start(first), self.lines.end(last)),)
            if index:
                result.append(Break(self.lines.start(first - 1), self.lines.start(first), True))
            text = texts[index]
            if virtual and text:
                result.append(Run(text[:virtual], self.lines.start(first), self.lines.start(first), code))
            if text[virtual:]:
                result.append(Run(text[virtual:], self.lines.start(first), self.lines.end(last), code))
        return Block(Kind.CODE, inlines=tuple(result), name=token.info.strip().split(" ")[0])


def _captioned(blocks: list[Block]) -> tuple[Block, ...]:
    """``Table: words`` directly before a table becomes its caption."""
    result: list[Block] = []
    for block in blocks:
        if block.kind is _TABLE and result and result[-1].kind is _PARAGRAPH and result[-1].inlines:
            first = result[-1].inlines[0]
            if (
                isinstance(first, Run)
                and (match := _CAPTION.match(first.text))
                and len(first.text) == first.end - first.start
            ):
                caption = result.pop()
                size = match.end()
                cut = Run(first.text[size:], first.start + size, first.end, first.formats)
                block.children = (Block(Kind.CAPTION, inlines=(cut, *caption.inlines[1:])), *block.children)
        result.append(block)
    return tuple(result)
