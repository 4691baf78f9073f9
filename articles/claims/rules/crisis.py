"""Signposting to help in a crisis. The page rules of this family (C01, C02, C05) are in page.py."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import ClaimType, Risk, Severity
from .model import CLAIM, WORDING, Rule

_EMERGENCY = (
    r"(?:911|9-1-1|999|112|111|988|9-8-8|000|triple (?:zero|0|oh?)|nine[- ]nine[- ]nine|nine[- ]one[- ]one|nine[- ]eight[- ]eight"
    r"|116[ .-]?123|13[ .-]?11[ .-]?14|1737)"
)

_LISTENING = (
    r"(?:samaritans|lifeline|tele-?manas|13 ?yarn|kids help ?(?:line|phone)|childline|befrienders|papyrus|women's aid|beyond ?blue"
    r"|talk suicide(?: canada)?|trevor project|poisons? (?:control|centre|center|information)(?: (?:centre|center|line))?"
    r"|crisis (?:\w+ )?(?:line|team|number|phone)|(?:night|distress|listening) (?:line|phone)"
    r"|(?:suicide|crisis|domestic|abuse|violence|rape|overdose|mental health|distress|perinatal|veterans'?)(?: \w+){0,2}"
    r" (?:help ?line|hot ?line|line))"
)
_ANY_NUMBER = r"(?:\+?\(?\d[\d ().-]{3,}\d|\d{3,6})"

RULES = (
    Rule(
        id="C03",
        title="Help line number typed by hand",
        kind=WORDING,
        severity=Severity.BLOCK,
        roles=("ED",),
        pattern=r"(?:^|[^\w+-])(1[- .]?800[- .]?273[- .]?(?:8255|talk)|116[ .-]?123|116[ .-]?000|85258|741[ -]?741"
        r"|838255|0800[ .-]?1111|0800[ .-]?58[ .-]?58[ .-]?58|0808[ .-]?164[ .-]?0123"
        r"|988|9-8-8)(?:[^\w,.-]|[.,](?:\D|$)|$)",
        hits=("Ring 116 123 at any hour.", "Text 85258.", "You can call 988 now", "Dial 9-8-8.", "Ring 116-123."),
        misses=("The survey asked 988,000 people.", "Meet us in room 1988.", "It costs 988.50 a year."),
        message="Numbers typed by hand go stale, and nobody is told when they do.",
        suggestion="use {{ helpline:key }} from the list of help lines",
        source="NHS 111 service pages; measured: official pages still carry a number that was replaced",
    ),
    Rule(
        id="C08",
        title="Other crisis number typed by hand",
        kind=WORDING,
        severity=Severity.BLOCK,
        roles=("ED",),
        pattern=r"\b(?:call|ring|phone|dial|text|telephone)\b[^\x00]{0,60}?(?:^|[^\w])(\+?\d[\d ()-]{5,}\d)",
        requires=r"crisis|suicid|helpline|help line|lifeline|samaritans|self-harm",
        unless=r"116 ?123|1[- ]?800[- ]?273|988|85258|741741|838255|0800 ?1111",
        hits=("Ring the crisis helpline on 0300 555 0100.", "For suicide support call 1-555-010-0199."),
        misses=("Ring the front desk on 0300 555 0100.", "Call the crisis helpline."),
        message="Numbers typed by hand go stale, and nobody is told when they do.",
        suggestion="add the service to the list of help lines and use {{ helpline:key }}",
        source="NHS 111 service pages",
    ),
    Rule(
        id="C09",
        title="Number to call or text in an emergency",
        kind=CLAIM,
        severity=Severity.HIGH,
        roles=("SR",),
        pattern=r"\b(?:call|ring|dial|phone|text|telephone)(?:ing)?\b(?: \w+,?){0,4}? "
        + _EMERGENCY
        + r"(?:[^\w,.-]|[,.-](?:\D|$)|$)"
        r"|(?:^|\x00)[ \"'(*]*"
        + _EMERGENCY
        + r"\b(?:[ .,:;–—-]+(?:call|text|or|and|then|if|is|for|press|any|free|at|to)\b|[.!]?(?:$|\x00))"
        r"|\bnumber(?: \w+){0,3} is " + _EMERGENCY + r"(?:[^\w,.-]|[,.-](?:\D|$)|$)"
        r"|\btext (?:the (?:word|letters) )?(?:\W?\w+\W? to )?\d{5,6}(?:[^\d ]|$| \D)",
        unless=r"\btext (?:the (?:word|letters) )?\W?(?:give|donat\w*|win|vote|quit|news|save|offers?)\W? to\b"
        r"|\bdonat\w+|\bsubscri\w+",
        hits=(
            "Ring 999 at once.",
            "In an emergency, dial triple zero.",
            "Call or text 988.",
            "988 – call or text",
            "Call 999 and give them your address.",
            "Text LANTERN to 60155.",
            "The number to remember is 9-8-8.",
        ),
        misses=(
            "Ring room 1999 for the caretaker.",
            "Text GIVE to 70155 and donate three pounds.",
            "They counted 988 swans.",
            "Ring 0300 555 0111.",
        ),
        message="A number for an emergency must be right, and must fit the country of the reader.",
        suggestion="check it against the service's own page, or use {{ helpline:key }}",
        source="NHS 111 and 988 Lifeline service pages",
        types=(ClaimType.CRISIS, ClaimType.ADVICE),
        risk=Risk.HIGH,
    ),
    Rule(
        id="C10",
        title="Telling the reader to ask about suicide",
        kind=CLAIM,
        severity=Severity.HIGH,
        roles=("SR",),
        pattern=r"\b(?:ask|say)\b{GAP60}[:,]? ?\"{GAP80}\b(?:suicid\w*"
        r"|(?:kill(?:ing)?|harm(?:ing)?|hurt(?:ing)?) (?:your|them)sel(?:f|ves)"
        r"|end(?:ing)? (?:your|their) li(?:fe|ves)|(?:be(?:ing)? dead|want(?:ing)? to die|dying|not want to live))\b",
        hits=(
            'Ask plainly: "Are you thinking of suicide?"',
            'If you fear for a friend, ask, "Have you thought of ending your life?"',
        ),
        misses=('Ask yourself: "What is a good day?"', "They ask about suicide in the form."),
        message="How to ask about suicide is advice for an emergency.",
        suggestion="say as well whom to call, and not to leave the person alone",
        source="NHS and 988 Lifeline pages on helping somebody",
        types=(ClaimType.CRISIS, ClaimType.ADVICE),
        risk=Risk.HIGH,
        questions=True,
    ),
    Rule(
        id="C11",
        title="Number of a service for people in a crisis",
        kind=CLAIM,
        severity=Severity.HIGH,
        roles=("SR",),
        pattern=rf"\b{_LISTENING}\b[^\x00]{{0,30}}?(?:^|[^\w.,£$€-])(?:{_ANY_NUMBER}|{_EMERGENCY})(?:[^\w%,.-]|[,.-](?:\D|$)|$)"
        r"|\b(?:emergenc(?:y|ies)(?: services?| numbers?| line)?|ambulance|paramedics|police|fire brigade|nhs)"
        rf"(?: in [\w ]{{2,20}}| \(\w+\))?[ :,(>–—-]+{_EMERGENCY}(?:[^\w,.-]|[,.-](?:\D|$)|$)"
        rf"|(?:^|\x00)\W*{_EMERGENCY} (?:right away|now|at once|straight away|immediately)\b",
        # Only what makes the number another one: any other word may stand in a line that sends people for help.
        unless=r"\d (?:tickets?|volunteers?|callers?|calls|people|years?|minutes|shifts?|per ?cent)\b"
        r"|\b(?:exit|door|room|platform|gate|bus)[ :]+(?:\w+ )?\d",
        hits=(
            "Samaritans: 116 123",
            "Lifeline is on 13 11 14, day and night.",
            "Emergency: 112",
            "Ambulance (France): 112",
            "The night line is 0800 555 0119.",
            "9-1-1 right away",
            "Samaritans, for people who cannot wait: 116 123",
        ),
        misses=(
            "Emergency exit: door 112",
            "Lifeline has 400 volunteers.",
            "The crisis team sees 120 people in a year.",
            "Helpline for tickets: 0300 555 0100.",
        ),
        message="A number for people in a crisis must be right, and must fit the country of the reader.",
        suggestion="check it against the service's own page, or use {{ helpline:key }}",
        source="NHS 111 and 988 Lifeline service pages",
        types=(ClaimType.CRISIS,),
        risk=Risk.HIGH,
    ),
)
