"""The commonest content of leaf blocks, read without the inline parser: words with emphasis around some of them, links
apart, in one or several lines.

Read are only markers that can be nothing but the beginning or the end of emphasis, in pairs that hold plain words.
Whatever is in doubt is left to the parser, which takes ten times as long.
"""

import re

from articles.markup.places import Place, add_runs
from articles.markup.tree import Break, Format, Inline, Style

# Expressions that begin with one set of characters are searched for three times as fast as others.
_AND_SO_ON = r"\n\\`~^_\[!<&](?:(?<![!<&])|(?<=!)(?=\[)|(?<=[<&])(?! ))"
#: Whether the parser may find markup at all. What it looks at without finding any: the end of a sentence, "A & B".
MARKUP = re.compile(r"[*" + _AND_SO_ON)
#: Markup other than emphasis and line ends.
_OTHER = re.compile(r"[" + _AND_SO_ON.removeprefix(r"\n"))
#: The end of a line; or a marker behind a space, and its like before a space, or between a letter and punctuation.
_LINE_END_OR_PAIR = re.compile(
    r"[*\n](?:(?<=\n)[ \t]*+"
    r"|(?<![^ \n]\*)(\*?)(?=[^\s*])[^*\n]*+(?:(?<=[^\W_])\*\1(?=[.,:;)?!])|(?<=\S)\*\1(?![^ \n])))"
)
_STYLES = {1: Style.EM, 2: Style.STRONG}


def simple_inlines(content: str, place: Place) -> tuple[Inline, ...] | None:
    """The inlines of ``content``; None when the parser must read it."""
    if _OTHER.search(content):
        return None
    result: list[Inline] = []
    at = markers = 0
    for match in _LINE_END_OR_PAIR.finditer(content):
        first, last = match.span()
        text = content[at:first]
        star = match[1]
        if star is not None:
            add_runs(text, at, first, place, (), result)
            size = len(star) + 1
            markers += 2 * size
            inside = (Format(_STYLES[size], place.start(first), place.end(last)),)
            add_runs(content[first + size : last - size], first + size, last - size, place, inside, result)
        else:
            bare = text.rstrip(" ")
            add_runs(bare, at, at + len(bare), place, (), result)
            result.append(Break(place.start(first), place.end(last), len(text) - len(bare) > 1))
        at = last
    if content.count("*") != markers:
        return None
    add_runs(content[at:], at, len(content), place, (), result)
    return tuple(result)
