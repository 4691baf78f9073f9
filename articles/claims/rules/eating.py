"""Eating disorders and other sensitive topics. Ideas: Beat, headline.ie, Mind."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import ClaimType, Risk, Severity
from .model import CLAIM, Rule

BLOCK, HIGH = Severity.BLOCK, Severity.HIGH
T = ClaimType

RULES = (
    Rule(
        id="D01",
        title="Weights, BMI, calories, sizes",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PT",),
        pattern=r"(?:^|[^\w.,])\d+(?:[.,]\d+)?[ -]?(?:kg|kilos?|kilograms?|lbs?|pounds|stone|kcal|calories|calorie)\b|\bbmi (?:of |under |below |over |above )?\d+|\bdress size \d{1,2}\b|\bsize (?:zero|\d{1,2})\b",
        hits=("She weighed 41 kg.", "A plan with 900 calories.", "A BMI of 17 is low."),
        misses=(
            "Two bags of apples weigh a kilo.",
            "Count your breaths, not calories.",
            "Nappies in size 2 are on the shelf.",
        ),
        unless=r"\bweighted blanket\b|\b(?:dumb|kettle|bar)bells?\b|\bnapp(?:y|ies)\b|\bdiapers?\b|\bshoes?\b|\bsample size\b|\bsuitcase|\bparcels?\b|\bpotatoes\b",
        message="Numbers act as targets for people with an eating disorder.",
        suggestion="remove all numbers",
        source="Beat",
        types=(T.STATISTIC,),
        risk=Risk.MEDIUM,
        decides=True,
    ),
    Rule(
        id="D02",
        title="Eating-disorder behaviour as a tip",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PT",),
        pattern=r"\b(?:purg(?:e|ed|es|ing)|laxatives?|restrict(?:ed|ing)? (?:your |my |her |his )?(?:food|eating|calories|intake)|skip(?:ped|ping)? (?:meals|breakfast|lunch|dinner)|chew(?:ed|ing)? and spit\w*)\b",
        hits=("She used laxatives after dinner.", "Skipping meals sharpened him."),
        misses=("Access is restricted.", "A purse full of coins."),
        message="The sentence can instruct.",
        suggestion="remove",
        source="Beat",
        types=(T.SAFETY,),
        risk=Risk.MEDIUM,
    ),
    Rule(
        id="D03",
        title="Violence described",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT",),
        pattern=r"\b(?:raped|molested|strangled|beaten (?:up|badly)|tortured)\b",
        hits=("He was strangled.", "She was beaten badly."),
        misses=("Add two beaten eggs.", "A tortuous road."),
        message="Graphic words can bring trauma back.",
        suggestion="general terms and a content note",
        source="Mind",
        decides=False,
    ),
    Rule(
        id="D04",
        title="Diagnosis of a third person",
        kind=CLAIM,
        severity=BLOCK,
        roles=("LR",),
        pattern=r"\b(?:he|she|they|who) (?:clearly|obviously|probably|appears to|seems to|must) (?:have|has|be|suffers?)\b{GAP30}(?:{COND}|\b(?:narcissis\w+|borderline)\b)",
        hits=("My boss, they say: he obviously has bipolar disorder.", "She must have depression."),
        misses=("She obviously has a good map.", "They probably have time."),
        message="No diagnosis from afar.",
        suggestion="keep it only where the person has spoken about it, with the source",
        source="Mind; Time to Change",
        types=(T.DIAGNOSIS,),
        risk=Risk.MEDIUM,
    ),
)
