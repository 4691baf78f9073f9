"""The words that detection, review and publication share: fields, claim types, risk, segments, findings.

Pure data, no behaviour. Nothing here is ever changed: a segment or a finding is a fact about one exact text. What there
is one of for each sentence is not frozen, which would take five times as long to make.
Offsets count Unicode code points of the *part* (title, summary, meta description or body) in which the words stand.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Field(StrEnum):
    """Where a reader meets the words. Stored in the database: changing a value needs a migration."""

    TITLE = "title"
    SUMMARY = "summary"
    META = "meta_description"
    HEADING = "heading"
    BODY = "body"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    QUOTE = "quote"
    FOOTNOTE = "footnote"
    CALLOUT_TITLE = "callout_title"
    CAPTION = "caption"
    ALT = "alt_text"
    LINK = "link_text"


class ClaimType(StrEnum):
    """What a claim asserts (``docs/claims.md``). Stored in the database."""

    EFFICACY = "efficacy"
    CAUSATION = "causation_mechanism"
    STATISTIC = "statistic_prevalence"
    SAFETY = "safety"
    DOSAGE = "dosage_administration"
    DIAGNOSIS = "diagnosis_symptom"
    PROGNOSIS = "prognosis"
    ADVICE = "advice"
    EVIDENCE = "evidence_appeal"
    CRISIS = "crisis"
    MARKETING = "superlative_marketing"


class Risk(StrEnum):
    """What being wrong could cause (``docs/claims.md``). Stored in the database."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 (low) to 2 (high), for comparison: the string values do not sort by meaning."""
        return _RANKS[self.value]


_RANKS = {"low": 0, "medium": 1, "high": 2}


class Severity(StrEnum):
    """What a rule does: ``block`` stops publication, the others advise."""

    BLOCK = "block"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Competence(StrEnum):
    """What a clinician is able to vouch for. ``editor`` and ``acknowledge`` are acts of editors, not of clinicians."""

    CLINICAL = "clinical"
    PRESCRIBING = "prescribing"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One revision as detection sees it.

    ``kind`` is article, standing, promo or helpline; ``region`` an ISO 3166 code; ``language`` a BCP 47 tag.
    """

    title: str
    body: str
    summary: str = ""
    meta_description: str = ""
    kind: str = "article"
    region: str = "GB"
    audience: str = "adults"
    language: str = "en"
    topic: str = ""


@dataclass(slots=True, unsafe_hash=True)
class Context:
    """What may change the meaning of a segment without changing its words (hashed into the context digest)."""

    heading_path: tuple[str, ...] = ()
    stem: tuple[str, ...] = ()  # list stem, then parent items, outermost first
    neighbours: tuple[str, ...] = ()  # the other sentences of the same block, in order
    destinations: tuple[str, ...] = ()  # link targets inside the segment, in order
    caption: str = ""  # of the table or picture the segment belongs to
    headers: tuple[str, ...] = ()  # row and column headers of a table cell
    companions: tuple[str, ...] = ()  # title, summary and meta description are each other's
    boxes: tuple[str, ...] = ()  # kinds of the call-out boxes around it, outermost first


@dataclass(slots=True, unsafe_hash=True)
class Segment:
    """A unit a reader would see (usually a sentence), with its place, its fingerprint and its context digest."""

    index: int  # order in the document: title, summary, meta description, body; footnotes where they are shown
    field: Field
    text: str  # the words a reader sees, white space collapsed
    words: str  # the canonical words that are fingerprinted (see fingerprints.canonical)
    part: str  # whose source the offsets refer to: "title", "summary", "meta_description" or "body"
    start: int
    end: int
    fingerprint: str  # "v1:" + 64 hex digits
    context_digest: str  # "v1:" + 64 hex digits
    context: Context
    block: int  # segments of one block share it; blocks count from 0 in document order


@dataclass(slots=True, unsafe_hash=True)
class Reason:
    """Why something was reported, in words a clinician accepts."""

    rule: str  # rule id ("M04") or detector layer ("model", "lexicon")
    match: str  # the words that triggered it
    message: str
    suggestion: str = ""


@dataclass(slots=True, unsafe_hash=True)
class ClaimFinding:
    """A segment that asserts, implies or instructs something about health.

    ``risk`` follows ``docs/claims.md``; what a rule adds stands apart (``blocking``, ``competences``,
    ``acknowledge``).
    """

    segment: int
    types: tuple[ClaimType, ...]
    risk: Risk
    score: float  # 0 to 1, confidence of detection
    reasons: tuple[Reason, ...]
    blocking: tuple[str, ...] = ()  # ids of blocking claim rules that hit
    competences: frozenset[Competence] = frozenset()  # each must be held by one of the signers, asked for by a rule
    acknowledge: bool = False  # a rule asks for an editor's recorded acknowledgement (role LR)
    medicine: bool = False  # effect, mechanism, safety, dose or use of a medicine, named here or in the words around
    crisis: bool = False  # crisis, suicide or self-harm


@dataclass(frozen=True, slots=True)
class WordingFinding:
    """Words to change: no claim, but a rule of wording."""

    rule: str
    segment: int
    part: str
    start: int
    end: int
    match: str
    message: str
    suggestion: str
    severity: Severity
    competence: Competence = Competence.CLINICAL  # who of the two clinicians must hold what to override a block


@dataclass(frozen=True, slots=True)
class PageFinding:
    """Something that must be present in, or true of, the whole page."""

    rule: str
    message: str
    suggestion: str
    severity: Severity
    competence: Competence = Competence.CLINICAL


@dataclass(frozen=True, slots=True)
class Mentions:
    """Prescription medicines that the page names, lower case, sorted (rule P02)."""

    substances: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything detection says about one text under one rule set."""

    ruleset: str  # version: date, number and the hash of terms and switches
    segments: tuple[Segment, ...]
    claims: tuple[ClaimFinding, ...]
    wording: tuple[WordingFinding, ...]
    page: tuple[PageFinding, ...]
    mentions: Mentions
    images: tuple[str, ...] = ()  # image destinations in document order
    helplines: tuple[str, ...] = ()  # keys referred to by {{ helpline:key }}
    words: int = 0
    sentences: int = 0


@dataclass(frozen=True, slots=True)
class RulesetChange:
    """One effective change by people over the shipped rule set: a term added or removed, a rule switched on or off."""

    act: str  # "add_term", "remove_term", "switch_off", "switch_on"
    target: str  # the term or the rule id
    lexicon: str = ""  # for terms: medicine, brand, class, supplement, condition, symptom, therapy, ...
    group: str = ""  # for added terms: narrows the kind ("antidepressant", "mental")
    generic: str = ""  # for added brands: the medicine that it holds
    status: str = ""  # for added medicines, brands and classes: "pom", "otc" or, where nobody said, empty
    note: str = field(default="", compare=False)
