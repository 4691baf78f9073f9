"""Efficacy, causes, diagnosis, outlook. Ideas: FTC health products guidance, CAP 12, Directive 2001/83/EC article 90."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import ClaimType, Risk, Severity
from .model import CLAIM, WORDING, Rule

BLOCK, HIGH, MEDIUM = Severity.BLOCK, Severity.HIGH, Severity.MEDIUM
T = ClaimType

_SMALL = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|a few)"
_SPAN = r"(?:minutes?|hours?|days?|weeks?|sessions?|months?)"
_WHOM = (
    r"(?: (?:you|us|people|everyone|everybody|anyone|many|some people|most people|children|kids|adults|teens|teenagers|students|babies"
    r"|(?:the|your|our) (?:body|mind|brain|nervous system|muscles|child|baby)|(?:tired|busy|older|anxious|stressed) \w+))?"
)
_STATE = (
    r"(?:relax|unwind|wind down|switch off|calm down|de-?stress|concentrate|focus|stay focused|sleep|fall asleep|stay asleep"
    r"|(?:drift|drop|nod|doze) off|get (?:back )?to sleep|breathe|think (?:more )?clearly"
    r"|feel (?:a little |a bit |much |more )?(?:calm|calmer|better|happier|relaxed|rested|refreshed|grounded|lighter|less \w+))"
)
_NO_OBJECT = (
    r"(?:[.,;:!)*\x00]|$| (?:and|or|before|after|at|while|when|during|better|best|more|well|longer|for longer|again|faster|sooner"
    r"|deeply|deeper|soundly|through|too|as|naturally|properly|even)\b)"
)

RULES = (
    Rule(
        id="E01",
        title="Cure, heal, get rid of, permanently",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PT", "LR"),
        medicine_roles=("PX", "LR"),
        pattern=r"\b(?:cure[sd]?|curing|heal(?:s|ed|ing)?|eliminat(?:e|es|ed|ing)|eradicat(?:e|es|ed|ing)|get rid of|banish(?:es|ed)?"
        r"|permanently|for good|once and for all)\b{GAP60}(?:{COND}|\b(?:pain|stress|fear|worry)\b)"
        r"|{COND}{GAP40}\b(?:cured|healed|gone for good|gone forever)\b",
        unless=r"(?:{NOT}|\b(?:no|nothing|nobody|no one|none|unlikely to|rather than|rarely)\b)(?: [\w'-]+){0,6} [\"“]?(?:cur|heal|eliminat|eradicat|get rid|banish|gone)"
        r"|{NOT}(?: \w+){0,2} (?:diagnose|treat|prevent), "
        r"|\bresearch (?:focuses|programs?|programmes?|into|aims|promises)\b|\bgoal of\b|\b(?:find|finding) (?:better |new )?ways\b|\b(?:lesions?|wounds?|cuts?|blisters?|sores?|scars?|bones?|skin|tissues?)(?: and (?:\w+ ){0,3}\w+)? (?:have |has )?heal",
        hits=(
            "This practice cures depression.",
            "Heal your trauma in a weekend.",
            "Get rid of stress once and for all.",
            "No tablets, no side effects: yoga cures anxiety.",
        ),
        misses=(
            "Healthy habits take time.",
            "Autism is not an illness that anybody heals.",
            "No pill cures bipolar disorder.",
            "It won't cure depression.",
            "The course isn't meant to diagnose, treat, cure or prevent depression.",
            "Long-term pain can rarely be fixed.",
            "As the shingles fade, the sores heal and the pain goes.",
        ),
        message="An absolute outcome is almost never true here.",
        suggestion="“may help to reduce symptoms”",
        source="FTC; Directive 2001/83/EC article 90",
        types=(T.EFFICACY, T.MARKETING),
        risk=Risk.MEDIUM,
    ),
    Rule(
        id="E02",
        title="Treats, prevents or eases a condition",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT",),
        medicine_roles=("PX",),
        pattern=r"(?:{TREAT}|{RX}|\b{MED}\b|\b(?:the|our|this) (?:app|course|programme|program|exercise|technique)\b){GAP60}"
        r"\b(?:treats?|treating|prevent(?:s|ing)?|reduc(?:e|es|ing)|reliev(?:e|es|ing)|eas(?:e|es|ing)|help(?:s|ing)?|works? (?:for|against)"
        r"|effective (?:for|against|in)|improv(?:e|es|ing)|lower(?:s|ing)?|manag(?:e|es|ing)|alleviat(?:e|es|ing)|combat(?:s|ing)?"
        r"|sooth(?:e|es|ing)|tackl(?:e|es|ing))\b{GAP40}(?:{COND}|\b(?:symptoms?|pain|stress|mood|sleep|worry)\b)",
        hits=("Meditation reduces anxiety.", "Duloxetine helps with nerve pain.", "The app improves sleep."),
        misses=("Yoga has deep roots in India.", "The course helps you to plan your week."),
        message="This says that something treats, prevents or eases a condition.",
        suggestion="name the guideline or study and how large the effect is",
        source="FTC; CAP 12.1, 12.2",
        types=(T.EFFICACY,),
    ),
    Rule(
        id="E05",
        title="Cause of a condition",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT",),
        medicine_roles=("PX",),
        pattern=r"\b(?:causes?|caused by|causing|leads? to|leading to|results? in|triggers?|makes? you|brings? on)\b{GAP60}(?:{COND}|\bbrain\b|\bsuicid)"
        r"|{COND}{GAP40}\b(?:is|are|be) (?:caused by|due to|the result of|triggered by)\b",
        hits=("Screens cause depression.", "Insomnia is caused by stress.", "Long hours lead to burnout."),
        misses=("Because of the weather we moved inside.", "The path leads to the sea."),
        message="A link that was observed is not a cause.",
        suggestion="“is linked with”, and name the kind of study",
        source="FTC",
        types=(T.CAUSATION,),
    ),
    Rule(
        id="E06",
        title="“Chemical imbalance”, “low serotonin”",
        kind=CLAIM,
        severity=HIGH,
        roles=("PX",),
        pattern=r"\bchemical imbalances?\b|\bimbalances? (?:of|in) (?:brain )?chemicals?\b|\b(?:low|lack of|lacks?|not enough|boost(?:s|ing)?|raises?|raising"
        r"|increas(?:e|es|ing)) (?:your |the )?(?:brain |level of |levels of )?(?:serotonin|dopamine)\b|\bserotonin (?:deficiency|imbalance|levels)\b",
        hits=("Depression is a chemical imbalance.", "Bananas boost serotonin.", "Depression means low serotonin."),
        misses=("Nerve cells pass serotonin on.", "The imbalance of power was clear."),
        message="Reviews found no consistent evidence for the serotonin theory; the opposite overclaim is wrong as well.",
        suggestion="“how these medicines work is only partly known”",
        source="umbrella review 2022",
        types=(T.CAUSATION,),
        risk=Risk.MEDIUM,
    ),
    Rule(
        id="E07",
        title="Brain-change claims",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT",),
        pattern=r"\b(?:rewir(?:e|es|ed|ing)|reprogram\w*|resets?|resetting|shrinks?|shrinking|thickens?|grows?|builds?|chang(?:e|es|ing)|regulat(?:e|es|ing)"
        r"|calms?|calming|stimulat(?:e|es|ing)) (?:\w+ ){0,2}(?:brain|amygdala|hippocampus|prefrontal cortex|gr[ea]y matter|nervous system|vagus)\b"
        r"|\b(?:increased|decreased|thicker|smaller|larger) (?:amygdala|hippocampus|prefrontal cortex|gr[ea]y matter)\b",
        hits=(
            "Ten slow breaths rewire the brain.",
            "Humming stimulates the vagus nerve.",
            "Thicker prefrontal cortex.",
        ),
        misses=("Change your mind if you like.", "The brain is an organ."),
        message="Claims about the brain impress, and rarely hold for one person.",
        suggestion="say what was measured, and in how many people",
        source="FTC",
        types=(T.CAUSATION, T.EFFICACY),
    ),
    Rule(
        id="E08",
        title="Better than, as effective as, instead of",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PT", "PX", "LR"),
        pattern=r"\b(?:(?:better|safer|stronger|faster|more effective) than|as (?:good|effective|effectively|powerful|strong) as|work(?:s|ed|ing)? (?:just )?as well as|equivalent to"
        r"|instead of|alternatives? to|replac(?:e|es|ing)|replacements? for|rather than|no need for)\b{GAP60}(?:{RX}|{THERAPY}|\b{MED}\b"
        r"|\ba (?:doctor|therapist|psychiatrist|gp)\b)",
        unless=r"(?:{NOT}|\bno) (?:\w+ ){0,3}(?:replace|instead of|replacement|alternative|substitute|as (?:good|effective|well) as|better than)|\brather than later\b",
        hits=(
            "It is as effective as antidepressants.",
            "Use the app instead of therapy.",
            "Safer than sleeping pills.",
        ),
        misses=("Better sleep is within reach.", "The app does not replace therapy.", "It doesn't replace therapy."),
        message="A comparison needs a head-to-head trial, and may lead people away from treatment.",
        suggestion="“in one trial of N people the results were similar”, with the source",
        source="Directive 2001/83/EC article 90(b); FTC",
        types=(T.EFFICACY, T.MARKETING),
        risk=Risk.HIGH,
    ),
    Rule(
        id="E09",
        title="Guarantee or universal result",
        kind=CLAIM,
        severity=BLOCK,
        roles=("LR",),
        pattern=r"\b(?:guarantee[sd]?|always works?|works? for (?:everyone|everybody|all|anyone)|never fails?|100% (?:effective|success)|works? instantly"
        r"|instant(?:ly)? (?:relief|calm|relie\w+|sooth\w*)|instant (?:anxiety|stress|pain) relief)\b",
        unless=r"(?:{NOT}|\b(?:no|nothing|none)\b){GAP60}\b(?:guarantee|works?\b)|\bmoney\b|\brefund\b",
        hits=("It works for everyone.", "Guaranteed calm in minutes.", "Instant relief."),
        misses=("We cannot guarantee that it helps you.", "Nothing works for all of us at once: take turns."),
        message="No effect can be guaranteed.",
        suggestion="“many people find”, with a number and a source",
        source="Directive 2001/83/EC article 90(b)",
        types=(T.MARKETING, T.EFFICACY),
    ),
    Rule(
        id="E10",
        title="Outcome in a set time",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT", "LR"),
        pattern=rf"\b(?:in|within|after) (?:just |only |as little as |under )?{_SMALL} {_SPAN}\b{{GAP60}}\b(?:relie\w+|reduc\w+|cure\w*|better|calm\w*|sleep|anxi\w+"
        rf"|stress|depress\w+|pain)\b|\b(?:relie\w+|reduc\w+|beat|calm\w*|overcome|lower\w*|eas\w+)\b{{GAP60}}\b(?:in|within) (?:just |only |under )?{_SMALL} {_SPAN}\b",
        hits=("Beat stress in only five days.", "Within two weeks you will feel better."),
        misses=("Send the form within five days.", "We met in ten minutes."),
        message="A time is part of the claim of effect.",
        suggestion="“people practised for 8 weeks in the study”",
        source="FTC",
        types=(T.EFFICACY, T.PROGNOSIS),
    ),
    Rule(
        id="E11",
        title="“Natural” as proof",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT", "LR"),
        pattern=r"\bnatural(?:ly)?\b{GAP50}\b(?:remed\w+|alternatives?|cures?|treat\w*|antidepressants?|painkillers?|relief|relieve|safe|tranquili[sz]ers?|sedatives?)\b"
        r"|\bherbal (?:remed\w+|cures?)\b|\bdrug[- ]free (?:cure|treatment|relief)\b",
        unless=r"\bnatural(?:ly)? (?:does not|doesn't|is not|isn't|is no) ",
        hits=("A natural remedy for worry.", "Drug-free relief for everyone."),
        misses=("Natural light fills the room.", "It is natural to feel tired.", "Natural doesn't mean safe."),
        message="“Natural” says nothing about effect or safety.",
        suggestion="leave out “natural”; give evidence and interactions",
        source="Directive 2001/83/EC article 90(h)",
        types=(T.EFFICACY, T.SAFETY),
    ),
    Rule(
        id="E12",
        title="Miracle, breakthrough, game-changer",
        kind=WORDING,
        severity=MEDIUM,
        roles=("ED",),
        pattern=r"\b(?:miracles?|miraculous|breakthroughs?|game[- ]?chang\w+|revolutionary|groundbreaking|life[- ]changing|secret (?:to|of)|doctors (?:hate|don't want|do not want))\b",
        unless=r"\bbreakthrough (?:pain|bleeding|seizures?|infections?)\b|\bmiracle-gro\b",
        hits=("A breakthrough in rest.", "The secret to calm."),
        misses=("Breaking news at nine.", "We keep secrets well.", "Breakthrough pain comes on suddenly."),
        message="Hype.",
        suggestion="describe plainly",
        source="FTC; WHO media resource",
    ),
    Rule(
        id="E17",
        title="Diagnosis of the reader",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PT",),
        medicine_roles=("PX",),
        pattern=r"\b(?:you (?:have|probably have|are suffering from|must have|clearly have)|means (?:that )?you have|sure signs? (?:of|that you)|signs? (?:that )?you(?:'re|’re| are| have| might have))\b"
        r"{GAP40}(?:{COND}|\b(?:narcissis\w+|bipolar)\b)",
        unless=r"{NOT} (?:\w+ )?mean|\b(?:tell|inform)(?:s|ing)? (?:\w+ ){0,4}(?:that )?you have|\b(?:finds?|discovers?) (?:out )?that you have|\byou must have a{GAP60}\bto be\b|\byou have an? (?:\w+ )?(?:parent|mother|father|brother|sister|sibling|relative|child|friend|partner)\b|\byou have (?:had |already |relatives|symptoms|family|a medical problem|a family|any )|\b(?:if|thinks?|shows?|know|realise|realize|sure|believe|whether|when|unless|once|until|after|before|told|suspect|worried that|worry that|out|finding|while|because|where|or) (?:that )?you (?:might |may |already |also )?(?:have|are)\b",
        hits=("Seven signs you have ADHD.", "This means you have depression."),
        misses=(
            "You have time to decide.",
            "When you have insomnia, a diary can help.",
            "Find out whether you have insomnia.",
            "Tell the insurer that you have bipolar disorder.",
            "It doesn't mean you have depression.",
        ),
        message="An article cannot diagnose.",
        suggestion="“these may be signs of …; a clinician can tell”",
        source="Directive 2001/83/EC article 90(a)",
        types=(T.DIAGNOSIS,),
        risk=Risk.MEDIUM,
    ),
    Rule(
        id="E18",
        title="Outlook without hope",
        kind=CLAIM,
        severity=HIGH,
        roles=("PT",),
        medicine_roles=("PX",),
        pattern=r"\b(?:never recover\w*|incurable|untreatable|lifelong|will (?:only )?(?:get|become) worse|no hope|hopeless case|for the rest of (?:your|their) li(?:fe|ves))\b",
        hits=("People with this never recover.", "It is a lifelong illness."),
        misses=("The outlook is hopeful.", "A life of rest."),
        message="The wording takes away hope, and is often wrong.",
        suggestion="“many people recover or live well with …”, with a source",
        source="WHO 2023; recommendations for reporting",
        types=(T.PROGNOSIS,),
        decides=False,
    ),
    Rule(
        id="E20",
        title="Helps people relax, sleep, concentrate, feel better",
        kind=CLAIM,
        severity=MEDIUM,
        roles=("PT",),
        pattern=rf"\b(?:helps?|makes? it easier(?: for \w+)?){_WHOM} (?:to )?{_STATE}{_NO_OBJECT}",
        unless=r'"',
        hits=(
            "Knitting can help you concentrate.",
            "A warm room may help people fall asleep faster.",
            "It makes it easier to wind down at night.",
            "Rain on the roof helps your mind switch off.",
        ),
        misses=(
            "The bath helped me relax.",
            "Yoghurt helps you relax the dough.",
            "The sofa bed helps you sleep four guests.",
            "It helps you focus the lens.",
        ),
        message="This says that something changes how people feel, sleep or think.",
        suggestion="“some people find that it helps them to …”, or a source",
        source="FTC; CAP 12",
        types=(T.EFFICACY,),
        risk=Risk.LOW,
    ),
)
