"""Which files of a folder are texts, and what made the site they belong to."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from articles.claims.files import UnreadableFile, expand_paths

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
HTML = frozenset({".html", ".htm"})
SUFFIXES = MARKDOWN | HTML | {".txt"}
_GENERATED = frozenset(
    [
        "_site",
        "_layouts",
        "_includes",
        "_sass",
        "_data",
        "layouts",
        "themes",
        "archetypes",
        "resources",
        "public",
        "node_modules",
        "vendor",
    ]
)
_CONFIGS = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.json", "config")


@dataclass(frozen=True, slots=True)
class Site:
    """Where a file belongs: the folder of its site, and what made the site (``hugo``, ``jekyll`` or nothing)."""

    root: Path
    maker: str = ""


def files_of(paths: Iterable[str]) -> list[str | UnreadableFile]:
    """The files behind paths in order, each once. What cannot be found is an ``UnreadableFile`` in its place."""
    found: list[str | UnreadableFile] = []
    seen: set[str] = set()
    for path in paths:
        for file in _in_folder(Path(path)) if Path(path).is_dir() else expand_paths([path]):
            if isinstance(file, UnreadableFile) or (key := os.path.abspath(file)) not in seen:
                found.append(file)
                if not isinstance(file, UnreadableFile):
                    seen.add(key)
    return found


def _in_folder(folder: Path) -> list[str] | list[UnreadableFile]:
    site = site_of(folder / "x")
    start = folder / "content" if site.maker == "hugo" and (folder / "content").is_dir() else folder
    found = []
    for file in sorted(start.rglob("*")):
        parts = file.relative_to(start).parent.parts
        hidden = any(part.startswith(".") or (site.maker and part in _GENERATED) for part in parts)
        if file.suffix.lower() in SUFFIXES and file.is_file() and not hidden and not _is_system(file, site):
            found.append(str(file))
    return found or [UnreadableFile(f"The folder {folder} holds no Markdown or text files.")]


def _is_system(file: Path, site: Site) -> bool:
    """Files of a generator that hold no text: Jekyll reads only what has front matter."""
    if site.maker != "jekyll":
        return False
    if file.name.lower() in ("readme.md", "404.html", "feed.xml", "license.md"):
        return True
    with file.open("rb") as stream:
        return not stream.read(3).startswith(b"---")


def site_of(file: Path) -> Site:
    for folder in list(file.resolve().parents)[:8]:
        if (folder / "_config.yml").is_file() or (folder / "_posts").is_dir():
            return Site(folder, "jekyll")
        if (folder / "content").is_dir() and any((folder / name).exists() for name in _CONFIGS):
            return Site(folder, "hugo")
        if (folder / "site.json").is_file() and (folder / "texts").is_dir():  # our own export
            return Site(folder)
    return Site(file.resolve().parent)
