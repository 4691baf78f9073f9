"""Rules of the whole page, as data; what they look for is in ``articles.claims.pagechecks``, by id."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from ..types import Severity
from .model import PAGE, Rule

BLOCK, HIGH, MEDIUM, LOW = Severity.BLOCK, Severity.HIGH, Severity.MEDIUM, Severity.LOW


def _page(
    rule_id: str, title: str, severity: Severity, roles: tuple[str, ...], message: str, suggestion: str, source: str
) -> Rule:
    return Rule(rule_id, title, PAGE, severity, roles, message, suggestion, source)


RULES = (
    _page(
        "S15",
        "Headline names suicide or a method",
        HIGH,
        ("PT",),
        "A heading names suicide or a method, and no word of help.",
        "lead with help: “Getting help with suicidal thoughts”",
        "WHO media resource",
    ),
    _page(
        "S16",
        "Content note missing",
        MEDIUM,
        ("PT",),
        "The page speaks about suicide, self-harm, abuse or eating disorders in several sentences, without a content note at the top.",
        "one line at the top that says what the page speaks about, and the help line",
        "Mind",
    ),
    _page(
        "C01",
        "Help line missing",
        BLOCK,
        ("PT",),
        "The page speaks about suicide, self-harm or a crisis, and does not show a help line near its beginning or its end.",
        "insert {{ helpline:key }} on a line of its own in the first or last part of the text",
        "WHO media resource; Mindframe",
    ),
    _page(
        "C02",
        "Fewer than two services",
        HIGH,
        ("PT",),
        "The page speaks about suicide, self-harm or a crisis, and shows fewer than two help lines.",
        "show two services that are open day and night",
        "Mindframe",
    ),
    _page(
        "C05",
        "No emergency line",
        BLOCK,
        ("PT",),
        "The page speaks of a method, an overdose or poisoning, and does not tell readers to call emergency services.",
        "add an emergency box: “Call 999 or go to A&E now if …”",
        "NHS care cards",
    ),
    _page(
        "C06",
        "Care box unclear",
        MEDIUM,
        ("ED",),
        "A box about getting help must say when it is meant, as a list, and only once for each degree of urgency.",
        "a title that ends in “if:”, a bullet for each sign, one box of a kind",
        "NHS care cards",
    ),
    _page(
        "C07",
        "Help line without a country",
        MEDIUM,
        ("ED",),
        "The page shows a help line, and does not say for which country: the same number reaches nobody elsewhere.",
        "set the region of the article",
        "NHS 111 service pages",
    ),
    _page(
        "M08",
        "Antidepressants without the warning about suicidal thoughts",
        BLOCK,
        ("PX",),
        "The page is about antidepressants and does not warn that suicidal thoughts can become stronger "
        "in the first weeks and when the dose changes, above all in people under 25.",
        "“Suicidal thoughts can become stronger in the first weeks and when the dose changes, above all in people under 25. Get help at once.”",
        "FDA boxed warning; NICE NG222 1.4.24",
    ),
    _page(
        "M09",
        "Antidepressants without the line about stopping",
        HIGH,
        ("PX",),
        "The page is about antidepressants and does not say that they are reduced in stages, with a prescriber.",
        "“Stopping suddenly can cause withdrawal symptoms: doses are usually reduced in stages with your prescriber.”",
        "NICE NG222 1.4.13 to 1.4.16",
    ),
    _page(
        "M14",
        "Gabapentinoid or opioid without caution",
        HIGH,
        ("PX",),
        "The page is about gabapentinoids or opioids and does not mention slow breathing and dependence.",
        "add the caution on breathing and on dependence",
        "MHRA; NICE CG173",
    ),
    _page(
        "N09",
        "Red flags missing",
        HIGH,
        ("PX",),
        "The page is about nerve or back pain and does not name the signs that need emergency care.",
        "add an emergency box: new weakness, loss of bladder or bowel control, numbness between the legs",
        "NHS care cards; a clinician confirms the content",
    ),
    _page(
        "P02",
        "Prescription-only medicine on a page that promotes",
        BLOCK,
        ("LR", "PX"),
        "The page promotes or presents the house and names a prescription-only medicine, which must not be advertised to the public.",
        "leave the medicine out, or move the text to an article",
        "CAP code; Directive 2001/83/EC article 88",
    ),
    _page(
        "P04",
        "Advertising that is not declared",
        BLOCK,
        ("LR",),
        "The page earns money by its links or was paid for, and does not say so at the top.",
        "one line above the text: who pays, and for what",
        "NHS content standard; HONcode 7 and 8",
    ),
    _page(
        "P07",
        "Country missing",
        MEDIUM,
        ("ED",),
        "The page speaks of licences, guidelines or services, and does not say for which country.",
        "set the region of the article",
        "NICE CG173",
    ),
    _page(
        "T02",
        "Intensive practice without caution",
        HIGH,
        ("PT",),
        "The page teaches breath-holding, a retreat or long practice, and does not say when to stop.",
        "“Stop if you feel worse. If you have psychosis or PTSD, speak to a clinician first.”",
        "Britton 2021",
    ),
    _page(
        "Q04",
        "Hard to read",
        LOW,
        ("ED",),
        "Short sentences and plain words reach more readers; this is advice and holds up nothing.",
        "one thought for each sentence, at most 25 words",
        "NHS health literacy guidance",
    ),
    _page(
        "R10",
        "No claims found",
        BLOCK,
        ("PT",),
        "No medical claim was found in this article. That is no proof: a clinician must sign a statement that there are no medical claims.",
        "ask a clinician to sign the “no medical claims” statement",
        "fail closed",
    ),
)
