"""Word groups and context as features: what the base detector looks at, one set of names per sentence.

A feature name says where it was seen: bare for the sentence itself, ``h:`` for the nearest heading, ``t:`` for the title and outer
headings, ``s:`` for the list stem, ``p:`` for the sentence before in the same block, ``doc:`` for the whole text. Joined names (``a&b``) mean that both hold.
"""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import re2

from .lexicon import Lexicon
from .reading import Sentence, fold
from .rules.model import compile_pattern, expand
from .types import Field

DATA = Path(__file__).parent / "data"
_SET_MEMORY = 1 << 27  # bytes; a bound, not a need

_HEALTH = frozenset({"medicine", "brand", "class", "medicine_word", "supplement", "condition", "symptom", "crisis"})
_MEDICINES = frozenset({"medicine", "brand", "class"})
_WORD = re.compile(r"\w+(?:[-']\w+)*")
_LIST_FIELDS = frozenset({Field.LIST_ITEM, Field.TABLE_CELL})
_SMALL_FIELDS = frozenset({Field.CAPTION, Field.ALT, Field.LINK})

# What a heading announces; the sentence below it is read in this light.
_ANNOUNCES = (
    ("symptoms", r"\b(?:symptoms?|signs?|types?|what (?:is|are)|what does|who (?:gets|is)|diagnos\w+|definition)\b"),
    (
        "causes",
        r"\b(?:causes?|why|risk factors?|science|mechanisms?|how (?:does|do|it)|at play|effects?|the cost|statistics|facts|happens)\b",
    ),
    (
        "treatment",
        r"\b(?:treat\w*|therap\w+|medic\w+|manage\w*|relief|help|helps|prevent\w*|techniques?|strateg\w+|remed\w+|options?|cope|coping|protocols?|needs)\b",
    ),
    ("benefits", r"\b(?:benefits?|power|why|importance|works?|science|evidence|research shows)\b"),
    ("outlook", r"\b(?:outlook|prognosis|recovery|long-term|living with)\b"),
    (
        "plan",
        r"\b(?:plan|practice|routine|daily|schedule|steps?|week|building|exercise|exercises|breathing|meditation)\b",
    ),
    ("asks", r"\?$"),
    ("predicates", r"\b(?:includ\w+|such as|are|is|of|can|may|help\w*|caus\w+|reduc\w+|improv\w+):?$"),
    ("research", r"\b(?:research|clinical trials?|being done|studies)\b"),
    (
        "service",
        r"\b(?:services?|access|benefits from|compensation|apply|resources|information|support|contact|about us|find|where can)\b",
    ),
    ("safety", r"\b(?:safety|side effects?|risks?|warning|caution|when to|interactions?|emergency|crisis)\b"),
)


class PatternSet:
    """Named expressions that are looked for together: one pass over a text tells which of them hit.

    RE2 gives up silently when a set outgrows its memory, so one expression that always hits stands guard.
    """

    def __init__(self, patterns: Sequence[tuple[str, str]]) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _SET_MEMORY
        self._set = re2.Set.SearchSet(options)
        self.names = [name for name, _ in patterns]
        for _, pattern in patterns:
            self._set.Add(expand(pattern))
        self._guard = self._set.Add("(?s:.|^$)")
        self._set.Compile()
        self._single = {name: compile_pattern(pattern) for name, pattern in patterns}

    def hits(self, text: str) -> set[str]:
        """The names of the expressions that hit; raises ``RuntimeError`` when the set gave up."""
        found = self._set.Match(text)
        if self._guard not in found:
            raise RuntimeError("the expressions need more memory than they may have")
        return {self.names[number] for number in found if number != self._guard}

    def first(self, name: str, text: str) -> str:
        """The words that the expression hits first; empty when it does not hit."""
        match = self._single[name].search(text)
        return match.group() if match else ""


@cache
def cue_patterns() -> PatternSet:
    """The cue groups of ``data/cues.txt``; the lines of a group are alternatives."""
    groups: dict[str, list[str]] = {}
    for line in (DATA / "cues.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            group, pattern = line.split(" | ", 1)
            groups.setdefault(group, []).append(pattern.strip())
    return PatternSet([(group, "|".join(patterns)) for group, patterns in groups.items()])


@cache
def _announcements() -> PatternSet:
    return PatternSet(_ANNOUNCES)


def _surroundings(texts: set[str], lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """Kinds of terms and announcements in each heading or stem."""
    result = {}
    for text in texts:
        plain = fold(text).lower()
        kinds = {_kind(hit.term.kind, hit.term.group) for hit in lexicon.find(plain)}
        result[text] = frozenset(kinds | _announcements().hits(plain))
    return result


def _kind(kind: str, group: str) -> str:
    if kind in _MEDICINES:
        return "drug"
    if kind == "condition":
        return "condition"
    if kind == "therapy":
        return {"therapy": "therapy", "practice": "practice", "lifestyle": "lifestyle"}.get(group, "therapy")
    return kind


def features(sentences: Sequence[Sentence], lexicon: Lexicon) -> list[set[str]]:
    """The names of the features of each sentence, in order."""
    cues = [cue_patterns().hits(sentence.plain) for sentence in sentences]
    outside = {text for sentence in sentences for text in (*sentence.above, *_stems(sentence))}
    surroundings = _surroundings(outside, lexicon)
    result: list[set[str]] = []
    whole = _whole(cues)
    for number, sentence in enumerate(sentences):
        names = _own(sentence, cues[number]) | whole
        if sentence.above:
            names |= {"h:" + name for name in surroundings[sentence.above[-1]]}
            for outer in sentence.above[:-1]:
                names |= {"t:" + name for name in surroundings[outer]}
        for stem in _stems(sentence):
            names |= {"s:" + name for name in surroundings[stem]}
            names.add("s:")
        if number and sentences[number - 1].segment.block == sentence.segment.block:
            names |= {"p:" + _kind(hit.term.kind, hit.term.group) for hit in sentences[number - 1].hits}
        names |= {joined for first, second, joined in _PAIR_NAMES if first in names and second in names}
        result.append(names)
    return result


_STORY_SHARE, _SERVICE_SHARE, _ENOUGH = 0.3, 0.2, 6


def _whole(cues: Sequence[set[str]]) -> set[str]:
    """What kind of text the whole is: a story (people and the past in many sentences), a page about a service."""
    if len(cues) < _ENOUGH:
        return set()
    story = sum(bool(found & {"story", "firstperson", "heshe"}) for found in cues) / len(cues)
    service = sum(bool(found & {"service", "availability", "wesay"}) for found in cues) / len(cues)
    names = set()
    if story >= _STORY_SHARE:
        names.add("doc:story")
    if service >= _SERVICE_SHARE:
        names.add("doc:service")
    return names


def _stems(sentence: Sentence) -> list[str]:
    context = sentence.segment.context
    return [text for text in (*context.stem, *context.headers, context.caption) if text]


def _own(sentence: Sentence, cues: set[str]) -> set[str]:
    names = set(cues)
    names |= {_kind(hit.term.kind, hit.term.group) for hit in sentence.hits}
    words = len(_WORD.findall(sentence.plain))
    names.add("short" if words <= 4 else "middle" if words <= 9 else "long")
    field = sentence.segment.field
    if sentence.heading:
        names.add("heading")
    elif field in _LIST_FIELDS:
        names.add("listed")
    elif field in _SMALL_FIELDS:
        names.add("small")
    elif field is Field.QUOTE:
        names.add("quote")
    if names & _HEALTH or "drug" in names:
        names.add("health")
    if names & {"therapy", "practice", "lifestyle", "supplement", "drug", "medicine_word"}:
        names.add("treatment")
    if names & {"outcome", "body", "symptom", "condition"}:
        names.add("effect")
    if not cues & {"modal", "definition", "benefit", "cause", "help", "directive", "pastnarrative", "symptom"}:
        names.add("nopredicate")
    return names


_PAIRS = (
    ("treatment", "benefit"),
    ("treatment", "effect"),
    ("benefit", "effect"),
    ("cause", "effect"),
    ("modal", "effect"),
    ("symptom", "health"),
    ("definition", "health"),
    ("definition", "treatment"),
    ("people", "health"),
    ("directive", "health"),
    ("directive", "treatment"),
    ("you", "health"),
    ("number", "effect"),
    ("amount", "treatment"),
    ("amount", "lead"),
    ("anaphora", "modal"),
    ("anaphora", "benefit"),
    ("anaphora", "p:drug"),
    ("anaphora", "p:condition"),
    ("anaphora", "p:practice"),
    ("firstperson", "pastnarrative"),
    ("heshe", "pastnarrative"),
    ("heading", "health"),
    ("heading", "benefit"),
    ("heading", "promo"),
    ("heading", "effect"),
    ("listed", "s:symptoms"),
    ("listed", "s:condition"),
    ("listed", "s:benefits"),
    ("listed", "s:causes"),
    ("listed", "s:treatment"),
    ("listed", "s:symptom"),
    ("listed", "h:condition"),
    ("listed", "exercise"),
    ("listed", "service"),
    ("short", "h:condition"),
    ("promo", "effect"),
    ("promo", "benefit"),
    ("amount", "h:plan"),
    ("amount", "exercise"),
    ("exercise", "effect"),
    ("exercise", "amount"),
    ("service", "health"),
    ("hedge", "t:condition"),
    ("hedge", "h:condition"),
    ("nopredicate", "health"),
    ("nopredicate", "listed"),
    ("modal", "h:condition"),
    ("modal", "t:condition"),
    ("evidence", "effect"),
    ("harm", "treatment"),
    ("relation", "health"),
    ("h:condition", "h:symptoms"),
    ("h:condition", "h:treatment"),
    ("h:condition", "h:causes"),
    ("plan", "exercise"),
    ("heading", "finite"),
    ("heading", "evidence"),
    ("listed", "finite"),
    ("finite", "effect"),
    ("finite", "treatment"),
    ("comparative", "effect"),
    ("comparative", "listed"),
    ("comparative", "short"),
    ("short", "effect"),
    ("effect", "h:practice"),
    ("effect", "h:benefits"),
    ("amount", "practice"),
    ("amount", "s:condition"),
    ("trynow", "practice"),
    ("trynow", "amount"),
    ("listed", "s:safety"),
    ("listed", "s:crisis"),
    ("professional", "service"),
    ("professional", "availability"),
    ("availability", "treatment"),
    ("availability", "condition"),
    ("availability", "benefit"),
    ("promise", "effect"),
    ("doc:service", "professional"),
    ("doc:service", "condition"),
    ("doc:service", "exercise"),
    ("doc:service", "listed"),
    ("doc:story", "health"),
    ("doc:story", "effect"),
    ("doc:story", "modal"),
    ("doc:story", "treatment"),
)
_PAIR_NAMES = tuple((first, second, f"{first}&{second}") for first, second in _PAIRS)
