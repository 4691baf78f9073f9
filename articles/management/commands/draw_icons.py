"""``draw_icons``: the icons of the site, drawn from the numbers that ``icon.svg`` is written with."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from PIL import Image, ImageDraw

GREEN, WHITE, YELLOW = "#1f5f5b", "#ffffff", "#ffd34d"  # --brand, paper and --focus of tokens.css, light
SIDE = 32  # units of the drawing, as in the viewBox of icon.svg
FINE = 8  # drawn so many times larger, then made smaller: smooth edges
# The wave of icon.svg as two cubic curves, each start, two controls, end.
WAVE = (((4, 21), (8, 15), (12, 15), (16, 21)), ((16, 21), (20, 27), (24, 27), (28, 21)))
WIDTH, SUN, RADIUS, CORNER = 2.5, (16, 10), 3, 7
STEPS = 256  # dots along each curve

Point = tuple[float, float]


class Command(BaseCommand):
    """Writes the files beside ``icon.svg``; run it after a change of the drawing."""

    help = "Draw the icons of the site again (PNG and ICO), into the folder of static files or --to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "articles" / "static" / "articles")

    def handle(self, *args: Any, **options: Any) -> None:
        to: Path = options["to"]
        few(draw(192)).save(to / "icon-192.png", optimize=True)
        few(draw(512)).save(to / "icon-512.png", optimize=True)
        # Launchers cut maskable icons to a circle of four fifths; Apple rounds corners itself.
        few(draw(512, corner=0, scale=0.7).convert("RGB")).save(to / "icon-maskable.png", optimize=True)
        few(draw(180, corner=0, scale=0.85).convert("RGB")).save(to / "apple-touch-icon.png", optimize=True)
        draw(48).save(to / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])
        self.stdout.write(f"Five icons in {to}.")


def few(picture: Image.Image) -> Image.Image:
    """The picture in 64 colours: a quarter of the bytes, and no eye sees it."""
    return picture.quantize(64, method=Image.Quantize.FASTOCTREE)


def draw(side: int, corner: float = CORNER, scale: float = 1.0) -> Image.Image:
    """The icon, ``side`` pixels square, with round corners of ``corner`` units; ``scale`` makes the drawing smaller."""
    unit = side * FINE / SIDE
    picture = Image.new("RGBA", (side * FINE, side * FINE))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, side * FINE - 1, side * FINE - 1), corner * unit, fill=GREEN)

    def at(point: Point) -> Point:
        return tuple((SIDE / 2 + (value - SIDE / 2) * scale) * unit for value in point)  # type: ignore[return-value]

    def dot(point: Point, radius: float, colour: str) -> None:
        (x, y), r = at(point), radius * scale * unit
        pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    for curve in WAVE:
        for step in range(STEPS + 1):
            dot(_bezier(curve, step / (STEPS)), WIDTH / 2, WHITE)
    dot(SUN, RADIUS, YELLOW)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _bezier(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))
    return x, y
