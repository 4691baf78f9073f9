"""Where a text of a Hugo or Jekyll site stood, and the slug it has here.

Rules after https://gohugo.io/content-management/urls/ and https://jekyllrb.com/docs/permalinks/.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from articles.foreign.frontmatter import moment, word, words
from articles.foreign.sites import Site

DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
LANGUAGE = re.compile(r"\.([a-z]{2}(?:-[a-z]{2})?)$")
MAX_CONFIG = 100_000  # characters
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_TOKEN = re.compile(r":([a-z_]+)")


def name_of(file: Path, site: Site) -> str:
    """The name of a text by its file: without date and language, and for a bundle that of its folder."""
    stem = LANGUAGE.sub("", file.stem) if site.maker == "hugo" else file.stem
    if site.maker and stem in ("index", "_index"):
        return file.resolve().parent.name if file.resolve().parent != content_of(site) else ""
    dated = DATED.fullmatch(stem)
    return dated[4] if dated and site.maker else stem


def content_of(site: Site) -> Path:
    """The folder below which the texts of a site lie."""
    return site.root / "content" if site.maker == "hugo" else site.root


def slug_of(meta: dict[str, Any], file: Path, site: Site, title: str) -> str:
    """The slug that the front matter, the old address, the file's name or the title give, in this order."""
    if not site.maker:
        return word(meta, "slug") or title
    url = word(meta, "url", "permalink")
    fixed = unquote(urlsplit(url).path).rstrip("/").rsplit("/", 1)[-1] if ":" not in url else ""
    return word(meta, "slug") or re.sub(r"\.html?$", "", fixed) or name_of(file, site) or title


def path_of(meta: dict[str, Any], file: Path, site: Site, date: datetime | None) -> str:
    """The address on the old site from the slash on; empty for a text that had none."""
    original, url = word(meta, "original_path"), word(meta, "url", "permalink")
    if original.startswith("/"):
        return original
    if url.startswith("/") and ":" not in url:
        return url
    if site.maker == "hugo":
        return _hugo(meta, file, site, date)
    if site.maker == "jekyll":
        return _jekyll(meta, file, site, date, url)
    return ""


def date_of(file: Path, site: Site) -> datetime | None:
    """The date in the name of a file."""
    dated = DATED.fullmatch(file.stem) if site.maker else None
    return moment({"date": f"{dated[1]}-{dated[2]:0>2}-{dated[3]:0>2}"}, "date") if dated else None


def _below(file: Path, folder: Path) -> Path:
    try:
        return file.resolve().relative_to(folder)
    except ValueError:
        return Path(file.name)


def _hugo(meta: dict[str, Any], file: Path, site: Site, date: datetime | None) -> str:
    inside = _below(file, content_of(site))
    own = LANGUAGE.sub("", file.stem) in ("index", "_index")
    folders = list(inside.parent.parts)[: -1 if own else None]
    name = word(meta, "slug") or name_of(file, site)
    pattern = ""
    patterns = config(site).get("permalinks")
    if isinstance(patterns, dict) and folders:
        pages = patterns.get("page") if isinstance(patterns.get("page"), dict) else patterns
        pattern = str(pages.get(folders[0], ""))  # type: ignore[union-attr]
    if not pattern or file.stem == "_index":
        return "/" + "/".join([*folders, name, ""]).lstrip("/")
    values = {
        **_date(date),
        "slug": name,
        "title": _urlized(word(meta, "title")) or name,
        "filename": name_of(file, site),
        "slugorfilename": name,
        "slugorcontentbasename": name,
        "contentbasename": name_of(file, site),
        "section": folders[0],
        "sections": "/".join(folders),
    }
    return _filled(pattern, values)


def _jekyll(meta: dict[str, Any], file: Path, site: Site, date: datetime | None, own: str) -> str:
    if "_posts" in file.parts:
        listed = meta.get("categories")
        categories = str(listed).split() if isinstance(listed, str) else words(meta, "categories", "category")
        pattern = own or str(config(site).get("permalink") or "date")
        name = word(meta, "slug") or name_of(file, site)
        values = {
            **_date(date),
            "title": name,
            "slug": name,
            "categories": "/".join(part.lower() for part in categories),
            "output_ext": ".html",
        }
        return _filled(_STYLES.get(pattern, pattern), values)
    if "_drafts" in file.parts:
        return ""
    inside = _below(file, site.root).with_suffix("")
    path = "/" + inside.as_posix()
    if inside.name == "index":
        return path.removesuffix("index")
    return f"{path}/" if config(site).get("permalink") == "pretty" else f"{path}.html"


def _date(date: datetime | None) -> dict[str, str]:
    if date is None:
        return {}
    return {
        "year": f"{date:%Y}",
        "short_year": f"{date:%y}",
        "month": f"{date:%m}",
        "i_month": str(date.month),
        "monthname": f"{date:%B}".lower(),
        "day": f"{date:%d}",
        "i_day": str(date.day),
        "y_day": f"{date:%j}",
        "week": f"{date:%V}",
        "short_day": f"{date:%a}",
    }


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """A pattern with its tokens filled in; empty when one of them is not known, for a wrong address helps nobody."""
    missing = [token for token in _TOKEN.findall(pattern) if token not in values]
    if missing:
        return ""
    path = re.sub(r"/{2,}", "/", _TOKEN.sub(lambda match: values[match[1]], pattern))
    return path if path.startswith("/") else f"/{path}"


def _urlized(title: str) -> str:
    return re.sub(r"[^\w.-]+", "-", title.lower()).strip("-")


def config(site: Site) -> dict[str, Any]:
    """The settings of a site; empty when they cannot be read."""
    names = ["hugo.toml", "config.toml", "hugo.yaml", "hugo.yml", "config.yaml", "config/_default/hugo.toml"]
    for name in ["_config.yml"] if site.maker == "jekyll" else [*names, "config/_default/config.toml"]:
        file = site.root / name
        if not file.is_file():
            continue
        return _settings(file, file.stat().st_mtime_ns)
    return {}


@cache
def _settings(file: Path, changed: int) -> dict[str, Any]:
    """Read once for all files of a site, and again when it has changed."""
    try:
        text = file.read_text(encoding="utf-8")[:MAX_CONFIG]
        found = tomllib.loads(text) if file.suffix == ".toml" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return {}
    return {str(key).lower(): value for key, value in found.items()} if isinstance(found, dict) else {}
