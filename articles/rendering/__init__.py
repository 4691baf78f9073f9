"""Markdown to safe HTML: the only gate through which an author's words become a page.

Public: ``render``, ``render_inline_plain``, ``visible_text``, ``Mark``, ``Rendered``, ``Shown``. Imports
``articles.markup`` and nothing else of the house.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from articles.markup import Document, Kind, Run, parse
from articles.markup.refusal import refuse
from articles.rendering.blocks import BlockWriter
from articles.rendering.gate import clean
from articles.rendering.inline import InlineWriter
from articles.rendering.marks import Mark, Marks
from articles.rendering.picture import PictureOf, Shown
from articles.rendering.visible import visible_text

__all__ = ["Mark", "PictureOf", "Rendered", "Shown", "render", "render_inline_plain", "visible_text"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered body. The HTML of the same source and arguments is the same, byte for byte."""

    html: str
    headings: tuple[tuple[int, str, str], ...]  # (level 2 to 6, id, text), for a table of contents
    images: tuple[str, ...]  # addresses of the pictures shown, in reading order
    helplines: tuple[str, ...]  # keys, in reading order
    problems: tuple[str, ...]  # plain sentences: missing descriptions, words that are not shown


def render(
    source: str | Document,
    marks: Iterable[Mark] = (),
    cites: Mapping[int, Sequence[int]] | None = None,
    heading_offset: int = 0,
    picture_of: PictureOf | None = None,
    notes: Iterable[Mark] = (),
) -> Rendered:
    """The HTML of a body.

    ``marks`` are claims to mark; ``cites`` maps the end offset of a segment to the numbers of its sources; offsets are
    those of ``articles.claims.types.Segment`` in the body. Headings start at h2 and never skip a level;
    ``heading_offset`` lowers them all. ``picture_of`` gives size and files of a picture by its address; ``notes`` are
    marks of wording, which may stand inside claims. Raises ``articles.markup.MarkupError`` when the source is refused.
    """
    document = source if isinstance(source, Document) else parse(source)
    writer = BlockWriter(document, Marks(marks, cites), heading_offset, picture_of, Marks(notes))
    html = clean(writer.write())
    return Rendered(
        html,
        tuple(writer.headings),
        tuple(writer.inline.images),
        tuple(block.name for block in document.walk() if block.kind is Kind.HELPLINE),
        tuple(writer.problems + writer.inline.problems),
    )


def render_inline_plain(
    text: str,
    marks: Iterable[Mark] = (),
    cites: Mapping[int, Sequence[int]] | None = None,
    notes: Iterable[Mark] = (),
) -> str:
    """The HTML of a part that is not Markdown (title, summary, meta description), with its claims marked.

    Raises ``articles.markup.MarkupError`` when the text is refused.
    """
    refuse(text)
    writer = InlineWriter(Marks(marks, cites), None, Marks(notes))
    return clean(writer.write((Run(text, 0, len(text)),)) if text else "")
