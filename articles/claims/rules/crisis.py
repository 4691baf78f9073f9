"""Signposting to help in a crisis. The page rules of this family (C01, C02, C05) are in page.py."""

from ..types import Severity
from .model import WORDING, Rule

RULES = (
    Rule(
        id="C03",
        title="Help line number typed by hand",
        kind=WORDING,
        severity=Severity.BLOCK,
        roles=("ED",),
        pattern=r"(?:^|[^\w+-])(1[- .]?800[- .]?273[- .]?(?:8255|talk)|116[ .-]?123|116[ .-]?000|85258|741[ -]?741"
        r"|838255|0800[ .-]?1111|0800[ .-]?58[ .-]?58[ .-]?58|0808[ .-]?164[ .-]?0123"
        r"|988|9-8-8)(?:[^\w,.-]|[.,](?:\D|$)|$)",
        hits=("Ring 116 123 at any hour.", "Text 85258.", "You can call 988 now", "Dial 9-8-8.", "Ring 116-123."),
        misses=("The survey asked 988,000 people.", "Meet us in room 1988.", "It costs 988.50 a year."),
        message="Numbers typed by hand go stale, and nobody is told when they do.",
        suggestion="use {{ helpline:key }} from the list of help lines",
        source="NHS 111 service pages; measured: official pages still carry a number that was replaced",
    ),
    Rule(
        id="C08",
        title="Other crisis number typed by hand",
        kind=WORDING,
        severity=Severity.BLOCK,
        roles=("ED",),
        pattern=r"\b(?:call|ring|phone|dial|text|telephone)\b[^\x00]{0,60}?(?:^|[^\w])(\+?\d[\d ()-]{5,}\d)",
        requires=r"crisis|suicid|helpline|help line|lifeline|samaritans|self-harm",
        unless=r"116 ?123|1[- ]?800[- ]?273|988|85258|741741|838255|0800 ?1111",
        hits=("Ring the crisis helpline on 0300 555 0100.", "For suicide support call 1-555-010-0199."),
        misses=("Ring the front desk on 0300 555 0100.", "Call the crisis helpline."),
        message="Numbers typed by hand go stale, and nobody is told when they do.",
        suggestion="add the service to the list of help lines and use {{ helpline:key }}",
        source="NHS 111 service pages",
    ),
)
