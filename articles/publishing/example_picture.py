"""The picture of the example content, drawn from numbers: there is nobody whose picture it is."""

import io
from math import cos, pi, sin
from typing import Any

from PIL import Image, ImageDraw

from articles.review.images import add_image, markdown_of

WIDTH, HEIGHT = 1600, 900
FINE = 2  # drawn so many times larger, then made smaller: smooth edges
SKY, SUN, PATH = ("#dcebf0", "#fbf4e4"), "#ffd34d", "#e9dcc0"
# Colour, height above the lower edge and swing in pixels, waves across the picture, where the first one begins.
HILLS = (("#bcd9d2", 430, 70, 1.1, 0.2), ("#8dbcb1", 330, 60, 1.6, 1.4), ("#5c958a", 230, 45, 1.2, 2.9))
MEADOW = ("#2f6d66", 150, 30, 0.9, 0.6)


def draw() -> bytes:
    """A path through low hills under a bright sun, as PNG."""
    picture = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), SKY[1])
    light = Image.linear_gradient("L").resize(picture.size)
    picture.paste(Image.new("RGB", picture.size, SKY[0]), mask=light.point(lambda value: 255 - value))
    pen = ImageDraw.Draw(picture)
    pen.ellipse(_scaled(1180, 110, 1320, 250), fill=SUN)
    for colour, height, swing, waves, begin in (*HILLS, MEADOW):
        tops = [
            (x * FINE, (HEIGHT - height - swing * cos(2 * pi * waves * x / WIDTH + begin)) * FINE)
            for x in range(0, WIDTH + 1, 4)
        ]
        pen.polygon([(0, HEIGHT * FINE), *tops, (WIDTH * FINE, HEIGHT * FINE)], fill=colour)
    left, right = _path()
    pen.polygon([*left, *reversed(right)], fill=PATH)
    out = io.BytesIO()
    picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _path() -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """The two sides of the path, from the lower edge to the top of the meadow: it winds and grows narrow."""
    left, right = [], []
    for step in range(61):
        far = step / 60
        middle, half, y = 700 + 150 * sin(2.4 * far), 130 * (1 - far) ** 1.7 + 5, HEIGHT - 116 * far
        left.append(((middle - half) * FINE, y * FINE))
        right.append(((middle + half) * FINE, y * FINE))
    return left, right


def markdown(plan: dict[str, str] | None, by: Any) -> list[str]:
    """The Markdown that shows the picture with the words of the plan, once it is in the library; nothing without."""
    if not plan:
        return []
    return [markdown_of(add_image(by, draw(), "picture.png", plan["alt"], plan["credit"], plan["licence"]))]


def _scaled(*numbers: float) -> list[float]:
    return [number * FINE for number in numbers]
