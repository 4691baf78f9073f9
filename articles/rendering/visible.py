"""What a reader sees or hears of a piece of HTML: the other side of law 4."""

from html.parser import HTMLParser

#: Derived labels: source numbers, claim numbers, footnote letters, the way back from a footnote, hidden prefixes of
#: boxes.
LABELS = frozenset({"cite", "chip", "fn", "fn-back", "vh"})
_VOID = frozenset({"br", "hr", "img", "source"})
_INLINE = frozenset({"a", "code", "em", "mark", "picture", "s", "source", "span", "strong", "sub", "sup"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        hidden = self._hidden or bool(LABELS & set(values.get("class", "").split()))
        if tag == "img" and not hidden:
            self.parts.append(f" {values.get('alt', '')} ")
        if tag not in _INLINE:
            self.parts.append(" ")
        if tag not in _VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.parts.append(" ")
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def visible_text(html: str) -> str:
    """The words of ``html`` in reading order, alt texts where the pictures stand, white space collapsed.

    Derived labels (``LABELS``) are left out: they are made by the house, not written by an author.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.parts).split())
