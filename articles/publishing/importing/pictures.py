"""Pictures of the old site: found in a folder, decoded and written anew like every upload, never taken as they are."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from articles.foreign.item import Item, Note
from articles.foreign.markdown import pictures_in
from articles.markup import Image
from articles.models import Image as Pictured
from articles.review.errors import BadInput
from articles.review.images import add_image, decode

ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".svg", ".bmp", ".tif", ".tiff"})
#: What WordPress adds to the names of the sizes it makes of a picture.
_SIZE = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-rotated|-e\d{9,})+(?=\.\w+$)")
_OURS = "/media/articles/"


@dataclass(slots=True)
class Pictures:
    """Finds and stores pictures. ``folder`` is looked through once; without it all are listed as missing."""

    by: Any
    folder: Path | None = None
    dry_run: bool = False
    _by_name: dict[str, list[Path]] = field(default_factory=dict)
    _stored: dict[Path, str] = field(default_factory=dict)
    _refused: dict[Path, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.folder is None:
            return
        if not self.folder.is_dir():
            raise BadInput(f"There is no folder called {self.folder}.")
        self.folder = self.folder.resolve()
        names: dict[str, list[Path]] = defaultdict(list)
        for file in sorted(self.folder.rglob("*")):
            if file.suffix.lower() in ENDINGS and self._inside(file):
                names[file.name.lower()].append(file)
        self._by_name = dict(names)

    def bring(self, item: Item, known: dict[str, str]) -> tuple[str, dict[str, str], list[Note]]:
        """The body with our addresses, all addresses there and here, and a note for each picture that is not here.

        ``known`` are addresses from earlier imports: a second run without the folder keeps what the first one brought.
        """
        body, places = item.body, dict(known)
        notes: list[Note] = []
        for image in reversed(pictures_in(body)):
            if image.src.startswith(_OURS) and _is_here(image.src):
                continue
            address = places.get(image.src) or self._new(item, image, notes)
            if not address:
                continue
            places[image.src] = address
            piece = body[image.start : image.end]
            for written in (image.src, unquote(image.src)):
                at = piece.find(written, piece.find("]("))
                if at >= 0:
                    piece = f"{piece[:at]}{address}{piece[at + len(written) :]}"
                    break
            body = body[: image.start] + piece + body[image.end :]
        notes.reverse()
        return body, places, notes

    def _new(self, item: Item, image: Image, notes: list[Note]) -> str:
        src, found = image.src, item.pictures.get(image.src)
        alt = "".join(run.text for run in image.alt) or (found.alt if found else "")
        reasons = []
        for file in self._candidates(src, found.file if found else None):
            if file in self._stored:
                return self._stored[file]
            reason = self._refused.get(file)
            if reason is None:
                try:
                    self._stored[file] = self._store(file, alt)
                    return self._stored[file]
                except BadInput as error:
                    reason = self._refused[file] = " ".join(error.problems)
            reasons.append(f"{file.name}: {reason}")
        if reasons:
            notes.append(Note(f"A picture could not be used ({reasons[0]})", True, 0, src))
        elif self.folder is None:
            notes.append(Note("A picture has to be brought in:", True, 0, src))
        else:
            notes.append(Note(f"A picture is not in {self.folder.name}:", True, 0, src))
        return ""

    def _store(self, file: Path, alt: str) -> str:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise BadInput(f"It could not be read: {error.strerror}.") from error
        if self.dry_run:
            return f"/media/{decode(data, file.name).path}"
        # The library asks for words; where the old site had none, the note about the text asks for better ones.
        words = alt or file.stem.replace("-", " ").replace("_", " ")
        return str(add_image(self.by, data, file.name, words[:300]).file.url)

    def _candidates(self, src: str, local: str | None) -> Iterator[Path]:
        """Files that may be the picture, the best first: the whole picture before a smaller size of it."""
        if local:
            yield Path(local)
        if self.folder is None:
            return
        try:
            path = unquote(urlsplit(src).path)
        except ValueError:
            return
        paths = dict.fromkeys([_SIZE.sub("", path), path])
        for wanted in paths:
            parts = [part for part in wanted.split("/") if part not in ("", ".", "..")]
            for first in range(len(parts)):
                file = self.folder.joinpath(*parts[first:])
                if first < len(parts) - 1 and file.is_file() and self._inside(file):
                    yield file
                    break
        for wanted in paths:
            same = self._by_name.get(wanted.rsplit("/", 1)[-1].lower(), [])
            if len(same) == 1:
                yield same[0]

    def _inside(self, file: Path) -> bool:
        """A real file below the folder: links may not lead out of it."""
        return self.folder is not None and file.is_file() and file.resolve().is_relative_to(self.folder)


def _is_here(src: str) -> bool:
    """Whether a picture with an address of ours is in this library: a text of another such site names its own."""
    return Pictured.objects.filter(sha256=src.removeprefix(_OURS).split(".")[0]).exists()
