"""Pictures: decoded, checked, written anew, named by their content. Whatever a browser says of a file is ignored.

``decode`` is pure: bytes in, bytes out. ``add_image`` stores. Importers use both.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image as Pictures
from PIL import ImageOps

from articles.markup import check_source
from articles.models import Image
from articles.review import permissions
from articles.review.errors import BadInput

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 30_000_000
MAX_SIDE = 16_383  # the longest side WebP can hold (RFC 9649, section 2.6)
FOLDER = "articles"
LONGEST_ALT = 300

SUFFIXES = {"PNG": {".png"}, "JPEG": {".jpg", ".jpeg"}, "WEBP": {".webp"}}
KINDS_WORDS = "Only PNG, JPEG and WebP pictures can be used"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture as it is stored: WebP ``data`` without any metadata, its SHA-256 and its size in pixels."""

    data: bytes
    sha256: str
    width: int
    height: int

    @property
    def path(self) -> str:
        """Where it is stored below the media root."""
        return f"{FOLDER}/{self.sha256}.webp"


def decode(data: bytes, name: str) -> Decoded:
    """Decode an uploaded file and write its pixels anew as WebP.

    Lossless for PNG, quality 85 for the others. ``name`` is the file's name: its ending has to fit the content,
    because a wrong one is a mistake or a trick. Raises ``BadInput`` with one plain sentence.
    """
    if not data:
        raise BadInput("The file is empty.")
    if len(data) > MAX_BYTES:
        raise BadInput(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Make the picture smaller and try again."
        )
    try:
        picture = Pictures.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
    except (Pictures.DecompressionBombError, Pictures.DecompressionBombWarning) as error:
        raise BadInput(_too_large()) from error
    except Exception as error:  # decoders fail in many ways on made-up files; all of them mean the same
        raise BadInput(f"{KINDS_WORDS}, and this file is none of them.") from error
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)  # phones store a second view behind a JPEG
    if PurePosixPath(name).suffix.lower() not in SUFFIXES[kind]:
        raise BadInput(
            f"The file is a {kind} picture, but its name does not say so. Save it again under the right ending."
        )
    width, height = picture.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise BadInput(_too_large())
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise BadInput("Moving pictures are not used: they distract and can harm some readers. Save one still picture.")
    if _has_tail(data, kind):
        raise BadInput("Something else is hidden behind the picture in this file. Save it again in a picture program.")
    try:
        picture.load()
        turned = ImageOps.exif_transpose(picture)
        alpha = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
        plain = turned.convert("RGBA" if alpha else "RGB")
        plain.info = {}
        out = io.BytesIO()
        if kind == "PNG":
            plain.save(out, "WEBP", lossless=True, quality=80)
        else:
            plain.save(out, "WEBP", quality=85)
    except Exception as error:
        raise BadInput("The picture is damaged and cannot be read. Save it again in a picture program.") from error
    stored = out.getvalue()
    return Decoded(stored, hashlib.sha256(stored).hexdigest(), plain.width, plain.height)


def add_image(by: Any, data: bytes, name: str, alt: str, credit: str = "") -> Image:
    """Put a picture into the library; the same pixels twice are one row.

    ``alt`` is required: it is read aloud, checked and signed like every other sentence. Raises ``BadInput``.
    """
    permissions.check(by, "write_article")
    alt = " ".join(alt.split())
    if not alt:
        raise BadInput("Say in a sentence what the picture shows (alternative text).")
    if problems := check_source(f"{alt} {credit}"):
        raise BadInput(problems)
    if len(alt) > LONGEST_ALT:
        raise BadInput(f"The alternative text is longer than {LONGEST_ALT} characters.")
    decoded = decode(data, name)
    known = Image.objects.filter(sha256=decoded.sha256).first()
    if known is not None:
        return known
    if not default_storage.exists(decoded.path):
        default_storage.save(decoded.path, ContentFile(decoded.data))
    image = Image(
        sha256=decoded.sha256,
        file=decoded.path,
        width=decoded.width,
        height=decoded.height,
        alt=alt,
        credit=" ".join(credit.split())[:200],
        added_by=by,
    )
    try:
        with transaction.atomic():
            image.save(force_insert=True)
    except IntegrityError:
        return Image.objects.get(sha256=decoded.sha256)  # somebody added the same picture at the same moment
    return image


def markdown_of(image: Image, alt: str = "") -> str:
    """The Markdown that shows the picture, with ``alt`` or the alternative text of the library."""
    words = " ".join((alt or image.alt).split())
    for sign in ("\\", "[", "]", "*", "_", "`", "<", "&"):
        words = words.replace(sign, f"\\{sign}")
    return f"![{words}]({image.file.url})"


def _too_large() -> str:
    return f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels. Make it smaller and try again."


def _has_tail(data: bytes, kind: str) -> bool:
    """True when bytes stand behind the end of the picture: how two kinds of file are made into one."""
    if kind == "PNG":
        return not data.endswith(b"IEND\xaeB`\x82")
    if kind == "JPEG":
        return not data.rstrip(b"\x00").endswith(b"\xff\xd9")
    return len(data) > 8 + int.from_bytes(data[4:8], "little") + 1
