"""The Markdown dialect of the house: one parser for claim detection and for rendering.

Public: ``parse`` and ``check_source``, the tree they speak in, and ``MarkupError``. Imports nothing from the house.
"""

from articles.markup.blocks import BOXES
from articles.markup.parser import parse
from articles.markup.refusal import MAX_LENGTH, MarkupError, check_source
from articles.markup.tree import Block, Break, Document, Format, Image, Inline, Kind, Reference, Run, Style

__all__ = [
    "BOXES",
    "MAX_LENGTH",
    "Block",
    "Break",
    "Document",
    "Format",
    "Image",
    "Inline",
    "Kind",
    "MarkupError",
    "Reference",
    "Run",
    "Style",
    "check_source",
    "parse",
]
