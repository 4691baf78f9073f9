"""Claim or not, with types, risk and reasons: a linear model over words and context, then plain rules for what
follows from it.

The weights are data (``data/weights.csv``), fitted on labelled sentences by ``fit_claims``. Nothing here knows a whole
sentence.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from .apply import RuleHit, is_question
from .features import Seen
from .model import Weights, chance, claim, log_odds, unpacked
from .reading import Sentence
from .types import ClaimFinding, ClaimType, Competence, Reason, Risk, Severity

# Chosen on labelled articles that the weights had not seen: a missed claim costs more than one tick too many.
THRESHOLD = log_odds(0.26)
RESERVED = log_odds(0.34)  # in a text that as a whole tells a story
SERVICE = log_odds(0.42)  # in one that as a whole is about a service
GRAVE = log_odds(0.15)  # where it would rather be of high risk than not, if it is one
GRAVE_BUT_BARE = log_odds(0.2)  # likewise, in words that do not speak of health themselves
CAREFUL = log_odds(0.1)  # where a miss costs most, see _needs_care
TYPE_THRESHOLD = log_odds(0.4)  # several types may hold; the likeliest one always does
MEDIUM_THRESHOLD, HIGH_THRESHOLD = log_odds(0.5), log_odds(0.4)

_DRUGS = frozenset({"drug", "medicine_word"})
_DRUG_BEFORE = frozenset({"p:drug", "p:medicine_word"})
_CONDITION, _CRISIS = frozenset({"condition"}), frozenset({"crisis"})
_OWN_TREATMENT = frozenset({"therapy", "practice", "lifestyle"})
_CAREFULLY = frozenset({"drug", "crisis", "s:drug", "s:crisis"})
_BORROWED = frozenset({"h:drug", "t:drug", "p:drug"})
_TAKEN_BEFORE = frozenset({"p:drug", "p:supplement"})
_TAKEN_NEAR = _TAKEN_BEFORE | {"h:drug", "h:supplement"}
_DRUG_ABOVE = frozenset({"h:drug", "t:drug"})
_MEDICINE_STEM = frozenset({"s:drug", "s:medicine_word"})
_CRISIS_ABOVE = frozenset({"h:crisis", "t:crisis", "s:crisis"})
_NO_COMPETENCES: frozenset[Competence] = frozenset()
_DECIDED = log_odds(0.9)  # at least, where a rule decides
_T = ClaimType

_TYPES = tuple(ClaimType)
_SAYS = {
    _T.EFFICACY: "says that something helps, or does not help",
    _T.CAUSATION: "says what causes or changes something in body or mind",
    _T.STATISTIC: "gives a number about health",
    _T.SAFETY: "speaks about harm, risk or safety",
    _T.DOSAGE: "gives an amount, a frequency or a time of use",
    _T.DIAGNOSIS: "describes a symptom, a condition, a test or what a word means",
    _T.PROGNOSIS: "says how something goes on: time, recovery, relapse",
    _T.ADVICE: "tells the reader what to do about health or care",
    _T.EVIDENCE: "leans on research, experts or tradition",
    _T.CRISIS: "speaks about suicide, self-harm, a crisis or an emergency",
    _T.MARKETING: "promises or praises in the manner of an advertisement",
}
_CUES = {
    _T.EFFICACY: ("benefit", "help"),
    _T.CAUSATION: ("cause",),
    _T.STATISTIC: ("number", "amount"),
    _T.SAFETY: ("harm", "assure", "startstop"),
    _T.DOSAGE: ("amount", "startstop"),
    _T.DIAGNOSIS: ("symptom", "definition"),
    _T.PROGNOSIS: ("prognosis",),
    _T.ADVICE: ("care", "directive", "exercise"),
    _T.EVIDENCE: ("evidence",),
    _T.MARKETING: ("promo", "promise"),
}


# Looked up once: to find a member of an enumeration takes a function call in Python 3.11.
_OF_CRISIS, _BLOCK = ClaimType.CRISIS, Severity.BLOCK
_LOW, _MEDIUM, _HIGH = Risk.LOW, Risk.MEDIUM, Risk.HIGH


def classify(
    sentence: Sentence, seen: Seen, total: int, hits: Sequence[RuleHit], weights: Weights
) -> ClaimFinding | None:
    """The finding for one sentence that rules hit (``hits``) or not, or None when it is no claim; ``total`` is what
    ``weights`` say about it.
    """
    if sentence.segment.text.startswith("helpline:"):
        return None
    score = claim(total)
    deciding = [hit for hit in hits if hit.rule.decides] if hits else ()
    if deciding:
        score = max(score, _DECIDED)
    elif score < CAREFUL or is_question(sentence):
        return None
    _, medium, high, *likely = unpacked(total)
    names = seen.names
    if not deciding and score < _threshold(sentence, names, high):
        return None
    speaks_of_crisis = "crisis" in names or (bool(hits) and any(_OF_CRISIS in hit.rule.types for hit in hits))
    crisis = speaks_of_crisis or _crisis_around(names)
    medicine = _is_medicine(sentence, names)
    types = _types(likely, deciding, speaks_of_crisis)
    return ClaimFinding(
        segment=sentence.segment.index,
        types=types,
        risk=_risk(names, hits, medium, high, medicine, crisis),
        score=round(chance(score), 3),
        reasons=_reasons(seen, hits, types, medicine, weights),
        blocking=tuple([hit.rule.id for hit in hits if hit.rule.severity is _BLOCK]) if hits else (),
        competences=_competences(hits, medicine) if hits else _NO_COMPETENCES,
        acknowledge=bool(hits) and any(hit.rule.acknowledge(medicine) for hit in hits),
        medicine=medicine,
        crisis=crisis,
    )


def _threshold(sentence: Sentence, names: AbstractSet[str], high: int) -> int:
    if _needs_care(sentence, names):
        return CAREFUL
    if high >= 0 and not sentence.heading:
        return GRAVE_BUT_BARE if "bare" in names else GRAVE
    if "doc:service" in names:
        return SERVICE
    return RESERVED if "doc:story" in names else THRESHOLD


def _needs_care(sentence: Sentence, names: AbstractSet[str]) -> bool:
    """Where a miss costs most: medicines and crises named here or in the stem, what is said of "it" where a medicine
    was named, a few words behind a sentence or a question that names one, and fragments under a stem about symptoms.
    """
    if sentence.heading or "service" in names:
        return False
    if not names.isdisjoint(_CAREFULLY):
        return True
    if "anaphora" in names and not names.isdisjoint(_BORROWED):
        return True
    if "short" in names and not names.isdisjoint(_TAKEN_NEAR if "h:asks" in names else _TAKEN_BEFORE):
        return True
    return "s:symptoms" in names and bool(names & {"s:condition", "s:symptom", "h:condition", "s:medicine_word"})


def _competences(hits: Sequence[RuleHit], medicine: bool) -> frozenset[Competence]:
    return _NO_COMPETENCES.union(*[hit.rule.competences(medicine) for hit in hits])


def _crisis_around(names: AbstractSet[str]) -> bool:
    """What stands around it speaks of a crisis: in doubt so does the sentence."""
    return not names.isdisjoint(_CRISIS_ABOVE) or ("p:crisis" in names and "anaphora" in names)


def _is_medicine(sentence: Sentence, names: AbstractSet[str]) -> bool:
    """Named in the words, the stem, the sentence before, or the headings; in doubt yes.

    A sentence with a subject of its own (talking therapy, exercise, meditation) is not about the medicine of its
    heading.
    """
    terms = sentence.words.term_names
    if not terms.isdisjoint(_DRUGS) or not names.isdisjoint(_MEDICINE_STEM):
        return True
    if not terms.isdisjoint(_OWN_TREATMENT) and "anaphora" not in names:
        return False
    return not names.isdisjoint(_DRUG_BEFORE) or not names.isdisjoint(_DRUG_ABOVE)


def _types(likely: Sequence[int], deciding: Sequence[RuleHit], crisis: bool) -> tuple[ClaimType, ...]:
    """What the rules say, what the model is sure of, and at least the likeliest."""
    ruled = [claim_type for hit in deciding for claim_type in hit.rule.types]
    if crisis:
        ruled.append(_OF_CRISIS)
    found = tuple(
        [kind for kind, score in zip(_TYPES, likely, strict=True) if score >= TYPE_THRESHOLD or kind in ruled]
    )
    return found or (_TYPES[likely.index(max(likely))],)


def _risk(
    names: AbstractSet[str], hits: Sequence[RuleHit], medium: int, high: int, medicine: bool, crisis: bool
) -> Risk:
    """What could being wrong cause? The levels of ``docs/claims.md``; the model never lowers what a rule says."""
    asked = [hit.rule.risk for hit in hits]
    # A sentence with a treatment of its own does not take its risk from the medicine that its page is about.
    borrowed = not medicine and not names.isdisjoint(_BORROWED)
    if crisis or _HIGH in asked or "drug" in names or (high >= HIGH_THRESHOLD and not borrowed):
        return _HIGH
    if _MEDIUM in asked or medicine or medium >= MEDIUM_THRESHOLD:
        return _MEDIUM
    return _LOW


def _reasons(
    seen: Seen,
    hits: Sequence[RuleHit],
    types: Sequence[ClaimType],
    medicine: bool,
    weights: Weights,
) -> tuple[Reason, ...]:
    read = seen.read
    reasons = [Reason(hit.rule.id, hit.match.strip(), hit.rule.message, hit.rule.suggestion) for hit in hits]
    for claim_type in types:
        match = ""
        if claim_type is _OF_CRISIS:
            match = read.named(_CRISIS)
        for group in _CUES.get(claim_type, ()):
            if group in read.cues:
                match = read.cued(group)
                break
        reasons.append(Reason("model", match, _MESSAGES[claim_type]) if match else _UNMATCHED[claim_type])
    telling = _telling(seen, weights)
    if telling:
        reasons.append(Reason("model", "", f"What counts most here: {', '.join(telling)}."))
    if drug := read.named(_DRUGS):
        reasons.append(Reason("lexicon", drug, "It names a medicine or a class of medicines."))
    elif medicine:
        reasons.append(_ABOUT_A_MEDICINE)
    if condition := read.named(_CONDITION):
        reasons.append(Reason("lexicon", condition, "It names a condition."))
    return tuple(reasons)


_MESSAGES = {claim_type: f"It {says}." for claim_type, says in _SAYS.items()}
_UNMATCHED = {claim_type: Reason("model", "", message) for claim_type, message in _MESSAGES.items()}
_ABOUT_A_MEDICINE = Reason("lexicon", "", "The words around it are about a medicine.")
_NAMED_MOST = 4
# Words that count, but tell a reader nothing.
_SMALL = "a an and any as at by for from in into is it its of on or so than that the their to with"
_SMALL_WORDS = frozenset(_SMALL.split())
_PLACES = {"h": "the heading above", "t": "the title or an outer heading", "s": "the line above the list or table"}
_PLACES |= {"hw": _PLACES["h"], "sw": _PLACES["s"], "p": "the sentence before"}
_PLACES |= {"b": _PLACES["p"], "a": "the sentence behind"}


def _telling(seen: Seen, weights: Weights) -> list[str]:
    """The words and places that speak most for a claim, strongest first, as a person would point at them."""
    found: list[str] = []
    read = seen.read
    for place, name in weights.strongest(seen, 2 * _NAMED_MOST):
        if place == "w":
            said = "" if name in _SMALL_WORDS else f"“{name}”"
        elif place:
            said = _PLACES[place]
        elif name in read.cues:
            said = f"“{read.cued(name)}”"
        elif name in read.term_names:
            said = f"“{read.named({name})}”"
        else:
            said = _PLACES.get(name.partition(":")[0], "")
        if said and said not in found:
            found.append(said)
            if len(found) == _NAMED_MOST:
                break
    return found
