"""Canonical words and their fingerprint: what a sign-off is bound to.

Normalised is only what no meaning can hang on (``docs/sign-off-model.md``): Unicode form NFC, white space, quote marks
and apostrophes. Emphasis never reaches this module. Case, digits, units, negation, punctuation, zero-width characters,
soft hyphens and look-alike letters are left as they are: a change of any of them is a change of words. For *detection*
the last three are folded, see ``fold_for_detection``.

Changing anything here changes every fingerprint. Then ``VERSION`` must change too, and the command that re-fingerprints
lists first what would lapse.
"""

import hashlib
import re
from unicodedata import normalize

#: Version of normalising and digests; the prefix of every fingerprint and digest. Other cuts change only what is cut.
VERSION = "v1"

#: Markers around what stays in the words. Control characters are refused in sources, so typed text cannot forge them.
MARKERS = {"s": ("\x01", "\x02"), "code": ("\x03", "\x04"), "sub": ("\x05", "\x06"), "sup": ("\x0e", "\x0f")}

#: Curly and straight quote marks. Not folded: guillemets (read as "less than"), low quotes (a comma), primes (feet,
#: minutes).
_QUOTES = dict.fromkeys("‘’‛ʼ", "'") | dict.fromkeys("“”‟", '"')
_MARKER_WORDS = str.maketrans({char: None for pair in MARKERS.values() for char in pair})

#: Characters without width: zero-width space and joiners, word joiner, byte order mark, soft hyphen, variation
#: selectors and others.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
#: Cyrillic and Greek letters that look like Latin ones (a small part of the Unicode confusables table, UTS 39).
_LOOKALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝгґпАΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανικρτυχ",
        "ABESIJKMHOPCTYXaesijopcyxhdqwrrnAABEZHIKMNOPTYXoavikptux",
        strict=True,
    )
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_OTHERS = re.compile("[^\0-\x7f]")
_FEW = 12  # different characters
_PLAIN = str.maketrans({"\u2010": "-", "\u2011": "-"})


def canonical(text: str) -> str:
    """The words of ``text`` that are fingerprinted: NFC, white space collapsed, quote marks and apostrophes
    straight."""
    return " ".join(straight(text).split())


def straight(text: str) -> str:
    """``text`` in NFC with straight quote marks and apostrophes: canonical, where white space is single spaces."""
    if text.isascii():
        return text
    text = normalize("NFC", text)
    for curly, plain_mark in _QUOTES.items():
        if curly in text:  # str.translate would take thirty times as long
            text = text.replace(curly, plain_mark)
    return text


def fingerprint(words: str) -> str:
    """``"v1:"`` and the SHA-256 of canonical ``words`` in hexadecimal."""
    return f"{VERSION}:{hashlib.sha256(words.encode()).hexdigest()}"


def plain(words: str) -> str:
    """Canonical words without the markers of strikethrough, code, sub- and superscript, for display and comparison."""
    return words.translate(_MARKER_WORDS)


def fold_for_detection(text: str) -> str:
    """``text`` as a careful reader sees it: see ``fold_with_offsets``."""
    if text.isascii():
        return text
    others = {*_OTHERS.findall(text)}
    if len(others) < _FEW:  # as nearly always; str.translate takes ten times as long
        folded = text
        for char in others:
            folded = folded.replace(char, _FOLDED[ord(char)] or "")
    else:
        folded = text.translate(_FOLDED)
    return folded if folded.isascii() else _WORD.sub(_latin, folded)


def fold_with_offsets(text: str) -> tuple[str, tuple[int, ...]]:
    """``text`` folded for detection, and for each of its characters the index of the character in ``text`` it came
    from.

    Drops characters without width, makes quote marks and hyphens plain, white space a space, full-width and
    mathematical letters and digits ordinary ones, and Cyrillic and Greek look-alikes Latin, the last only in words made
    of nothing but Latin and look-alikes.
    """
    if text.isascii():
        return text, tuple(range(len(text)))
    return fold_for_detection(text), tuple([at for at, char in enumerate(text) if _FOLDED[ord(char)] is not None])


def _fold(char: str) -> str:
    if char.isascii():
        return char
    char = _QUOTES.get(char, char).translate(_PLAIN)
    if char.isspace():
        return " "
    if char.isalnum() and not char.isascii():
        wide = normalize("NFKC", char)
        # Superscript digits and fractions are left: ten to the second power is not 102.
        if len(wide) == 1 and wide.isascii() and not (char.isdigit() and not char.isdecimal()):
            return wide
    return char


class _Folded(dict[int, str | None]):
    """What a character becomes for detection, worked out once for each; None for those without width."""

    def __missing__(self, code: int) -> str | None:
        if len(self) >= _REMEMBERED:  # so that no text makes it grow for ever
            self.clear()
        char = chr(code)
        folded = self[code] = None if _INVISIBLE.match(char) else _fold(char)
        return folded


_REMEMBERED = 4_096  # characters
_FOLDED = _Folded()


def _latin(word: re.Match[str]) -> str:
    letters = [_LOOKALIKES.get(char, char) for char in word[0]]
    return "".join(letters) if all(letter <= "\u024f" for letter in letters) else word[0]
