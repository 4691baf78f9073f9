"""Product, promotion and law. The page rules of this family (P02, P07) are in page.py."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import ClaimType, Risk, Severity
from .model import CLAIM, Rule

BLOCK = Severity.BLOCK
T = ClaimType

RULES = (
    Rule(
        id="P01",
        title="The app treats, diagnoses or monitors a condition",
        kind=CLAIM,
        severity=BLOCK,
        roles=("LR",),
        pattern=r"\b(?:(?:our|the|this) app|smart meditation)\b{GAP80}\b(?:treat(?:s|ed|ing|ment)?|diagnos\w+|detect\w*|monitor\w*|prevent\w*|cure\w*|manag(?:e|es|ing)"
        r"|screens?|screening|clinical\w*|therap(?:y|eutic|ies))\b",
        unless=r"(?:{NOT}|\bno) (?:\w+ ){0,3}(?:treat|diagnos|replace|medical|monitor|prevent|cure|detect|screen|therap|substitute)",
        hits=("Smart Meditation treats low mood.", "Our app monitors your depression."),
        misses=(
            "Smart Meditation has forty sessions.",
            "The app does not diagnose or treat illness.",
            "Our app can't diagnose anything.",
        ),
        message="What an app is said to do decides whether it counts as a medical device.",
        suggestion="“supports relaxation and wellbeing”",
        source="MHRA guidance on digital mental health technology; EU MDR",
        types=(T.EFFICACY, T.MARKETING),
        risk=Risk.MEDIUM,
    ),
    Rule(
        id="P03",
        title="“You do not need a doctor”",
        kind=CLAIM,
        severity=BLOCK,
        roles=("LR",),
        pattern=r"\b(?:no need (?:for|to see)|(?:don't|dont|do not|won't|never) need|without (?:ever )?(?:a|any|seeing a|needing a)) (?:a |to see a |any )?"
        r"(?:doctor|gp|psychiatrist|therapist|therapy|medication|medicine|prescription)\b|\b(?:skip|avoid) (?:the |your |a )?(?:doctor|gp|psychiatrist|therapist|therapy)\b",
        unless=r"\b(?:stop|start|change|take|taking|taken|use|do not|don't|never) (?:\w+ ){0,5}without\b"
        r"|\b(?:available|bought|buy|sold|obtained|get (?:it|them)|over the counter)\b{GAP20}\bwithout (?:a |any )?prescription\b",
        hits=("With us you never need a psychiatrist.", "Skip the doctor and breathe."),
        misses=(
            "A doctor can say more.",
            "Never change the dose without a doctor.",
            "Some of these are sold without a prescription.",
        ),
        message="The sentence leads people away from treatment they may need.",
        suggestion="“not a substitute for …”",
        source="CAP 12.2; Directive 2001/83/EC article 90(a)",
        types=(T.ADVICE, T.SAFETY),
        risk=Risk.HIGH,
    ),
)
