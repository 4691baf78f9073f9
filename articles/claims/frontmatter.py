"""Files with front matter: what stands in them, and the way back from every part to the characters of the file."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath

import yaml

from .types import ArticleText

KINDS = ("article", "standing", "promo", "helpline")
MAX_FRONT_MATTER = 20_000
#: Deepest nesting of lists and mappings in front matter.
MAX_DEPTH = 20

_PARTS = {
    "title": "title",
    "summary": "summary",
    "excerpt": "summary",
    "meta_description": "meta_description",
    "description": "meta_description",
}
_REGIONS = {"UK": "GB", "": ""}
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_BLOCK_STYLES = ("|", ">")
_OPENINGS = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSINGS = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)


class FrontMatterError(ValueError):
    """Front matter that cannot be used. The message is one plain sentence with the file and, where known, the line."""


@dataclass(frozen=True, slots=True)
class FileText:
    """One file as an article.

    ``part_offsets`` holds, for title, summary and meta description, one source offset per character of the part.
    ``inserts`` are the places in ``article.body`` where a line end was put in that the file does not have.
    """

    article: ArticleText
    meta: dict[str, object]
    body_offset: int
    part_offsets: dict[str, tuple[int, ...]] = field(default_factory=dict)
    inserts: tuple[int, ...] = ()

    def span(self, part: str, start: int, end: int) -> tuple[int, int]:
        """The range in the file of the characters ``start`` to ``end`` of a part."""
        if part == "body":
            first = start - bisect_right(self.inserts, start)
            return self.body_offset + first, self.body_offset + end - bisect_right(self.inserts, end - 1)
        offsets = self.part_offsets[part]
        if end <= start:
            return offsets[start], offsets[start]
        return offsets[start], offsets[end - 1] + 1


def parse_file(text: str, name: str) -> FileText:
    """Read Markdown with or without front matter, or plain text when ``name`` ends in ``.txt``.

    Raises ``FrontMatterError``. ``text`` is the file as ``articles.claims.files.read_text`` gives it.
    """
    if PurePath(name).suffix.lower() == ".txt":
        return _plain_text(text)
    skip = 1 if text.startswith("\ufeff") else 0
    first_line = text[skip:].split("\n", 1)[0]
    if first_line.rstrip() != "---":
        return FileText(ArticleText(title="", body=text), {}, 0)
    start = skip + len(first_line) + 1
    end = _END.search(text, start)
    if end is None:
        raise FrontMatterError(f"{name}: the front matter that begins in line 1 is not closed by a line with “---”.")
    if end.start() - start > MAX_FRONT_MATTER:
        raise FrontMatterError(f"{name}: the front matter is longer than {MAX_FRONT_MATTER:,} characters.")
    body_offset = min(end.end() + 1, len(text))
    return _with_front_matter(text, start, end.start(), body_offset, name)


def _with_front_matter(text: str, start: int, end: int, body_offset: int, name: str) -> FileText:
    source = text[start:end]
    meta: dict[str, object] = {}
    parts: dict[str, str] = {}
    offsets: dict[str, tuple[int, ...]] = {}
    for key, node, value in _entries(source, name):
        meta[key] = value
        part = _PARTS.get(key)
        if part is None:
            continue
        if not isinstance(node, yaml.ScalarNode):
            raise FrontMatterError(f"{name}: “{key}” in line {_line(node)} must be one text.")
        # The scalar as typed: YAML would read the title 2026-01-01 as a date and the title No as false.
        words = "" if value is None else node.value
        meta[key] = words
        if words and not parts.get(part):
            parts[part] = words.strip()
            lead = len(words) - len(words.lstrip())
            offsets[part] = _align(source, node, words, start)[lead:]
    article = ArticleText(
        title=parts.get("title", ""),
        body=text[body_offset:],
        summary=parts.get("summary", ""),
        meta_description=parts.get("meta_description", ""),
        **_settings(meta, name),
    )
    return FileText(article, meta, body_offset, offsets)


def _entries(source: str, name: str) -> list[tuple[str, yaml.Node, object]]:
    """(key, node, value) of each entry. Anchors, aliases and tags are refused: they can make a small file very
    large.
    """
    try:
        depth = 0
        for token in yaml.scan(source, Loader=yaml.SafeLoader):
            depth += isinstance(token, _OPENINGS) - isinstance(token, _CLOSINGS)
            if depth > MAX_DEPTH:  # the scanner takes the square of it
                raise FrontMatterError(f"{name}: the front matter is not valid YAML: its lists are nested too deeply.")
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                line = token.start_mark.line + 2
                raise FrontMatterError(
                    f"{name}: the front matter uses an anchor, alias or tag in line {line}, which is not allowed."
                )
        loader = yaml.SafeLoader(source)
        try:
            root = loader.get_single_node()
            if root is None:
                return []
            if not isinstance(root, yaml.MappingNode):
                raise FrontMatterError(f"{name}: the front matter must be lines of the form “key: value”.")
            entries = []
            for key_node, node in root.value:
                key = str(key_node.value).strip().lower()
                entries.append((key, node, loader.construct_object(node, deep=True)))
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        where = f" (line {error.problem_mark.line + 2})" if error.problem_mark else ""
        hint = (
            " A text with a colon must stand in quotes." if error.problem and "mapping values" in error.problem else ""
        )
        raise FrontMatterError(f"{name}: the front matter is not valid YAML{where}.{hint}") from error
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        if isinstance(error, FrontMatterError):
            raise
        raise FrontMatterError(f"{name}: the front matter is not valid YAML.") from error
    keys = Counter(key for key, _, _ in entries)
    for key, count in keys.items():
        if count > 1:
            raise FrontMatterError(f"{name}: “{key}” stands twice in the front matter.")
    return entries


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2


def _settings(meta: dict[str, object], name: str) -> dict[str, str]:
    def word(key: str, default: str) -> str:
        value = meta.get(key, default)
        if value is None:
            return ""
        if isinstance(value, list | dict):
            raise FrontMatterError(f"{name}: “{key}” must be one text.")
        return str(value).strip()

    kind = word("kind", "article").lower() or "article"
    if kind not in KINDS:
        raise FrontMatterError(f"{name}: the kind “{kind}” is not known; use one of {', '.join(KINDS)}.")
    region = word("region", "GB").upper()
    return {
        "kind": kind,
        "region": _REGIONS.get(region, region),
        "audience": word("audience", "adults"),
        "language": word("language", "en") or "en",
        "topic": word("topic", ""),
    }


def _align(source: str, node: yaml.ScalarNode, words: str, base: int) -> tuple[int, ...]:
    """For each character of a scalar the offset in the file it came from.

    Walks both in step: quotes and escapes stand only in the source, and a blank in the value may be a line end and
    an indent in the source. Characters that cannot be found (a written-out escape) take the place of the one before.
    """
    place, stop = node.start_mark.index, node.end_mark.index
    if node.style in ('"', "'"):
        place, stop = place + 1, stop - 1
    elif node.style in _BLOCK_STYLES:
        place = source.index("\n", place) + 1
    offsets = []
    for char in words:
        found = place
        if char.isspace():
            while found < stop and not source[found].isspace():
                found += 1
            offsets.append(base + min(found, stop - 1))
            if found < stop:
                place = found + 1
            continue
        while found < stop and (source[found].isspace() or source[found] in "\\'\"") and source[found] != char:
            found += 1
        if found < stop and source[found] == char:
            # A doubled quote in a single-quoted text stands for one.
            doubled = node.style == "'" and char == "'" and source[found : found + 2] == "''"
            offsets.append(base + found)
            place = found + (2 if doubled else 1)
        else:
            offsets.append(offsets[-1] if offsets else base + place)
    return tuple(offsets)


def _plain_text(text: str) -> FileText:
    """Raw text: a short line after a blank one, without end mark and before running text, stands as a block of
    its own.
    """
    lines = text.split("\n")
    parts: list[str] = []
    inserts: list[int] = []
    size = 0
    for number, line in enumerate(lines):
        last = number + 1 == len(lines)
        part = line if last else line + "\n"
        size += len(part)
        parts.append(part)
        after = "" if last else lines[number + 1].strip()
        alone = number == 0 or not lines[number - 1].strip()
        stripped = line.strip("\ufeff \t")
        if alone and after and stripped and len(stripped) <= 80 and stripped[-1] not in ".!:;,…" and after[0].isupper():
            parts.append("\n")
            inserts.append(size)
            size += 1
    return FileText(ArticleText(title="", body="".join(parts)), {}, 0, inserts=tuple(inserts))
