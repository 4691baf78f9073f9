"""Abbreviations that readers should not have to know. Ideas: NHS A to Z of health writing."""

from ..types import Severity
from .model import WORDING, Rule

# Abbreviation, and a pattern of its long form. Left out are those that most people know (NHS, GP, HIV) and those that
# are words when a heading shouts (ACT, SAD).
_LONG_FORMS = (
    ("SSRI", r"serotonin re-?uptake inhibitor"),
    ("SNRI", r"nor(?:adrenaline|epinephrine) re-?uptake inhibitor"),
    ("TCA", r"tricyclic"),
    ("MAOI", r"mono-?amine oxidase inhibitor"),
    ("NSAID", r"non-?steroidal anti-?inflammator"),
    ("CBT", r"cognitive[- ]behaviou?r(?:al)? therap"),
    ("DBT", r"dialectical[- ]behaviou?r(?:al)? therap"),
    ("IPT", r"interpersonal (?:psycho)?therap"),
    ("EMDR", r"eye[- ]movement desensiti[sz]ation"),
    ("MBSR", r"mindfulness[- ]based stress reduction"),
    ("MBCT", r"mindfulness[- ]based cognitive therap"),
    ("ECT", r"electro-?convulsive"),
    ("TMS", r"transcranial magnetic"),
    ("TENS", r"transcutaneous electrical"),
    ("PTSD", r"post-?traumatic stress"),
    ("CPTSD", r"complex post-?traumatic stress"),
    ("OCD", r"obsessive[- ]compulsive"),
    ("ADHD", r"attention[- ]deficit"),
    ("GAD", r"generali[sz]ed anxiety"),
    ("BPD", r"borderline personality"),
    ("BDD", r"body dysmorphic"),
    ("PMDD", r"premenstrual dysphoric"),
    ("PND", r"post-?natal depression"),
    ("AUD", r"alcohol[- ]use disorder"),
    ("IBS", r"irritable bowel"),
    ("CRPS", r"complex regional pain"),
    ("OSA", r"obstructive sleep apn"),
    ("REM", r"rapid[- ]eye[- ]movement"),
    ("BMI", r"body[- ]mass index"),
    ("HRV", r"heart[- ]rate variability"),
    ("HPA", r"hypothalamic[- –]pituitary"),
    ("CBD", r"cannabidiol"),
    ("THC", r"tetrahydrocannabinol"),
    ("PHQ", r"patient health questionnaire"),
    ("CAMHS", r"child(?:ren)?(?:'s|’s)? and adolescent mental health"),
    ("RCT", r"randomi[sz]ed"),
    ("NNT", r"number needed to treat"),
)

RULES = (
    Rule(
        id="Q05",
        title="Abbreviation that is not explained",
        kind=WORDING,
        severity=Severity.LOW,
        roles=("ED",),
        pattern=rf"\b({'|'.join(short for short, _ in _LONG_FORMS)})s?\b",
        long_forms=_LONG_FORMS,
        hits=("An SSRI is one choice.", "Ask your GP about CBT.", "EMDR is a therapy."),
        misses=(
            "A selective serotonin reuptake inhibitor (SSRI) is one choice.",
            "CBT (cognitive behavioural therapy) is a talking therapy.",
            "Ask the GP or the NHS.",
        ),
        message="Not every reader knows this abbreviation, and a screen reader spells it out.",
        suggestion="write it in full at its first use, the abbreviation in brackets after it",
        source="NHS A to Z of health writing",
        cased=True,
    ),
)
