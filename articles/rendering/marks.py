"""Claims and source numbers, to be shown at exact places of the source."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_CSS = re.compile(r"[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim to be marked: the visible words whose source lies inside ``[start, end)``.

    ``css`` is the classes of the mark beside ``claim`` (``"s-open"``), ``label`` what a screen reader hears at the
    number ("Claim 3: Open"), ``number`` the number shown. Without ``claim`` the words are only made findable, as
    sentence ``number``: no mark, no number to see. A ``wording`` mark is a note to the writer: it may stand inside a
    claim and has no number to show. Raises ``ValueError`` when ``css`` is no list of class names.
    """

    start: int
    end: int
    css: str
    label: str
    number: int
    claim: bool = True
    wording: bool = False

    def __post_init__(self) -> None:
        if not _CSS.fullmatch(self.css):
            raise ValueError(f"not a list of class names: {self.css!r}")

    @property
    def state(self) -> str:
        """The classes without ``claim``, with a space before each."""
        return "".join(f" {name}" for name in self.css.split() if name != "claim")


class Marks:
    """The marks of one text, in order. Of two that overlap the first wins."""

    def __init__(self, marks: Iterable[Mark] = (), cites: Mapping[int, Sequence[int]] | None = None) -> None:
        self._marks: list[Mark] = []
        for mark in sorted(marks, key=lambda found: (found.start, -found.end)):
            if mark.start < mark.end and (not self._marks or mark.start >= self._marks[-1].end):
                self._marks.append(mark)
        self._starts = [mark.start for mark in self._marks]
        self._cites = sorted((cites or {}).items())
        self._offsets = [offset for offset, _ in self._cites]
        self.seen: set[int] = set()  # numbers whose id is taken
        self.chipped: set[Mark] = set()

    def __bool__(self) -> bool:
        return bool(self._marks or self._cites)

    def points(self, start: int, end: int) -> set[int]:
        """The offsets strictly inside ``[start, end)`` at which a mark begins or ends."""
        found = {point for mark in self.inside(start, end) for point in (mark.start, mark.end)}
        return {point for point in found if start < point < end}

    def inside(self, start: int, end: int) -> list[Mark]:
        """The marks that meet ``[start, end)``."""
        first = max(0, bisect_right(self._starts, start) - 1)
        result = []
        for mark in self._marks[first:]:
            if mark.start >= end:
                break
            if mark.end > start:
                result.append(mark)
        return result

    def around(self, start: int, end: int) -> Mark | None:
        """The mark that holds all of ``[start, end)``."""
        found = self.inside(start, end)
        return found[0] if found and found[0].start <= start and end <= found[0].end else None

    def within(self, start: int, end: int) -> Mark | None:
        """The mark that lies wholly inside ``[start, end)`` (the words of a picture)."""
        return next((mark for mark in self.inside(start, end) if start <= mark.start and mark.end <= end), None)

    def cites_between(self, start: int, end: int) -> list[tuple[int, Sequence[int]]]:
        """(offset, source numbers) with ``start < offset <= end``."""
        return self._cites[bisect_right(self._offsets, start) : bisect_right(self._offsets, end)]

    def cuts(self, start: int, end: int) -> list[int]:
        """The offsets strictly inside ``[start, end)`` at which a mark or a source number begins or ends."""
        points = self.points(start, end)
        points.update(self._offsets[bisect_left(self._offsets, start) : bisect_right(self._offsets, end)])
        return sorted(point for point in points if start < point < end)
