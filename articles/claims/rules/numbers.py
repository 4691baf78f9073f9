"""Numbers about health. Ideas: NHS guidance on numbers, DISCERN."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import ClaimType, Risk, Severity
from .model import CLAIM, WORDING, Rule

T = ClaimType

RULES = (
    Rule(
        id="E15",
        title="Prevalence or risk number",
        kind=CLAIM,
        severity=Severity.MEDIUM,
        roles=("PT",),
        medicine_roles=("PX",),
        pattern=r"\d[\d,.]* ?(?:%|per ?cent\b|percent\b)|\b(?:one|two|three|four|five|six|seven|eight|nine|\d+) (?:in|out of) (?:every )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred)\b"
        r"|\b(?:\d[\d,.]*|several|many|a few) (?:million|billion|thousand) (?:people|adults|children|americans|men|women)\b|\bmillions of (?:people|adults|americans|us)\b",
        unless=r"\bstep \w+ in\b|\b\d out of 10 for\b",
        hits=("1 in 4 people feel this.", "About 30% of adults sleep badly.", "Millions of people worry."),
        misses=("Step one in the list.", "Breathe in for four."),
        message="A number about people needs its source, year, place and group.",
        suggestion="“about N in 100 adults in the country, in the year, by the source”",
        source="NHS numbers guidance; DISCERN",
        types=(T.STATISTIC,),
        decides=False,
    ),
    Rule(
        id="Q01",
        title="Relative risk without the absolute",
        kind=CLAIM,
        severity=Severity.HIGH,
        roles=("PT",),
        medicine_roles=("PX",),
        pattern=r"\b(?:doubl\w+|tripl\w+|halv\w+|twice|(?:two|three|four|five|ten|\d+(?:\.\d+)?) ?(?:times|x)|\d+ ?%) (?:the |more |less |higher |lower |increased? |reduction |as )?(?:in )?(?:the |your )?(?:likely|risks?|chances?|odds)\b"
        r"|\b\d+x (?:higher|greater) [a-z]+ risk\b"
        r"|\b(?:cuts?|cutting|reduc\w+|lower\w*|rais\w+|increas\w+){GAP30}\b(?:risks?|odds|chances?)\b{GAP40}\bby (?:\d+|half|a third|a quarter|two thirds)\b",
        unless=r"\bfrom \d",
        hits=(
            "Smoking doubles the risk.",
            "They are 3 times more likely to worry.",
            "It cuts the risk of a relapse by half.",
        ),
        misses=("2 in 100 people had it.", "Double the recipe."),
        message="A relative risk alone misleads.",
        suggestion="“from 2 in 100 to 4 in 100”",
        source="NHS numbers guidance",
        types=(T.STATISTIC,),
        risk=Risk.MEDIUM,
        decides=False,
    ),
    Rule(
        id="Q02",
        title="Decimal percent",
        kind=WORDING,
        severity=Severity.LOW,
        roles=("ED",),
        pattern=r"\b\d+\.\d+ ?(?:%|per ?cent\b)",
        hits=("14.3% of people agreed.", "It fell by 0.5 %."),
        misses=("14 in 100 people agreed.", "It fell by 5%."),
        message="Many adults struggle with decimals.",
        suggestion="“1 in 7 people”",
        source="NHS numbers guidance",
    ),
    Rule(
        id="Q03",
        title="Vague quantifier",
        kind=WORDING,
        severity=Severity.LOW,
        roles=("ED",),
        pattern=r"\b(?:significantly|dramatically|massively|hugely|vast majority|countless)\b",
        hits=("It dramatically lowers stress.", "Countless people agree."),
        misses=("A significant other.", "It lowers stress."),
        message="The word hides how much.",
        suggestion="give a number, or “we do not know how many”",
        source="NHS numbers guidance; DISCERN 8",
    ),
)
