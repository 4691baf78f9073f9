"""What a segment is before its context is known, and what a block inherits from the blocks around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.claims.chunks import Chunk, chunks_of
from articles.claims.fingerprints import canonical
from articles.claims.types import Context, Field
from articles.markup import Block, Image
from articles.markup.lines import mark_of

_CLOSERS = "\"'”’)]»*"


# Looked up once: to find a member of an enumeration takes a function call in Python 3.11.
_BODY, _LIST_ITEM = Field.BODY, Field.LIST_ITEM


@dataclass(slots=True)
class Draft:
    """A segment without index and context; ``chunk.text[begin:stop]`` is its text before white space is collapsed."""

    field: Field
    text: str
    words: str
    start: int
    end: int
    chunk: Chunk | None = None
    begin: int = 0
    stop: int = 0
    destinations: tuple[str, ...] = ()
    caption: str = ""
    line: bool = False  # it begins a line of its block, other than the first
    stem: str = ""  # the line of the same paragraph that leads into it


def set_lines(drafts: Sequence[Draft]) -> None:
    """Read the sentences of a paragraph as lines: what stands below a line that ends with a colon, and items below any
    line that leads into them, have it as their stem. Lines that begin with a bullet or an arrow are list items, as they
    are for the reader.
    """
    stem, item = "", False
    for number, draft in enumerate(drafts):
        if draft.line or not number:
            listed = item
            mark = "" if draft.text[:1].isalpha() else mark_of(draft.text)  # the marks that count are no letters
            item = mark in ("bullet", "arrow") or (mark == "dash" and len(drafts) > 1)
            above = drafts[number - 1].words if draft.line else ""
            if above and opens(above, strictly=listed or not item):
                stem = above
            elif draft.line and opens(draft.words, strictly=True):
                stem = ""
        draft.stem = stem
        if item and draft.field is _BODY:
            draft.field = _LIST_ITEM


@dataclass(slots=True, eq=False)  # never changed; not frozen, which would take four times as long to make
class Surroundings:
    """What a block inherits from the blocks around it."""

    headings: tuple[tuple[int, str], ...] = ()
    stem: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    field: Field = _BODY
    _context: Context | None = None

    @property
    def context(self) -> Context:
        """The part of the context that all segments of a block share."""
        if self._context is None:
            path = tuple([words for _, words in self.headings])
            self._context = Context(path, self.stem, boxes=self.boxes)
        return self._context

    def under(self, level: int, words: str) -> "Surroundings":
        """The same under a heading of ``level`` (0: the title of a box), which ends deeper ones and its like."""
        kept = tuple(entry for entry in self.headings if entry[0] < level) if level else self.headings
        return Surroundings((*kept, (level, words)) if words else kept, self.stem, self.boxes, self.field)

    def after(self, words: str) -> "Surroundings":
        """The same below a sentence or list item that leads into it."""
        return Surroundings(self.headings, (*self.stem, words), self.boxes, self.field) if words else self

    def inside(self, field: Field) -> "Surroundings":
        """The same in another field."""
        return Surroundings(self.headings, self.stem, self.boxes, field)

    def boxed(self, kind: str) -> "Surroundings":
        """The same in a call-out box of ``kind``."""
        return Surroundings(self.headings, self.stem, (*self.boxes, kind), self.field)


def images_of(block: Block) -> tuple[str, ...]:
    """The destinations of the pictures that stand directly in ``block``."""
    return tuple(inline.src for inline in block.inlines if isinstance(inline, Image))


def alt_drafts(image: Image) -> list[Draft]:
    """The alt text of a picture as one segment, or nothing when it is empty."""
    chunk = Chunk.of_runs(image.alt)
    if not chunk.text.strip():
        return []
    text = " ".join(chunk.text.split())
    begin = len(chunk.text) - len(chunk.text.lstrip())
    stop = len(chunk.text.rstrip())
    links = tuple(found.href for found in image.formats if found.href)
    start, end = chunk.source_range(begin, stop)
    return [Draft(Field.ALT, text, canonical(text), start, end, chunk, begin, stop, (image.src, *links))]


def words_of(block: Block) -> str:
    """All canonical words under ``block``, pictures left out."""
    found = [chunk.words() for part in block.walk() for chunk in chunks_of(part.inlines) if isinstance(chunk, Chunk)]
    return " ".join(found)


def opens(words: str, strictly: bool = False) -> bool:
    """Whether a sentence leads into what follows it: it ends with a colon, or (not ``strictly``) without the end of a
    sentence."""
    bare = words.rstrip(_CLOSERS)
    return bare[-1:] == ":" if strictly else not bare or bare[-1] not in ".!?…"
