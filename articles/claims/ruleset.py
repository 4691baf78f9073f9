"""The rule set: shipped rules and terms, plus the changes that people made, under one version."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import re2

from .cues import shipped_cues
from .lexicon import Lexicon, Term, apply_changes, shipped_terms
from .model import Weights, shipped_weights
from .reading import Reader
from .rules import Rule, shipped_rules
from .rules.model import Pattern, compile_pattern, expand, matcher, uses_tags
from .types import RulesetChange

# Date and number of the shipped rules, lexicons and weights: raise it with any change to what they find.
BASE_VERSION = "2026.11.9"


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its compiled patterns; ``pattern`` runs over the text that ``over`` names (``TEXTS``)."""

    rule: Rule
    pattern: Pattern
    requires: Pattern | None
    unless: Pattern | None
    unless_before: Pattern | None
    over: str


#: The readings of a text that patterns run over: lower case, lower case with tags for terms, as written.
TEXTS = ("plain", "tagged", "cased")


_WORTH_SIFTING = 4  # rules; fewer are matched as fast as they are sifted


class Sieve:
    """Which rules could hit a text at all: one pass over it for the words that their patterns cannot do without.

    The search for them is RE2's own (``re2.Filter``); what it lets through is still to be matched.
    """

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._ids = tuple(compiled.rule.id for compiled in rules)
        options = re2.Options()
        options.log_errors = False
        self._filter = re2.Filter()
        for compiled in rules:
            self._filter.Add(expand(compiled.rule.pattern), options)
        self._sifts = len(rules) >= _WORTH_SIFTING
        if self._sifts:
            self._filter.Compile()

    def candidates(self, text: bytes) -> set[str]:
        """The ids of the rules that could hit ``text``."""
        if not self._sifts:
            return set(self._ids)
        return {self._ids[number] for number in self._filter.Match(text, potential=True) or ()}


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """Everything that decides what is found. Made by ``load_ruleset``; equal versions find the same."""

    version: str
    rules: tuple[Rule, ...]
    compiled: tuple[CompiledRule, ...]
    reader: Reader
    terms: tuple[Term, ...]
    weights: Weights
    switched_off: frozenset[str] = field(default=frozenset())
    numbers: tuple[tuple[str, str], ...] = ()  # of the help line register: as dialled, and the key of the entry

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id; raises ``KeyError``."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def is_on(self, rule_id: str) -> bool:
        """Whether the rule takes part."""
        return rule_id not in self.switched_off


def load_ruleset(changes: Sequence[RulesetChange] = ()) -> RuleSet:
    """The rule set under people's changes; deterministic and cached.

    Changes are applied in a fixed order (by act, lexicon and target), so that equal sets of changes give one
    version. Raises ``ValueError`` for a change that names no known act, rule or lexicon.
    """
    return _load(tuple(sorted({_row(change) for change in changes})))


def _row(change: RulesetChange) -> tuple[str, ...]:
    return (change.act, change.lexicon, change.target, change.group, change.generic, change.status)


@lru_cache(maxsize=16)
def _load(effective: tuple[tuple[str, ...], ...]) -> RuleSet:
    changes = [RulesetChange(act, target, lexicon, *details) for act, lexicon, target, *details in effective]
    rules = shipped_rules()
    known = {rule.id for rule in rules}
    off: set[str] = set()
    for change in changes:
        if change.act in ("switch_off", "switch_on"):
            if change.target not in known:
                raise ValueError(f"There is no rule called “{change.target}”.")
            (off.add if change.act == "switch_off" else off.discard)(change.target)
        elif change.act not in ("add_term", "remove_term"):
            raise ValueError(f"There is no change called “{change.act}”.")
    terms = apply_changes(shipped_terms(), changes)
    # Compiled now, so that the first text does not wait for it.
    sieves()
    shipped_cues()
    digest = hashlib.sha256("\n".join("\t".join(change).rstrip() for change in effective).encode()).hexdigest()[:8]
    return RuleSet(
        version=f"{BASE_VERSION}+{digest if effective else 'base'}",
        rules=rules,
        compiled=tuple(compiled for compiled in _compiled_rules() if compiled.rule.id not in off),
        reader=_reader(terms),
        terms=terms,
        weights=shipped_weights(),
        switched_off=frozenset(off),
    )


def _reader(terms: Sequence[Term]) -> Reader:
    return Reader(Lexicon(terms), {term.text: term.group for term in terms if term.kind == "medicine"})


@lru_cache(maxsize=1)
def shipped_reader() -> Reader:
    """What reads sentences with the lexicons as they are shipped; needs no weights, so that these can be made."""
    return _reader(shipped_terms())


@lru_cache(maxsize=1)
def _compiled_rules() -> tuple[CompiledRule, ...]:
    return tuple(
        CompiledRule(
            rule,
            matcher(rule),
            compile_pattern(rule.requires) if rule.requires else None,
            compile_pattern(rule.unless) if rule.unless else None,
            compile_pattern(rf"(?:{rule.unless_before.removesuffix(' $')}) $") if rule.unless_before else None,
            "cased" if rule.cased else "tagged" if uses_tags(rule.pattern) else "plain",
        )
        for rule in shipped_rules()
        if rule.pattern
    )


@lru_cache(maxsize=1)
def sieves() -> dict[str, Sieve]:
    """For each reading of a text, what sifts the shipped rules that run over it."""
    return {name: Sieve([compiled for compiled in _compiled_rules() if compiled.over == name]) for name in TEXTS}
