"""Front matter of static sites: YAML (``---``), TOML (``+++``) or JSON (``{``) before the text."""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from articles.claims.frontmatter import MAX_FRONT_MATTER, FrontMatterError, parse_file

_TOML_END = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
KINDS = frozenset({"article", "standing", "promo", "helpline"})


@dataclass(frozen=True, slots=True)
class Page:
    """A file in its parts. ``line`` is that on which the body begins; keys of ``meta`` are in lower case."""

    meta: dict[str, Any]
    body: str
    line: int


def split(text: str, name: str) -> Page:
    """The front matter and the body of a file. Raises ``FrontMatterError``."""
    bare = text.removeprefix("\ufeff")
    if bare.startswith("+++"):
        return _toml(bare, name)
    if bare.startswith("{"):
        found = _json(bare, name)
        if found is not None:
            return found
    parsed = parse_file(text, name if not name.endswith(".txt") else f"{name}.md")
    return Page(dict(parsed.meta), parsed.article.body, text.count("\n", 0, parsed.body_offset) + 1)


def _toml(text: str, name: str) -> Page:
    first = text.find("\n") + 1
    end = _TOML_END.search(text, first)
    if not first or end is None:
        raise FrontMatterError(f"{name}: the front matter that begins in line 1 is not closed by a line with “+++”.")
    if end.start() - first > MAX_FRONT_MATTER:
        raise FrontMatterError(f"{name}: the front matter is longer than {MAX_FRONT_MATTER:,} characters.")
    try:
        meta = tomllib.loads(text[first : end.start()])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FrontMatterError(f"{name}: the front matter is not valid TOML: {error}.") from error
    start = min(end.end() + 1, len(text))
    return Page(_lower(meta), text[start:], text.count("\n", 0, start) + 1)


def _json(text: str, name: str) -> Page | None:
    try:
        meta, end = json.JSONDecoder().raw_decode(text[: MAX_FRONT_MATTER * 2])
    except (ValueError, RecursionError):
        if re.match(r"\{\s*\"", text):
            raise FrontMatterError(f"{name}: the front matter that begins with “{{” is not valid JSON.") from None
        return None
    if not isinstance(meta, dict):
        return None
    body = text[end:].lstrip(" \t").removeprefix("\n")
    return Page(_lower(meta), body, text.count("\n", 0, len(text) - len(body)) + 1)


def _lower(meta: dict[str, Any]) -> dict[str, Any]:
    return {str(key).strip().lower(): value for key, value in meta.items()}


def word(meta: dict[str, Any], *keys: str) -> str:
    """The first of these that is there, as one text."""
    for key in keys:
        value = meta.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def words(meta: dict[str, Any], *keys: str) -> list[str]:
    """All texts under these keys, whether one or a list."""
    found: list[str] = []
    for key in keys:
        value = meta.get(key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                one = one.get("name") or one.get("title")
            if one is not None and not isinstance(one, bool) and str(one).strip():
                found.append(str(one).strip())
    return list(dict.fromkeys(found))


def moment(meta: dict[str, Any], *keys: str) -> datetime | None:
    """The first of these dates that can be read; without a zone it is UTC."""
    for key in keys:
        value = meta.get(key)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        if isinstance(value, str):
            try:
                found = datetime.fromisoformat(value.strip().replace(" +", "+").replace(" -", "-"))
            except ValueError:
                continue
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
