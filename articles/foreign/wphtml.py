"""The text of a WordPress post as plain HTML: what its editor, its shortcodes and its footnotes mean."""

import html
import json
import re
from dataclasses import dataclass, field

from articles.foreign.autop import autop
from articles.foreign.blocks import has_blocks, without_comments
from articles.foreign.item import Note, line_of, shorten
from articles.foreign.shortcodes import CAPTIONS, FOOTNOTE_LISTS, FOOTNOTES, MEDIA, Shortcode, expand, outside_code

_MORE = re.compile(r"<!--more(?P<words>.*?)?-->|<!--noteaser-->", re.DOTALL)
_NEXT_PAGE = re.compile(r"\s*<!--nextpage-->\s*")
_IN_PARAGRAPH = re.compile(r"<p>\s*(<!--(?:more.*?|noteaser|nextpage)-->)\s*</p>")
_IMAGE_FIRST = re.compile(r"\s*((?:<a\s[^>]*>)?\s*<img\s[^>]*>\s*(?:</a>)?)(.*)\Z", re.DOTALL | re.IGNORECASE)
_ADDRESS_LINE = re.compile(r"(?m)^[ \t]*(?:<p[^>]*>)?[ \t]*(https?://[^\s<>\"']+)[ \t]*(?:</p>)?[ \t]*$")
_DOUBLE_ROUND = re.compile(r"(?<=\s)\(\((?P<words>[^()]*(?:\([^()]*\)[^()]*)*)\)\)")
_NUMBERED = re.compile(r"\[(\d{1,3})\.\s+(?P<words>[^\[\]]{3,2000})\]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the media library."""

    url: str
    alt: str = ""
    caption: str = ""
    title: str = ""


@dataclass(slots=True)
class Library:
    """What an export says about files and patterns, by their number."""

    attachments: dict[str, Attachment] = field(default_factory=dict)
    by_parent: dict[str, list[str]] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads one post. ``notes`` gathers what is not here as it was there."""

    def __init__(self, number: str, library: Library, footnotes: str = "") -> None:
        self.number = number
        self.library = library
        self.notes: list[Note] = []
        self.source = ""
        self._footnotes: list[tuple[str, str]] = []  # id, HTML
        self._mentions: dict[str, int] = {}
        self._given = _given_footnotes(footnotes)

    def html(self, content: str) -> str:
        """Plain HTML; shortcodes are expanded, paragraphs made, footnotes written at the end."""
        self.source = content = content.replace("\r\n", "\n").replace("\r", "\n")
        content = self._page_marks(content)
        blocks = has_blocks(content)
        if blocks:
            content = without_comments(content, self.notes, self.library.patterns)
        content = self._typed_footnotes(content)
        content = outside_code(content, lambda part: _ADDRESS_LINE.sub(self._address, part))
        content = expand(content, self._shortcode)
        content = content if blocks else autop(content)
        content = re.sub(r"<sup data-fn=\"([^\"]+)\".*?</sup>", self._block_mention, content, flags=re.DOTALL)
        return content + self._notes_html()

    def say(self, sentence: str, at: int = -1, excerpt: str = "", *, todo: bool = False) -> None:
        """Add a note about the character at ``at``."""
        self.notes.append(Note(sentence, todo, line_of(self.source, at) if at >= 0 else 0, excerpt))

    def _where(self, source: str) -> int:
        """Where a stretch of the source stands: positions shift while it is rewritten."""
        return self.source.find(source[:200])

    # ------------------------------------------------------------------------------------------------ page marks

    def _page_marks(self, content: str) -> str:
        content = _IN_PARAGRAPH.sub(r"\1", content)
        if match := _MORE.search(content):
            words = (match["words"] or "").strip()
            self.say("The mark “read more” was left out: lists show the summary.", match.start(), words)
        pages = len(_NEXT_PAGE.findall(content)) + 1
        if pages > 1:
            self.say(f"The text was split into {pages} pages; here it is one.")
        content = _MORE.sub("", content)
        return _NEXT_PAGE.sub("\n\n", content)

    # ------------------------------------------------------------------------------------------------- footnotes

    def _typed_footnotes(self, content: str) -> str:
        """``((words))`` and ``[1. words]``, as two widespread plugins have them."""

        def note(match: re.Match[str]) -> str:
            self.say("Taken for a footnote.", self._where(match[0]), match[0])
            return self._note(match["words"])

        return outside_code(content, lambda part: _NUMBERED.sub(note, _DOUBLE_ROUND.sub(note, part)))

    def _note(self, words: str) -> str:
        name = f"wp-note-{len(self._footnotes) + 1}"
        self._footnotes.append((name, words))
        return self._mention(name)

    def _mention(self, name: str) -> str:
        turn = self._mentions[name] = self._mentions.get(name, 0) + 1
        number = [known for known, _ in self._footnotes].index(name) + 1
        suffix = f"-{turn}" if turn > 1 else ""
        return f'<sup id="{name}-link{suffix}"><a href="#{name}">{number}</a></sup>'

    def _block_mention(self, match: re.Match[str]) -> str:
        name = match[1]
        if name not in self._given:
            self.say("A footnote is mentioned whose words are not in the export.", self._where(match[0]), todo=True)
            return ""
        if all(known != name for known, _ in self._footnotes):
            self._footnotes.append((name, self._given[name]))
        return self._mention(name)

    def _notes_html(self) -> str:
        unused = [words for name, words in self._given.items() if all(known != name for known, _ in self._footnotes)]
        for words in unused:
            self.say("A footnote that the text never mentions was left out:", excerpt=_plain(words), todo=True)
        if not self._footnotes:
            return ""
        items = "".join(f'<li id="{name}">{words} <a href="#{name}-link">↩</a></li>' for name, words in self._footnotes)
        return f"\n<ol>{items}</ol>"

    # ------------------------------------------------------------------------------------------------ shortcodes

    def _shortcode(self, code: Shortcode) -> str:
        at = self._where(code.source)
        if code.name in CAPTIONS:
            return self._caption(code)
        if code.name == "gallery":
            return self._gallery(code, at)
        if code.name in FOOTNOTES and code.content:
            return self._note(code.content)
        if code.name in FOOTNOTE_LISTS:
            return ""
        if code.name in MEDIA:
            return self._media(code, at)
        if code.content is None:
            self.say("A shortcode was left out:", at, code.source, todo=True)
            return ""
        self.say(
            f"Of the shortcode [{code.name}] only the words inside were kept.", at, shorten(code.source), todo=True
        )
        return f"\n\n{code.content}\n\n" if self._stands_alone(code, at) else code.content

    def _stands_alone(self, code: Shortcode, at: int) -> bool:
        """Whether a shortcode is a block of its own and no part of a sentence."""
        before = self.source[:at].rstrip(" \t")[-1:]
        after = self.source[at + len(code.source) :].lstrip(" \t")[:1]
        return at >= 0 and before in ("", "\n", "]", ">") and after in ("", "\n", "[", "<")

    def _caption(self, code: Shortcode) -> str:
        words = code.attributes.get("caption", "")
        picture = code.content or ""
        if match := _IMAGE_FIRST.match(picture):
            picture, inside = match[1], match[2].strip()
            words = words or inside
        words = re.sub(r"</?p\b[^>]*>", " ", words).strip()
        return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n" if words else f"\n\n{picture}\n\n"

    def _gallery(self, code: Shortcode, at: int) -> str:
        listed = code.attributes.get("ids") or code.attributes.get("include") or ""
        numbers = [number for number in re.split(r"[\s,]+", listed) if number]
        if not numbers:
            numbers = self.library.by_parent.get(code.attributes.get("id", self.number), [])
            left = set(re.split(r"[\s,]+", code.attributes.get("exclude", "")))
            numbers = [number for number in numbers if number not in left]
        found = [self.library.attachments[number] for number in numbers if number in self.library.attachments]
        missing = len(numbers) - len(found)
        if missing or not found:
            which = f"{missing} of its pictures are" if found else "its pictures are"
            self.say(f"A gallery is not complete: {which} not in the export.", at, code.source, todo=True)
        if found:
            self.say(f"A gallery became {len(found)} picture{'s' if len(found) != 1 else ''}, one after another.", at)
        return "\n\n" + "\n\n".join(_figure(item) for item in found) + "\n\n"

    def _media(self, code: Shortcode, at: int) -> str:
        values = [code.content or "", *code.attributes.values(), *code.loose]
        url = next((value.strip() for value in values if re.match(r"\s*https?://", value)), "")
        if not url:
            numbers = re.split(r"[\s,]+", code.attributes.get("ids", ""))
            found = [self.library.attachments[number] for number in numbers if number in self.library.attachments]
            if found:
                self.say(f"Recordings became links; this site plays none: [{code.name}]", at, todo=True)
                return "\n\n" + "\n\n".join(
                    f'<p><a href="{html.escape(item.url)}">{html.escape(item.title or item.url)}</a></p>'
                    for item in found
                )
            self.say(f"[{code.name}] could not be read and was left out:", at, code.source, todo=True)
            return ""
        return self._embedded(url, at)

    def _address(self, match: re.Match[str]) -> str:
        """An address on a line of its own: WordPress shows the page behind it."""
        return self._embedded(match[1], self._where(match[0].strip()))

    def _embedded(self, url: str, at: int) -> str:
        self.say("Something embedded became a link:", at, html.unescape(url), todo=True)
        shown = html.escape(html.unescape(url))
        return f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'


def _figure(item: Attachment) -> str:
    caption = f"<figcaption>{item.caption}</figcaption>" if item.caption else ""
    return f'<figure><img src="{html.escape(item.url)}" alt="{html.escape(item.alt)}">{caption}</figure>'


def _given_footnotes(raw: str) -> dict[str, str]:
    """The block editor's footnotes: JSON in the meta field ``footnotes``."""
    try:
        found = json.loads(raw) if raw.strip() else []
    except ValueError:
        return {}
    rows = found if isinstance(found, list) else []
    return {str(row.get("id", "")): str(row.get("content", "")) for row in rows if isinstance(row, dict)}


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def plain_text(markup: str) -> str:
    """The words of a short piece of HTML on one line: titles and excerpts."""
    text = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", markup, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(r"<(?:br|/p|/div|/li|/h\d)\b[^>]*>", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"</?[a-zA-Z][^<>]*>", "", text)
    return " ".join(html.unescape(text).split())
