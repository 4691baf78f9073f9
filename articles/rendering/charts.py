"""Small plots as SVG text: stacked columns over time and horizontal bars. Pure: numbers in, markup out.

Classes and presentation attributes only, no style, script, font or address, so that it stands in a page under a strict
content security policy and follows the page's colours, light and dark. Every plot has a title and a description for
who does not see it; the numbers themselves belong into a table beside it, for colour and size are never the only way.
Why not a library: ``docs/figures.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

WIDTH, HEIGHT = 480, 220  # user units; the page scales them
_LEFT, _TOP, _BOTTOM = 44, 12, 30
_BAR, _GAP, _TEXT = 16, 10, 14


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a stack: its name, the class of its marks, and a number for each column."""

    name: str
    css: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, and the words at its end."""

    name: str
    value: float
    words: str


def stacked(ident: str, title: str, columns: Sequence[str], series: Sequence[Series]) -> str:
    """Columns of stacked series, the first at the bottom. ``ident`` makes the ids of the plot unique in the page."""
    totals = [sum(item.values[at] for item in series) for at in range(len(columns))]
    top = nice(max(totals, default=0))
    said = f"From {columns[0]} to {columns[-1]}. " if columns else ""
    said += "; ".join(
        f"{item.name}: {item.values[0]} at first, {item.values[-1]} at last" for item in series if columns
    )
    svg = _svg(ident, title, f"{said}.", HEIGHT)
    base, high = HEIGHT - _BOTTOM, HEIGHT - _BOTTOM - _TOP
    for part in (0, top // 2, top) if top > 1 else (0, top):
        y = base - high * part / top
        _add(svg, "line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, **{"class": "grid"})
        _text(svg, str(part), _LEFT - 6, y + 4, "end")
    step = (WIDTH - _LEFT) / max(len(columns), 1)
    for at, name in enumerate(columns):
        y = float(base)
        for item in series:
            size = high * item.values[at] / top
            if size:
                y -= size
                mark = _add(
                    svg, "rect", x=_LEFT + at * step + 2, y=y, width=step - 4, height=size, **{"class": item.css}
                )
                _add(mark, "title").text = f"{name}: {item.values[at]} {item.name}"
    if columns:
        _text(svg, columns[0], _LEFT + 2, HEIGHT - 8, "start")
        if len(columns) > 1:
            _text(svg, columns[-1], WIDTH - 2, HEIGHT - 8, "end")
    return ElementTree.tostring(svg, encoding="unicode")


def bars(ident: str, title: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars, each with its name above and its words at the end."""
    row = _TEXT + _BAR + _GAP
    longest = max((item.value for item in rows), default=0) or 1
    said = "; ".join(f"{item.name}: {item.words}" for item in rows)
    svg = _svg(ident, title, f"{said}.", max(row * len(rows), row))
    room = WIDTH - 110  # for the words at the end of the longest bar
    for at, item in enumerate(rows):
        y = at * row
        _text(svg, item.name, 0, y + _TEXT - 3, "start")
        width = max(room * item.value / longest, 1)
        _add(svg, "rect", x=0, y=y + _TEXT, width=width, height=_BAR, **{"class": "bar"})
        _text(svg, item.words, width + 6, y + _TEXT + _BAR - 3, "start")
    return ElementTree.tostring(svg, encoding="unicode")


def nice(number: int) -> int:
    """The top of a scale: 1, 2 or 5 times a power of ten, not below ``number``, and at least 1."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= number:
                return factor * power
        power *= 10


def _svg(ident: str, title: str, description: str, height: float) -> ElementTree.Element:
    svg = ElementTree.Element(
        "svg",
        {
            "class": "plot",
            "viewBox": f"0 0 {WIDTH} {height:g}",
            "role": "img",
            "aria-labelledby": f"{ident}-title {ident}-desc",
        },
    )
    _add(svg, "title", id=f"{ident}-title").text = title
    _add(svg, "desc", id=f"{ident}-desc").text = description
    return svg


def _add(parent: ElementTree.Element, tag: str, **attributes: object) -> ElementTree.Element:
    values = {name: f"{value:.2f}" if isinstance(value, float) else str(value) for name, value in attributes.items()}
    return ElementTree.SubElement(parent, tag, values)


def _text(parent: ElementTree.Element, words: str, x: float, y: float, anchor: str) -> None:
    _add(parent, "text", x=x, y=y, **{"text-anchor": anchor}).text = words
