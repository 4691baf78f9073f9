"""The visible text of a leaf block as one string, with the place of each character and what surrounds it.

A picture cuts the text: its alt text is a segment of its own that stands where the picture stands, so a block is a
sequence of chunks and pictures.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from articles.claims.fingerprints import MARKERS, canonical
from articles.markup import Break, Format, Image, Inline, Reference, Run, Style
from articles.markup.lines import LONGEST_LEAD_IN

_KEPT = {Style.STRIKE, Style.CODE, Style.SUB, Style.SUP}

# Looked up once: to find a member of an enumeration takes a function call in Python 3.11.
_LINK, _STRONG = Style.LINK, Style.STRONG

Piece = tuple[str, int, int, tuple[Format, ...]]  # text, start and end in the source, formats


class Chunk:
    """Visible text between two pictures. Soft line ends are spaces, hard ones line feeds."""

    __slots__ = ("_firsts", "_length", "_runs", "has_formats", "has_links", "has_marked", "references", "text")

    def __init__(self, *first: Piece) -> None:
        self.text = first[0][0] if first else ""
        self.references: list[tuple[int, int]] = []  # (offset in text, number of the footnote)
        self.has_formats = self.has_links = self.has_marked = False
        if first and first[0][3]:
            self._note(first[0][3])
        self._length = len(self.text)
        self._runs: list[Piece] = [*first]
        self._firsts: list[int] = [0] if first else []

    @classmethod
    def of_plain(cls, source: str) -> "Chunk":
        """A chunk of text that is not Markdown (title, summary, meta description)."""
        return cls((source.replace("\n", " "), 0, len(source), ()))

    @classmethod
    def of_runs(cls, runs: Sequence[Run]) -> "Chunk":
        """A chunk of plain runs (alt text)."""
        chunk = cls()
        for run in runs:
            chunk.add(run.text, run.start, run.end, ())
        return chunk.close()

    def add(self, text: str, start: int, end: int, formats: tuple[Format, ...]) -> None:
        """Append ``text``, which stands at ``[start, end)`` of the source."""
        self._runs.append((text, start, end, formats))
        self._firsts.append(self._length)
        self._length += len(text)
        if formats:
            self._note(formats)

    def _note(self, formats: tuple[Format, ...]) -> None:
        """What later questions need not be asked for: most formats are emphasis, which leaves no trace in words."""
        self.has_formats = True
        for found in formats:
            if found.style is _LINK:
                self.has_links = True
            elif found.style in _KEPT:
                self.has_marked = True

    def refer(self, number: int) -> None:
        """Note the mark of footnote ``number`` after the text so far."""
        self.references.append((self._length, number))

    def close(self) -> "Chunk":
        """Join the parts; nothing is added afterwards."""
        self.text = "".join([run[0] for run in self._runs])
        return self

    def _character(self, index: int) -> tuple[int, int]:
        """The source range of the character at ``index``; all of it where a run stands for another text."""
        at = bisect_right(self._firsts, index) - 1
        text, start, end, _ = self._runs[at]
        if len(text) != end - start:
            return start, end
        start += index - self._firsts[at]
        return start, start + 1

    def origin(self) -> int | None:
        """Where the text begins in the source, when each of its characters stands there; None when it is put together
        or in formats."""
        if self.has_formats or len(self._runs) != 1:
            return None
        text, start, end, _ = self._runs[0]
        return start if len(text) == end - start else None

    def formats_at(self, index: int) -> tuple[Format, ...]:
        """The formats around the character at ``index``, outermost first."""
        return self._runs[bisect_right(self._firsts, index) - 1][3]

    def stretches(self, begin: int, end: int) -> Iterator[tuple[int, int, tuple[Format, ...]]]:
        """The ranges inside ``[begin, end)`` over which the formats stay the same."""
        index = bisect_right(self._firsts, begin) - 1
        while index < len(self._firsts) and self._firsts[index] < end:
            first = self._firsts[index]
            text, _, _, formats = self._runs[index]
            yield max(begin, first), min(end, first + len(text)), formats
            index += 1

    def words(self, begin: int = 0, end: int | None = None) -> str:
        """The canonical words of ``text[begin:end]``, with markers around strikethrough, code, sub- and superscript."""
        end = self._length if end is None else end
        if not self.has_marked:
            return canonical(self.text[begin:end])
        result: list[str] = []
        open_: list[str] = []
        for first, last, formats in self.stretches(begin, end):
            kept = [found.style.value for found in formats if found.style in _KEPT]
            same = 0
            while same < min(len(open_), len(kept)) and open_[same] == kept[same]:
                same += 1
            result.extend(MARKERS[style][1] for style in reversed(open_[same:]))
            result.extend(MARKERS[style][0] for style in kept[same:])
            open_ = kept
            result.append(self.text[first:last])
        result.extend(MARKERS[style][1] for style in reversed(open_))
        return canonical("".join(result))

    def source_range(self, begin: int, end: int) -> tuple[int, int]:
        """The source range of ``text[begin:end]``, with the markers of formats that lie wholly inside."""
        start, stop = self.place(begin, end)
        if self.has_formats and (around := (*self.formats_at(begin), *self.formats_at(end - 1))):
            low = self._character(begin - 1)[1] if begin else -1
            high = self._character(end)[0] if end < self._length else float("inf")
            for found in around:
                if found.start >= low and found.end <= high:
                    start, stop = min(start, found.start), max(stop, found.end)
        return start, stop

    def place(self, begin: int, end: int) -> tuple[int, int]:
        """The source range of exactly the characters ``text[begin:end]``."""
        if len(self._runs) == 1:
            text, start, stop, _ = self._runs[0]
            return (start + begin, start + end) if len(text) == stop - start else (start, stop)
        return self._character(begin)[0], self._character(end - 1)[1]

    def links(self, begin: int, end: int) -> tuple[tuple[Format, ...], bool]:
        """The links in ``text[begin:end]`` in order, and whether one of them holds all of its words."""
        found: list[Format] = []
        outside = False
        if self.has_links:
            for first, last, formats in self.stretches(begin, end):
                link = next((item for item in formats if item.style is _LINK), None)
                if link is None:
                    outside = outside or not self.text[first:last].isspace()
                elif not found or found[-1] is not link:
                    found.append(link)
        return tuple(found), len(found) == 1 and not outside

    def lead_in(self) -> int:
        """The end of a short bold lead-in at the beginning ("**Safety first:** …"), or 0.

        Short: at most eight words and sixty characters; it ends with a colon or a full stop, inside or right behind the
        bold.
        """
        if not self.has_formats or not self._runs[0][3]:
            return 0
        end = 0
        for _, last, formats in self.stretches(0, self._length):
            if all(found.style is not _STRONG for found in formats):
                break
            end = last
        bold = self.text[:end].rstrip()
        if bold and bold[-1] not in ".:" and self.text[end : end + 1] in (".", ":"):
            end += 1
            bold = self.text[:end]
        if (
            not bold
            or len(bold) > LONGEST_LEAD_IN
            or len(bold.split()) > 8
            or bold[-1] not in ".:"
            or not self.text[end:].strip()
        ):
            return 0
        return end


def chunks_of(inlines: Sequence[Inline]) -> list[Chunk | Image]:
    """The chunks and pictures of a leaf block, in reading order. Chunks without visible text are left out."""
    if len(inlines) == 1 and isinstance(only := inlines[0], Run):  # as nearly always
        return [Chunk((only.text, only.start, only.end, only.formats))] if only.text.strip() else []
    result: list[Chunk | Image] = []
    chunk = Chunk()
    for inline in inlines:
        if isinstance(inline, Run):
            chunk.add(inline.text, inline.start, inline.end, inline.formats)
        elif isinstance(inline, Break):
            chunk.add("\n" if inline.hard else " ", inline.start, inline.end, inline.formats)
        elif isinstance(inline, Reference):
            chunk.refer(inline.number)
        else:
            _close(chunk, result)
            result.append(inline)
            chunk = Chunk()
    _close(chunk, result)
    return result


def _close(chunk: Chunk, result: list[Chunk | Image]) -> None:
    if chunk.close().text.strip():
        result.append(chunk)
