"""The card of an article, which other sites show beside a link to it: title, site, and whether it was checked.

A card is drawn once and kept under the digest of what is on it, so that an address never shows anything else.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, pi
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

from articles.models import Publication
from articles.models.ledger import canonical

WIDTH, HEIGHT = 1200, 630  # what readers of Open Graph and of cards ask for
FOLDER = "cards"
DRAWING = 1  # raised when cards shall look different: then their addresses change
FONT = Path(__file__).resolve().parent / "fonts" / "DejaVuSans-Bold.ttf"

PAPER, INK, BRAND, PALE, MID, WHITE, SUN = "#fbfaf7", "#1f2a30", "#1f5f5b", "#a8cdc5", "#6fa79e", "#ffffff", "#ffd34d"
MARGIN = 80
SIZES = (76, 68, 60, 54, 48, 43)  # of the title, pixels: the largest that fits
LINES, LEADING = 5, 1.22
TITLE_TOP, TITLE_BOTTOM = 150, 470
CHECKED = "Checked by a clinician"
EXAMPLE = "Example content"

# Height of the hills at their ends and in between, from the bottom in pixels: a wave of half cosines.
HILLS = ((PALE, (120, 165, 95, 150)), (MID, (105, 70, 130, 100)), (BRAND, (78, 62, 92, 70)))


@dataclass(frozen=True, slots=True)
class Card:
    """What is on a card. ``checked`` only while that is true of the page, and never of an example."""

    title: str
    site: str
    checked: bool
    example: bool = False

    @property
    def key(self) -> str:
        """32 hex digits that name the card."""
        facts = [DRAWING, self.title, self.site, self.checked, self.example]
        return hashlib.sha256(canonical(facts).encode()).hexdigest()[:32]

    @property
    def path(self) -> str:
        """Where it is kept below the media root."""
        return f"{FOLDER}/{self.key}.png"

    @property
    def words(self) -> str:
        """What stands on it, for people who do not see it."""
        line = EXAMPLE if self.example else CHECKED if self.checked else ""
        return ". ".join(item for item in (self.title.rstrip("."), self.site, line) if item)


def card_of(row: Publication, checked: bool) -> Card | None:
    """The card of a page. ``checked``: whether the page says now that a clinician checked it.

    None where the font lacks a sign of the title or of the site's name: then the card of the site is shown.
    """
    card = Card(row.title, settings.SITE_NAME, checked and not row.example, row.example)
    return card if can_write(card.title + card.site) else None


def stored(card: Card) -> str:
    """The path of the card below the media root; drawn when it is not there yet."""
    if not default_storage.exists(card.path):
        default_storage.save(card.path, ContentFile(draw(card)))
    return card.path


def draw_cards(row: Publication) -> None:
    """Draw what the page will be shown with, checked or in doubt, so that nobody waits for it."""
    for checked in {row.last_reviewed is not None and not row.example, False}:
        if card := card_of(row, checked):
            stored(card)


@lru_cache(maxsize=512)
def can_write(text: str) -> bool:
    """Whether the font has every sign of ``text``. Without one the article has the card of the site."""
    font = _font(40)
    missing = bytes(font.getmask("\U0010fffd"))
    return all(char.isspace() or bytes(font.getmask(char)) != missing for char in set(text))


def draw(card: Card) -> bytes:
    """The card as PNG. A title that is too long for five lines ends in an ellipsis."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    for colour, heights in HILLS:
        pen.polygon([(0, HEIGHT), *_hill(heights), (WIDTH, HEIGHT)], fill=colour)
    pen.ellipse((WIDTH - 170, 56, WIDTH - 100, 126), fill=SUN)
    pen.text((MARGIN, 66), _cut(card.site, _font(34), WIDTH - 2 * MARGIN - 100), font=_font(34), fill=BRAND)
    lines, font = fitted(card.title)
    step = font.size * LEADING
    top = TITLE_TOP + max(0.0, (TITLE_BOTTOM - TITLE_TOP - step * len(lines)) / 2)
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * step), line, font=font, fill=INK)
    if card.example or card.checked:
        words = EXAMPLE if card.example else f"✓ {CHECKED}"
        pen.text((MARGIN, HEIGHT - 50), words, font=_font(30), fill=WHITE)
    out = io.BytesIO()
    picture.quantize(96, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def fitted(title: str) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The lines of a title in the largest size in which it fits."""
    for size in SIZES:
        lines = wrapped(title, _font(size), WIDTH - 2 * MARGIN)
        if len(lines) <= LINES and len(lines) * size * LEADING <= TITLE_BOTTOM - TITLE_TOP:
            return lines, _font(size)
    font = _font(SIZES[-1])
    lines = wrapped(title, font, WIDTH - 2 * MARGIN)
    most = int((TITLE_BOTTOM - TITLE_TOP) / (font.size * LEADING))
    return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), font, WIDTH - 2 * MARGIN)], font


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """``text`` in lines of at most ``width`` pixels, cut between words; a word that is longer is cut itself."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and font.getlength(f"{line} {word}") > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while font.getlength(line) > width:
            most = next(
                count for count in range(len(line), 0, -1) if font.getlength(line[:count]) <= width or count == 1
            )
            lines.append(line[:most])
            line = line[most:]
    return [*lines, line] if line else lines


def _cut(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _hill(heights: tuple[int, ...]) -> list[tuple[float, float]]:
    """Points along the top of a hill, from left to right."""
    span = WIDTH / (len(heights) - 1)
    points = []
    for place, (left, right) in enumerate(pairwise(heights)):
        for step in range(101):
            part = (1 - cos(pi * step / 100)) / 2
            points.append(((place + step / 100) * span, HEIGHT - left - (right - left) * part))
    return points


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)
