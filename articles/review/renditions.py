"""The files of a picture from which browsers choose: smaller widths, in formats that old and new browsers know.

They are made once, from the stored picture, when it is added (``make_renditions`` for those of earlier days). Each is
named by the hash of its own bytes, so that a frozen page that names it says exactly what is shown (law 3).
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pictures

from articles.models import Image
from articles.rendering import Shown

FOLDER = "articles"
#: Pixels across. The text is at most 660 wide; screens have up to three pixels for one, and more is not seen.
WIDTHS = (400, 800, 1200, 1600)
FALLBACK = 1200  # the widest file for browsers, feed readers and machines that choose nothing
TYPES = {"avif": "image/avif", "webp": "image/webp"}  # the smallest files first


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file: ``suffix`` avif, webp, jpg or png; size in pixels."""

    data: bytes
    suffix: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The hash of the bytes: the file's name."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def path(self) -> str:
        """Where it is stored below the media root."""
        return f"{FOLDER}/{self.sha256}.{self.suffix}"

    def facts(self) -> dict[str, Any]:
        """What the library remembers of it."""
        return {"sha256": self.sha256, "suffix": self.suffix, "width": self.width, "height": self.height}


def renditions_of(data: bytes) -> Iterator[Rendition]:
    """The renditions of a stored picture (bytes that ``decode`` wrote): none is larger than the picture itself."""
    picture = Pictures.open(io.BytesIO(data))
    picture.load()
    plain = picture.convert("RGBA" if picture.mode == "RGBA" else "RGB")
    plain.info = {}
    for width in widths_of(plain.width):
        height = max(1, round(plain.height * width / plain.width))
        small = plain if width == plain.width else plain.resize((width, height), Pictures.Resampling.LANCZOS)
        yield Rendition(_encoded(small, "AVIF", quality=62, speed=6), "avif", width, height)
        yield Rendition(_encoded(small, "WEBP", quality=80), "webp", width, height)
        if width == max(item for item in widths_of(plain.width) if item <= FALLBACK):
            if plain.mode == "RGBA":
                yield Rendition(_encoded(small, "PNG", optimize=True), "png", width, height)
            else:
                yield Rendition(_encoded(small, "JPEG", quality=82, progressive=True), "jpg", width, height)


def widths_of(width: int) -> tuple[int, ...]:
    """The widths in which a picture of ``width`` pixels is kept, rising."""
    return (*(item for item in WIDTHS if item < width), *([width] if width <= WIDTHS[-1] else []))


def _encoded(picture: Pictures.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def store_renditions(data: bytes) -> list[dict[str, Any]]:
    """Make and store the renditions of a picture; returns what the library remembers of them."""
    found = []
    for item in renditions_of(data):
        if not default_storage.exists(item.path):
            default_storage.save(item.path, ContentFile(item.data))
        found.append(item.facts())
    return found


def complete(image: Image) -> bool:
    """Make the renditions of a picture that has none, or lost a file; False when nothing was missing."""
    paths = [path_of(item) for item in image.renditions]
    if paths and all(default_storage.exists(path) for path in paths):
        return False
    with default_storage.open(str(image.file.name)) as file:
        image.renditions = store_renditions(file.read())
    image.save(update_fields=["renditions"])
    return True


def path_of(item: dict[str, Any]) -> str:
    """Where a remembered rendition is stored."""
    return f"{FOLDER}/{item['sha256']}.{item['suffix']}"


def picture_of(address: str) -> Shown | None:
    """How a picture of the library is shown, by its address in a text; None for any other address."""
    name = address.rsplit("/", 1)[-1].split(".")[0]
    image = Image.objects.filter(sha256=name).first()
    return shown(image) if image else None


def shown(image: Image) -> Shown:
    """Size and files of a picture. Without renditions it is its own only file."""
    plain = next((item for item in image.renditions if item["suffix"] not in TYPES), None)
    if plain is None:
        return Shown(image.width, image.height)
    sources = tuple(
        (kind, ", ".join(f"{_address(item)} {item['width']}w" for item in image.renditions if item["suffix"] == suffix))
        for suffix, kind in TYPES.items()
    )
    return Shown(plain["width"], plain["height"], _address(plain), sources)


def _address(item: dict[str, Any]) -> str:
    return str(default_storage.url(path_of(item)))
