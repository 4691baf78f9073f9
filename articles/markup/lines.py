"""Which line ends of a paragraph are meant: those of lists, labels and short lines that were typed or pasted without
Markdown.

CommonMark reads the end of a line as a space. That is right for a paragraph that an editor or a mail program wrapped,
and wrong for "✓ Sleep better" above "✓ Worry less". What is meant becomes a hard break: readers see lines, and each is
a unit of its own. When in doubt the lines stay one paragraph.

A wrapped line was ended because the next word had no *room* on it. Where the next line goes on in lower case it was
certainly wrapped, and how much room was left there tells how raggedly the author wraps.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from unicodedata import category

from articles.markup.tree import Break, Inline, Run, Style

#: A bold beginning counts as a lead-in up to this many characters.
LONGEST_LEAD_IN = 60
#: Nobody wraps text to lines shorter than this.
NARROWEST = 50
#: Where other lines were certainly wrapped, a line that was not leaves so many characters more room than they do.
CLEARLY = 10
#: What leaves more room than this was not wrapped, or has no width that it was wrapped to.
RAGGED = 25
#: Fragments in lower case that make a list have at most so many characters.
LONGEST_FRAGMENT = 45

_SIGNS = "★☆❛❜❝❞"  # stars of a review and ornate quote marks begin a line, but no item of a list
_OPENING = "\"'“‘(["
_MARK = re.compile(
    r"(?P<bullet>[•‣⁃∙●○◦▪▫■□▶►▸▹◆◇]|\d\ufe0f?\u20e3|\[[ xX]\](?=\s))"
    r"|(?P<arrow>[→⇒➔➜➞➡⟶⟹]|[-=]?>(?=\s))"
    r"|(?P<dash>[-–—·]\s)"
    r"|(?P<tag>#(?=[^\W\d]))"
    r"|(?P<number>\(?\d{1,3}[.)]\s+(?=\S))"
    r"|(?P<letter>\(?(?:[A-Za-z]|[ivx]{2,4})[.)]\s+(?=\S))"
    r"|(?P<label>[^\W_](?:[^:\n.!?;]|(?<=\d)[.:](?=\d)){0,38}(?::|\s=)\s+(?=\S))"  # bounded, so that no line is slow
)
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
_TAIL = 8  # more closing marks than fit in here end no sentence
_WORDS = """
a an and are as at be because been between but by could dr for from had has have his if into is its may might mr mrs ms
must my nor of onto or our per prof should st take takes than the their to until via vs was we were when where which
while who whose will with within without would your
"""
_GOING_ON = _WORDS.split()
#: The end of a line that goes on.
_UNFINISHED = re.compile(rf"(?:[,;(\[/&+–—·|-]|(?<![\w'’])(?:{'|'.join(_GOING_ON)})\.?)$", re.IGNORECASE)
_LONGEST_WORD = max(map(len, _GOING_ON))


# Looked up once: to find a member of an enumeration takes a function call in Python 3.11.
_LINK, _STRONG = Style.LINK, Style.STRONG


def mark_of(text: str) -> str:
    """How a line of a list begins: bullet, sign, arrow, dash, tag, number, letter, label; or empty."""
    sign = text[:1]
    if sign.islower() and text[1:2] not in (".", ")", "v", "i", "x"):
        return ""
    found = _MARK.match(text)
    if found:
        return "" if sign.islower() and found.lastgroup == "label" else str(found.lastgroup)
    if sign < "\u2300" or category(sign) != "So":  # mathematics is no mark
        return ""
    return "sign" if sign in _SIGNS else "bullet"


def with_line_ends(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """``inlines`` of a paragraph, in which the line ends that are meant are hard breaks."""
    lines = _lines(inlines)
    if len(lines) == 1:
        return inlines
    result = list(inlines)
    for index in _meant(lines):
        inline = inlines[index]
        if isinstance(inline, Break) and not inline.hard and not _inside(inline, _LINK):
            result[index] = replace(inline, hard=True)
    return tuple(result)


def _inside(inline: Inline, style: Style) -> bool:
    return bool(inline.formats) and any(found.style is style for found in inline.formats)


class _Line:
    """A line of a paragraph as it is seen. ``at`` is the index of the break behind it, ``bold`` how many of its
    characters are bold from the beginning.
    """

    __slots__ = ("at", "bold", "mark", "text")

    def __init__(self, at: int, text: str, bold: int) -> None:
        self.at, self.text, self.bold = at, text, bold
        self.mark = mark_of(text)

    @property
    def wholly_bold(self) -> bool:
        """Whether all of it is bold: a heading in all but name."""
        return 0 < self.bold == len(self.text)

    @property
    def is_lead_in(self) -> bool:
        """Whether it begins with a short bold lead-in: "**Noise:** it wakes you", "**Noise** – it wakes you"."""
        if not 0 < self.bold <= LONGEST_LEAD_IN:
            return False
        behind = self.text[self.bold :].lstrip()
        return (
            self.text[: self.bold].rstrip()[-1:] in (".", ":")
            or behind[:1] in (".", ":")
            or mark_of(behind) in ("arrow", "dash")
        )

    def ended(self) -> bool:
        """Whether it ends like a sentence."""
        return bool(_ENDED.search(self.text[-_TAIL:]))

    def unfinished(self) -> bool:
        """Whether it ends like no sentence and no item does."""
        return not self.text or bool(_UNFINISHED.search(self.text[-_LONGEST_WORD - 2 :]))


def _lines(inlines: Sequence[Inline]) -> list[_Line]:
    lines: list[_Line] = []
    parts: list[str] = []
    size = 0
    bold: int | None = None  # length of the bold beginning, once it has ended
    for index, inline in enumerate(inlines):
        if isinstance(inline, Break):
            goes_on = _inside(inline, _STRONG)  # then neither this line nor the next is a lead-in
            lines.append(_line(index, parts, 0 if goes_on else bold))
            parts, size, bold = [], 0, 0 if goes_on else None
            continue
        if bold is None and not _inside(inline, _STRONG):
            bold = size
        if isinstance(inline, Run):
            parts.append(inline.text)
            size += len(inline.text)
    lines.append(_line(len(inlines), parts, bold))
    return lines


def _line(at: int, parts: Sequence[str], bold: int | None) -> _Line:
    text = "".join(parts).rstrip()
    return _Line(at, text, len(text) if bold is None else min(bold, len(text)))


class _Join:
    """The border of two lines. ``goes_on``: the line was certainly wrapped; ``begins``: what follows could begin
    something new; ``room``: how many characters would have been left behind the next word.
    """

    __slots__ = ("begins", "goes_on", "line", "other", "room")

    def __init__(self, line: _Line, other: _Line, width: int) -> None:
        self.line, self.other = line, other
        after = other.text
        first = after[:1]
        if first in _OPENING:
            first = after.lstrip(_OPENING)[:1]
        self.begins = first.isupper() or first.isdigit()
        self.goes_on = not other.mark and (first.islower() or (line.unfinished() and not line.ended()))
        word = after.find(" ")
        self.room = width - len(line.text) - 1 - (len(after) if word < 0 else word)

    def stands_out(self) -> bool:
        """Whether one of the lines is one by itself, whatever stands around."""
        line, other = self.line, self.other
        if not line.text or not other.text:
            return False
        return other.mark in ("bullet", "sign") or line.wholly_bold or other.wholly_bold or other.is_lead_in

    def is_meant(self, often: set[str], slack: int, upright: bool) -> bool:
        """Whether the line was ended on purpose. ``often``: the marks that begin several lines; ``slack``: the room
        that a wrapped line may leave; ``upright``: this is a list of lines that begin in upper case.
        """
        line, mark = self.line, self.other.mark
        if self.stands_out() or (mark and mark in often):
            return True
        if self.goes_on or not self.other.text:
            return False
        ended = line.ended()
        if not ended and line.unfinished():
            return False
        if not mark:
            if not self.begins or (ended and not line.mark):  # the end of a sentence is found without a line end
                return False
            return upright or self.room > slack + (RAGGED if self.other.text[:1].isdigit() else 0)
        if ended and mark in ("number", "arrow", "dash"):
            return True
        return self.room > slack and (self.begins or mark in ("arrow", "dash", "tag"))


def _meant(lines: Sequence[_Line]) -> set[int]:
    """The indexes of the breaks that are meant."""
    width = max(NARROWEST, max(len(line.text) for line in lines))
    joins = [_Join(one, other, width) for one, other in pairwise(lines)]
    if _fragments(lines, joins):
        return {join.line.at for join in joins}
    wrapped = [join.room for join in joins if join.goes_on]
    slack = min(RAGGED, max(0, max(wrapped))) + CLEARLY if wrapped else 0
    marks = [line.mark for line in lines]
    often = {mark for mark in set(marks) if mark and _often(mark, marks)}
    upright = not wrapped and sum(join.begins and not join.line.ended() for join in joins) > 1
    stems = {join.line.at for join, below in pairwise(joins) if below.room > slack and join.line.text.endswith(":")}
    return {join.line.at for join in joins if join.is_meant(often, slack, upright or join.line.at in stems)}


def _often(mark: str, marks: Sequence[str]) -> bool:
    """Whether lines begin with ``mark`` by intention: several, and the first or most of the others among them."""
    count = marks.count(mark)
    return count > 1 and (marks[0] == mark or 2 * count >= len(marks) - 1)


def _fragments(lines: Sequence[_Line], joins: Sequence[_Join]) -> bool:
    """Whether the lines are a list of fragments in lower case, perhaps below a stem."""
    stem = int(lines[0].text.endswith(":"))
    items = lines[stem:]
    return (
        len(items) > 2 - stem
        and all(0 < len(line.text) <= LONGEST_FRAGMENT and line.text[0].islower() for line in items)
        and not any(line.ended() for line in items[:-1])
        and not any(line.unfinished() for line in lines[:-1])
        and any(join.room > CLEARLY for join in joins[stem:-1] or joins)
    )
