"""A WordPress export as ``Item``s: which items are texts, what they were, and what stays behind.

The file is read twice: once for what later items need of others (pictures, synced patterns, authors) and for the
counts, once for the texts. Between the two, memory holds a line for each picture and nothing else.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from articles.foreign.item import Found, Item, Note, Status, Writer, digest_of, shorten
from articles.foreign.markdown import markdown_of
from articles.foreign.wphtml import Attachment, Library, Reader, plain_text
from articles.foreign.wxr import Channel, Post, read, text_fields

SYSTEM = "wordpress"
TEXTS = {"post": "article", "page": "standing"}
#: What belongs to the machinery of a site and holds no text of its own.
MACHINERY = frozenset(
    [
        "attachment",
        "revision",
        "nav_menu_item",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
        "wp_block",
        "wp_template",
        "wp_template_part",
        "wp_global_styles",
        "wp_navigation",
        "wp_font_family",
        "wp_font_face",
    ]
)
_STATUS = {
    "publish": Status.LIVE,
    "future": Status.SCHEDULED,
    "private": Status.PRIVATE,
    "draft": Status.DRAFT,
    "pending": Status.DRAFT,
    "auto-draft": Status.DRAFT,
}
_DESCRIPTIONS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_seopress_titles_desc",
    "_genesis_description",
    "_metaseo_metadesc",
)
_VARIABLE = re.compile(r"%%?\w+%%?|#\w+_\w+")
_MACHINE_FIELDS = (
    "_",
    "rank_math",
    "footnotes",
    "enclosure",
    "inline_featured_image",
    "wpcom_",
    "om_disable",
    "ampforwp",
)
#: In characters of HTML. Ten times what a text may have: more is not worth converting only to be refused.
MAX_CONTENT = 2_000_000
_UNSORTED = frozenset({"uncategorized", "uncategorised", ""})


@dataclass(slots=True)
class Left:
    """What an export holds and an import leaves: counted by type, and the trash by title."""

    types: Counter[str] = field(default_factory=Counter)
    trash: list[str] = field(default_factory=list)
    others: dict[str, list[str]] = field(default_factory=dict)  # types of themes and plugins: their titles
    comments: int = 0


class Export:
    """One export file. Raises ``Unreadable`` when it is opened or read."""

    def __init__(self, path: Path, also: Collection[str] = ()) -> None:
        """``also`` names types of themes and plugins to be imported as articles."""
        self.path = path
        self.kinds = TEXTS | dict.fromkeys(also, "article")
        self.channel = Channel()
        self.library = Library()
        self.left = Left()
        self.total = 0
        self._look_through()
        self._alts = {item.url: item.alt for item in self.library.attachments.values() if item.alt}

    @property
    def site(self) -> str:
        """The blog's address without scheme: what its post numbers are numbers of."""
        parts = urlsplit(self.channel.base)
        return f"{parts.netloc}{parts.path}".rstrip("/") or self.path.name

    def items(self) -> Iterator[Item]:
        """The texts, in the order of the file."""
        for found in read(self.path):
            if isinstance(found, Post) and self._is_text(found):
                yield self._item(found)

    # --------------------------------------------------------------------------------------------- the first pass

    def _look_through(self) -> None:
        for found in read(self.path):
            if isinstance(found, Channel):
                self.channel = found
            elif self._is_text(found):
                self.total += 1
                self.left.comments += found.comments
            else:
                self._keep(found)

    def _is_text(self, post: Post) -> bool:
        return post.type in self.kinds and post.get("wp:status") not in ("trash", "inherit")

    def _keep(self, post: Post) -> None:
        if post.get("wp:status") == "trash":
            self.left.trash.append(plain_text(post.get("title")) or f"{post.type} {post.key}")
            return
        if post.type == "attachment":
            url = post.get("wp:attachment_url") or post.get("guid")
            alt = " ".join(post.meta.get("_wp_attachment_image_alt", "").split())
            self.library.attachments[post.key] = Attachment(
                url, alt, plain_text(post.get("excerpt:encoded")), plain_text(post.get("title"))
            )
            self.library.by_parent.setdefault(post.get("wp:post_parent"), []).append(post.key)
        elif post.type == "wp_block":
            self.library.patterns[post.key] = post.fields.get("content:encoded", "")
        self.left.types[post.type] += 1
        if post.type not in MACHINERY and post.type not in self.kinds:
            self.left.others.setdefault(post.type, []).append(plain_text(post.get("title")) or post.key)

    # -------------------------------------------------------------------------------------------------- one text

    def _item(self, post: Post) -> Item:
        content = post.fields.get("content:encoded", "")
        too_large = len(content) > MAX_CONTENT
        reader = Reader(post.key, self.library, post.meta.get("footnotes", ""))
        html = "" if too_large else reader.html(content)
        made = markdown_of(html, self.channel.base, post.get("link"), self._alts)
        if too_large:
            made.problems.append(f"The text is too large: {len(content):,} characters. Split it there.")
        title = plain_text(post.get("title"))
        item = Item(
            system=SYSTEM,
            site=self.site,
            key=post.key,
            place=f"{self.path.name}, line {post.line}" if post.line else f"{self.path.name}, item {post.key}",
            title=title,
            body=made.markdown,
            kind=self.kinds[post.type],
            summary=plain_text(post.get("excerpt:encoded")),
            slug=unquote(post.get("wp:post_name")),
            path=_path(post.get("link")),
            status=_STATUS.get(post.get("wp:status"), Status.DRAFT),
            published_at=_moment(post.get("wp:post_date_gmt")) or _mail_date(post.get("pubDate")),
            modified_at=_moment(post.get("wp:post_modified_gmt")),
            writers=self._writers(post.get("dc:creator")),
            topics=self._topics(post),
            pictures={url: Found(self._alts.get(url, "")) for url in made.pictures},
            notes=[*reader.notes, *made.notes],
            problems=list(made.problems),
            digest=digest_of([*text_fields(post), self._around(post)]),
        )
        self._describe(post, item)
        self._say(post, item)
        return item

    def _around(self, post: Post) -> list[object]:
        """What a text shows of other items: it changes when they do."""
        content = post.fields.get("content:encoded", "")
        patterns = [(number, text) for number, text in self.library.patterns.items() if f'"ref":{number}' in content]
        gallery = "[gallery" in content and [
            (key, item.url, item.alt, item.caption) for key, item in self.library.attachments.items() if key in content
        ]
        return [patterns, gallery]

    def _writers(self, login: str) -> tuple[Writer, ...]:
        if not login:
            return ()
        known = self.channel.authors.get(login, {})
        full = f"{known.get('wp:author_first_name', '')} {known.get('wp:author_last_name', '')}".strip()
        name = known.get("wp:author_display_name", "") or full
        return (Writer(login, plain_text(name), known.get("wp:author_email", "")),)

    def _topics(self, post: Post) -> tuple[str, ...]:
        """Categories, the main one first, then tags."""
        categories = [
            plain_text(name) for domain, slug, name in post.terms if domain == "category" and slug not in _UNSORTED
        ]
        main = self.channel.categories.get(post.meta.get("_yoast_wpseo_primary_category", "-"), "")
        if plain_text(main) in categories:
            categories.sort(key=lambda name: name != plain_text(main))
        tags = [plain_text(name) for domain, _, name in post.terms if domain in ("post_tag", "tag")]
        return tuple(dict.fromkeys(name for name in (*categories, *tags) if name))

    def _describe(self, post: Post, item: Item) -> None:
        for name in _DESCRIPTIONS:
            words = plain_text(post.meta.get(name, ""))
            if not words:
                continue
            if _VARIABLE.search(words):
                item.notes.append(Note("The meta description is made of variables; write one here:", True, 0, words))
            else:
                item.meta_description = words
                return

    def _say(self, post: Post, item: Item) -> None:
        say = item.notes.append
        if post.get("wp:post_password"):
            item.status = Status.PROTECTED
            say(Note("It was protected by a password. Decide whether everybody may read it.", True))
        elif item.status is Status.PRIVATE:
            say(Note("It was private. Decide whether everybody may read it.", True))
        elif item.status is Status.SCHEDULED:
            when = f" for {item.published_at:%-d %B %Y %H:%M} UTC" if item.published_at else ""
            say(Note(f"It was scheduled{when}. Schedule it here when it is signed.", True))
        if post.get("wp:is_sticky") == "1":
            say(Note("It stood at the top of the blog (sticky); lists here are by date."))
        formats = [name for domain, _, name in post.terms if domain == "post_format"]
        if formats:
            say(Note(f"Its post format was “{formats[0]}”; here it is an article like any other."))
        thumbnail = self.library.attachments.get(post.meta.get("_thumbnail_id", ""))
        if thumbnail is not None and not _shows(item.body, thumbnail.url):
            say(
                Note(
                    "Its featured image does not stand in the text; add it if readers need it:", True, 0, thumbnail.url
                )
            )
        if post.get("wp:post_parent") not in ("", "0") and post.type == "page":
            say(Note("It stood below another page; here it has an address of its own."))
        other = [f"{domain}: {name}" for domain, _, name in post.terms if domain not in _DOMAINS]
        if other:
            say(Note(f"Not used: {shorten(', '.join(other))}."))
        fields = [name for name in post.meta if name and not name.startswith(_MACHINE_FIELDS)]
        if fields:
            say(Note(f"Custom fields are not used: {shorten(', '.join(sorted(fields)))}."))
        if post.comments:
            say(Note(f"{post.comments} comment{'s' if post.comments != 1 else ''} stayed behind."))
        if not item.body.strip():
            say(Note("It has no text.", True))


_DOMAINS = frozenset({"category", "post_tag", "tag", "post_format"})


def _shows(body: str, url: str) -> bool:
    """Whether a text shows this picture, whole or in one of the smaller sizes that WordPress makes (``-1024x658``)."""
    stem, dot, ending = url.rpartition(".")
    sizes = rf"{re.escape(stem.removesuffix('-scaled'))}(?:-scaled|-\d{{2,5}}x\d{{2,5}})?{re.escape(dot + ending)}"
    return re.search(sizes, body) is not None


def _path(link: str) -> str:
    """The address below the host, as readers knew it: ``/2019/05/slug/``, or ``/?p=12``."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    path = parts.path or "/"
    if not path.startswith("/") or path.startswith("//"):
        return ""
    if path == "/" and not parts.query:
        return "/" if link else ""
    return f"{path}?{parts.query}" if parts.query else path


def _moment(text: str) -> datetime | None:
    """``2019-05-01 10:00:00``, which is UTC; None for the zeros that drafts have."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _mail_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if found.year < 1970:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
