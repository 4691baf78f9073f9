"""Better words for a finding of wording, ready to be put in the place of what was found.

The suggestion of a rule speaks to a person. Here is what a machine may offer for one click: (pattern over the words
found, replacement) in order; the first that matches all of them counts. What depends on the sentence around has no
entry. A test puts every rewrite into a sentence and asks detection again.
"""

import re
from functools import cache

from .lexicon import shipped_terms

_TIMES = {"": "die", "s": "dies", "ed": "died", "ing": "dying"}


def _full(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_SUICIDE = [(rf"comm?itt?{ending} (?:a )?suicide", f"{word} by suicide") for ending, word in _TIMES.items()]
_TABLE: dict[str, list[tuple[str, str]]] = {
    "S01": _SUICIDE,
    "S02": [
        (r"(?:un)?successful suicide attempt", "suicide attempt"),
        (r"successful suicide", "death by suicide"),
        (r"unsuccessful (?:attempt(?:ed)? (?:at )?)?suicide", "suicide attempt"),
        (r"complete suicides?", "die by suicide"),
        (r"completes suicides?", "dies by suicide"),
        (r"completed suicides?", "died by suicide"),
    ],
    "S03": [
        (r"(?:failed|unsuccessful) (?:suicide )?attempt", "suicide attempt"),
        (r"(?:failed|unsuccessful) (?:suicide )?attempts", "suicide attempts"),
        (r"(?:failed|unsuccessful) suicide", "suicide"),
        (r"suicide bid", "suicide attempt"),
        (r"suicide bids", "suicide attempts"),
    ],
    "S12": [(r"(?:only|just) a cry for help", "a sign of distress")],
    "S13": [
        (r"self-?harmers", "people who self-harm"),
        (r"self-?harmer", "person who self-harms"),
        (r"suicide victims", "people who died by suicide"),
        (r"suicide victim", "person who died by suicide"),
    ],
    "M05": [
        (r"(\.\d+)[ -]?mg", r"0\1 mg"),
        (r"(\d+)\.0+[ -]?mg", r"\1 mg"),
        (r"(\d+)[ -]?(?:µg|μg|ug|mcg)", r"\1 micrograms"),
    ],
    "M19": [
        (r"medication", "medicine"),
        (r"medications", "medicines"),
        (r"(?:antidepressant|anti-depressant) drugs", "antidepressants"),
        (r"(?:antidepressant|anti-depressant) drug", "antidepressant"),
        (r"(?:prescription|prescribed) drugs", "prescribed medicines"),
        (r"(?:prescription|prescribed) drug", "prescribed medicine"),
        (r"psychiatric drugs", "psychiatric medicines"),
        (r"psychiatric drug", "psychiatric medicine"),
    ],
    "M20": [
        (r"happy pills", "antidepressants"),
        (r"happy pill", "antidepressant"),
        (r"(my|your|a|the|his|her|their) shrink", r"\1 psychiatrist"),
        (r"(my|your|a|the|his|her|their) shrinks", r"\1 psychiatrists"),
        (r"mental institution", "psychiatric hospital"),
        (r"mental institutions", "psychiatric hospitals"),
    ],
    "L01": [
        (r"(?:suffering from|afflicted (?:by|with)|stricken (?:by|with)|struggling with) (.+)", r"living with \1"),
        (r"suffers from (.+)", r"has \1"),
        (r"suffered from (.+)", r"had \1"),
        (r"suffer from (.+)", r"have \1"),
        (r"(?:sufferers|victims) of (.+)", r"people with \1"),
        (r"(?:sufferer|victim) of (.+)", r"person with \1"),
        (r"(.+) sufferers", r"people with \1"),
    ],
    "L02": [
        (r"a schizophrenic", "a person with schizophrenia"),
        (r"an (?:alcoholic|addict)", "a person with an addiction"),
        (r"(many|some|most) addicts", r"\1 people with an addiction"),
        (r"the addicts", "people with an addiction"),
        (r"(many|some|most) alcoholics", r"\1 people who depend on alcohol"),
        (r"(many|some|most) schizophrenics", r"\1 people with schizophrenia"),
    ],
    "L03": [
        (r"(?:the )?mentally ill", "people with a mental health condition"),
        (r"mental patients", "people with a mental health condition"),
        (r"mental patient", "person with a mental health condition"),
    ],
    "L05": [
        (r"(am|is|are|was|were|'m|'re|'s) (?:so|totally|a bit|kind of|a little) ocd", r"\1 very tidy"),
        (r"(?:bipolar|schizophrenic|psychotic) (weather|market|economy)", r"changeable \1"),
    ],
    "L06": [(r"crazy|insane|bonkers", "surprising")],
    "L07": [
        (r"(?:drug|substance)[- ]abuse", "substance use"),
        (r"alcohol[- ]abuse", "harmful drinking"),
        (r"prescription[- ]abuse", "misuse of prescribed medicine"),
        (r"(?:drug|substance)[- ]abusers", "people who use drugs"),
        (r"alcohol[- ]abusers", "people who drink too much"),
    ],
    "L08": [
        (r"junkie|drug addict", "person with a substance use disorder"),
        (r"junkies|drug addicts", "people with a substance use disorder"),
        (r"(he|she) (?:got|has been) clean", r"\1 stopped using"),
        (r"(they|i|you|people) (?:got|have been) clean", r"\1 stopped using"),
    ],
    "L10": [
        (r"non-?compliance", "not taking the treatment"),
        (r"failed (?:treatment|therapy)", "was not helped by treatment"),
    ],
    "L11": [
        (r"(was|were|is|are|been|being|got) sectioned", r"\1 detained under the Mental Health Act"),
        (r"committed to (?:a|an) (?:hospital|asylum|institution|clinic)", "kept in hospital under law"),
        (r"locked wards", "secure wards"),
        (r"locked ward", "secure ward"),
    ],
    "Q05": [
        (r"SSRIs", "selective serotonin reuptake inhibitors (SSRIs)"),
        (r"SSRI", "selective serotonin reuptake inhibitor (SSRI)"),
        (r"SNRIs", "serotonin and noradrenaline reuptake inhibitors (SNRIs)"),
        (r"CBT", "cognitive behavioural therapy (CBT)"),
        (r"DBT", "dialectical behaviour therapy (DBT)"),
        (r"EMDR", "eye movement desensitisation and reprocessing (EMDR)"),
        (r"MBSR", "mindfulness-based stress reduction (MBSR)"),
        (r"MBCT", "mindfulness-based cognitive therapy (MBCT)"),
        (r"PTSD", "post-traumatic stress disorder (PTSD)"),
        (r"OCD", "obsessive-compulsive disorder (OCD)"),
        (r"ADHD", "attention deficit hyperactivity disorder (ADHD)"),
        (r"BMI", "body mass index (BMI)"),
        (r"IBS", "irritable bowel syndrome (IBS)"),
    ],
}


@cache
def _compiled() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    table = {rule: [(_full(pattern), new) for pattern, new in rows] for rule, rows in _TABLE.items()}
    table["M18"] = [
        (_full(re.escape(term.text)), term.generic) for term in shipped_terms() if term.kind == "brand" and term.generic
    ]
    return table


def rules_with_rewrites() -> frozenset[str]:
    """Ids of the rules for which there are ready words."""
    return frozenset(_compiled())


@cache
def rewrite(rule: str, match: str) -> str:
    """What may stand in the place of ``match``, the words that a rule of wording found; "" when only a person can tell.

    A capital at the beginning stays one.
    """
    is_capital = match[:1].isupper() and match[1:2].islower()
    words = match[0].lower() + match[1:] if is_capital else match
    for pattern, new in _compiled().get(rule, ()):
        if found := pattern.fullmatch(words):
            better = found.expand(new)
            return better[0].upper() + better[1:] if is_capital else better
    return ""
