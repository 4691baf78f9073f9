"""What a picture of the library is to a page: its size, and the files from which a browser chooses."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

#: How wide a picture is shown: the measure of the text (33 em of at most 1.25 rem), on a phone the screen.
SIZES = "(min-width: 43rem) 41rem, calc(100vw - 2rem)"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as it stands in the page. ``width`` and ``height`` (pixels) are those of ``src``, so nothing moves
    when it arrives. ``src`` is what a browser shows that knows none of ``sources``; empty: the address in the text.
    ``sources`` are (media type, srcset), the smallest files first: browsers take the first type that they know.
    """

    width: int
    height: int
    src: str = ""
    sources: tuple[tuple[str, str], ...] = ()


#: Gives a picture by its address in the text; None for one that is not in the library.
PictureOf = Callable[[str], Shown | None]


def picture_html(src: str, alt: str, shown: Shown | None, lazy: bool) -> str:
    """The ``img``, inside a ``picture`` where there are files to choose from."""
    size = f' width="{shown.width}" height="{shown.height}"' if shown else ""
    address = shown.src if shown and shown.src else src
    loading = ' loading="lazy"' if lazy else ""
    img = f'<img src="{escape(address)}" alt="{escape(alt)}"{size}{loading} decoding="async">'
    if not shown or not shown.sources:
        return img
    sources = "".join(
        f'<source type="{escape(kind)}" srcset="{escape(files)}" sizes="{escape(SIZES)}">'
        for kind, files in shown.sources
    )
    return f"<picture>{sources}{img}</picture>"
