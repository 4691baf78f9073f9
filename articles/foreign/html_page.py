"""A whole HTML page: its title, its description, and the part of it that is the text."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from articles.foreign.item import Note
from articles.foreign.markdown import markdown_of

_AROUND = ["nav", "header", "footer", "aside", "script", "style", "noscript", "template"]


@dataclass(slots=True)
class HtmlPage:
    """What a page holds. ``canonical`` is the path under which it was known."""

    title: str = ""
    description: str = ""
    canonical: str = ""
    markdown: str = ""
    notes: list[Note] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(html: str) -> HtmlPage:
    """The text of a page: its ``article``, ``main`` or ``body``, without what stands around it on every page."""
    soup = BeautifulSoup(html, "html.parser")
    page = HtmlPage()
    canonical = soup.find("link", rel="canonical")
    link = str(canonical.get("href") or "") if isinstance(canonical, Tag) else ""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    page.canonical = parts.path
    described = soup.find("meta", attrs={"name": "description"})
    page.description = " ".join(str(described.get("content") or "").split()) if isinstance(described, Tag) else ""
    named = soup.find("title")
    text = soup.find("article") or soup.find("main") or soup.find("body") or soup
    if isinstance(text, Tag) and text.name not in ("article", "[document]"):
        left = [element for element in text.find_all(_AROUND) if element.find_parent(["article"]) is None]
        for element in left:
            if not element.decomposed:
                if element.name not in ("script", "style", "noscript", "template") and element.get_text().strip():
                    page.notes.append(Note("Left out, it stands around the text:", False, 0, element.get_text()))
                element.decompose()
    heading = text.find("h1") if isinstance(text, Tag) else None
    if isinstance(heading, Tag):
        page.title = " ".join(heading.get_text().split())
        heading.decompose()
    elif isinstance(named, Tag):
        page.title = " ".join(named.get_text().split())
    made = markdown_of(str(text), f"{parts.scheme}://{parts.netloc}" if parts.netloc else "", link)
    page.markdown = made.markdown
    page.notes += made.notes
    page.problems += made.problems
    return page
