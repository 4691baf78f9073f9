"""``to_markdown``: the whole way from foreign HTML to Markdown, with a list of what could not be carried over."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from articles.markup.incoming import notes, office, tidy
from articles.markup.incoming.links import followable
from articles.markup.incoming.writer import Link, Picture, Writer
from articles.markup.refusal import MarkupError

__all__ = ["Converted", "Link", "Picture", "to_markdown"]

_HEADINGS = re.compile(r"^h[1-6]$")


@dataclass(frozen=True, slots=True)
class Converted:
    """The Markdown, and plain sentences about what was left out on the way."""

    markdown: str
    notes: tuple[str, ...] = ()


def to_markdown(
    html: str,
    *,
    link: Link = followable,
    picture: Picture | None = None,
    before: Callable[[BeautifulSoup], None] | None = None,
) -> Converted:
    """Markdown of the house for ``html``; words, lists, tables, links and footnotes are kept, looks are not.

    ``link`` maps an address to the one to write, "" for none. ``picture`` gets address, description and caption and
    returns Markdown or ""; without it pictures are left out and counted in the notes. ``before`` may change the cleaned
    tree first (the constructs of one system). Headings are moved so that the highest is ``##``: the title of a page is
    no part of its text. Raises ``MarkupError`` for what is too large or too deep.
    """
    soup, said = tidy.read(html)
    if before is not None:
        before(soup)
    tidy.drop_hidden(soup)
    office.repair(soup)
    found = notes.collect(soup)
    for root in (soup, *found.values()):
        tidy.name_formats(root)  # type: ignore[arg-type]
    _tight_items(soup)
    _shift_headings(soup)
    lost: list[str] = []

    def left_out(src: str, alt: str, caption: str) -> str:
        lost.append(alt or caption)
        return ""

    writer = Writer(link, picture or left_out)
    try:
        body = writer.convert_soup(soup)
        for label, note in found.items():
            words = writer.process_tag(note, parent_tags=set()).strip() if note.name != "li" else _item(writer, note)
            first, *rest = words.split("\n")
            body += f"\n\n[^{label}]: {first}" + "".join(f"\n    {line}".rstrip() for line in rest)
    except RecursionError as error:
        raise MarkupError("This is nested too deeply to be converted. Take it over as plain text.") from error
    if lost:
        named = "; ".join(f"“{alt}”" for alt in lost if alt)
        many = "1 picture was" if len(lost) == 1 else f"{len(lost)} pictures were"
        said.append(f"{many} left out{f' ({named})' if named else ''}. Add pictures with the picture button.")
    if writer.lost_links:
        many = "1 link was" if writer.lost_links == 1 else f"{writer.lost_links} links were"
        said.append(f"{many} left out, the words stay: their addresses lead nowhere from here.")
    return Converted(_joined(body), tuple(said))


def _item(writer: Writer, note: Tag) -> str:
    note.name = "div"
    return str(writer.process_tag(note, parent_tags=set())).strip()


def _tight_items(soup: BeautifulSoup) -> None:
    """An item with one paragraph is told without it: paragraphs in items make a list loose."""
    for item in soup.find_all("li"):
        blocks = [child for child in item.children if isinstance(child, Tag) and child.name in ("p", "div")]
        if len(blocks) == 1:
            blocks[0].unwrap()
    soup.smooth()
    for text in list(soup.find_all(string=True)):
        after = text.next_sibling
        if text.strip() and isinstance(after, Tag) and after.name in ("ul", "ol"):
            text.replace_with(NavigableString(str(text).rstrip()))


def _shift_headings(soup: BeautifulSoup) -> None:
    headings = soup.find_all(_HEADINGS)
    for heading in list(headings):
        if not heading.get_text().strip():
            heading.unwrap()
    headings = soup.find_all(_HEADINGS)
    if headings and (move := 2 - min(int(heading.name[1]) for heading in headings)) > 0:
        for heading in headings:
            heading.name = f"h{min(6, int(heading.name[1]) + move)}"


def _joined(text: str) -> str:
    """No trailing blanks, no more than one empty line; the inside of fenced code stays as it is."""
    out: list[str] = []
    fence = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        mark = re.match(r"\s*(`{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and line.strip() == fence:
            fence = ""
        line = line if fence else line.rstrip()
        if line or fence or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip("\n")
