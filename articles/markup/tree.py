"""The document tree: blocks that hold blocks, and leaf blocks that hold runs of visible text.

Inline markup is flat: each run carries the formats around it, outermost first. Two runs stand in the same emphasis if
and only if they carry the same ``Format`` object. Every offset counts code points of the source string as it was given
to ``parse``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is."""

    DOCUMENT = "document"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    RULE = "rule"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    BOX = "box"
    BOX_TITLE = "box_title"
    FIGURE = "figure"
    CAPTION = "caption"
    HELPLINE = "helpline"
    FOOTNOTES = "footnotes"
    FOOTNOTE = "footnote"


class Style(StrEnum):
    """What surrounds a run. ``em`` and ``strong`` cannot change meaning; the others stay in the fingerprint."""

    EM = "em"
    STRONG = "strong"
    STRIKE = "s"
    CODE = "code"
    SUB = "sub"
    SUP = "sup"
    LINK = "a"


@dataclass(slots=True, eq=False)
class Format:
    """One pair of inline markers. Compared by identity; ``start`` and ``end`` include the markers."""

    style: Style
    start: int
    end: int
    href: str = ""


@dataclass(slots=True, eq=False)  # never changed; not frozen, which would take four times as long to make
class Run:
    """A run of visible text: ``source[start:end]`` stands for ``text``.

    When the two have the same length they are equal, character by character (a line end may stand for a space).
    Otherwise (character reference, backslash escape) the run is one unit that cannot be cut.
    """

    text: str
    start: int
    end: int
    formats: tuple[Format, ...] = ()


@dataclass(slots=True, eq=False)
class Break:
    """The end of a source line inside a block; a ``hard`` one is shown as a new line."""

    start: int
    end: int
    hard: bool = False
    formats: tuple[Format, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A picture. ``alt`` is plain text in runs; ``title`` is shown only as the caption of a figure."""

    src: str
    alt: tuple[Run, ...]
    title: tuple[Run, ...]
    start: int
    end: int
    formats: tuple[Format, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The mark of a footnote; ``number`` counts from 1 in the order of first mention, ``turn`` the mentions of one
    note."""

    number: int
    turn: int
    start: int
    end: int
    formats: tuple[Format, ...] = ()


Inline = Run | Break | Image | Reference


@dataclass(slots=True, eq=False)
class Block:
    """A block. ``inlines`` are filled in leaf blocks only, ``children`` in all others."""

    kind: Kind
    inlines: tuple[Inline, ...] = ()
    children: tuple["Block", ...] = ()
    level: int = 0  # heading: 1 to 6 as typed; footnote: its number
    ordered: bool = False  # list
    tight: bool = False  # list: paragraphs of its items are shown without space between
    name: str = ""  # box: its kind; helpline: its key; code: its language; cell: alignment
    header: bool = False  # row or cell of the head of a table
    start: int = 0  # helpline and figure: source range
    end: int = 0
    turns: int = 0  # footnote: how often it is mentioned

    def walk(self) -> Iterator["Block"]:
        """This block and all blocks inside it, in reading order."""
        left = [self]
        while left:
            block = left.pop()
            yield block
            left.extend(reversed(block.children))


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A parsed source. ``problems`` are plain sentences about words that will not be shown."""

    source: str
    root: Block
    problems: tuple[str, ...] = ()

    def walk(self) -> Iterator[Block]:
        """All blocks in reading order, footnotes last."""
        return self.root.walk()
