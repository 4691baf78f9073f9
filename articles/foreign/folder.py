"""Folders of Markdown, text and HTML files: plain ones, and the sources of Hugo and Jekyll sites."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from articles.claims.files import UnreadableFile, read_text
from articles.claims.frontmatter import FrontMatterError
from articles.foreign import addresses, frontmatter, html_page
from articles.foreign.frontmatter import Page, moment, word, words
from articles.foreign.item import Found, Item, Note, Status, Writer, digest_of
from articles.foreign.markdown import pictures_in
from articles.foreign.plain_markdown import as_ours, needs_conversion
from articles.foreign.sites import HTML, Site, files_of, site_of
from articles.foreign.templates import Templates
from articles.markup import MarkupError

SYSTEM = "files"
#: Written by our own export: the text is in our dialect whatever it looks like.
DIALECT = "smart-meditation"
_TITLE_LINE = re.compile(r"\s*#[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\n|$)")
_FIRST_LINE = re.compile(r"\s*(?P<title>[^\n]+?)[ \t]*(?:\n|$)")
_LONGEST_TITLE = 200
_USED = frozenset(
    [
        "title",
        "summary",
        "excerpt",
        "description",
        "meta_description",
        "kind",
        "topic",
        "topics",
        "slug",
        "region",
        "audience",
        "language",
        "author",
        "authors",
        "sensitive",
        "categories",
        "category",
        "tags",
        "tag",
        "date",
        "draft",
        "published",
        "lastmod",
        "last_modified_at",
        "url",
        "permalink",
        "dialect",
        "original_path",
        "original_status",
        "publishdate",
    ]
)


def read_item(path: str) -> Item:
    """One file as an item. Raises ``UnreadableFile``, ``FrontMatterError`` or ``MarkupError`` with one sentence."""
    file = Path(path)
    source = read_text(path)
    site = site_of(file)
    page = frontmatter.split(source, path) if file.suffix.lower() != ".txt" else Page({}, source, 1)
    item = Item(SYSTEM, "", "", path, word(page.meta, "title"), page.body)
    item.settings = _settings(page.meta, path)
    _describe(item, page, file, site)
    if file.suffix.lower() in HTML:
        _from_html(item, page, site)
    else:
        _from_markdown(item, page, file, site)
    _address(item, page, file, site)
    item.key = item.slug
    _pictures(item, file, site)
    item.digest = digest_of([source, site.maker, {name: found.alt for name, found in item.pictures.items()}])
    unused = [key for key in page.meta if key not in _USED]
    if unused and word(page.meta, "dialect") != DIALECT:  # our own export says more than is read
        item.notes.append(Note(f"Not used from the front matter: {', '.join(unused)}"))
    return item


def items(paths: Iterable[str]) -> Iterator[Item | UnreadableFile | FrontMatterError | MarkupError]:
    """Every file behind the paths; one that cannot be used as the error that says why."""
    for path in files_of(paths):
        if isinstance(path, UnreadableFile):
            yield path
            continue
        try:
            yield read_item(path)
        except (UnreadableFile, FrontMatterError) as error:
            yield error
        except MarkupError as error:
            yield MarkupError(f"{path}: {error}")


# ------------------------------------------------------------------------------------------------------ front matter


def _settings(meta: dict[str, Any], name: str) -> dict[str, object]:
    sensitive = meta.get("sensitive", False)
    if not isinstance(sensitive, bool):
        raise FrontMatterError(f"{name}: “sensitive” must be true or false.")
    region = word(meta, "region").upper() or "GB"
    return {
        "region": "GB" if region == "UK" else region,
        "audience": word(meta, "audience") or "adults",
        "language": word(meta, "language", "lang") or "en",
        "sensitive": sensitive,
    }


def _describe(item: Item, page: Page, file: Path, site: Site) -> None:
    meta = page.meta
    kind = word(meta, "kind").lower()
    item.kind = kind if kind in frontmatter.KINDS else _kind(file, site, meta)
    item.summary = word(meta, "summary", "excerpt")
    item.meta_description = word(meta, "meta_description", "description")
    item.writers = tuple(Writer(name, name) for name in words(meta, "author", "authors"))
    categories = words(meta, "topic", "topics", "categories", "category")
    if site.maker == "jekyll" and isinstance(meta.get("categories"), str):
        categories = str(meta["categories"]).split()
    item.topics = tuple(dict.fromkeys([*categories, *words(meta, "tags", "tag")]))
    item.published_at = moment(meta, "date", "publishdate")
    item.modified_at = moment(meta, "lastmod", "last_modified_at")
    draft = meta.get("draft") is True or meta.get("published") is False or "_drafts" in file.parts
    known = {status.value: status for status in Status}
    if word(meta, "original_status") in known:
        item.status = known[word(meta, "original_status")]
    elif draft or not site.maker:
        item.status = Status.DRAFT
    if page.meta.get("published") is False or meta.get("draft") is True:
        item.notes.append(Note("It was a draft there too."))


def _kind(file: Path, site: Site, meta: dict[str, Any]) -> str:
    if site.maker == "jekyll":
        return "article" if {"_posts", "_drafts"} & set(file.parts) else "standing"
    if site.maker == "hugo":
        inside = file.resolve().parent.relative_to(site.root).parts  # content, section, …
        alone = len(inside) == 1 or (len(inside) == 2 and file.stem in ("index", "_index"))
        page = file.stem == "_index" or alone or word(meta, "type") == "page"
        return "standing" if page else "article"
    return "article"


def _address(item: Item, page: Page, file: Path, site: Site) -> None:
    """The slug, and where the text stood on its old site."""
    item.published_at = item.published_at or addresses.date_of(file, site)
    item.slug = addresses.slug_of(page.meta, file, site, item.title)
    item.path = addresses.path_of(page.meta, file, site, item.published_at) or item.path
    language = addresses.LANGUAGE.search(file.stem)
    if language and site.maker == "hugo" and not word(page.meta, "language", "lang"):
        item.settings["language"] = language[1]


# ------------------------------------------------------------------------------------------------------------ the text


def _from_html(item: Item, page: Page, site: Site) -> None:
    body = page.body
    if site.maker == "jekyll":
        body = Templates(page.line, item.notes).jekyll(body, _values(item))
    found = html_page.read(body)
    item.title = item.title or found.title
    item.meta_description = item.meta_description or found.description
    item.body = found.markdown
    item.notes += found.notes
    item.problems += found.problems
    if found.canonical and not item.path:
        item.path, item.status = found.canonical, Status.LIVE


def _from_markdown(item: Item, page: Page, file: Path, site: Site) -> None:
    body = page.body
    if site.maker == "hugo":
        body = body.replace("<!--more-->", "")
        body = Templates(page.line, item.notes).hugo(body)
    elif site.maker == "jekyll":
        body = Templates(page.line, item.notes).jekyll(body, _values(item))
    if not item.title:
        item.title, body = _title_from(file, body, bool(site.maker))
    ours = word(page.meta, "dialect") == DIALECT
    if file.suffix.lower() != ".txt" and not ours and needs_conversion(body):
        made = as_ours(body)
        item.notes += made.notes
        item.problems += made.problems
        body = made.markdown
        item.notes.append(Note("Written with HTML or link definitions, which were told anew in Markdown."))
    elif not site.maker:
        item.file = str(file)
    item.body = body


def _values(item: Item) -> dict[str, str]:
    return {"site.baseurl": "", "site.url": "", "page.title": item.title}


def _title_from(path: Path, body: str, generated: bool) -> tuple[str, str]:
    """Title and rest of a text that names none: its first heading, a plain text's first line, or the file's name."""
    plain = path.suffix.lower() == ".txt"
    if match := (_FIRST_LINE if plain else _TITLE_LINE).match(body.removeprefix("\ufeff")):
        rest = body.removeprefix("\ufeff")[match.end() :]
        if len(match["title"]) <= _LONGEST_TITLE and (rest.strip() or not plain):
            return match["title"], rest
    dated = addresses.DATED.fullmatch(path.stem) if generated else None
    stem = path.parent.name if generated and path.stem in ("index", "_index") else dated[4] if dated else path.stem
    shown = stem.replace("-", " ").replace("_", " ").strip()
    return shown[:1].upper() + shown[1:], body


def _pictures(item: Item, file: Path, site: Site) -> None:
    """The files of pictures that lie in the site."""
    if item.problems:
        return
    for image in pictures_in(item.body):
        try:
            address = unquote(urlsplit(image.src).path)
        except ValueError:
            continue
        if "://" in image.src or not address:
            continue
        places = (
            [site.root / "static", site.root / "assets", site.root]
            if address.startswith("/")
            else [file.resolve().parent]
        )
        for place in places:
            found = (place / address.lstrip("/")).resolve()
            if found.is_file() and found.is_relative_to(site.root):
                item.pictures[image.src] = Found("".join(run.text for run in image.alt), str(found))
                break
