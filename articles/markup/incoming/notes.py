"""Footnotes: two links that point at each other, whoever wrote them (Word, Google Docs, WordPress)."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from articles.markup.incoming.tidy import BLOCKS, style_of

_MARK = re.compile(r"^[\s\[(]*(?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6}|[*†‡])?[\s\])]*$", re.IGNORECASE)
_BACK = re.compile(r"[↩↑^]\ufe0e?")
_LEFT = re.compile(r"^\s*\[?\d{0,3}\]?[.)]?\s*$")


def collect(soup: BeautifulSoup) -> dict[str, Tag]:
    """Take the notes out of the text, label by label, and put ``<mention data-label="…">`` where each is mentioned."""
    places = _places(soup)
    found: dict[str, Tag] = {}
    labels: dict[int, str] = {}
    taken: list[tuple[Tag, Tag]] = []
    for link in list(soup.find_all("a", href=re.compile("^#"))):
        if link.decomposed or not _MARK.match(link.get_text()) or not link.get_text().strip():
            continue
        target = places.get(str(link["href"])[1:])
        note = _note_of(target, link, places) if target is not None else None
        if note is None or not _is_before(link, note):
            continue
        label = labels.setdefault(id(note), str(len(labels) + 1))
        found[label] = note
        taken.append((link, note))
    for link, note in taken:
        mark = soup.new_tag("mention", attrs={"data-label": labels[id(note)]})
        outer = link
        while (
            isinstance(outer.parent, Tag)
            and outer.parent.name in ("sup", "span")
            and outer.parent.get_text().strip() == link.get_text().strip()
        ):
            outer = outer.parent
        outer.replace_with(mark)
    for note in found.values():
        _strip_marks(note)
        note.extract()
    for element in list(soup.find_all(style=True)):
        if not element.decomposed and style_of(element).get("mso-element") == "footnote-list":
            element.decompose()
    for element in list(soup.find_all(["ol", "ul", "section"])):
        if not element.decomposed and not element.get_text().strip() and not element.find("img"):
            element.decompose()
    return found


def _places(soup: BeautifulSoup) -> dict[str, Tag]:
    found: dict[str, Tag] = {}
    for element in soup.find_all(True):
        for name in (element.get("id"), element.get("name")):
            if name:
                found.setdefault(str(name), element)
    return found


def _note_of(target: Tag, link: Tag, places: dict[str, Tag]) -> Tag | None:
    """The block of the note at ``target`` if a link in it leads back to ``link``; else None."""
    block = target
    while isinstance(block.parent, Tag) and (
        block.name not in BLOCKS or style_of(block.parent).get("mso-element") in ("footnote", "endnote")
    ):
        block = block.parent
    if block.name not in BLOCKS or block.name in ("body", "table"):
        return None
    around = [link, *link.parents][:4]
    for back in block.find_all("a", href=re.compile("^#")):
        goal = places.get(str(back["href"])[1:])
        if goal is not None and (any(goal is one for one in around) or link in goal.descendants):
            return block
    return None


def _is_before(link: Tag, note: Tag) -> bool:
    """Of two blocks that point at each other the later one is the note."""
    return not any(parent is note for parent in link.parents) and any(one is note for one in link.next_elements)


def _strip_marks(note: Tag) -> None:
    for back in note.find_all("a", href=re.compile("^#")):
        if _MARK.match(_BACK.sub("", back.get_text())):
            back.decompose()
    for text in list(note.find_all(string=True)):
        if _BACK.search(text):
            text.replace_with(_BACK.sub("", str(text)))
    for text in list(note.find_all(string=True)):
        if text.strip():
            if _LEFT.match(text):
                text.extract()
                continue
            break
    for element in note.find_all(["sup", "strong", "em"]):
        if not element.get_text().strip():
            element.decompose()
    first = next((child for child in note.descendants if isinstance(child, NavigableString) and child.strip()), None)
    if first is not None:
        first.replace_with(str(first).lstrip())
