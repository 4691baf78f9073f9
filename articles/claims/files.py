"""Reading text files that people bring: one clear sentence for each that cannot be read."""

import glob
import os
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

from articles.markup import MAX_LENGTH, check_source

SUFFIXES = (".md", ".markdown", ".txt")
MAX_BYTES = 4 * MAX_LENGTH  # no UTF-8 text of MAX_LENGTH characters is longer


class UnreadableFile(ValueError):
    """A file that cannot be read as an article. The message is one plain sentence that names the file."""


def read_text(path: str | Path) -> str:
    """The text of a file, with line ends as ``open(path, encoding="utf-8").read()`` gives them.

    Raises ``UnreadableFile`` for what is missing, empty, too large, binary, not UTF-8, or holds characters that the
    site refuses.
    """
    file = Path(path)
    try:
        if file.is_dir():
            raise UnreadableFile(f"{path} is a folder, not a file.")
        if not file.exists():
            raise UnreadableFile(f"There is no file called {path}.")
        if not file.is_file():
            raise UnreadableFile(f"{path} is not an ordinary file.")
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name is not valid"
        raise UnreadableFile(f"{path} could not be read: {reason}.") from error
    return decode_text(raw, str(path))


def decode_text(raw: bytes, name: str) -> str:
    """The text of raw bytes, checked like ``read_text``; ``name`` stands in the sentence. Raises ``UnreadableFile``."""
    if not raw:
        raise UnreadableFile(f"{name} is empty.")
    if len(raw) > MAX_BYTES:
        raise UnreadableFile(f"{name} is too large: an article may have at most {MAX_LENGTH:,} characters.")
    if b"\x00" in raw:
        raise UnreadableFile(f"{name} is not a text file: it holds NUL bytes.")
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(f"{name} is not UTF-8 text: line {line} holds bytes of another encoding.") from error
    text = StringIO(decoded, newline=None).read()  # line ends as open() reads them
    if not text.strip("\ufeff \t\n"):
        raise UnreadableFile(f"{name} is empty.")
    if len(text) > MAX_LENGTH:
        raise UnreadableFile(f"{name} is too large: an article may have at most {MAX_LENGTH:,} characters.")
    refusals = check_source(text)
    if refusals:
        more = f" ({len(refusals) - 1} more of this kind)" if len(refusals) > 1 else ""
        raise UnreadableFile(f"{name} cannot be used: {refusals[0]}{more}")
    return text


def expand_paths(paths: Iterable[str]) -> Iterator[str | UnreadableFile]:
    """The files behind paths, each once: folders and patterns (``notes/**/*.md``) stand for the Markdown and text files
    that they hold, in order; ``-`` is kept.

    A folder or pattern without such files gives an ``UnreadableFile`` in its place, so that the other paths are still
    read.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _behind(path):
            if isinstance(found, UnreadableFile):
                yield found
            elif (key := found if found == "-" else os.path.abspath(found)) not in seen:
                seen.add(key)
                yield found


def _behind(path: str) -> list[str] | list[UnreadableFile]:
    """What one path stands for."""
    try:
        if path == "-" or Path(path).is_file():
            return [path]
        if Path(path).is_dir():
            return texts_in(path) or [UnreadableFile(f"The folder {path} holds no Markdown or text files.")]
        if glob.has_magic(path) and not Path(path).exists():
            found = [name for name in sorted(glob.glob(path, recursive=True)) if _is_text(Path(name))]
            return found or [UnreadableFile(f"No Markdown or text file matches {path}.")]
    except (OSError, ValueError):
        pass  # reading it says why
    return [path]


def texts_in(folder: str | Path) -> list[str]:
    """The Markdown and text files below a folder, in order. What lies in hidden folders (``.git``) is not looked at."""
    root = Path(folder)
    return sorted(
        str(file)
        for file in root.rglob("*")
        if _is_text(file) and not any(part.startswith(".") for part in file.relative_to(root).parent.parts)
    )


def _is_text(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and file.is_file()
