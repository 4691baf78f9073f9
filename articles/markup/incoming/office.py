"""What Word, Google Docs and old editors write instead of lists, headings and paragraphs, told in plain HTML."""

import re
from itertools import zip_longest

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from articles.markup.incoming.tidy import BLOCKS, classes_of, holds_blocks, style_of

_DIVISIONS = ("address", "article", "aside", "details", "footer", "header", "main", "nav", "section")
_LEVEL = re.compile(r"\blevel(\d+)\b")
_HEADING = re.compile(r"^h[1-6]$")
_ORDERED = re.compile(r"^\(?(?:(\d{1,4})|([a-z])|([ivxl]+))[.)]+$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[•·▪◦‣●○§■➢]\s+")


def repair(soup: BeautifulSoup) -> None:
    """All repairs, in the order in which they need each other. Runs before styles are read and removed."""
    for element in list(soup.find_all(["b", "strong", "i", "em", "span", "font", "u", "center"])):
        if holds_blocks(element):  # Google Docs puts a <b> that is not bold around everything
            element.unwrap()
    _word_headings(soup)
    _word_lists(soup)
    _bullet_paragraphs(soup)
    _lists_in_lists(soup)
    _layout_tables(soup)
    _paragraphs(soup)


def _word_headings(soup: BeautifulSoup) -> None:
    for paragraph in soup.find_all("p"):
        names = classes_of(paragraph)
        if "msotitle" in names:
            paragraph.name = "h1"
        elif style := next((name for name in names if re.fullmatch(r"(?:mso)?heading-?[1-6]", name)), None):
            paragraph.name = f"h{style[-1]}"


def _word_lists(soup: BeautifulSoup) -> None:
    """Word writes a list as paragraphs with ``mso-list:l0 level2 lfo1`` and the marker as ignored text."""
    run: list[tuple[int, str, Tag]] = []
    for paragraph in list(soup.find_all(["p", "li"])):
        level = _LEVEL.search(style_of(paragraph).get("mso-list", ""))
        is_item = level is not None and paragraph.name == "p"
        if run and not (is_item and _next_block(run[-1][2]) is paragraph):
            _build_list(soup, run)
            run = []
        if is_item and level is not None:
            marker = ""
            for ignored in paragraph.find_all(style=re.compile(r"mso-list:\s*ignore", re.IGNORECASE)):
                marker += ignored.get_text()
                ignored.decompose()
            run.append((min(int(level[1]), 9), marker.strip(), paragraph))
    if run:
        _build_list(soup, run)


def _next_block(element: Tag) -> Tag | None:
    after = element.next_sibling
    while isinstance(after, NavigableString) and not after.strip():
        after = after.next_sibling
    return after if isinstance(after, Tag) else None


def _build_list(soup: BeautifulSoup, run: list[tuple[int, str, Tag]]) -> None:
    stack: list[tuple[int, Tag]] = []
    anchor = run[0][2]
    for level, marker, paragraph in run:
        ordered = _ORDERED.match(marker)
        name = "ol" if ordered else "ul"
        while stack and stack[-1][0] > level:
            stack.pop()
        if stack and stack[-1][0] == level and stack[-1][1].name != name:
            stack.pop()
        if not stack or stack[-1][0] < level:
            made = soup.new_tag(name)
            if ordered and ordered[1] and ordered[1] != "1":
                made["start"] = ordered[1]
            items = stack[-1][1].find_all("li", recursive=False) if stack else []
            if items:
                items[-1].append(made)
            else:
                anchor.insert_before(made)
            stack.append((level, made))
        item = soup.new_tag("li")
        for child in list(paragraph.children):
            item.append(child.extract())
        stack[-1][1].append(item)
    for _, _, paragraph in run:
        paragraph.decompose()


def _bullet_paragraphs(soup: BeautifulSoup) -> None:
    """Paragraphs that begin with a typed bullet: mail programs and the web form of Word write lists so."""
    typed: set[int] = set()
    for paragraph in list(soup.find_all("p")):
        if not _BULLET.match(paragraph.get_text()) or paragraph.find_parent("li"):
            continue
        first = next((text for text in paragraph.find_all(string=True) if text.strip()), None)
        if first is None or not _BULLET.match(f"{first} "):
            continue
        first.replace_with(str(first).lstrip().lstrip("•·▪◦‣●○§■➢").lstrip())
        paragraph.name = "li"
        before = paragraph.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if isinstance(before, Tag) and id(before) in typed:
            before.append(paragraph.extract())
        else:
            typed.add(id(paragraph.wrap(soup.new_tag("ul"))))


def _lists_in_lists(soup: BeautifulSoup) -> None:
    """Google Docs puts a list directly into a list: it belongs to the item before it."""
    for inner in list(soup.find_all(["ul", "ol"])):
        if inner.parent is None or inner.parent.name not in ("ul", "ol"):
            continue
        before = inner.find_previous_sibling("li")
        if before is not None:
            before.append(inner.extract())
        else:
            inner.unwrap()
    for items in soup.find_all(["ul", "ol"]):
        for child in list(items.children):
            if child.name != "li" if isinstance(child, Tag) else str(child).strip():
                child.wrap(soup.new_tag("li"))
    for item in list(soup.find_all("li")):
        if item.parent is None or item.parent.name not in ("ul", "ol"):
            item.wrap(soup.new_tag("ul"))


def _layout_tables(soup: BeautifulSoup) -> None:
    """A table of one cell is a box somebody drew, one inside another a layout: only their words are wanted."""
    for table in list(soup.find_all("table")):
        cells = table.find_all(["td", "th"])
        if len(cells) > 1 and table.find_parent("table") is None:
            continue
        for element in table.find_all(["thead", "tbody", "tfoot", "tr"]):
            element.unwrap()
        for cell in cells:
            cell.name = "div"
        table.name = "div"


def _paragraphs(soup: BeautifulSoup) -> None:
    """Two line breaks are a paragraph; a break at the end of a block is nothing; an empty block is nothing."""
    for name in _DIVISIONS:
        for element in soup.find_all(name):
            element.name = "div"
    for element in soup.find_all("summary"):
        element.name = "p"
    for container in (soup, *soup.find_all(["div", "blockquote", "dd"])):
        if container.name in ("[document]", "blockquote") or holds_blocks(container):
            _wrap_loose(soup, container)
    for block in list(soup.find_all(["p", "div", "li", "td", "th", "dd", _HEADING, "blockquote"])):
        if holds_blocks(block):
            continue
        for line in list(block.find_all("br")):
            if line.parent is not None and _is_last(line, block):
                line.decompose()
        if block.name in ("p", "div"):
            _split(soup, block)


def _wrap_loose(soup: BeautifulSoup, container: Tag) -> None:
    """Words that stand between blocks become a paragraph."""
    run: list[PageElement] = []
    for child in [*container.children, None]:
        if child is not None and not (isinstance(child, Tag) and (child.name in BLOCKS or holds_blocks(child))):
            run.append(child)
            continue
        shown = [one for one in run if _is_shown(one)]
        if shown:
            made = soup.new_tag("p")
            run[0].insert_before(made)
            for one in run:
                made.append(one.extract())
        else:
            for one in run:
                one.extract()
        run = []


def _is_shown(element: PageElement) -> bool:
    if isinstance(element, Tag):
        return bool(element.get_text().strip()) or element.name == "img" or element.find("img") is not None
    return bool(str(element).strip())


def _is_last(line: Tag, block: Tag) -> bool:
    after = line.next_element
    while after is not None and block in after.parents:
        if (isinstance(after, NavigableString) and after.strip()) or (isinstance(after, Tag) and after.name == "img"):
            return False
        after = after.next_element
    return True


def _split(soup: BeautifulSoup, block: Tag) -> None:
    for line in block.find_all("br", recursive=False):
        for beside in (line.previous_sibling, line.next_sibling):
            if isinstance(beside, NavigableString) and not beside.strip():
                beside.extract()
    parts: list[list[PageElement]] = [[]]
    dropped: list[PageElement] = []
    for child, after in zip_longest(list(block.children), list(block.children)[1:]):
        if not _is_break(child):
            parts[-1].append(child)
        elif _is_break(after) or not parts[-1]:
            dropped.append(child)
            if parts[-1]:
                parts.append([])
        else:
            parts[-1].append(child)
    for child in dropped:
        child.extract()
    if len(parts) == 1:
        return
    for part in parts[:-1]:
        made = soup.new_tag("p")
        block.insert_before(made)
        for child in part:
            made.append(child.extract())
    if block.name == "div":
        block.name = "p"


def _is_break(element: PageElement | None) -> bool:
    return isinstance(element, Tag) and element.name == "br"
