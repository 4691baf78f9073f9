"""Old pages' HTML as our Markdown, with a list of what did not come along. The converter is that of the clipboard
(``articles.markup.incoming``); here stands what only whole pages have: their pictures, frames, links to themselves.
"""

import html as entities
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from articles.foreign.item import Note, shorten
from articles.markup import Document, Image, MarkupError, Run, check_source, parse
from articles.markup.incoming import to_markdown

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:[?#].*)?$", re.IGNORECASE)
#: The end of an address that leads to a file and not to a page.
_FILE = re.compile(r"\.(?!html?$|php$|aspx?$)[A-Za-z0-9]{2,5}$")
_FRAME = re.compile(
    r"<(iframe|video|audio|object|embed)\b([^>]*)>(.*?)</\1\s*>|<(iframe|embed)\b([^>]*)/?>", re.S | re.I
)
_SOURCE = re.compile(r"""\b(?:src|data|href)\s*=\s*["']?(https?:[^"'\s>]+|//[^"'\s>]+)""", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"background(?:-image)?\s*:[^;\"'>]*url\(\s*(?:&quot;|['\"])?(https?:[^)'\"&\s]+)", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"<(abbr|acronym)\b[^>]*\btitle=\"([^\"]+)\"[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_FORM = re.compile(r"<form\b.*?</form\s*>", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_DROPPED = re.compile(r"<(style|noscript|template|svg|math)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_SPECIAL = re.compile(r"([\\\[\]*_`<&~^])")
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"\W+")
_SIZE = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w+$)")
MAX_LOST_WORDS = 40


@dataclass(slots=True)
class Made:
    """What became of a page. ``problems`` are reasons why it cannot be used as it is."""

    markdown: str = ""
    pictures: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def markdown_of(html: str, base: str = "", address: str = "", alts: Mapping[str, str] | None = None) -> Made:
    """Convert a page. ``base`` is the address of its site, ``address`` its own (for links and pictures beside it).

    ``alts`` are alternative texts of pictures that have none in the page, by address.
    """
    made = Made()
    if private := _PRIVATE.findall(html):
        made.notes.append(Note(f"{len(private)} characters without an agreed meaning (of an icon font) were left out."))
        html = _PRIVATE.sub("", html)
    html = _CONTROL.sub("", html)
    made.problems += check_source(html)
    if made.problems:
        return made
    page = _Page(base, address or base, made, alts or {})
    html = page.frames(html)
    try:
        converted = to_markdown(f"<div>{html}</div>", link=page.link, picture=page.picture, before=page.prepare)
        made.markdown = converted.markdown
        document = parse(made.markdown)
    except MarkupError as error:
        made.problems.append(str(error))
        return made
    made.notes += [Note(sentence, True) for sentence in converted.notes]
    page.sum_up()
    _compare(page.words, document, made)
    return made


class _Page:
    """The page that is being converted."""

    def __init__(self, base: str, address: str, made: Made, alts: Mapping[str, str]) -> None:
        self.base = base
        self.address = address
        self.host = _host(base)
        self.made = made
        self.alts = alts
        self.words: list[str] = []  # of the page as it was; the numbers of footnotes left out
        self._inner = 0

    def say(self, sentence: str, excerpt: str = "", *, todo: bool = True) -> None:
        self.made.notes.append(Note(sentence, todo, 0, excerpt))

    # -------------------------------------------------------------------------------------------- before cleaning

    def frames(self, html: str) -> str:
        """Frames, films and sounds as links; forms and scripts gone, and said so."""
        html = _FRAME.sub(self._frame, html)
        for url in _BACKGROUND.findall(html):
            self.say("A background picture was left out:", entities.unescape(url))
        for match in _ABBREVIATION.finditer(html):
            self.say("What an abbreviation stands for was left out:", f"{_bare(match[3])}: {match[2]}", todo=False)
        for form in _FORM.findall(html):
            self.say("A form was left out:", _bare(form))
        html = _FORM.sub(" ", html)
        for script in _SCRIPT.findall(html):
            self.say("A script was left out:", script)
        return _DROPPED.sub(" ", _SCRIPT.sub(" ", html))

    def _frame(self, match: re.Match[str]) -> str:
        source = _SOURCE.search(match[0])
        name = (match[1] or match[4]).lower()
        if source is None:
            self.say(f"An embedded {name} without an address was left out:", match[0])
            return ""
        url = entities.unescape(source[1])
        url = f"https:{url}" if url.startswith("//") else url
        self.say("Something embedded became a link:", url)
        shown = entities.escape(url)
        return f'<p><a href="{shown}">{shown}</a></p>'

    # --------------------------------------------------------------------------------------------- the clean tree

    def prepare(self, soup: BeautifulSoup) -> None:
        """What whole pages have and a clipboard has not, told in plain HTML."""
        for button in list(soup.find_all("a", class_="wp-block-file__button")):
            button.decompose()  # a second link to the file beside it
        for holder in list(soup.find_all(class_="wp-caption")):  # WordPress before HTML 5
            if isinstance(words := holder.find(class_="wp-caption-text"), Tag):
                holder.name, words.name = "figure", "figcaption"
        for line in list(soup.find_all("hr", class_="footnotes-sep")):
            line.decompose()
        for part in list(soup.select("li.blocks-gallery-item, ul.blocks-gallery-grid, ul.wp-block-gallery")):
            part.unwrap()  # galleries of the first years of the block editor are lists
        self._dead_links(soup)
        self._linked_pictures(soup)
        self._captions_of_tables(soup)
        for line in list(soup.select("pre br")):
            line.replace_with("\n")
        for table in soup.find_all("table"):
            if table.find("th") is None and table.find("thead") is None and table.find("td") is not None:
                row = table.find("tr")
                told = row.get_text(" ") if isinstance(row, Tag) else ""
                self.say("A table had no head; its first row stands as one:", told, todo=False)
        for verse in list(soup.find_all("pre", class_="wp-block-verse")):
            self._verse(soup, verse)
        for summary in list(soup.find_all("summary")):
            summary.name = "p"
            if summary.get_text().strip() and not summary.find(["strong", "b"]):
                bold = soup.new_tag("strong")
                for child in list(summary.children):
                    bold.append(child.extract())
                summary.append(bold)
            self.say("A passage that opened on a click stands open here:", summary.get_text(), todo=False)
        for picture in list(soup.find_all("img")):
            if not str(picture.get("src") or "").strip():
                self.say("A picture has no address that can be used:", str(picture.get("alt") or ""))
                picture.decompose()
        self.words = [
            str(text) for text in soup.find_all(string=True) if text.find_parent("a", href=re.compile("^#")) is None
        ]

    def _dead_links(self, soup: BeautifulSoup) -> None:
        """Links whose address the allow-list has taken (scripts, files of one's own machine), or that never had one."""
        for link in list(soup.find_all("a", href=False)):
            if not (link.get("name") or link.get("id")):
                if link.get_text().strip():
                    self.say("A link has no address that can be followed; its words stay:", link.get_text())
                link.unwrap()

    def _linked_pictures(self, soup: BeautifulSoup) -> None:
        for link in list(soup.find_all("a")):
            pictures = link.find_all("img")
            if len(pictures) != 1 or link.get_text().strip():
                continue
            href = str(link.get("href") or "")
            if href and not _PICTURE_FILE.search(href) and "attachment_id=" not in href:
                self.say("The link around a picture was left out:", href)
            link.unwrap()

    def _captions_of_tables(self, soup: BeautifulSoup) -> None:
        for figure in list(soup.find_all("figure")):
            table, caption = figure.find("table"), figure.find("figcaption")
            if isinstance(table, Tag) and isinstance(caption, Tag):
                caption.extract()
                caption.name = "caption"
                table.insert(0, caption)
                figure.unwrap()

    def _verse(self, soup: BeautifulSoup, verse: Tag) -> None:
        verse.name = "p"
        for text in list(verse.find_all(string=True)):
            lines = str(text).split("\n")
            parts: list[object] = []
            for line in lines:
                parts += [line, soup.new_tag("br")]
            for part in parts[:-1]:
                text.insert_before(part)  # type: ignore[arg-type]
            text.extract()

    # ----------------------------------------------------------------------------------------- links and pictures

    def link(self, href: str) -> str:
        """The address to write for a link; empty for none."""
        href = href.strip()
        if href.startswith("#") or not href:
            return ""
        try:
            full = urljoin(self.address, href) if self.address else href
            parts = urlsplit(full)
        except ValueError:
            return ""
        if parts.scheme in ("mailto", "tel"):
            return full
        if parts.scheme not in ("http", "https", ""):
            return ""
        if _host(full) == self.host or not parts.netloc:
            if not parts.path.startswith("/") or parts.path.startswith("//"):
                return ""
            if "/uploads/" in parts.path or _FILE.search(parts.path):
                self.say("A link leads to a file of the old site, which does not come along:", full)
            else:
                self._inner += 1
            query = f"?{parts.query}" if parts.query else ""
            fragment = f"#{parts.fragment}" if parts.fragment else ""
            return f"{parts.path}{query}{fragment}"
        return full

    def picture(self, src: str, alt: str, caption: str) -> str:
        """The Markdown of a picture with the address it had; files are looked for when it is imported."""
        full = urljoin(self.address, src.strip()) if self.address else src.strip()
        full = full.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
        alt = alt or self.alts.get(full, "") or self.alts.get(_SIZE.sub("", full), "")
        if not alt:
            self.say("A picture has no alternative text. Say what it shows:", full)
        self.made.pictures.append(full)
        title = ' "' + _escaped(caption).replace('"', r"\"") + '"' if caption else ""
        return f"![{_escaped(alt)}]({full}{title})"

    def sum_up(self) -> None:
        """What is said once for the whole page."""
        if self._inner:
            many = "1 link" if self._inner == 1 else f"{self._inner} links"
            self.say(f"{many} to the old site's own pages now lead to the same addresses here.", todo=False)


def _compare(before: list[str], document: Document, made: Made) -> None:
    """Say which words of the page are not in the Markdown: whatever the converter does, nothing is lost unseen."""
    after = _words(document)
    # Words may be put together otherwise where a format ended in the middle of one; letters may not go.
    if not Counter(_LETTERS.sub("", "".join(before))) - Counter(_LETTERS.sub("", "".join(after))):
        return
    lost = list((Counter(_WORD.findall(" ".join(before))) - Counter(_WORD.findall(" ".join(after)))).elements())
    if lost:
        more = f" and {len(lost) - MAX_LOST_WORDS} more" if len(lost) > MAX_LOST_WORDS else ""
        made.notes.append(Note(f"Words that did not come along{more}:", True, 0, " ".join(lost[:MAX_LOST_WORDS])))


def _words(document: Document) -> list[str]:
    """Every run of visible text, captions included, alternative texts not."""
    return [inline.text for block in document.walk() for inline in block.inlines if isinstance(inline, Run)]


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words)


def _bare(html: str) -> str:
    return shorten(entities.unescape(re.sub(r"<[^>]+>", " ", html)))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def pictures_in(markdown: str) -> list[Image]:
    """The pictures of a Markdown text in order."""
    found: list[Image] = []
    for block in parse(markdown).walk():
        found += [inline for inline in block.inlines if isinstance(inline, Image)]
    return found
