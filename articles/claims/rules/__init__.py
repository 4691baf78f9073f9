"""The rules of the house, one module per family. Add a rule: put it in its family with examples and run the tests."""

from . import (
    abbreviations,
    advice,
    crisis,
    eating,
    efficacy,
    evidence,
    medicine_wording,
    medicines,
    meditation,
    numbers,
    page,
    pain,
    product,
    stigma,
    suicide,
)
from .model import CLAIM, PAGE, WORDING, Rule, RuleError

FAMILIES = (
    suicide,
    crisis,
    advice,
    medicines,
    medicine_wording,
    efficacy,
    evidence,
    pain,
    product,
    stigma,
    meditation,
    eating,
    numbers,
    abbreviations,
    page,
)


def shipped_rules() -> tuple[Rule, ...]:
    """All rules in the order of their families; raises ``RuleError`` when an id stands twice."""
    rules = tuple(rule for family in FAMILIES for rule in family.RULES)
    ids = [rule.id for rule in rules]
    if len(set(ids)) != len(ids):
        raise RuleError(f"rule ids stand twice: {sorted({name for name in ids if ids.count(name) > 1})}")
    return rules


__all__ = ["CLAIM", "PAGE", "WORDING", "Rule", "RuleError", "shipped_rules"]
