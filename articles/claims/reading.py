"""The text as the detector reads it: folded, lower-case, with the terms of the lexicons found and tagged."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate

from .counted import counted
from .cues import Hits, shipped_cues, tokens
from .fingerprints import fold_for_detection
from .lexicon import Hit, Lexicon, Term
from .naming import kind, leaning, names_of, vocabulary
from .pairs import joined
from .rules.model import SEPARATOR, TAGS
from .types import Field, Segment

_PRIVATE_USE = dict.fromkeys(range(57344, 57360), " ")
_NONE: frozenset[str] = frozenset()
_GROUPED = {"antidepressant", "gabapentinoid", "opioid"}
_HEADINGS = frozenset({Field.TITLE, Field.HEADING, Field.CALLOUT_TITLE})
# Looked up once: to find a member of an enumeration takes a function call in Python 3.11.
_HEADING, _BODY, _LIST_ITEM = Field.HEADING, Field.BODY, Field.LIST_ITEM
# Words that a reader remembers: some megabytes, and about twenty long articles.
_REMEMBERED, _REMEMBERED_LENGTH = 4_096, 1_000


def fold(text: str) -> str:
    """Folded text with single blanks, without lone surrogates, and without the characters that tags are made of."""
    if not text.isascii():
        text = fold_for_detection(text)
        if not text.isascii():
            text = text.translate(_PRIVATE_USE).encode("utf-8", "replace").decode("utf-8").replace("’", "'")
    if "\0" in text:
        text = text.replace("\0", " ")
    return " ".join(text.split())


def tag_of(term: Term, generic_groups: dict[str, str]) -> str:
    """The private-use character that stands for a term in tagged text; empty for kinds without a tag."""
    group = generic_groups.get(term.generic, "") if term.kind == "brand" else term.group
    match term.kind:
        case "medicine" | "brand":
            return TAGS[f"drug.{group}"] if group in _GROUPED else TAGS["drug"]
        case "class":
            return TAGS[f"class.{group}"] if group in _GROUPED else TAGS["class"]
        case "condition":
            return TAGS.get(f"condition.{group}", TAGS["condition"])
        case "therapy":
            return TAGS.get(f"therapy.{group}", TAGS["therapy"])
        case "supplement":
            return TAGS["supplement"]
    return ""


@dataclass(slots=True)  # never changed; not frozen, which would take three times as long to make
class Words:
    """Some words as read: ``cased`` and ``plain`` are folded, ``tagged`` has characters for terms, ``hits`` are the
    terms in ``plain``.
    """

    cased: str
    plain: str
    tagged: str
    hits: tuple[Hit, ...]
    tagged_hits: tuple[Hit, ...]  # those that stand as one character in ``tagged``
    tokens: tuple[str, ...]
    cues: Hits
    term_names: frozenset[str]  # what the terms are called as features
    names: frozenset[str]  # everything that the words say by themselves (naming.py)
    vocabulary: frozenset[str]  # the words that may carry a weight
    pairs: frozenset[str]  # those of the names that say more together (pairs.py)
    counted: int  # how many they are, and how long (counted.py)
    leaning: int  # what they make of the text and the section that they stand in (naming.py)
    announced: tuple[str, ...] | None = None  # what they say to sentences below, once asked for (features.py)
    weighed: tuple[object, int] | None = None  # by which weights, and their share of the sums of model.py
    strongest: tuple[object, list[tuple[int, str, str]]] | None = None  # likewise

    def named(self, names: AbstractSet[str]) -> str:
        """The words of the first term that is called so as a feature; empty when there is none."""
        if self.term_names.isdisjoint(names):
            return ""
        hit = next(hit for hit in self.hits if kind(hit.term.kind, hit.term.group) in names)
        return self.cased[hit.start : hit.end]

    def cued(self, group: str) -> str:
        """The words by which a group of cues was found."""
        first, last = self.cues[group]
        return " ".join(self.tokens[first:last])


@dataclass(slots=True)
class Sentence:
    """A segment as read, in its place."""

    segment: Segment
    words: Words
    heading: bool
    above: tuple[str, ...] = ()  # title and headings above, outermost first, guessed ones included

    @property
    def cased(self) -> str:
        """The words, folded."""
        return self.words.cased

    @property
    def plain(self) -> str:
        """The words, folded and in lower case."""
        return self.words.plain

    @property
    def tagged(self) -> str:
        """The words in lower case, with one character for each term that has a tag."""
        return self.words.tagged


class Reader:
    """Reads words and remembers them: the text that an editor types is read anew at every pause, and nearly all of its
    sentences are those of a moment ago. Safe in threads: at worst words are read twice.
    """

    def __init__(self, lexicon: Lexicon, generic_groups: dict[str, str]) -> None:
        self._lexicon = lexicon
        self._generic_groups = generic_groups
        self._tags: dict[Term, str] = {}
        self._known: dict[str, Words] = {}

    def anew(self) -> "Reader":
        """A reader of the same lexicon that remembers nothing."""
        return Reader(self._lexicon, self._generic_groups)

    def words(self, text: str) -> Words:
        """``text`` as read."""
        return self._known.get(text) or self._all([text])[0]

    def _all(self, texts: Sequence[str]) -> list[Words]:
        found = {text: self._known.get(text) for text in texts}
        new = [text for text, known in found.items() if known is None]
        for text, read in zip(new, self._read(new), strict=True):
            found[text] = read
            if len(text) <= _REMEMBERED_LENGTH:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[text] = read
        return [words for text in texts if (words := found[text])]  # none is left unread

    def _read(self, texts: Sequence[str]) -> Iterator[Words]:
        """All texts, stage by stage: a processor is faster where it does the same thing again."""
        cased = [fold(text) for text in texts]
        plain = [text.lower() for text in cased]
        hits = [self._lexicon.find(text) for text in plain]
        tagged = [self._tag(text, found) if found else (text, ()) for text, found in zip(plain, hits, strict=True)]
        cut = [tuple(tokens(text)) for text in plain]
        find = shipped_cues().find
        cues = [find(words) for words in cut]
        sizes = map(counted, texts)
        for one, text, terms, (with_tags, tags), words, groups, size in zip(
            cased, plain, hits, tagged, cut, cues, sizes, strict=True
        ):
            called = frozenset([kind(hit.term.kind, hit.term.group) for hit in terms]) if terms else _NONE
            names = names_of(text, words, groups, called)
            weighed = vocabulary(words) if "digit" in names else frozenset(words)
            yield Words(
                one,
                text,
                with_tags,
                terms,
                tags,
                words,
                groups,
                called,
                names,
                weighed,
                joined(names),
                size,
                leaning(names),
            )

    def _tag(self, plain: str, hits: Sequence[Hit]) -> tuple[str, tuple[Hit, ...]]:
        parts: list[str] = []
        tagged: list[Hit] = []
        last = 0
        for hit in hits:
            tag = self._tags.get(hit.term)
            if tag is None:
                tag = self._tags[hit.term] = tag_of(hit.term, self._generic_groups)
            if tag:
                parts += (plain[last : hit.start], tag)
                tagged.append(hit)
                last = hit.end
        parts.append(plain[last:])
        return "".join(parts), tuple(tagged)

    def sentences(self, segments: Sequence[Segment], title: str = "") -> list[Sentence]:
        """Every segment as read. ``title`` stands above everything in the body."""
        above, guessed = headings_above(segments, title)
        reads = self._all([segment.text for segment in segments])
        return [
            Sentence(segment, read, segment.field in _HEADINGS or guess, outer)
            for segment, read, guess, outer in zip(segments, reads, guessed, above, strict=True)
        ]


def headings_above(segments: Sequence[Segment], title: str) -> tuple[list[tuple[str, ...]], list[bool]]:
    """For each segment the titles above it, outermost first; and whether it is read as a heading itself.

    Text that was pasted without markup has headings that are only short lines. Where a body has no heading at all, a
    block of one short segment without an end mark, before a block of running text, is read as one; for detection only,
    it never enters a context digest.
    """
    marked = any(segment.field is _HEADING for segment in segments)
    sizes = Counter(segment.block for segment in segments)
    result: list[tuple[str, ...]] = []
    guesses: list[bool] = []
    path: tuple[str, ...] = ()
    guessed = ""
    for number, segment in enumerate(segments):
        real = segment.context.heading_path
        if real != path or segment.field is _HEADING:
            path, guessed = real, ""
        outer = (title,) if title and segment.part == "body" else ()
        is_guess = not marked and _looks_like_heading(segments, number, sizes)
        guesses.append(is_guess)
        if is_guess:
            result.append((*outer, *real))
            guessed = segment.text
        else:
            result.append((*outer, *real, guessed) if guessed and segment.part == "body" else (*outer, *real))
    return result, guesses


def _looks_like_heading(segments: Sequence[Segment], number: int, sizes: Counter[int]) -> bool:
    segment = segments[number]
    if segment.field is not _BODY or sizes[segment.block] != 1 or number + 1 == len(segments):
        return False
    text = segment.text.rstrip()
    if len(text) > 90 or text[-1:] in ".!:;,…" or text.startswith("helpline:"):
        return False
    return segments[number + 1].field in (_BODY, _LIST_ITEM) and text[:1].isupper()


class Joined:
    """Sentences in one row of bytes, so that a rule runs once over the whole article; offsets lead back to them.

    Bytes, because RE2 reads nothing else: a string would be encoded anew for each rule.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        text = SEPARATOR.join(texts)
        self.texts = texts
        self.data = text.encode()
        self._plain = len(text) == len(self.data)  # a byte a character
        sizes = map(len, texts) if self._plain else (len(one.encode()) for one in texts)
        self._starts = [0, *accumulate(size + 1 for size in sizes)]

    def locate(self, start: int, end: int) -> tuple[int, int, int]:
        """The number of the sentence that a match begins in, and where in its characters it begins and ends."""
        number = bisect_right(self._starts, start) - 1
        first = self._starts[number]
        if self._plain:
            return number, start - first, end - first
        inside = len(self.data[first:start].decode())
        return number, inside, inside + len(self.data[start:end].decode())
