"""Writing the blocks of a document as HTML."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from articles.markup import Block, Document, Image, Kind, Reference, Run
from articles.rendering.inline import InlineWriter, letters
from articles.rendering.marks import Marks
from articles.rendering.picture import PictureOf

#: Said before a box to those who do not see its colour. The reviewed list of labels of ``pages-and-workbench`` 4.3.
PREFIXES = {
    "key": "",
    "warn": "Important: ",
    "care": "Non-urgent advice: ",
    "urgent": "Urgent advice: ",
    "emergency": "Immediate action required: ",
    "do": "Do: ",
    "dont": "Do not: ",
    "note": "Content note: ",
}
_ALIGNED = {"right": ' class="num"', "center": ' class="mid"'}
_SLUG = re.compile(r"[^a-z0-9]+")


class BlockWriter:
    """Writes one document. Heading ids carry the prefix ``h-``, so that no heading can take the id of anything else."""

    def __init__(
        self,
        document: Document,
        marks: Marks,
        heading_offset: int,
        picture_of: PictureOf | None,
        notes: Marks | None = None,
    ) -> None:
        self.document = document
        self.inline = InlineWriter(marks, picture_of, notes)
        self.marks = marks
        self.offset = heading_offset
        self.headings: list[tuple[int, str, str]] = []
        self.problems = list(document.problems)
        self._ids: set[str] = set()
        self._naming: set[str] = set()  # headings that name a table already
        self._level = 1
        self._tables = 0

    def write(self) -> str:
        """The HTML of the document."""
        return self._blocks(self.document.root.children)

    def _blocks(self, blocks: Sequence[Block]) -> str:
        out: list[str] = []
        index = 0
        while index < len(blocks):
            block = blocks[index]
            after = blocks[index + 1] if index + 1 < len(blocks) else None
            if (
                block.kind is Kind.BOX
                and block.name == "do"
                and after
                and after.kind is Kind.BOX
                and after.name == "dont"
            ):
                out.append(f'<div class="pair">\n{self._box(block)}{self._box(after)}</div>\n')
                index += 1
            else:
                out.append(self._block(block))
            index += 1
        return "".join(out)

    def _block(self, block: Block) -> str:
        kind = block.kind
        if kind is Kind.PARAGRAPH:
            html = self.inline.write(block.inlines)
            if not html.strip():
                return ""
            return f"{html}\n" if block.tight else f"<p>{html}</p>\n"
        if kind is Kind.HEADING:
            return self._heading(block)
        if kind is Kind.LIST:
            name = "ol" if block.ordered else "ul"
            items = "".join(f"<li>{self._blocks(item.children).rstrip()}</li>\n" for item in block.children)
            return f"<{name}>\n{items}</{name}>\n"
        if kind is Kind.QUOTE:
            return f"<blockquote>\n{self._blocks(block.children)}</blockquote>\n"
        if kind is Kind.CODE:
            return f"<pre><code>{self.inline.write(block.inlines, code=True)}\n</code></pre>\n"
        if kind is Kind.RULE:
            return "<hr>\n"
        if kind is Kind.TABLE:
            return self._table(block)
        if kind is Kind.BOX:
            return self._box(block)
        if kind is Kind.FIGURE:
            picture = self.inline.write(block.inlines)
            caption = self.inline.write(block.children[0].inlines)
            return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>\n"
        if kind is Kind.HELPLINE:
            words = self.inline.write((Run(f"helpline:{block.name}", block.start, block.end),))
            return f'<div class="helpline" data-helpline="{block.name}">{words}</div>\n'
        if kind is Kind.FOOTNOTES:
            return self._footnotes(block)
        return self._blocks(block.children)

    def _heading(self, block: Block) -> str:
        text = visible_words(block)
        html = self.inline.write(block.inlines)
        if not text:  # an empty heading is an error to assistive technology
            return f"<p>{html}</p>\n" if html.strip() else ""
        self._level = min(6, max(2, block.level + self.offset), self._level + 1)
        name = self._id(text)
        self.headings.append((self._level, name, text))
        return f'<h{self._level} id="{name}">{html}</h{self._level}>\n'

    def _id(self, text: str) -> str:
        plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        slug = _SLUG.sub("-", plain.replace("'", "")).strip("-")[:80].strip("-") or "section"
        name, count = f"h-{slug}", 1
        while name in self._ids:
            count += 1
            name = f"h-{slug}-{count}"
        self._ids.add(name)
        return name

    def _box(self, block: Block) -> str:
        prefix = PREFIXES[block.name]
        children = block.children
        head = ""
        if children and children[0].kind is Kind.BOX_TITLE and visible_words(children[0]):
            level = min(6, self._level + 1)
            hidden = f'<span class="vh">{prefix}</span>' if prefix else ""
            head = f"<h{level}>{hidden}{self.inline.write(children[0].inlines)}</h{level}>\n"
            children = children[1:]
        elif prefix:
            head = f'<p class="vh">{prefix.strip()}</p>\n'
        return f'<div class="box {block.name}">\n{head}{self._blocks(children)}</div>\n'

    def _table(self, block: Block) -> str:
        self._tables += 1
        name = f"table-{self._tables}"
        caption = ""
        label = f'aria-label="Table {self._tables}"'
        if self.headings and self.headings[-1][1] not in self._naming:  # two regions of one name cannot be told apart
            self._naming.add(self.headings[-1][1])
            label = f'aria-labelledby="{self.headings[-1][1]}"'
        head: list[str] = []
        body: list[str] = []
        for row in block.children:
            if row.kind is Kind.CAPTION:
                caption = f'<caption id="{name}">{self.inline.write(row.inlines)}</caption>\n'
                label = f'aria-labelledby="{name}"'
                continue
            cells = "".join(self._cell(cell, index, len(row.children)) for index, cell in enumerate(row.children))
            (head if row.header else body).append(f"<tr>{cells}</tr>\n")
        rows = f"<thead>\n{''.join(head)}</thead>\n" + (f"<tbody>\n{''.join(body)}</tbody>\n" if body else "")
        return f'<div class="scroll" role="region" tabindex="0" {label}><table>{caption}{rows}</table></div>\n'

    def _cell(self, cell: Block, index: int, count: int) -> str:
        html = self.inline.write(cell.inlines)
        aligned = _ALIGNED.get(cell.name, "")
        if html and cell.header:
            return f'<th scope="col"{aligned}>{html}</th>'
        if html and index == 0 and count > 1:
            return f'<th scope="row"{aligned}>{html}</th>'
        return f"<td{aligned}>{html}</td>"

    def _footnotes(self, block: Block) -> str:
        items = []
        for note in block.children:
            backs = "".join(_back(note.level, turn) for turn in range(1, note.turns + 1))
            html = self._blocks(note.children).rstrip()
            if html.endswith("</p>"):
                html = f"{html[:-4]}{backs}</p>"
            else:
                html = f"{html}\n<p>{backs.strip()}</p>"
            items.append(f'<li id="fn-{note.level}">{html}</li>\n')
        return f'<section class="footnotes" aria-label="Notes">\n<ol type="a">\n{"".join(items)}</ol>\n</section>\n'


def visible_words(block: Block) -> str:
    """The text of the runs of a leaf block, white space collapsed; pictures and footnote marks left out."""
    parts = [
        inline.text if isinstance(inline, Run) else "" if isinstance(inline, Image | Reference) else " "
        for inline in block.inlines
    ]
    return " ".join("".join(parts).split())


def _back(number: int, turn: int) -> str:
    target = f"fnref-{number}" if turn == 1 else f"fnref-{number}-{turn}"
    return f' <a class="fn-back" href="#{target}" aria-label="Back to the text, note {letters(number)}">↩</a>'
