"""Proof that is claimed: studies, testimonials, authorities. Ideas: FTC health products guidance, CAP, DISCERN."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import ClaimType, Severity
from .model import CLAIM, Rule

HIGH, MEDIUM = Severity.HIGH, Severity.MEDIUM
T = ClaimType

RULES = (
    Rule(
        id="E03",
        title="“Evidence-based”, “studies show”",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT", "LR"),
        medicine_roles=("PX", "LR"),
        pattern=r"\b(?:research|studies|study|science|evidence|trials?|experts|scientists|reviews?) (?:has |have |also |now |clearly |consistently )?"
        r"(?:proves?|proven|shows?|shown|confirms?|confirmed|demonstrates?|demonstrated|suggests?|indicates?|finds?|found|validated)\b"
        r"|\bevidence[- ]based\b|\bscience[- ]backed\b|\bbacked by (?:science|research|evidence|studies)\b",
        hits=("Studies show that it works.", "An evidence-based course."),
        misses=("We study how people rest.", "The show must go on."),
        message="Words of proof need proof of that strength.",
        suggestion="name the study: design, number of people, outcome, size of the effect",
        source="FTC; CAP",
        types=(T.EVIDENCE,),
        decides=False,
    ),
    Rule(
        id="E19",
        title="“Clinically proven”, “has been shown to”",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT", "LR"),
        medicine_roles=("PX", "LR"),
        pattern=r"\b(?:clinically|scientifically|medically) (?:proven|tested|validated|shown|backed)\b|\bproven to\b|\b(?:has|have) been shown to\b"
        r"|\bproven (?:methods?|treatments?|therap(?:y|ies)|techniques?|remed(?:y|ies)|results)\b",
        hits=(
            "A clinically proven method.",
            "Walking has been shown to lift mood.",
            "We teach proven techniques such as paced breathing.",
        ),
        misses=("A proven track record in printing.", "The guests were shown to their room."),
        message="Words of proof need proof of that strength.",
        suggestion="name the study: design, number of people, outcome, size of the effect",
        source="FTC; CAP",
        types=(T.EVIDENCE,),
    ),
    Rule(
        id="E04",
        title="Animal, laboratory or pilot study as proof",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT",),
        pattern=r"\b(?:in (?:mice|rats|animals|rodents|vitro)|animal stud(?:y|ies)|pilot stud(?:y|ies)|preliminary (?:study|studies|research|evidence)"
        r"|lab(?:oratory)? stud(?:y|ies))\b",
        hits=("A study in mice found a benefit.", "Preliminary research is promising."),
        misses=("In nice surroundings we relax.", "The lab was closed."),
        message="Animal, laboratory and pilot work does not show an effect in people.",
        suggestion="“seen in mice so far, not in people”",
        source="FTC",
        types=(T.EVIDENCE,),
    ),
    Rule(
        id="E13",
        title="Testimonial with an outcome",
        kind=CLAIM,
        severity=HIGH,
        roles=("LR",),
        pattern=r"\b(?:cured me|saved my life|my (?:anxiety|depression|pain|insomnia) (?:is |has |was )?(?:gone|disappeared|vanished)|i(?: am|'m|’m)? off (?:my )?(?:meds|medication"
        r"|antidepressants|tablets)|i no longer need (?:my )?(?:meds|medication|antidepressants|therapy|tablets))\b",
        hits=("“Two sessions in, my depression has vanished.”", "It saved my life."),
        misses=("“I practise every day.”", "My notes are gone."),
        message="A testimonial is no proof, and implies a typical result.",
        suggestion="keep the experience, leave out the outcome, say that it is one person's",
        source="FTC; Directive 2001/83/EC article 90(i)",
        types=(T.EFFICACY, T.EVIDENCE),
    ),
    Rule(
        id="E14",
        title="Endorsed by an authority",
        kind=CLAIM,
        severity=HIGH,
        roles=("LR",),
        pattern=r"\b(?:recommended|approved|endorsed|trusted|backed|developed|created|designed) by (?:leading |top |our |licensed |qualified )?(?:doctors?|psychiatrists?"
        r"|psychotherapists?|psychologists?|therapists?|experts?|scientists?|clinicians?|the nhs|nice)\b"
        r"|\b(?:doctor|expert|therapist|psychologist|nhs|scientist)[- ](?:recommended|approved|endorsed|backed|trusted)\b"
        r"|\b(?:harvard|oxford|cambridge|stanford|yale)[- ](?:recommended|approved|endorsed|backed|trusted|developed)\b"
        r"|\b(?:experts|scientists|psychologists|psychiatrists|(?:leading|top|many|most|nine out of ten|9 (?:out of|in) 10) (?:doctors|gps|therapists|clinicians)) (?:recommend|agree|say|advise|trust)\b"
        r"|(?:^|[.:;!] )doctors recommend\b",
        hits=("Developed by psychotherapists.", "Experts recommend ten minutes.", "Doctors recommend this cushion."),
        misses=(
            "Ask a nurse or a doctor.",
            "The garden was developed by the council.",
            "Rest as long as your doctors recommend.",
        ),
        message="An endorsement must be true, named and allowed.",
        suggestion="name the person, the credential and the role",
        source="Directive 2001/83/EC article 90(f)",
        types=(T.EVIDENCE,),
        decides=False,
    ),
    Rule(
        id="E16",
        title="Guideline or authority cited",
        kind=CLAIM,
        severity=MEDIUM,
        roles=("PT",),
        medicine_roles=("PX",),
        pattern=r"\b(?:NICE|WHO|NHS|APA|RCPsych|MHRA|FDA|EMA|Cochrane|DSM-?5|ICD-?1[01]|CG\d{2,3}|NG\d{2,3})\b"
        r"{GAP60}\b(?:recommend\w*|advis\w*|says?|states?|guid\w+|approv\w*|found|classif\w*|warn\w*|suggest\w*)\b",
        hits=("NICE recommends talking therapy.", "The WHO found a rise in anxiety."),
        misses=("Open the NHS app.", "People who are advised to rest should rest."),
        message="Guidelines are replaced from time to time; cite the one in force.",
        suggestion="name the guideline, its number, its year and the date you checked",
        source="NHS content standard",
        types=(T.EVIDENCE,),
        decides=False,
        cased=True,
    ),
)
