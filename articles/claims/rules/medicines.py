"""Medicines: starting, stopping, dose, safety. Ideas: NICE NG222, CAP code 12, Directive 2001/83/EC article 90, NHS style."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import ClaimType, Risk, Severity
from .model import CLAIM, Rule

BLOCK, HIGH, MEDIUM = Severity.BLOCK, Severity.HIGH, Severity.MEDIUM
T = ClaimType

_ANY = r"(?:{RX}|{MED}\b)"
_STOP = r"stop(?:s|ped|ping)?"
_LESS = r"(?:taper\w*|wean(?:s|ed|ing)?|withdraw(?:al|ing|n)?|com(?:e|es|ing) off|came off|discontinu\w+)"
_OBJECT = r"(?:(?:taking|using|your|their|his|her|the|an?|any|all|these|those|this|certain|some|daily|or|and|start|starting|change|changing) )"
_STOPPED = (
    rf"(?:{_LESS}|stopping|quitting|stop (?:it|them|taking|suddenly|abruptly|overnight)|(?:is|are|was|were|be|been) {_STOP}"
    rf"|(?:when|if|once|after|before|until) (?:you|they|people|somebody|someone|he|she|i) (?:\w+ )?{_STOP})"
)
_BABY = r"(?:pregnan\w+|breast[- ]?fe\w+|conceiv\w+|trying (?:for a baby|to conceive)|expect(?:ing a baby|ant mothers?)|nursing mothers?|unborn)"
_CHILD = (
    r"(?:child(?:ren)?|teen(?:age)?(?:r)?s?|adolescents?|under[- ]?(?:16|18)s?|kids|(?:1[0-7]|[5-9])[- ]year[- ]olds?)"
)
_ALCOHOL = r"(?:alcohol|wine|beer|spirits|a drink|drinks|drinking(?: alcohol| wine| beer| is|[.,;!]|$))"
_TIMES = r"(?:days?|weeks?|months?|fortnight)"

RULES = (
    Rule(
        id="M01",
        title="Tells the reader to stop a medicine",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PX",),
        pattern=r"\b(?:stop|quit|ditch|dump|come off|get off|throw away|bin|give up|wean yourself off)"
        r" (?:taking |using )?(?:your |all |any |the |those |these |his |her )?(?:{RX}|(?:daily |own )?{MED}\b)",
        unless_before=r"(?:\bnot(?: to)?|n't|n’t|\bnever|\bbefore|\bwithout|\bthey|\bpeople|\bwhen you|\bif you|\bonce you|\bafter you"
        r"|\bbefore you|\b(?:tells?|told|asks?|asked) (?:you|them|him|her|me|people) to|\bcannot|\bwant to|\bwho|\bhow to|\bwhen|\bif they|\bwhen they|\b(?:decide|decided|trying|wish|choose|suddenly) to"
        r"|\bever|\babruptly|\bsuddenly|\bor|(?:\bas|\bwhile|\bsince|\buntil|\bunless|\bshould|\bcan|\bday|\btime|\bmonths?|\bweeks?|\bin case|\bhow|\bwhy|\bwhether) you"
        r"|\bchange,?|\bstart,?) $",
        unless=r"\b(?:in stages|gradually|slowly|little by little)\b|\bbefore (?:you|stopping|changing)\b|\buntil (?:you|a) ",
        hits=(
            "Quit your antidepressants today.",
            "It is time to ditch the pills.",
            "Throw away your sertraline!",
            "We ask that you stop taking your tablets.",
        ),
        misses=(
            "Do not quit your antidepressants on your own.",
            "Some people feel ill when they stop taking the medicine.",
            "Talk to your doctor before you stop your tablets.",
            "How to stop nail biting.",
            "Leave when a healer tells you to stop your tablets.",
        ),
        message="Stopping suddenly can cause withdrawal; only a prescriber should advise it.",
        suggestion="“Ask your prescriber before you make any change”",
        source="NICE NG222 1.4.13 to 1.4.17; CAP 12.2",
        types=(T.ADVICE, T.SAFETY),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M02",
        title="Stopping a medicine without “prescriber” and “in stages”",
        kind=CLAIM,
        severity=HIGH,
        roles=("PX",),
        pattern=rf"\b{_LESS}\b{{GAP60}}{_ANY}|\b(?:{_STOP}|quitting) {_OBJECT}{{0,4}}{_ANY}|(?:{{RX}}|\b{{MED}}\b){{GAP80}}\b{_STOPPED}\b",
        unless=r"(?:in stages|gradual\w*|slowly|step by step)\b{GAP120}\b(?:prescriber|doctor|gp|pharmacist|clinician)"
        r"|(?:prescriber|doctor|gp|pharmacist|clinician)\b{GAP120}\b(?:in stages|gradual\w*|slowly|step by step)"
        r"|\b(?:weaned|withdraw\w*|detox\w*) (?:from|off) (?:alcohol|drink|nicotine|cannabis|caffeine)\b|\balcohol withdrawal\b|\bdrinking relapse\b",
        hits=("Coming off sertraline is hard for some.", "SSRIs are known for withdrawal problems."),
        misses=(
            "He was withdrawing cash.",
            "Your prescriber can help you stop your tablets in stages.",
            "No medicine can stop the disease itself.",
            "Stop paying the full price for prescriptions.",
        ),
        message="Safe wording about stopping names the prescriber and says “in stages”.",
        suggestion="“usually reduced in stages, with your prescriber”",
        source="NICE NG222 1.4.13",
        types=(T.SAFETY,),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M03",
        title="Taper schedule with numbers",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PX",),
        pattern=r"\b(?:reduc\w+|cut|lower|drop|halve|taper)\b{GAP50}(?:\d ?(?:mg\b|%|per ?cent\b)|\bhalf\b|\ba quarter\b|\bhalve)"
        r"{GAP40}\b(?:every|each|per|a|over) (?:(?:\d+|one|two|three|four|six|few|couple of) )?" + _TIMES + r"\b"
        r"|\bhalve\b{GAP30}\bdose\b{GAP30}\b(?:every|each|over)\b",
        requires=r"\bdose|mg\b|tablet|pill|capsule|medic|taper|sertraline|antidepress|pregabalin|gabapentin",
        hits=("Cut the dose by 10% every two weeks.", "Reduce by 5 mg each week."),
        misses=("One in four people reduce their work hours each week.", "Reduce stress by 20% every week."),
        message="A schedule is an individual decision of prescriber and patient.",
        suggestion="remove the schedule and link to the guideline",
        source="NICE NG222 1.4.17",
        types=(T.DOSAGE, T.ADVICE),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M04",
        title="Dose or strength",
        kind=CLAIM,
        severity=HIGH,
        roles=("PX",),
        pattern=r"(?:^|[^\w.,])(\d+(?:[.,]\d+)*(?: ?(?:-|–|to) ?\d+(?:[.,]\d+)?)?[ -]?(?:mgs?|mcg|ug|micrograms?|milligrams?|µg|μg|iu|international units))(?:[^\w/]|/(?:[dh]|ml|day|dose|kg|week|tablet)\b|$)"
        r"|\b((?:five|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)[ -](?:milligrams?|micrograms?))\b"
        r"|(?:^|[^\w.,])(\d+(?:[.,]\d+)*[ -]?(?:grams?|ml|millilit(?:re|er)s?)(?: (?:a day|daily|per|twice|once|three times|every|each|tablets?|capsules?|doses?|syrup|solution|spray)|[.,;)]|$))",
        hits=(
            "Most adults start on 50 mg a day.",
            "The spray holds 0.5ml.",
            "A 50-mg tablet.",
            "Take fifty milligrams.",
        ),
        misses=(
            "Sit for 20 minutes a day.",
            "The unit mg is short for milligram.",
            "Her blood sugar was 90 mg/dL.",
            "Warm 200 ml of milk.",
        ),
        message="A dose is a prescriber's decision, and an error of unit or decimal point is dangerous.",
        suggestion="delete, or quote the range of the product information with source and date",
        source="NHS content style; CAP",
        types=(T.DOSAGE,),
        risk=Risk.HIGH,
        questions=True,
    ),
    Rule(
        id="M06",
        title="Advice to start, switch, raise or combine",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PX",),
        pattern=r"\b(?:you (?:should|can|could|need to|must|might want to|may want to|ought to)|try|consider|switch to|start with"
        r"|ask (?:your|a|the) (?:doctor|gp|psychiatrist|prescriber) for) (?:[^\x00]{0,30} )?(?:{RX})",
        unless=r"\b(?:should|must|can|could|need to|ought to|do|does)(?: ?not|n't|n’t)\b|\bcannot\b|\bnever\b|\bavoid\b|\bbefore\b"
        r"|\b(?:talk|speak) (?:to|with)\b|\bcheck with\b|\bdiscuss\b|\breport\b|\btell\b|\bif you (?:take|are taking)\b|\b(?:notice|feel)\b|\bvaccin|\bneed to know\b",
        hits=("You could switch to nortriptyline.", "Ask your GP for pregabalin.", "Consider adding lithium."),
        misses=(
            "Nortriptyline belongs to the tricyclics.",
            "You should not stop sertraline on your own.",
            "You should talk to your doctor before taking sertraline.",
        ),
        message="The sentence gives prescribing advice.",
        suggestion="“A doctor may consider …”",
        source="NHS content policy; CAP 12.2",
        types=(T.ADVICE, T.DOSAGE),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M07",
        title="“Safe”, “harmless”, “no side effects”",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PX",),
        pattern=r"\b(?:no|without(?: any)?|free of|free from|zero) (?:known |serious |real )?(?:side[- ]effects?|adverse effects?)\b"
        r"|\b(?:completely|totally|perfectly|entirely|100%|absolutely) safe\b|\bharmless\b|\brisk[- ]free\b|\bside[- ]effect[- ]free\b",
        unless=r"(?:{NOT}|\brarely)(?: \w+){0,2} (?:safe|harmless|risk[- ]free)|{NOT} mean{GAP30}(?:safe|harmless|risk[- ]free)"
        r"|\b(?:nothing|no (?:medicine|drug|treatment|medication|remedy|tablet|herb)s?)\b{GAP40}(?:safe|harmless|risk[- ]free|without (?:any )?(?:risk|side))",
        hits=(
            "The herb has no side effects.",
            "It is perfectly safe.",
            "A harmless little pill.",
            "It isn't addictive and it is perfectly safe.",
        ),
        misses=(
            "The side effects are listed below.",
            "We offer a safe place to talk.",
            "No medicine is completely safe.",
            "That it is sold in shops doesn't mean it is harmless.",
        ),
        message="Nothing that works is without risk; a safety promise needs the strongest evidence.",
        suggestion="“Common side effects are …; rare but serious ones are …”",
        source="Directive 2001/83/EC article 90(b)",
        types=(T.SAFETY,),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M10",
        title="Sexual side effects denied",
        kind=CLAIM,
        severity=HIGH,
        roles=("PX",),
        pattern=r"\bsex(?:ual)?\b{GAP60}\b(?:goes away|go away|disappear\w*|stops?|resolves?|return to normal|wears? off)\b",
        hits=("A loss of sexual interest disappears within weeks.", "Sexual problems disappear after treatment."),
        misses=("Sexual problems may stay for months.", "Stop and breathe."),
        message="Product information says that sexual side effects may persist after stopping.",
        suggestion="“may affect sex, for some people also when they no longer take it”",
        source="MHRA product information review",
        types=(T.SAFETY, T.PROGNOSIS),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M11",
        title="Addictive or not",
        kind=CLAIM,
        severity=HIGH,
        roles=("PX",),
        pattern=r"\b(?:non-?addictive|addictive|habit[- ]forming|causes? dependence|physically dependent|get hooked|get addicted"
        r"|becom\w+ (?:addicted|dependent))\b",
        hits=("These tablets are not addictive.", "Sleeping pills can be habit-forming."),
        misses=("In addition, drink water.", "The dependent child allowance rose."),
        message="Being dependent, having withdrawal symptoms and being addicted are not the same.",
        suggestion="say which of the three is meant, with a source",
        source="NICE NG215; NICE CG173",
        types=(T.SAFETY,),
        risk=Risk.HIGH,
        decides=False,
    ),
    Rule(
        id="M12",
        title="Pregnancy or breastfeeding and a medicine",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PX",),
        pattern=rf"\b{_BABY}\b{{GAP120}}(?:{{RX}}|{{SUPPLEMENT}}|\b{{MED}}\b)|(?:{{RX}}|{{SUPPLEMENT}}|\b{{MED}}\b){{GAP120}}\b{_BABY}\b",
        hits=("Pregabalin is fine while you are pregnant.", "Women who breastfeed may take these tablets."),
        misses=("A yoga class for pregnancy.", "We conceived the course in May."),
        message="Advice on medicines in pregnancy needs a prescriber.",
        suggestion="“Tell your doctor early when you plan a pregnancy or become pregnant, and do not stop on your own”",
        source="MHRA pregnancy advice",
        types=(T.SAFETY, T.ADVICE),
        risk=Risk.HIGH,
        questions=False,
    ),
    Rule(
        id="M13",
        title="Combining medicines, alcohol or herbs",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PX",),
        pattern=rf"\b(?:mix(?:es|ing)?|mixed with|combin\w+|together with|alongside|on top of|interact\w*){{GAP60}}(?:{{RX}}|{{SUPPLEMENT}})"
        r"|(?:{RX}|{SUPPLEMENT}){GAP60}\b(?:mix(?:es|ing)?|mixed with|combin\w+|together|alongside|on top of|at the same time as|interact\w*)\b"
        rf"|(?:{{RX}}|{{SUPPLEMENT}})(?: \w+)?(?: with| and| plus|,? after| while) (?:\w+ ){{0,3}}{_ALCOHOL}|(?:{{RX}}|{{SUPPLEMENT}}){{GAP40}}\b(?:after|when|while) drinking\b"
        rf"|\b(?:drink(?:ing)?|{_ALCOHOL}) (?:with|on|while|when|and)\b(?: \w+){{0,4}} (?:{{RX}}|{{SUPPLEMENT}})"
        r"|{SUPPLEMENT} (?:with|and|plus) (?:your |an? )?{RX}|\binteract\w* with (?:other |your |some )?{MED}\b",
        unless=r"\bmixed (?:results|evidence|findings|picture)|\bexamples (?:include|are)\b|\b(?:addict(?:ed|ion)|dependen(?:t|ce|cy)) (?:to|on) "
        r"|\bcombin\w+ (?:\w+ ){0,3}(?:with|and) (?:\w+ ){0,2}(?:therap|psychotherap|counsel|cbt\b|exercise|meditation|mindfulness)",
        hits=(
            "You can have a drink with sertraline: drinking is fine.",
            "Tramadol alongside fluoxetine is common.",
            "Diazepam and a glass of wine go well.",
            "Beer with tramadol is no problem.",
        ),
        misses=(
            "Mixing colours is calming.",
            "Drinking water helps you wake up.",
            "Drinking a cup of valerian tea is an old habit.",
            "Trials of valerian had mixed results.",
            "Antidepressants combined with talking therapy are one choice.",
        ),
        message="Serotonergic, sedating and herbal combinations can be dangerous.",
        suggestion="“Check with a pharmacist before you combine …”",
        source="NICE NG222; MHRA",
        types=(T.SAFETY,),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M15",
        title="Children or teenagers and a psychiatric medicine",
        kind=CLAIM,
        severity=BLOCK,
        roles=("PX",),
        pattern=rf"\b{_CHILD}\b{{GAP100}}{{RX}}|{{RX}}{{GAP100}}\b{_CHILD}\b",
        hits=(
            "Sertraline is fine for teenagers.",
            "Antidepressants work for children too.",
            "A 12-year-old can take citalopram.",
        ),
        misses=("Inner child work takes time.", "Fluoxetine is an antidepressant."),
        message="Use under 18 differs by medicine and country.",
        suggestion="“for under-18s this is a specialist decision”",
        source="FDA boxed warning",
        types=(T.EFFICACY, T.SAFETY),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M16",
        title="Time until a medicine works",
        kind=CLAIM,
        severity=MEDIUM,
        roles=("PX",),
        pattern=r"{RX}{GAP80}\b(?:works?|kicks? in|takes? effect|starts? working|feel better)\b{GAP40}\b(?:\d+|two|three|four|six|few|several)"
        r"[ -]{GAP12}" + _TIMES + r"\b"
        r"|\b(?:\d+|two|three|four|six|few|several)[ -]{GAP12}"
        + _TIMES
        + r"\b{GAP60}{RX}{GAP30}\b(?:works?|working|kicks? in|takes? effect)\b",
        hits=(
            "SSRIs take effect within three weeks.",
            "Amitriptyline takes effect after several days.",
            "It can be six weeks before an SSRI works.",
        ),
        misses=("It took four weeks to learn the pose.", "Sertraline is an SSRI."),
        message="The time to effect varies by source.",
        suggestion="give the range with its source",
        source="NICE NG222",
        types=(T.PROGNOSIS, T.EFFICACY),
        risk=Risk.HIGH,
    ),
    Rule(
        id="M17",
        title="Licensed, approved, off-label",
        kind=CLAIM,
        severity=HIGH,
        roles=("PX",),
        pattern=r"\b(?:unlicen[sc]ed|off[- ]label|(?:fda|mhra|ema)[- ]approved|(?:licen[sc]ed|approved) (?:for|by|to treat|as a)|officially approved)\b",
        requires=r"treat|pain|depress|anxi|medic|drug|\buse[ds]?\b|fda|mhra|\bema\b|label|therap|pregabalin|duloxetine",
        hits=("Duloxetine is licensed for nerve pain.", "The use is off-label."),
        misses=(
            "The article was approved for print.",
            "She is a licensed driver.",
            "It was approved by the board because it is short.",
        ),
        message="A licence holds in one country at one date.",
        suggestion="“officially approved in the UK for …” with the date",
        source="NICE CG173",
        types=(T.EVIDENCE, T.EFFICACY),
        risk=Risk.HIGH,
        decides=False,
    ),
)
