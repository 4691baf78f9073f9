"""Pictures: decoded, checked, written anew, named by their content. Whatever a browser says of a file is ignored.

``decode`` is pure: bytes in, bytes out. ``add_image`` stores. Importers use both.
"""

import hashlib
import io
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image as Pictures
from PIL import ImageOps

from articles.markup import check_source
from articles.models import Image, Publication, Revision, UnsavedText
from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition, check_reason
from articles.review.ledger import Entry, record
from articles.review.renditions import FOLDER, path_of, store_renditions

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 30_000_000
MAX_SIDE = 16_383  # the longest side WebP can hold (RFC 9649, section 2.6)
LONGEST_ALT = 300
LONGEST_CREDIT = 200
LONGEST_LICENCE = 100
#: A picture stays this long even if nothing names it: somebody may just be writing the text that will.
KEPT_UNUSED = timedelta(days=7)

SUFFIXES = {"PNG": {".png"}, "JPEG": {".jpg", ".jpeg"}, "WEBP": {".webp"}}
_HASH = re.compile(r"\b[0-9a-f]{64}\b")

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
        raise BadInput(
            "The file does not end where its picture ends: it was cut off, or something else is hidden behind. "
            "Save it again in a picture program."
        )
    try:
        picture.load()
        turned = _eight_bits(ImageOps.exif_transpose(picture))
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


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a picture: its alternative text, whose it is, under which licence it may be shown."""

    alt: str
    credit: str = ""
    licence: str = ""

    def cleaned(self) -> "Words":
        """With single spaces. Raises ``BadInput`` with every problem."""
        found = Words(*(" ".join(words.split()) for words in (self.alt, self.credit, self.licence)))
        if problems := found.problems():
            raise BadInput(list(problems.values()))
        return found

    def problems(self) -> dict[str, str]:
        """What is wrong with which of them: field → sentence."""
        found = {}
        for name, longest in (("alt", LONGEST_ALT), ("credit", LONGEST_CREDIT), ("licence", LONGEST_LICENCE)):
            words = getattr(self, name)
            if refused := check_source(words):
                found[name] = " ".join(refused)
            elif len(words) > longest:
                found[name] = (
                    f"The {'alternative text' if name == 'alt' else name} is longer than {longest} characters."
                )
        if not self.alt.strip():
            found["alt"] = "Say in a sentence what the picture shows (alternative text)."
        return found

    def facts(self) -> dict[str, str]:
        """For the ledger."""
        return {"alt": self.alt, "credit": self.credit, "licence": self.licence}


def add_image(by: Any, data: bytes, name: str, alt: str, credit: str = "", licence: str = "") -> Image:
    """Put a picture into the library with its renditions; the same pixels twice are one row.

    ``alt`` is required: it is read aloud, checked and signed like every other sentence. Credit and licence of a picture
    that is there already are taken over where it has none. Raises ``BadInput``.
    """
    permissions.check(by, "write_article")
    words = Words(alt, credit, licence).cleaned()
    decoded = decode(data, name)
    known = Image.objects.filter(sha256=decoded.sha256).first()
    if known is not None:
        return _completed(by, known, words)
    if not default_storage.exists(decoded.path):
        default_storage.save(decoded.path, ContentFile(decoded.data))
    image = Image(
        sha256=decoded.sha256,
        file=decoded.path,
        width=decoded.width,
        height=decoded.height,
        renditions=store_renditions(decoded.data),
        added_by=by,
        **words.facts(),
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                image.save(force_insert=True)
        except IntegrityError:
            return Image.objects.get(sha256=decoded.sha256)  # somebody added the same picture at the same moment
        record(timezone.now(), _entry("image_added", by, image, words.facts()))
    return image


def _completed(by: Any, known: Image, words: Words) -> Image:
    fuller = Words(known.alt, known.credit or words.credit, known.licence or words.licence)
    return known if fuller == Words(known.alt, known.credit, known.licence) else describe_image(by, known, fuller)


def describe_image(by: Any, image: Image, words: Words) -> Image:
    """Mend what the library says of a picture. Texts that show it keep their own words. Raises ``BadInput``."""
    permissions.check(by, "write_article")
    words = words.cleaned()
    with transaction.atomic():
        row = Image.objects.select_for_update().get(pk=image.pk)
        before = Words(row.alt, row.credit, row.licence)
        if before != words:
            Image.objects.filter(pk=row.pk).update(**words.facts())
            data = {"before": before.facts(), "after": words.facts()}
            record(timezone.now(), _entry("image_described", by, row, data))
    return Image.objects.get(pk=image.pk)


def _entry(kind: str, by: Any, image: Image, data: dict[str, Any]) -> Entry:
    return Entry(kind, by, subject=f"image:{image.sha256}", data=data)


def uses() -> dict[str, set[int]]:
    """For each picture that any revision names, the newest or an earlier one: the articles, by hash."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = Revision.objects.order_by()
    for article, images in rows.values_list("article_id", "analysis__images").iterator(2000):
        for sha256 in images or ():
            found[sha256].add(article)
    for article, body in rows.exclude(analysis_error="").values_list("article_id", "body"):
        for sha256 in _HASH.findall(body):  # not analysed: read what was typed
            found[sha256].add(article)
    return found


def is_used(image: Image) -> bool:
    """Whether any revision or publication names the picture, or a text that somebody has not saved yet."""
    return (
        Revision.objects.filter(body__contains=image.sha256).exists()
        or UnsavedText.objects.filter(values__body__icontains=image.sha256).exists()
        or Publication.objects.filter(payload__contains=image.sha256).exists()
    )


def remove_image(by: Any, image: Image, reason: str, now: datetime | None = None) -> None:
    """Take a picture that nothing names out of the library, with its files; the ledger keeps what it was.

    Raises ``InvalidTransition`` while a revision or a publication, old or new, names it, and for a week after it was
    added; ``BadInput`` without a reason. The database refuses the rest (trigger).
    """
    permissions.check(by, "publish_article")
    check_reason(reason, "Say why the picture is removed.")
    now = now or timezone.now()
    with transaction.atomic():
        row = Image.objects.select_for_update().get(pk=image.pk)
        if is_used(row):
            raise InvalidTransition(f"The picture “{row.alt}” stays: a text or a published page shows it.")
        if now - row.added_at < KEPT_UNUSED:
            raise InvalidTransition(
                f"The picture “{row.alt}” is not a week old: somebody may be writing the text that shows it."
            )
        facts = Words(row.alt, row.credit, row.licence).facts()
        record(now, _entry("image_removed", by, row, facts | {"reason": reason.strip()}))
        paths = [str(row.file.name), *(path_of(item) for item in row.renditions)]
        row.delete()
        transaction.on_commit(lambda: _forget(paths))


def _forget(paths: list[str]) -> None:
    """Delete files that no other picture shares (two pictures may have one small file in common)."""
    shared = set(Image.objects.values_list("file", flat=True))
    shared |= {path_of(item) for items in Image.objects.values_list("renditions", flat=True) for item in items}
    for path in paths:
        if path not in shared:
            default_storage.delete(path)


def markdown_of(image: Image, alt: str = "") -> str:
    """The Markdown that shows the picture, with ``alt`` or the alternative text of the library, and its credit as
    caption: words under a picture stand in the text, where they are checked and signed (law 4)."""
    words = " ".join((alt or image.alt).split())
    for sign in ("\\", "[", "]", "*", "_", "`", "<", "&"):
        words = words.replace(sign, f"\\{sign}")
    caption = image.credit_line
    for sign in ("\\", '"', "&"):
        caption = caption.replace(sign, f"\\{sign}")
    return f'![{words}]({image.file.url} "{caption}")' if caption else f"![{words}]({image.file.url})"


def _eight_bits(picture: Pictures.Image) -> Pictures.Image:
    """Sixteen bits a pixel made eight; a mere conversion would cut all light tones off to white."""
    return (
        picture.convert("I").point(lambda value: value * (1 / 256)).convert("L") if picture.mode[0] == "I" else picture
    )


def _too_large() -> str:
    return f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels. Make it smaller and try again."


def _has_tail(data: bytes, kind: str) -> bool:
    """True when bytes stand behind the end of the picture: how two kinds of file are made into one."""
    if kind == "PNG":
        return not data.endswith(b"IEND\xaeB`\x82")
    if kind == "JPEG":
        return not data.rstrip(b"\x00").endswith(b"\xff\xd9")
    return len(data) > 8 + int.from_bytes(data[4:8], "little") + 1
