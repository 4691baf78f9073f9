"""Cutting a stretch of visible text into sentences, with a small expression and a list of abbreviations.

English only. When in doubt the text stays together: a unit that is too long is still signed whole.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

#: Stops, what closes behind them and numbers of sources ("[3]"), before white space; or a line feed. Possessive, and
#: tried only at the first of many stops: a row of a million full stops is read once, not once from each of them.
_STOP = re.compile(
    r"[.!?…\n](?:(?<=\n)|(?<![.!?…]{2})[.!?…]*+[\"'”’)\]»*]*+(?:\[\d[\d,– -]{0,12}\]|[⁰¹²³⁴-⁹])*+(?=\s))\s*"
)
_LETTER = re.compile(r"[^\W_]")
_OPENING = "\"'“‘([«*_"
_LAST_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|\.(?=[^\W\d_]))*$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_STARTER = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*$")
_ABBREVIATIONS = "e.g i.e eg ie dr mr mrs ms mx prof st vs cf approx viz esp incl resp al fig figs vol rev hon dept"
_BEFORE_NUMBERS = "no nos p pp jan feb mar apr jun jul aug sep sept oct nov dec ch sect ver tel max min"
_SOMETIMES = "inc ltd co jr sr ph.d m.d b.sc m.sc"
_BEFORE_NAMES = "a.m p.m am pm etc"
_DAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu thur fri sat sun eastern central mountain
pacific et ct mt pt est edt cst cdt mst mdt pst pdt gmt utc bst cet january february march april june july august
september october november december
"""
_BEGINNINGS = """
a all also although an and any are as ask at avoid be because before but by call can contact do don't each even every
find first follow for from get go have he her his how however i if in instead is it it's its keep make many most my
never no not now of on once one only or other our people please remember see she so some speak start stop take talk tell
that the their then there these they this those to too try use we what when where which while who why with you your
"""
#: Never the end of a sentence.
_NEVER = frozenset(_ABBREVIATIONS.split())
#: Not the end of a sentence before a number.
_BEFORE_NUMBER = frozenset(_BEFORE_NUMBERS.split())
#: The end of a sentence only when a word follows that usually begins one.
_PERHAPS = frozenset(_SOMETIMES.split())
#: The end of a sentence unless a day, a zone of time or a bracket follows ("9 a.m. Monday", "5 p.m. Eastern").
_UNLESS_DAYS = frozenset(_BEFORE_NAMES.split())
_NO_STARTERS = frozenset(_DAYS.split())
#: A beginning that ends with a full stop and no sentence: "1. Take a breath", "Q. Is it safe?", "Step 1. Breathe in."
_COUNTED = re.compile(
    r"\d+|[A-Za-z]|[ivx]{2,4}|.{0,40}: 1|(?i:step|day|week|phase|stage|rule|tip|myth|fact|lesson|session) \d{1,2}"
)
_LONGEST_COUNT = 48
_STARTERS = frozenset(_BEGINNINGS.split())


def sentence_spans(text: str, keep_until: int = 0) -> list[tuple[int, int]]:
    """The ranges of the sentences of ``text`` in order, without the white space between them.

    A line feed (a hard line break) always ends a sentence. Nothing is cut before ``keep_until`` (the end of a lead-in).
    Pieces without a letter or digit join the sentence before them, or after them when they come first.
    """
    if keep_until >= len(text) or not _may_stop(text):
        return _whole(text)
    cuts = [0]
    last = 0  # the end of the stop before, whether cut there or not
    for match in _STOP.finditer(text):
        begin, end = match.span()
        if end >= len(text):
            break
        if begin >= keep_until and ("\n" in match[0] or _ends(text, match, cuts[-1], first=last == cuts[-1])):
            cuts.append(end)
        last = end
    if len(cuts) == 1:
        return _whole(text)
    cuts.append(len(text))
    return _joined(text, cuts)


def _may_stop(text: str) -> bool:
    """Whether a stop stands before the last character: for most headings and list items, none does."""
    last = len(text) - 1
    for stop in ".?!\n…":  # noqa: SIM110 - any() takes twice as long
        if text.find(stop, 0, last) >= 0:
            return True
    return False


def _whole(text: str) -> list[tuple[int, int]]:
    bare = text.strip()
    if len(bare) == len(text):
        return [(0, len(text))] if text else []
    begin = len(text) - len(text.lstrip())
    return [(begin, begin + len(bare))] if bare else []


def _joined(text: str, cuts: Sequence[int]) -> list[tuple[int, int]]:
    """The ranges between ``cuts`` without white space; those without a letter or digit joined to others."""
    spans: list[tuple[int, int]] = []
    bare: tuple[int, int] | None = None  # pieces without a letter, before the first sentence
    for begin, end in pairwise(cuts):
        piece = text[begin:end]
        if not piece.strip():
            continue
        start = begin + len(piece) - len(piece.lstrip())
        stop = begin + len(piece.rstrip())
        if not _LETTER.search(piece):
            if spans:
                spans[-1] = (spans[-1][0], stop)
            else:
                bare = (bare[0] if bare else start, stop)
            continue
        spans.append((bare[0] if bare else start, stop))
        bare = None
    return spans if bare is None else [bare]


def _ends(text: str, match: re.Match[str], begin: int, first: bool) -> bool:
    """Whether the stop ends the sentence that begins at ``begin``; ``first``: no other stop stands in between."""
    at = match.end()
    while at < len(text) and text[at] in _OPENING:
        at += 1
    if at >= len(text):
        return False
    following = text[at]
    number = following.isdigit()
    if not (number or following.isupper() or following in "£$€•" or following >= "\u2190"):
        return False
    stop = match.start()
    if text[stop : stop + 1] != "." or text[stop + 1 : stop + 2] == ".":
        return True
    if first and stop - begin < _LONGEST_COUNT and _COUNTED.fullmatch(text[begin:stop].strip(" \"'“‘([")):
        return False
    word = _LAST_WORD.search(text, max(begin, stop - 16), stop)
    if word is None:
        return True
    last = word[0].lower()
    if last in _NEVER or (number and last in _BEFORE_NUMBER):
        return False
    if last in _UNLESS_DAYS:
        word = _FIRST_WORD.match(text, at, at + 24)
        return text[match.end()] != "(" and (word is None or word[0].lower().removesuffix("s") not in _NO_STARTERS)
    if last in _PERHAPS or (_INITIALS.fullmatch(word[0]) and word[0][0].isupper()):
        word = _STARTER.match(text, at, at + 24)
        return word is not None and word[0].replace("’", "'").lower() in _STARTERS
    return True
