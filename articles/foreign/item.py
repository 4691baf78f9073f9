"""What an import reads, whatever system it came from, and what could not be carried over."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

#: Raised when a converter changes what it writes: items that were imported by an older one are then read again.
CONVERTER = 1
LONGEST_EXCERPT = 160


class Unreadable(ValueError):
    """A file that cannot be read at all. The message is one plain sentence that names it."""


class Status(StrEnum):
    """How a text stood on its old site."""

    LIVE = "live"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PRIVATE = "private"
    PROTECTED = "protected by a password"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is not here as it was there. ``todo``: a person has to act; else it is only said.

    ``line`` counts from 1 in the text of the item (for a file: in the file); 0 when it has no place.
    """

    sentence: str
    todo: bool = False
    line: int = 0
    excerpt: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        shown = f" “{shorten(self.excerpt)}”" if self.excerpt else ""
        return f"{where}{self.sentence}{shown}"

    def plain(self) -> dict[str, object]:
        """As it is stored and as it stands in a JSON report; the excerpt in full."""
        return {"sentence": self.sentence, "todo": self.todo, "line": self.line, "excerpt": self.excerpt}


@dataclass(frozen=True, slots=True)
class Writer:
    """An author as the source names them."""

    login: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a picture in the text: the alternative text of the old library, and its file if it lies beside
    the text.
    """

    alt: str = ""
    file: str = ""


@dataclass(slots=True)
class Item:
    """One text of another system, in our Markdown.

    ``place`` is where it stands, for people; ``key`` names it in its ``system`` and ``site``, and stays when its words
    change. ``path`` is its address on the old site from the slash on, empty when it had none. ``digest`` changes with
    anything that was read.
    """

    system: str
    site: str
    key: str
    place: str
    title: str
    body: str
    kind: str = "article"
    summary: str = ""
    meta_description: str = ""
    slug: str = ""
    path: str = ""
    status: Status = Status.LIVE
    published_at: datetime | None = None
    modified_at: datetime | None = None
    writers: tuple[Writer, ...] = ()
    topics: tuple[str, ...] = ()
    settings: dict[str, object] = field(default_factory=dict)
    pictures: dict[str, Found] = field(default_factory=dict)  # by address
    notes: list[Note] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # why it cannot be imported at all
    digest: str = ""
    file: str = ""  # the file, when its text went in word for word


def digest_of(parts: Iterable[object]) -> str:
    """SHA-256 over what was read, and over the converter that read it."""
    text = json.dumps([CONVERTER, *parts], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def shorten(text: str, size: int = LONGEST_EXCERPT) -> str:
    """``text`` on one line, at most ``size`` characters."""
    words = " ".join(text.split())
    return words if len(words) <= size else words[: size - 1].rstrip() + "…"


def line_of(text: str, at: int) -> int:
    """The line of the character at ``at``, counted from 1."""
    return text.count("\n", 0, at) + 1
