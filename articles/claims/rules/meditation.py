"""Meditation itself has limits and harms. Ideas: Farias 2020, Britton 2021."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import ClaimType, Risk, Severity
from .model import CLAIM, Rule

T = ClaimType

RULES = (
    Rule(
        id="T01",
        title="Meditation “has no risks”",
        kind=CLAIM,
        severity=Severity.HIGH,
        roles=("PT",),
        pattern=r"\b(?:meditation|mindfulness|breathwork|meditating|yoga)\b{GAP60}\b(?:no (?:known )?(?:risks?|side[- ]effects?|downsides?)|(?:is|are) (?:completely |totally |always |perfectly )?safe"
        r"|(?:can't|cannot|never) (?:hurt|harm)|harmless|risk[- ]free|safe for (?:everyone|all|anyone)|free of risk)\b",
        hits=("Breathwork is perfectly safe.", "Meditation has no downsides."),
        misses=("Find a safe place for your mindfulness.", "Meditation is quiet work."),
        message="Reviews report unwanted effects in a part of those who meditate.",
        suggestion="“some people feel worse, for example more anxious; stop and seek advice”",
        source="Farias 2020; Britton 2021",
        types=(T.SAFETY,),
        risk=Risk.MEDIUM,
    ),
    Rule(
        id="T03",
        title="Evidence from another format",
        kind=CLAIM,
        severity=Severity.HIGH,
        roles=("PT", "LR"),
        pattern=r"\b(?:mbsr|mbct|mindfulness[- ]based|(?:8|eight)[- ]week (?:course|programme|program|class))\b",
        hits=("MBCT halves relapse.", "An eight-week course lowered stress."),
        misses=("A weekly group met.", "A week of mindfulness."),
        message="The evidence is for taught courses in groups; an app session is something else.",
        suggestion="“in studies of 8-week courses …”",
        source="FTC; NICE NG222",
        types=(T.EVIDENCE,),
        decides=False,
    ),
    Rule(
        id="T04",
        title="Meditation for an acute crisis",
        kind=CLAIM,
        severity=Severity.BLOCK,
        roles=("PT", "SR"),
        pattern=r"\b(?:meditat\w+|breath\w+|mindful\w+)\b{GAP80}\b(?:suicidal|in (?:a )?crisis|psychotic|overdose|self-?harm)\b"
        r"|\b(?:suicidal|in (?:a )?crisis|psychotic|self-?harm)\b{GAP80}\b(?:try|use|practi[sc]e|do)\b{GAP20}\b(?:meditat\w+|breath\w+|mindful\w+)\b",
        unless=r"(?:{NOT}|\bno) (?:\w+ ){0,3}(?:for|a substitute|instead|enough|replace|meditat|suit)|\bbreath(?:es|ing)? (?:stops|slows)|short of breath|shallow breath",
        hits=("Try a breathing exercise when you feel suicidal.", "In a crisis, use this meditation."),
        misses=("Breathe slowly before bed.", "Meditation is not for people in crisis."),
        message="It delays urgent help.",
        suggestion="“if you are in crisis, …” and the help line",
        source="NHS care cards; WHO",
        types=(T.CRISIS, T.ADVICE),
        risk=Risk.HIGH,
    ),
    Rule(
        id="T05",
        title="Tradition as evidence",
        kind=CLAIM,
        severity=Severity.LOW,
        roles=("ED",),
        pattern=r"\b(?:ancient (?:wisdom|secret|practice|remedy|healing)|for (?:thousands|hundreds|centuries) of years|used for centuries|for centuries)\b",
        hits=("Ancient wisdom heals.", "It has been used for centuries."),
        misses=("A building that is a century old.", "Ancient Rome fell."),
        message="Tradition does not show an effect.",
        suggestion="tell it as history only: “has been practised for …”",
        source="FTC, traditional use",
        types=(T.EVIDENCE,),
        decides=False,
    ),
)
