"""Advice that is a claim whatever stands around it. The page rules about seeking help are in page.py."""

from ..types import ClaimType, Risk, Severity
from .model import CLAIM, Rule

_PROFESSIONAL = (
    r"(?:doctors?|gp|g\.p\.|physicians?|psychiatrists?|pharmacists?|nurses?|midwi(?:fe|ves)|pa?ediatricians?|therapists?"
    r"|psychologists?|clinicians?|prescribers?|health visitor|(?:health ?care|health) (?:provider|professional|team)s?"
    r"|(?:mental health|medical) (?:provider|professional|team)s?)"
)

RULES = (
    Rule(
        id="A01",
        title="Advice to ask a professional",
        kind=CLAIM,
        severity=Severity.MEDIUM,
        roles=("PT",),
        pattern=r"\b(?:talk|speak|check|consult)(?: first)?(?: to| with)? (?:your|a|an)(?: \w+){0,2}? "
        + _PROFESSIONAL
        + r"\b(?: or [^\x00]{2,40}?)?"
        r"(?: first| before| about| if | when | unless | right away| immediately|[.!,;]|(?:\x00|$))",
        unless=r"\b(?:referral|refer you|clinical trials?|for a name|quote|insurance|reception)\b"
        r"|\bhow to (?:talk|speak)\b|\bappointment\b",
        hits=(
            "Speak to a pharmacist first.",
            "Check with your midwife before you take anything.",
            "Please talk with your own doctor about this.",
        ),
        misses=(
            "You get first a talk from the nurse.",
            "Speak to your GP for a referral.",
            "A manager must speak to a colleague first.",
        ),
        message="When to ask a professional is advice about care: is it right, and is it strong enough here?",
        suggestion="say whom to ask, and how soon",
        source="NHS content style: where to get help",
        types=(ClaimType.ADVICE,),
        risk=Risk.MEDIUM,
    ),
)
