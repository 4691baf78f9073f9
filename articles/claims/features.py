"""What the linear model looks at in one sentence: names of word groups and of context, and the words themselves.

A name says where it was seen: bare for the sentence itself, ``h:`` for the nearest heading, ``t:`` for the title and
outer headings, ``s:`` for the list stem or the headers of a table cell, ``p:`` for terms of the sentence before in the
same block, ``doc:`` for the whole text, ``sec:`` for what stands under one heading; ``hc:``, ``tc:`` and ``sc:`` are
cue groups that a heading, title or stem contains like any other text. Joined names (``a&b``, ``pairs.py``) mean that
both hold. Words are those of the sentence (``w:``), of the nearest heading (``hw:``) and of the stem (``sw:``).

``b:`` and ``a:`` are what the sentences before and behind in the same block say by themselves: one sentence of a story
seldom stands alone, nor does one of advice. They speak to whether it is a claim, not to types and risk.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from .cues import Hits, shipped_cues
from .pairs import FIRSTS, JOINS
from .reading import Reader, Sentence
from .types import Field

# What a sentence about health nearly always has one of.
_SPEAKS = frozenset(
    {"health", "effect", "treatment", "benefit", "help", "cause", "harm", "symptom", "evidence", "number", "prognosis"}
    | {"care", "professional", "test", "promise", "assure", "startstop", "licence", "instead", "substance", "crisis"}
    | {"unknown", "amount", "drug", "condition", "supplement", "therapy", "practice", "lifestyle", "body", "outcome"}
    | {"medicine_word"}
)
_LIST_FIELDS = frozenset({Field.LIST_ITEM, Field.TABLE_CELL})
_SMALL_FIELDS = frozenset({Field.CAPTION, Field.ALT, Field.LINK})
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """A heading, title or stem as the sentences below it see it."""

    heading: frozenset[str]
    title: frozenset[str]
    stem: frozenset[str]
    words: frozenset[str]


@dataclass(slots=True)
class Place:
    """What stands above some sentences: the same for all of them, so that it is weighed once."""

    names: frozenset[str]
    heading_words: frozenset[str] = _NO_WORDS
    stem_words: frozenset[str] = _NO_WORDS
    claim: int | None = None  # its share of the sums of model.py, once they are known
    others: int | None = None
    strongest: list[tuple[int, str, str]] | None = None  # likewise: (weight below zero, place, feature)


_NOWHERE = Place(_NO_WORDS)


@dataclass(slots=True)
class Seen:
    """The features of one sentence, with what its reasons are made of."""

    tokens: Sequence[str]
    cues: Hits
    own: set[str]  # names that are not those of the place
    words: frozenset[str]
    place: Place
    names: AbstractSet[str] = _NO_WORDS  # all names
    before: frozenset[str] = _NO_WORDS  # names of the sentence before in the same block
    after: frozenset[str] = _NO_WORDS  # and of the one behind

    def all(self) -> Iterator[str]:
        """Every feature under the name by which weights are stored."""
        yield from self.names
        place = self.place
        for prefix, words in (
            ("w:", self.words),
            ("hw:", place.heading_words),
            ("sw:", place.stem_words),
            ("b:", self.before),
            ("a:", self.after),
        ):
            yield from (prefix + word for word in words)


def features(sentences: Sequence[Sentence], reader: Reader) -> list[Seen]:
    """The features of each sentence, in order."""
    seen = [_own(sentence) for sentence in sentences]
    places = _Places(_whole(seen), _sections(sentences), reader)
    _mark_steps(sentences, seen)
    before: Sentence | None = None
    for number, (sentence, one) in enumerate(zip(sentences, seen, strict=True)):
        one.place = places.of(sentence)
        own = one.own
        if before is not None and before.segment.block == sentence.segment.block:
            own.update(["p:" + name for name in before.words.term_names])
            one.before = before.words.names
            seen[number - 1].after = sentence.words.names
        if number + 1 < len(sentences) and _opens(sentence, sentences[number + 1]):
            own.add("opens")
        if own.isdisjoint(_SPEAKS):
            own.add("bare")
            around = own | one.place.names
            if not any(name[2:] in _SPEAKS for name in around if name[1:2] == ":"):
                own.add("barearound")
        names = own | one.place.names
        joined = [both for name in names & FIRSTS for second, both in JOINS[name] if second in names]
        own.update(joined)
        names.update(joined)
        one.names = names
        before = sentence
    return seen


class _Places:
    """The places of one text, each made once."""

    def __init__(self, whole: set[str], sections: Mapping[tuple[str, ...], set[str]], reader: Reader) -> None:
        self._whole = frozenset(whole)
        self._sections = sections
        self._reader = reader
        self._around: dict[str, Around] = {}
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...]], Place] = {}

    def of(self, sentence: Sentence) -> Place:
        """The place of a sentence."""
        above, leading = sentence.above, tuple(stems(sentence))
        place = self._known.get((above, leading))
        if place is None:
            place = self._known[above, leading] = self._make(above, leading)
        return place

    def _make(self, above: tuple[str, ...], leading: tuple[str, ...]) -> Place:
        outer = [self.around(text).title for text in above[:-1]]
        nearest = [self.around(text) for text in above[-1:]]
        before = [self.around(text) for text in leading]
        return Place(
            self._whole.union(
                self._sections.get(above, ()),
                *outer,
                *(one.heading for one in nearest),
                *(one.stem for one in before),
            ),
            _NO_WORDS.union(*(one.words for one in nearest)),
            _NO_WORDS.union(*(one.words for one in before)),
        )

    def around(self, text: str) -> Around:
        """A heading, title or stem."""
        found = self._around.get(text)
        if found is None:
            found = self._around[text] = _around(text, self._reader)
        return found


def stems(sentence: Sentence) -> list[str]:
    """What leads into the sentence: list stems and parent items, headers of its cell, caption of its table."""
    context = sentence.segment.context
    return [text for text in (*context.stem, *context.headers, context.caption) if text]


_STEPS, _STEP_SHARE, _LEAST_ITEMS = frozenset({"exercise", "posture", "counted"}), 0.5, 2


def _mark_steps(sentences: Sequence[Sentence], seen: Sequence[Seen]) -> None:
    """Note on each item of a list whether the list reads like the steps of an exercise."""
    lists: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Seen]] = {}
    for sentence, one in zip(sentences, seen, strict=True):
        if sentence.segment.field is Field.LIST_ITEM:
            context = sentence.segment.context
            lists.setdefault((context.heading_path, context.stem), []).append(one)
    for items in lists.values():
        steps = sum(not _STEPS.isdisjoint(one.cues) for one in items)
        if len(items) >= _LEAST_ITEMS and steps >= _STEP_SHARE * len(items):
            for one in items:
                one.own.add("steps")


def _opens(sentence: Sentence, following: Sentence) -> bool:
    """Whether a sentence leads into the list or table behind it."""
    stem = following.segment.context.stem
    return bool(stem) and stem[-1] == sentence.segment.words


def _around(text: str, reader: Reader) -> Around:
    read = reader.words(text)
    names = {":" + name for name in read.term_names}
    names.update(":" + group for group in shipped_cues().announced(read.tokens))
    names.update("c:" + group for group in read.cues)
    if read.plain.endswith("?"):
        names.add(":asks")
    if read.plain.endswith(":"):
        names.add(":colon")
    return Around(
        heading=frozenset(["h" + name for name in names]),
        title=frozenset(["t" + name for name in names]),
        stem=frozenset(["s:", *("s" + name for name in names)]),
        words=read.vocabulary,
    )


def _own(sentence: Sentence) -> Seen:
    read = sentence.words
    names = set(read.names)
    field = sentence.segment.field
    if sentence.heading:
        names.add("heading")
    elif field in _LIST_FIELDS:
        names.add("listed")
    elif field in _SMALL_FIELDS:
        names.add("small")
    elif field is Field.QUOTE:
        names.add("quote")
    return Seen(read.tokens, read.cues, names, read.vocabulary, _NOWHERE)


_STORY_SHARE, _SERVICE_SHARE, _ENOUGH = 0.3, 0.2, 6
_HEALTH_SHARES = (("doc:health0", 0.15), ("doc:health1", 0.3), ("doc:health2", 0.5))
_ABOUT_HEALTH = frozenset({"health", "effect"})
_STORY = frozenset({"story", "firstperson", "heshe"})
_SERVICE = frozenset({"service", "availability", "wesay"})


def _whole(seen: Sequence[Seen]) -> set[str]:
    """What kind of text the whole is: a story (people and the past in many sentences), a page about a service."""
    names: set[str] = set()
    if len(seen) < _ENOUGH:
        return names
    if sum(not _STORY.isdisjoint(one.cues) for one in seen) >= _STORY_SHARE * len(seen):
        names.add("doc:story")
    if sum(not _SERVICE.isdisjoint(one.cues) for one in seen) >= _SERVICE_SHARE * len(seen):
        names.add("doc:service")
    about = sum(not _ABOUT_HEALTH.isdisjoint(one.own) for one in seen) / len(seen)
    names.add(next((name for name, share in _HEALTH_SHARES if about < share), "doc:health3"))
    return names


# What a section is like: a name, the groups that count for it, and the shares of its sentences at which it changes.
_SECTION = (
    ("sec:relation", frozenset({"relation"}), (0.15, 0.4)),
    ("sec:service", frozenset({"service", "availability", "wesay", "pointer", "admin"}), (0.2, 0.5)),
    ("sec:story", frozenset({"story", "firstperson", "heshe", "pastnarrative"}), (0.2, 0.5)),
    ("sec:health", frozenset({"health"}), (0.15, 0.4, 0.7)),
    ("sec:effect", frozenset({"effect"}), (0.2, 0.5)),
)
_ENOUGH_IN_SECTION = 3  # sentences


def _sections(sentences: Sequence[Sentence]) -> dict[tuple[str, ...], set[str]]:
    """What kind of text stands under each heading, in steps: "sec:story2" is one half a story, "sec:story0" none."""
    found: dict[tuple[str, ...], list[frozenset[str]]] = {}
    for sentence in sentences:
        found.setdefault(sentence.above, []).append(sentence.words.names)
    sections: dict[tuple[str, ...], set[str]] = {}
    for above, inside in found.items():
        if len(inside) >= _ENOUGH_IN_SECTION:
            sections[above] = names = set()
            for name, groups, steps in _SECTION:
                share = sum([not groups.isdisjoint(one) for one in inside]) / len(inside)
                names.add(f"{name}{sum([share >= step for step in steps])}")
    return sections
