"""What the linear model looks at in one sentence: names of word groups and of context, and the words themselves.

A name says where it was seen: bare for the sentence itself, ``h:`` for the nearest heading, ``t:`` for the title and
outer headings, ``s:`` for the list stem or the headers of a table cell, ``p:`` for terms of the sentence before in the
same block, ``doc:`` for the whole text, ``sec:`` for what stands under one heading; ``hc:``, ``tc:`` and ``sc:`` are
cue groups that a heading, title or stem contains like any other text. Joined names (``a&b``, ``pairs.py``) mean that
both hold; every name of the sentence itself is joined with the subjects above it. Words are those of the sentence
(``w:``), of the nearest heading (``hw:``) and of the stem (``sw:``); ``ww:`` are two words of the sentence side by
side, and ``g:`` the group of a rare word (``word_groups.py``), once for each of its words.

``b:`` and ``a:`` are what the sentences before and behind in the same block say by themselves: one sentence of a story
seldom stands alone, nor does one of advice. They speak to whether it is a claim, not to types and risk.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from .cues import shipped_cues
from .naming import leanings, neighbours
from .pairs import SUBJECTS, joined, partners, under
from .reading import Reader, Sentence, Words
from .types import Field, Segment
from .word_groups import shipped_names

# What a sentence about health nearly always has one of.
_SPEAKS = frozenset(
    {"health", "effect", "treatment", "benefit", "help", "cause", "harm", "symptom", "evidence", "number", "prognosis"}
    | {"care", "professional", "test", "promise", "assure", "startstop", "licence", "instead", "substance", "crisis"}
    | {"unknown", "amount", "drug", "condition", "supplement", "therapy", "practice", "lifestyle", "body", "outcome"}
    | {"medicine_word"}
)
_SPEAKS_AROUND = frozenset(place + name for place in ("h:", "t:", "s:", "p:") for name in _SPEAKS)
_BARE_AROUND = frozenset({"barearound"})
_FIELDS = dict.fromkeys((Field.LIST_ITEM, Field.TABLE_CELL), "listed") | {Field.QUOTE: "quote"}
_FIELDS |= dict.fromkeys((Field.CAPTION, Field.ALT, Field.LINK), "small")
# Looked up once: to find a member of an enumeration takes a function call in Python 3.11.
_LIST_ITEM = Field.LIST_ITEM
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(slots=True)
class Place:
    """What stands above some sentences, and how they stand there: the same for all of them, so that it is weighed
    once.
    """

    names: frozenset[str]  # with their own pairs
    heading_words: frozenset[str] = _NO_WORDS
    stem_words: frozenset[str] = _NO_WORDS
    subjects: frozenset[str] = _NO_WORDS  # those of the names that what a sentence says is joined with
    manner: frozenset[str] = _NO_WORDS  # those that tell how the sentences stand there: listed, behind a medicine
    partners: Mapping[str, Sequence[str]] = field(default_factory=dict)  # name -> pairs that it makes with the names
    weighed: int | None = None  # its share of the sums of model.py, once they are known
    strongest: list[tuple[int, str, str]] | None = None  # likewise: (weight below zero, place, feature)


@dataclass(slots=True)
class Seen:
    """The features of one sentence: what its words say (``Words.names``), what its place says, and what both add."""

    read: Words
    place: Place
    added: Collection[str] = ()  # pairs of what the words say and what the place says
    before: frozenset[str] = _NO_WORDS  # what the words of the sentence before in the same block say
    after: frozenset[str] = _NO_WORDS  # and of the one behind

    @property
    def names(self) -> frozenset[str]:
        """What the words and their place say, each by itself."""
        return self.read.names | self.place.names

    def all(self) -> Iterator[str]:
        """Every feature under the name by which weights are stored; a group as often as there are words of it."""
        place, read = self.place, self.read
        yield from self.names.union(read.pairs, self.added)
        own = [name for name in read.names | place.manner if ":" not in name]
        yield from (under(name, subject) for subject in place.subjects for name in own)
        for prefix, words in (
            ("w:", read.vocabulary),
            ("ww:", neighbours(read.tokens)),
            ("hw:", place.heading_words),
            ("sw:", place.stem_words),
            ("b:", self.before),
            ("a:", self.after),
        ):
            yield from (prefix + word for word in words)
        groups = shipped_names()
        yield from ("g:" + groups[word] for word in read.vocabulary if word in groups)


def features(sentences: Sequence[Sentence], reader: Reader) -> list[Seen]:
    """The features of each sentence, in order."""
    place_of = _Places(_whole(sentences), _sections(sentences), reader).of
    steps = _steps(sentences)
    last = len(sentences) - 1
    seen: list[Seen] = []
    before: Sentence | None = None
    for number, sentence in enumerate(sentences):
        read, segment = sentence.words, sentence.segment
        own = read.names
        behind = _NO_WORDS
        manner: set[str] = set()
        if sentence.heading:
            manner.add("heading")
        elif segment.field in _FIELDS:
            manner.add(_FIELDS[segment.field])
        if number in steps:
            manner.add("steps")
        if before is not None and before.segment.block == segment.block:
            behind, seen[-1].after = before.words.names, own
            manner.update(map(_BEFORE.__getitem__, before.words.term_names))
        if number < last and _opens(segment, sentences[number + 1].segment):
            manner.add("opens")
        if own.isdisjoint(_SPEAKS):
            manner.add("bare")
        # A group of cues may be called as what was added.
        place = place_of(sentence, frozenset(manner - own) if manner else _NO_WORDS)
        pairs = [*chain.from_iterable(filter(None, map(place.partners.get, own)))]
        seen.append(Seen(read, place, pairs, behind))
        before = sentence
    return seen


class _Places:
    """The places of one text, each made once."""

    def __init__(self, whole: set[str], sections: Mapping[tuple[str, ...], set[str]], reader: Reader) -> None:
        self._whole = whole
        self._sections = sections
        self._reader = reader
        self._known: dict[tuple[object, ...], Place] = {}

    def of(self, sentence: Sentence, manner: frozenset[str]) -> Place:
        """The place of a sentence that stands there in this manner."""
        context = sentence.segment.context
        key = sentence.above, context.stem, context.headers, context.caption, manner
        place = self._known.get(key)
        if place is None:
            place = self._known[key] = self._in_manner(sentence, manner)
        return place

    def _in_manner(self, sentence: Sentence, manner: frozenset[str]) -> Place:
        above = self._make(sentence.above, stems(sentence)) if not manner else self.of(sentence, _NO_WORDS)
        names = above.names | manner
        if "bare" in manner and _SPEAKS_AROUND.isdisjoint(names):
            manner, names = manner | _BARE_AROUND, names | _BARE_AROUND
        return Place(
            names | joined(names), above.heading_words, above.stem_words, above.subjects, manner, partners(names)
        )

    def _make(self, above: tuple[str, ...], leading: Sequence[str]) -> Place:
        read = self._reader.words
        titles, headings, before = [*map(read, above[:-1])], [*map(read, above[-1:])], [*map(read, leading)]
        names = self._whole.union(self._sections.get(above, ()), ("s:",) if before else ())
        for known, texts in ((_TITLE, titles), (_HEADING, headings), (_STEM, before)):
            for text in texts:
                names.update(map(known.__getitem__, _announced(text)))
        return Place(
            frozenset(names),
            _NO_WORDS.union(*[text.vocabulary for text in headings]),
            _NO_WORDS.union(*[text.vocabulary for text in before]),
            SUBJECTS & names,
        )


class _Prefixed(dict[str, str]):
    """Names with a prefix, each made once."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def __missing__(self, name: str) -> str:
        made = self[name] = self._prefix + name
        return made


_TITLE, _HEADING, _STEM, _BEFORE = _Prefixed("t"), _Prefixed("h"), _Prefixed("s"), _Prefixed("p:")


def _announced(read: Words) -> tuple[str, ...]:
    """What a heading, title or stem says to the sentences below it: names behind the letter of its place."""
    if read.announced is None:
        names = {":" + name for name in read.term_names}
        names.update(":" + group for group in shipped_cues().announced(read.tokens))
        names.update("c:" + group for group in read.cues)
        if read.plain.endswith("?"):
            names.add(":asks")
        if read.plain.endswith(":"):
            names.add(":colon")
        read.announced = tuple(names)
    return read.announced


def stems(sentence: Sentence) -> list[str]:
    """What leads into the sentence: list stems and parent items, headers of its cell, caption of its table."""
    context = sentence.segment.context
    return [text for text in (*context.stem, *context.headers, context.caption) if text]


_STEPS, _STEP_SHARE, _LEAST_ITEMS = frozenset({"exercise", "posture", "counted"}), 0.5, 2


def _steps(sentences: Sequence[Sentence]) -> set[int]:
    """The numbers of the items of lists that read like the steps of an exercise."""
    lists: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for number, sentence in enumerate(sentences):
        if sentence.segment.field is _LIST_ITEM:
            context = sentence.segment.context
            lists.setdefault((context.heading_path, context.stem), []).append(number)
    found: set[int] = set()
    for items in lists.values():
        steps = sum([not _STEPS.isdisjoint(sentences[number].words.cues) for number in items])
        if len(items) >= _LEAST_ITEMS and steps >= _STEP_SHARE * len(items):
            found.update(items)
    return found


def _opens(segment: Segment, following: Segment) -> bool:
    """Whether a sentence leads into the list or table behind it."""
    stem = following.context.stem
    return bool(stem) and stem[-1] == segment.words


_SHARES, _ENOUGH = (("doc:story", 0.3), ("doc:service", 0.2)), 6
_HEALTH_SHARES = (("doc:health0", 0.15), ("doc:health1", 0.3), ("doc:health2", 0.5))


def _whole(sentences: Sequence[Sentence]) -> set[str]:
    """What kind of text the whole is: a story (people and the past in many sentences), a page about a service."""
    size = len(sentences)
    if size < _ENOUGH:
        return set()
    found = leanings(sum([sentence.words.leaning for sentence in sentences]))
    names = {name for name, share in _SHARES if found[name] >= share * size}
    about = found["doc:health"] / size
    names.add(next((name for name, share in _HEALTH_SHARES if about < share), "doc:health3"))
    return names


# The shares of the sentences of a section at which its name changes.
_SECTION = (
    ("relation", (0.15, 0.4)),
    ("service", (0.2, 0.5)),
    ("story", (0.2, 0.5)),
    ("health", (0.15, 0.4, 0.7)),
    ("effect", (0.2, 0.5)),
)
_NAMES_IN_SECTION = {way: [f"sec:{way}{step}" for step in range(len(steps) + 1)] for way, steps in _SECTION}
_ENOUGH_IN_SECTION = 3  # sentences


def _sections(sentences: Sequence[Sentence]) -> dict[tuple[str, ...], set[str]]:
    """What kind of text stands under each heading, in steps: "sec:story2" is one half a story, "sec:story0" none."""
    inside: dict[tuple[str, ...], list[int]] = {}
    for sentence in sentences:
        inside.setdefault(sentence.above, []).append(sentence.words.leaning)
    sections: dict[tuple[str, ...], set[str]] = {}
    for above, leaning in inside.items():
        size = len(leaning)
        if size >= _ENOUGH_IN_SECTION:
            found = leanings(sum(leaning))
            sections[above] = {
                _NAMES_IN_SECTION[way][bisect_right(steps, found[way] / size)] for way, steps in _SECTION
            }
    return sections
