"""What the linear model looks at in one sentence: names of word groups and of context, and the words themselves.

A name says where it was seen: bare for the sentence itself, ``h:`` for the nearest heading, ``t:`` for the title and
outer headings, ``s:`` for the list stem or the headers of a table cell, ``p:`` for the sentence before in the same
block, ``doc:`` for the whole text; ``hc:``, ``tc:`` and ``sc:`` are cue groups that a heading, title or stem contains
like any other text. Joined names (``a&b``) mean that both hold. Words are those of the sentence
(``w:``), of the nearest heading (``hw:``) and of the stem (``sw:``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .cues import Hits, shipped_cues
from .reading import Reader, Sentence
from .types import Field

_HEALTH = frozenset({"drug", "medicine_word", "supplement", "condition", "symptom", "crisis"})
_TREATMENT = frozenset({"therapy", "practice", "lifestyle", "supplement", "drug", "medicine_word"})
_EFFECT = frozenset({"outcome", "body", "symptom", "condition"})
_PREDICATE = frozenset({"modal", "definition", "benefit", "cause", "help", "directive", "pastnarrative", "symptom"})
_MEDICINES = frozenset({"medicine", "brand", "class"})
# What a sentence about health nearly always has one of.
_SPEAKS = frozenset(
    {"health", "effect", "treatment", "benefit", "help", "cause", "harm", "symptom", "evidence", "number", "prognosis"}
    | {"care", "professional", "test", "promise", "assure", "startstop", "licence", "instead", "substance", "crisis"}
    | {"unknown", "amount", "drug", "condition", "supplement", "therapy", "practice", "lifestyle", "body", "outcome"}
    | {"medicine_word"}
)
_LIST_FIELDS = frozenset({Field.LIST_ITEM, Field.TABLE_CELL})
_SMALL_FIELDS = frozenset({Field.CAPTION, Field.ALT, Field.LINK})
_THERAPIES = {"therapy": "therapy", "practice": "practice", "lifestyle": "lifestyle"}
_DIGIT = re.compile(r"\d")
_LEAD = re.compile(r"\W*[\w' /&-]{2,40}:")
_SHORT, _MIDDLE = 4, 9  # words
_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """A heading, title or stem as the sentences below it see it."""

    heading: frozenset[str]
    title: frozenset[str]
    stem: frozenset[str]
    words: frozenset[str]


@dataclass(slots=True)
class Seen:
    """The features of one sentence, with what its reasons are made of."""

    tokens: Sequence[str]
    cues: Hits
    names: set[str]
    words: frozenset[str]
    heading_words: frozenset[str] = _NO_WORDS
    stem_words: frozenset[str] = _NO_WORDS

    def all(self) -> Iterator[str]:
        """Every feature under the name by which weights are stored."""
        yield from self.names
        for prefix, words in (("w:", self.words), ("hw:", self.heading_words), ("sw:", self.stem_words)):
            yield from (prefix + word for word in words)


def features(sentences: Sequence[Sentence], reader: Reader) -> list[Seen]:
    """The features of each sentence, in order."""
    known: dict[str, Around] = {}

    def around(text: str) -> Around:
        found = known.get(text)
        if found is None:
            found = known[text] = _around(text, reader)
        return found

    seen = [_own(sentence) for sentence in sentences]
    whole = _whole(seen)
    _mark_steps(sentences, seen)
    for number, (sentence, one) in enumerate(zip(sentences, seen, strict=True)):
        names = one.names
        names |= whole
        if sentence.above:
            nearest = around(sentence.above[-1])
            names |= nearest.heading
            one.heading_words = nearest.words
            for outer in sentence.above[:-1]:
                names |= around(outer).title
        for stem in stems(sentence):
            above = around(stem)
            names |= above.stem
            one.stem_words |= above.words
        if number and sentences[number - 1].segment.block == sentence.segment.block:
            names.update("p:" + kind(hit.term.kind, hit.term.group) for hit in sentences[number - 1].words.hits)
        if number + 1 < len(sentences) and _opens(sentence, sentences[number + 1]):
            names.add("opens")
        if names.isdisjoint(_SPEAKS):
            names.add("bare")
            if not any(name[2:] in _SPEAKS for name in names if name[1:2] == ":"):
                names.add("barearound")
        for name in names & _FIRSTS:
            for second, joined in _JOINS[name]:
                if second in names:
                    names.add(joined)
    return seen


def kind(term_kind: str, group: str) -> str:
    """The name under which a term of a lexicon is a feature."""
    if term_kind in _MEDICINES:
        return "drug"
    if term_kind == "therapy":
        return _THERAPIES.get(group, "therapy")
    return term_kind


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
                one.names.add("steps")


def _opens(sentence: Sentence, following: Sentence) -> bool:
    """Whether a sentence leads into the list or table behind it."""
    stem = following.segment.context.stem
    return bool(stem) and stem[-1] == sentence.segment.words


def _around(text: str, reader: Reader) -> Around:
    read = reader.words(text)
    names = {":" + kind(hit.term.kind, hit.term.group) for hit in read.hits}
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
        words=_plain_words(read.tokens),
    )


def _own(sentence: Sentence) -> Seen:
    read = sentence.words
    plain, words, cues = read.plain, read.tokens, read.cues
    names = set(cues)
    for hit in read.hits:
        names.add(kind(hit.term.kind, hit.term.group))
    _mark(names, plain, words)
    names.add("short" if len(words) <= _SHORT else "middle" if len(words) <= _MIDDLE else "long")
    field = sentence.segment.field
    if sentence.heading:
        names.add("heading")
    elif field in _LIST_FIELDS:
        names.add("listed")
    elif field in _SMALL_FIELDS:
        names.add("small")
    elif field is Field.QUOTE:
        names.add("quote")
    if not names.isdisjoint(_HEALTH):
        names.add("health")
    if not names.isdisjoint(_TREATMENT):
        names.add("treatment")
    if not names.isdisjoint(_EFFECT):
        names.add("effect")
    if names.isdisjoint(_PREDICATE):
        names.add("nopredicate")
    return Seen(words, cues, names, _plain_words(words))


def _plain_words(words: Sequence[str]) -> frozenset[str]:
    """The words that may carry a weight of their own: figures never do."""
    return frozenset([word for word in words if not word[0].isdecimal()])


def _mark(names: set[str], plain: str, words: Sequence[str]) -> None:
    """Add what punctuation and figures say."""
    end = plain.rstrip(" )\"'”*_")[-1:]
    if end == "?":
        names.add("question")
    elif end == "!":
        names.add("exclaim")
    elif end == ":":
        names.add("colonend")
    if plain.lstrip(" *(")[:1] in ('"', "“"):
        names.add("quoted")
    if ":" in plain and _LEAD.match(plain):
        names.add("lead")
    if "→" in plain or "->" in plain:
        names.add("arrow")
    if _DIGIT.search(plain):
        names.add("digit")
        if "%" in plain:
            names.add("number")
        if "#1" in plain:
            names.add("promo")


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
    about = sum(not _ABOUT_HEALTH.isdisjoint(one.names) for one in seen) / len(seen)
    names.add(next((name for name, share in _HEALTH_SHARES if about < share), "doc:health3"))
    return names


# Pairs that say more than their two halves. A pair is looked for once both its halves are known.
_PAIRS = """
treatment&benefit treatment&effect benefit&effect cause&effect modal&effect symptom&health definition&health
definition&treatment people&health directive&health directive&treatment you&health number&effect amount&treatment
amount&lead anaphora&modal anaphora&benefit anaphora&p:drug anaphora&p:condition anaphora&p:practice
firstperson&pastnarrative heshe&pastnarrative heading&health heading&benefit heading&promo heading&effect
listed&s:symptoms listed&s:condition listed&s:benefits listed&s:causes listed&s:treatment listed&s:symptom
listed&s:safety listed&s:crisis listed&h:condition listed&h:service listed&s:service listed&exercise listed&service
short&h:condition promo&effect promo&benefit amount&h:plan amount&exercise exercise&effect service&health
hedge&t:condition hedge&h:condition nopredicate&health nopredicate&listed modal&h:condition modal&t:condition
evidence&effect harm&treatment relation&health h:condition&h:symptoms h:condition&h:treatment h:condition&h:causes
plan&exercise heading&finite heading&evidence heading&cause listed&finite finite&effect finite&treatment
comparative&effect comparative&listed comparative&short short&effect effect&h:practice effect&h:benefits
amount&practice amount&s:condition trynow&practice trynow&amount professional&service professional&availability
availability&treatment availability&condition availability&benefit promise&effect doc:service&professional
doc:service&condition doc:service&exercise doc:service&listed doc:story&health doc:story&effect doc:story&modal
doc:story&treatment doc:story&people doc:story&you firstperson&health firstperson&treatment testimonial&effect
quoted&health question&health instead&treatment unknown&health startstop&drug startstop&medicine_word
digit&effect digit&listed heading&question number&people opens&condition opens&symptom opens&benefit opens&cause
opens&short opens&directive opens&modal opens&definition opens&you counted&exercise counted&listed counted&lead
listed&hc:benefit listed&hc:cause listed&hc:symptom listed&hc:harm listed&hc:directive
h:service&careverb h:service&directive h:service&short h:service&availability h:resources&lead h:resources&short
h:resources&listed h:resources&careverb number&t:relation comparative&t:relation directive&t:relation finite&t:relation
effect&t:relation listed&t:relation listed&h:relation posture&listed posture&exercise posture&effect posture&steps
rhetoric&effect rhetoric&health rhetoric&t:relation benefit&short comparative&benefit listed&steps steps&amount
steps&effect steps&benefit h:steps&listed h:steps&exercise h:steps&posture s:steps&listed
doc:health0&effect doc:health0&modal doc:health0&directive doc:health0&health doc:health3&modal doc:health3&listed
doc:health3&definition effect&tc:relation effect&relation
"""


def _joins() -> dict[str, tuple[tuple[str, str], ...]]:
    joins: dict[str, tuple[tuple[str, str], ...]] = {}
    for joined in _PAIRS.split():
        first, second = joined.split("&")
        joins[first] = (*joins.get(first, ()), (second, joined))
    return joins


_JOINS = _joins()
_FIRSTS = frozenset(_JOINS)
