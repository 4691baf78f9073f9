"""What the rules of the whole page look for. Each check answers: must this be said to the editor? A check may answer
with words, which are then added to what the rule says."""

# ruff: noqa: E501 - expressions and sentences for people are data and stay in one piece

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import readability
from .apply import RuleHit
from .reading import Sentence
from .rules.model import TAGS, Pattern, compile_pattern
from .ruleset import RuleSet
from .types import ArticleText, Field, Mentions, PageFinding


@dataclass(frozen=True, slots=True)
class Page:
    """What a check may look at.

    ``helpline_places`` holds for each help line the share (0 to 1) of the body's segments that stand before it;
    ``claims`` is the number of claims found.
    """

    article: ArticleText
    sentences: Sequence[Sentence]
    hits: Sequence[RuleHit]
    claims: int
    mentions: Mentions
    helplines: tuple[str, ...]
    helpline_places: tuple[float, ...]
    tagged: Sequence[str]  # the sentences in which something has a tag, with the tags
    text: bytes  # all folded sentences, one a line; bytes, as RE2 would encode a string anew for each question


_crisis_words = compile_pattern(
    r"suicid|self-?harm|self harm|self-?injur|\b(?:in (?:a )?|mental health |personal )crisis\b|\bcrisis (?:line|team|service)|\bhopeless"
    r"|\b(?:kill|hurt|harm)(?:ing|s)? (?:your|them|him|her)sel\w+|\b(?:end|take|took|ended)(?:ing)? (?:your|their|his|her) (?:own )?li(?:fe|ves)|\bwant(?:ing)? to die\b"
)
_sensitive = compile_pattern(r"suicid|self-?harm|self harm|\babuse[ds]?\b|eating disorder|anorexi|bulimi")
_help_words = compile_pattern(
    r"\b(?:help|support|safe|safety|prevent\w*|talk\w*|recover\w*|hope|cope|coping|warning signs)\b"
)
_suicidal = compile_pattern(r"suicid|self-?harm|end(?:ing)? (?:your|their) li")
_young_or_early = compile_pattern(
    r"under[- ]?(?:25|the age of 25|age 25)|younger than 25|\b25 (?:or|and) (?:under|younger)|young (?:people|adults?)|18 (?:to|and|-|–) ?2[45]|aged 18"
    r"|first (?:few |\d |two |four |couple of )?weeks|early (?:on|in|weeks)|(?:dose|change)s? (?:change|of dose|in dose|is changed|are changed)|chang\w+ (?:the |your |of |in )?dose|start(?:ing|s)?"
)
_stopping = compile_pattern(
    r"\b(?:stop\w*|com(?:e|ing) off|withdraw\w*|taper\w*|reduc\w+|lower\w*|discontinu\w+|wean\w*|cut down)\b"
)
_in_stages = compile_pattern(
    r"\bin (?:small )?(?:stages|steps)\b|\bgradual\w*|\bslowly\b|step by step|little by little|\bbit by bit\b|over (?:several |a few |some )?(?:weeks|months)"
)
_prescriber = compile_pattern(r"\b(?:prescriber|doctor|gp|pharmacist|psychiatrist|nurse|clinician|prescribing)s?\b")
_breathing = compile_pattern(r"breath|respirat")
_dependence = compile_pattern(r"depend|addict|controlled")
_emergency = compile_pattern(r"\b(?:999|112|911)\b|emergency|\ba&e\b|ambulance")
_poison = compile_pattern(r"overdos|poison|toxicity|lethal")
_red_flags = compile_pattern(r"bladder|bowel|saddle|between (?:your|the) legs|numb")
_says_if = compile_pattern(r"\b(?:if|when)\b")
_content_note = compile_pattern(
    r"content note|content warning|trigger warning|this (?:page|article) (?:talks|speaks|mentions|discusses|contains|is) "
)
_intensive = compile_pattern(
    r"\bretreats?\b|breath[- ]hold\w*|hold(?:ing)? your breath|holotropic|\b(?:[3-9]\d|\d{3}) ?minutes? (?:of )?(?:\w+ )?(?:practice|meditation|sitting|breathwork)"
)
_caution = compile_pattern(
    r"stop if|feel worse|if you have (?:psychosis|ptsd|a history)|speak to (?:a|your) (?:clinician|doctor|gp)|not suitable|talk to (?:a|your) (?:doctor|gp|clinician|therapist)"
)
_paid_link = compile_pattern(
    r"amazon\.[a-z.]+/[^ ]*[?&]tag=|[?&](?:affid|aff_id|aff|affiliate(?:_?id)?|awc|irclickid)=|utm_medium=affiliate|amzn\.to/"
    r"|awin1\.com|shareasale\.com|redirectingat\.com|skimresources\.com|rstyle\.me|shrsl\.com|linksynergy\.com|anrdoezrs\.net"
)
_paid_words = compile_pattern(
    r"\baffiliate links?\b|\bpaid (?:partnership|promotion|post)\b|\bsponsored (?:post|content|article|feature)\b"
    r"|\bthis (?:post|article|page|piece) (?:is|was) (?:kindly )?(?:sponsored|paid for)\b|\b(?:use|with) (?:my|our|the) (?:discount|promo|voucher) code\b"
)
_declared = compile_pattern(
    r"\baffiliate|\bsponsor|\badvert|\bpaid (?:partnership|promotion|post|for)|\bcommission\b|\bdeclar(?:e|ation)|\bdisclosure\b"
)
_RUNNING = (Field.BODY, Field.LIST_ITEM, Field.QUOTE)
#: Boxes that tell when and where to get help.
_CARE_BOXES = ("care", "urgent", "emergency")


def _counts(page: Page, group: str) -> int:
    """How many sentences name a medicine or class of the group."""
    drug, medicines = TAGS[f"drug.{group}"], TAGS[f"class.{group}"]
    return sum([drug in tagged or medicines in tagged for tagged in page.tagged])


def _anywhere(page: Page, pattern: Pattern) -> bool:
    return pattern.search(page.text) is not None


def _lines(page: Page, pattern: Pattern) -> set[int]:
    """The numbers of the sentences in which a pattern is found."""
    lines = set()
    line = at = 0
    for match in pattern.finditer(page.text):
        line += page.text.count(b"\n", at, match.start())
        at = match.start()
        lines.add(line)
    return lines


def _together(page: Page, *patterns: Pattern) -> bool:
    """Whether all are found in one sentence or in two that follow each other."""
    found = [_lines(page, pattern) for pattern in patterns]
    return bool(set.intersection(*[lines | {line - 1 for line in lines} for lines in found]))


def _is_about_crisis(page: Page) -> bool:
    return page.article.kind != "helpline" and _anywhere(page, _crisis_words)


def _headline(page: Page) -> bool:
    fields = (Field.TITLE, Field.HEADING)
    methods = {hit.number for hit in page.hits if hit.rule.id in ("S01", "S02", "S03", "S04", "S06", "S07", "S08")}
    return any(
        sentence.segment.field in fields
        and (number in methods or ("suicid" in sentence.plain and not _help_words.search(sentence.plain)))
        for number, sentence in enumerate(page.sentences)
    )


def _content_note_missing(page: Page) -> bool:
    if page.article.kind == "helpline" or len(_lines(page, _sensitive)) < 3:
        return False
    top = [sentence for sentence in page.sentences if sentence.segment.part == "body"][:6]
    return not any(_content_note.search(sentence.plain) for sentence in top)


def _helpline_missing(page: Page) -> bool:
    return _is_about_crisis(page) and not any(place <= 0.2 or place >= 0.8 for place in page.helpline_places)


def _too_few_services(page: Page) -> bool:
    return _is_about_crisis(page) and len(set(page.helplines)) < 2


def _emergency_missing(page: Page) -> bool:
    dangerous = any(hit.rule.id in ("S06", "S07", "S14") for hit in page.hits) or _anywhere(page, _poison)
    named = _anywhere(page, _emergency) or any("emergency" in key for key in page.helplines)
    return dangerous and not named and page.article.kind != "helpline"


def _care_box_unclear(page: Page) -> str:
    """What is wrong with the boxes about getting help, in words; empty when nothing is."""
    titles: dict[str, list[str]] = {kind: [] for kind in _CARE_BOXES}
    listed: set[tuple[str, int]] = set()
    for sentence in page.sentences:
        segment = sentence.segment
        box = segment.context.boxes[-1] if segment.context.boxes else ""
        if box not in titles:
            continue
        if segment.field is Field.CALLOUT_TITLE:
            titles[box].append(segment.text)
        elif segment.field is Field.LIST_ITEM:
            listed.add((box, len(titles[box])))
    problems = []
    for kind, found in titles.items():
        problems += [f"“{title}” does not say “if”." for title in found if not _says_if.search(title.lower())]
        problems += [
            f"“{title}” has no list." for number, title in enumerate(found, start=1) if (kind, number) not in listed
        ]
        if len(found) > 1:
            problems.append(f"There are {len(found)} boxes of the kind “{kind}”.")
    return " ".join(problems)


def _undeclared_advertising(page: Page) -> bool:
    paid = _anywhere(page, _paid_words) or any(
        _paid_link.search(destination.lower())
        for sentence in page.sentences
        for destination in sentence.segment.context.destinations
    )
    top = [sentence for sentence in page.sentences if sentence.segment.part == "body"][:4]
    return paid and not any(_declared.search(sentence.plain) for sentence in top)


def _hard_to_read(page: Page) -> str:
    running = [sentence for sentence in page.sentences if sentence.segment.field in _RUNNING]
    return readability.advice(
        [sentence.segment.text for sentence in running], [sentence.words.counted for sentence in running]
    )


def _early_warning_missing(page: Page) -> bool:
    return _counts(page, "antidepressant") >= 2 and not _together(page, _suicidal, _young_or_early)


def _stopping_line_missing(page: Page) -> bool:
    return _counts(page, "antidepressant") >= 2 and not _together(page, _stopping, _in_stages, _prescriber)


def _breathing_missing(page: Page) -> bool:
    about = _counts(page, "gabapentinoid") >= 2 or _counts(page, "opioid") >= 2
    return about and not (_anywhere(page, _breathing) and _anywhere(page, _dependence))


def _red_flags_missing(page: Page) -> bool:
    about = f"{page.article.title} {page.article.topic}".lower()
    painful = any(word in about for word in ("neuropathic", "nerve pain", "sciatica", "back pain", "neuropathy"))
    return painful and not (_anywhere(page, _red_flags) and _anywhere(page, _emergency))


def _promoted_medicine(page: Page) -> bool:
    mentions = page.mentions
    if page.article.kind == "promo":
        return bool(mentions.substances or mentions.brands or mentions.classes)
    return page.article.kind == "standing" and bool(mentions.substances or mentions.brands)


def _country_missing(page: Page) -> bool:
    told = any(hit.rule.id in ("M17", "N04", "N07") for hit in page.hits)
    return not page.article.region and (told or _too_few_services(page) or _promoted_medicine(page))


def _helpline_without_country(page: Page) -> bool:
    return not page.article.region and bool(page.helplines)


def _practice_without_caution(page: Page) -> bool:
    return _anywhere(page, _intensive) and not _anywhere(page, _caution)


def _no_claims(page: Page) -> bool:
    return page.article.kind == "article" and page.claims == 0


CHECKS: dict[str, Callable[[Page], bool | str]] = {
    "S15": _headline,
    "S16": _content_note_missing,
    "C01": _helpline_missing,
    "C02": _too_few_services,
    "C05": _emergency_missing,
    "C06": _care_box_unclear,
    "C07": _helpline_without_country,
    "M08": _early_warning_missing,
    "M09": _stopping_line_missing,
    "M14": _breathing_missing,
    "N09": _red_flags_missing,
    "P02": _promoted_medicine,
    "P04": _undeclared_advertising,
    "P07": _country_missing,
    "T02": _practice_without_caution,
    "Q04": _hard_to_read,
    "R10": _no_claims,
}


def check_page(page: Page, ruleset: RuleSet) -> tuple[PageFinding, ...]:
    """What the page rules that are switched on say about this page, in the order of ``CHECKS``."""
    findings = []
    for rule_id, check in CHECKS.items():
        told = ruleset.is_on(rule_id) and check(page)
        if told:
            rule = ruleset.rule(rule_id)
            message = f"{rule.message} {told}" if isinstance(told, str) else rule.message
            findings.append(PageFinding(rule.id, message, rule.suggestion, rule.severity, rule.overrider))
    return tuple(findings)
