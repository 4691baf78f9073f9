"""The block editor's markup: HTML between comments (``<!-- wp:name {"attribute": 1} -->``).

Most blocks are plain HTML once their comments are gone. The others are written by WordPress when a page is asked for,
so an export holds nothing of them but their name; each gets a note.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from articles.foreign.autop import autop
from articles.foreign.item import Note, line_of

_COMMENT = re.compile(
    r"<!--\s+(?P<close>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+"
    r"(?P<attributes>\{(?:(?!-->).)*\}\s+)?(?P<void>/)?-->",
    re.DOTALL,
)
#: Blocks without words of their own, whose loss nobody has to act on.
_SILENT = ("spacer", "separator", "more", "nextpage", "footnotes", "page-break", "null", "missing", "paragraph")
#: Parts of lists and forms that WordPress writes: the note about the whole says enough.
_PARTS = ("post-", "query-", "comment-", "comments-", "social-link", "page-list-item", "navigation-")
_WRITTEN = "Blocks that WordPress writes itself have no words in the export and were left out:"
MAX_DEPTH = 5  # of patterns in patterns

Pattern = Callable[[str], str | None]


def has_blocks(content: str) -> bool:
    """Whether a text was written with the block editor."""
    return "<!-- wp:" in content


def without_comments(content: str, notes: list[Note], patterns: Mapping[str, str], depth: int = 0) -> str:
    """The HTML of a text made of blocks. What has no HTML in the export gets a note.

    ``patterns`` are the texts of synced patterns ("reusable blocks") by their number.
    """
    out: list[str] = []
    last = level = 0
    for match in _COMMENT.finditer(content):
        between = content[last : match.start()]
        out.append(_outside(between) if level == 0 else between)
        last = match.end()
        if match["close"]:
            level = max(0, level - 1)
            continue
        name = match["name"].removeprefix("core/").removeprefix("jetpack/")
        if match["void"]:
            line = 0 if depth else line_of(content, match.start())
            out.append(_void(name, _attributes(match["attributes"]), line, notes, patterns, depth))
        else:
            level += 1
            if name in ("columns", "group", "cover", "media-text"):
                _once(notes, "Columns, groups and covers were taken apart: their parts stand one after another.")
    rest = content[last:]
    out.append(_outside(rest) if level == 0 else rest)
    return "".join(out)


def _outside(text: str) -> str:
    """Words between blocks come from the classic editor, with blank lines for paragraphs if nobody saved them since."""
    if not text.strip() or re.search(r"<p[\s>]", text):
        return text
    return autop(text)


def _void(
    name: str, attributes: dict[str, Any], line: int, notes: list[Note], patterns: Mapping[str, str], depth: int
) -> str:
    if name == "block":
        number = str(attributes.get("ref", ""))
        found = patterns.get(number)
        if found is None or depth >= MAX_DEPTH:
            notes.append(Note(f"The synced pattern {number} is not in the export; its words are missing.", True, line))
            return ""
        _once(notes, "A synced pattern (reusable block) was written out; it no longer changes with its original.")
        return without_comments(found, notes, patterns, depth + 1)
    if name in ("embed", "video", "audio") or name.startswith("core-embed/"):
        url = str(attributes.get("url") or attributes.get("src") or "")
        return f'<figure class="wp-block-embed"><div>{url}</div></figure>' if url else ""
    if name not in _SILENT:
        _dynamic(name, line, notes)
    return ""


def _dynamic(name: str, line: int, notes: list[Note]) -> None:
    """One note for all blocks that WordPress writes when a page is asked for."""
    for part in _PARTS:
        if name.startswith(part):
            name = part.rstrip("-")
    for at, note in enumerate(notes):
        if note.sentence == _WRITTEN:
            names = note.excerpt.split(", ")
            notes[at] = Note(_WRITTEN, True, note.line, ", ".join([*names, *({name} - set(names))]))
            return
    notes.append(Note(_WRITTEN, True, line, name))


def _attributes(raw: str | None) -> dict[str, Any]:
    try:
        found = json.loads(raw) if raw else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _once(notes: list[Note], sentence: str) -> None:
    if all(note.sentence != sentence for note in notes):
        notes.append(Note(sentence))
