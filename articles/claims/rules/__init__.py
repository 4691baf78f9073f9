"""The rules of the house, one module per family. Add a rule: put it in its family with examples and run the tests."""

from . import crisis, eating, efficacy, medicines, meditation, numbers, page, pain, product, stigma, suicide
from .model import CLAIM, PAGE, WORDING, Rule, RuleError

FAMILIES = {
    "suicide": suicide.RULES,
    "crisis": crisis.RULES,
    "medicines": medicines.RULES,
    "efficacy": efficacy.RULES,
    "pain": pain.RULES,
    "product": product.RULES,
    "stigma": stigma.RULES,
    "meditation": meditation.RULES,
    "eating": eating.RULES,
    "numbers": numbers.RULES,
    "page": page.RULES,
}


def shipped_rules() -> tuple[Rule, ...]:
    """All rules in the order of their families; raises ``RuleError`` when an id stands twice."""
    rules = tuple(rule for family in FAMILIES.values() for rule in family)
    ids = [rule.id for rule in rules]
    if len(set(ids)) != len(ids):
        raise RuleError(f"rule ids stand twice: {sorted({name for name in ids if ids.count(name) > 1})}")
    return rules


__all__ = ["CLAIM", "FAMILIES", "PAGE", "WORDING", "Rule", "RuleError", "shipped_rules"]
