"""Runs the patterned rules over an article: one pass per rule over all sentences, so that time grows with the text
only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .reading import Joined, Sentence
from .rules.model import CLAIM, SEPARATOR, WORDING, Rule
from .ruleset import TEXTS, CompiledRule, RuleSet, sieves

_SEPARATOR = SEPARATOR.encode()
_ASSERTING_QUESTION = ("did you know", "do you know that", "isn't it", "who would have thought", "what if i told you")


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that hit sentence ``number`` with ``match``; ``start`` and ``end`` count characters of the folded
    sentence.

    The positions are -1 for tagged text, where one character stands for a whole term.
    """

    rule: Rule
    number: int
    match: str
    start: int
    end: int


def is_question(sentence: Sentence) -> bool:
    """Whether the sentence asks and does not assert under the cover of asking."""
    read = sentence.words
    return "question" in read.names and not any(opening in read.plain for opening in _ASSERTING_QUESTION)


def apply_rules(sentences: Sequence[Sentence], ruleset: RuleSet) -> list[RuleHit]:
    """All hits of patterned rules, in the order of the rules; a claim rule hits a sentence once."""
    reads = [sentence.words for sentence in sentences]
    texts = {name: Joined([getattr(read, name) for read in reads]) for name in TEXTS}
    candidates = {id_ for name, sieve in sieves().items() for id_ in sieve.candidates(texts[name].data)}
    asks = [is_question(sentence) for sentence in sentences]
    found: list[RuleHit] = []
    for compiled in ruleset.compiled:
        if compiled.rule.id in candidates:
            found.extend(_hits(compiled, texts[compiled.over], sentences, asks))
    return found


def _hits(
    compiled: CompiledRule, joined: Joined, sentences: Sequence[Sentence], asks: Sequence[bool]
) -> Iterator[RuleHit]:
    rule = compiled.rule
    seen: set[int] = set()
    for match in compiled.pattern.finditer(joined.data):
        start, end = match.span()
        for group in range(1, compiled.pattern.groups + 1):
            if match.group(group) is not None:
                start, end = match.span(group)
        if joined.data.startswith(_SEPARATOR, start):  # matched in place of the start of a sentence
            start += 1
        number, inside, stop = joined.locate(start, end)
        sentence = sentences[number]
        if rule.kind == CLAIM and (number in seen or (asks[number] and not rule.questions)):
            continue
        if compiled.requires is not None and not compiled.requires.search(sentence.plain):
            continue
        if compiled.unless is not None and compiled.unless.search(_without_false_negation(sentence.plain)):
            continue
        text = joined.texts[number]
        if compiled.unless_before is not None and compiled.unless_before.search(text[:inside].rstrip() + " "):
            continue
        seen.add(number)
        if compiled.over == "tagged":
            yield RuleHit(rule, number, _untag(sentence, inside, stop), -1, -1)
        else:
            yield RuleHit(rule, number, sentence.cased[inside:stop], inside, stop)


def _without_false_negation(text: str) -> str:
    """“Not only does it cure” says that it cures: such words must not excuse a sentence."""
    return text.replace("not only", "also").replace("not just", "also").replace("not merely", "also")


def _untag(sentence: Sentence, start: int, end: int) -> str:
    """The words of a match in tagged text."""
    position, words = 0, []
    hits = iter(sentence.words.tagged_hits)
    for place, char in enumerate(sentence.tagged):
        if place >= end:
            break
        length = 1
        if "\ue000" <= char <= "\ue00f":
            hit = next(hits)
            length = hit.end - hit.start
        if place >= start:
            words.append(sentence.cased[position : position + length])
        position += length
    return "".join(words)


def wording_hits(hits: Sequence[RuleHit]) -> list[RuleHit]:
    """Hits of wording rules."""
    return [hit for hit in hits if hit.rule.kind == WORDING]


def claim_hits(hits: Sequence[RuleHit]) -> dict[int, list[RuleHit]]:
    """Hits of claim rules by sentence."""
    result: dict[int, list[RuleHit]] = {}
    for hit in hits:
        if hit.rule.kind == CLAIM:
            result.setdefault(hit.number, []).append(hit)
    return result
