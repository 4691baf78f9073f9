"""What no source text may contain, said in plain words with the line on which it stands.

Three kinds of characters are refused on save, because the words a clinician signs must be the words a reader sees:

* **Direction controls** (Unicode property Bidi_Control: U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069) can
  show "10 to 20" as "20 to 10" without changing a letter. The site is in English and needs none of them; the invisible
  marks U+200E and U+200F are refused with the rest, since they move digits and punctuation too.
* **Control characters** (all but tab and line ends) are invisible. The canonical words use four pairs of them as
  markers (see ``articles.claims.fingerprints``), so typed text must never hold one.
* **Code points that are no characters**: halves of surrogate pairs, noncharacters, and private-use characters, which
  every font shows differently.

Zero-width characters, soft hyphens and look-alike letters pass: they stay in the fingerprint and are folded for
detection.
"""

import re

from markdown_it.common.entities import entities

#: Longest source text that is read, in code points: about 150,000 words. Bounds the time that one text can cost. What
#: may be saved is less: ``articles.review.revisions.LONGEST_BODY``.
MAX_LENGTH = 1_000_000
#: Deepest nesting of blocks (a list in a list counts two).
MAX_NESTING = 40

_BASIC_CLASSES = {
    "direction": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    "control": "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f",
    "half": "\ud800-\udfff",
    "private": "\ue000-\uf8ff",
    "none": "\ufdd0-\ufdef\ufffe\uffff",
}
_LARGE_CLASSES = {
    "private": "\U000f0000-\U000ffffd\U00100000-\U0010fffd",
    "none": "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)),
}
_REFUSED = re.compile(
    "|".join(f"(?P<{name}>[{basic}{_LARGE_CLASSES.get(name, '')}])" for name, basic in _BASIC_CLASSES.items())
)
#: Two quick questions for texts with nothing to refuse, which are nearly all: is any basic character refused, and are
#: there others (an emoji is one)? Together they take a tenth of the time of ``_REFUSED``. Quicker still is to ask
#: whether Python takes all of it for printable: nothing is that is refused.
_BASIC = re.compile("[" + "".join(_BASIC_CLASSES.values()) + "]")
_LARGE = re.compile("[\U00010000-\U0010ffff]")
_WORDS = {
    "direction": "a hidden character that reverses the order of words",
    "control": "a hidden control character",
    "half": "half of a character",
    "private": "a character that has no agreed meaning",
    "none": "a code that is not a character",
}
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}))|([a-zA-Z][a-zA-Z0-9]{1,31}));")
_MANY = 20


class MarkupError(ValueError):
    """The source is refused. The message is one plain sentence for the person who typed it."""


def check_source(source: str) -> list[str]:
    """Plain sentences that say what is refused in ``source``, each with its line number; empty when it may be saved.

    Character references (``&#x202E;``) are judged as what they stand for. At most twenty sentences are given.
    """
    if len(source) > MAX_LENGTH:
        size = f"{len(source):,} characters. The limit is {MAX_LENGTH:,}"
        return [f"The text is too large: {size}; split it into several articles."]
    found = []
    if not source.replace("\n", "").isprintable() and (_BASIC.search(source) or _LARGE.search(source)):
        found = [(match.start(), match.lastgroup, match[0]) for match in _REFUSED.finditer(source)]
    if "&" in source:
        for reference in _REFERENCE.finditer(source):
            if refused := _REFUSED.search(_decoded(reference)):
                found.append((reference.start(), refused.lastgroup, refused[0]))
    found.sort()
    sentences = [
        f"Line {_line(source, at)} contains {_WORDS[kind or 'none']} (U+{ord(char):04X}). "
        "Delete it and type the words again."
        for at, kind, char in found[:_MANY]
    ]
    if len(found) > _MANY:
        sentences.append(f"There are {len(found) - _MANY} more characters of this kind.")
    return sentences


def without_refused(text: str) -> str:
    """``text`` without the characters that ``check_source`` refuses. For words that come from other programs."""
    return _REFUSED.sub("", text)


def refuse(source: str) -> None:
    """Raise ``MarkupError`` with the first sentence of ``check_source``, if there is one."""
    if sentences := check_source(source):
        raise MarkupError(sentences[0])


def _decoded(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name:
        return entities.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if code <= 0x10FFFF else ""


def _line(source: str, at: int) -> int:
    before = source[:at]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1
