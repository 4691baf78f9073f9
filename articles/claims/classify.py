"""Claim or not, with types, risk and reasons: a small linear model over word groups, then plain rules for what
follows from it.

The weights are data (``data/weights.csv``): one line per feature of ``features.py``, fitted by penalised logistic
regression on a few hundred labelled sentences and read by people. Nothing here knows a whole sentence.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .apply import RuleHit, is_question
from .features import DATA, cue_patterns
from .reading import Sentence
from .types import ClaimFinding, ClaimType, Competence, Reason, Risk, Severity

THRESHOLD = 0.42  # chosen on labelled development articles: a missed claim costs more than one extra tick
CAREFUL = 0.1  # threshold where a miss costs most, see _needs_care

_DRUGS = frozenset({"medicine", "brand", "class", "medicine_word"})
_OWN_TREATMENT = frozenset({"therapy"})
_T = ClaimType

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
    _T.STATISTIC: ("number",),
    _T.SAFETY: ("harm",),
    _T.DOSAGE: ("amount",),
    _T.DIAGNOSIS: ("symptom", "definition"),
    _T.PROGNOSIS: ("prognosis",),
    _T.ADVICE: ("care", "directive"),
    _T.EVIDENCE: ("evidence",),
    _T.MARKETING: ("promo",),
}


@cache
def weights() -> dict[str, float]:
    """feature -> weight; the feature ``bias`` is always on."""
    result = {}
    for line in (DATA / "weights.csv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, value = line.rsplit(",", 1)
            result[name] = float(value)
    return result


def score(names: set[str]) -> float:
    """Probability, 0 to 1, that a sentence with these features is a claim."""
    table = weights()
    total = table["bias"] + math.fsum(table.get(name, 0.0) for name in names)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known about one sentence before it becomes a finding."""

    sentence: Sentence
    names: set[str]
    hits: Sequence[RuleHit]
    before: Sentence | None  # the sentence before in the same block, else None


def classify(judgement: Judgement) -> ClaimFinding | None:
    """The finding for one sentence, or None when it is no claim."""
    sentence, names = judgement.sentence, judgement.names
    deciding = [hit for hit in judgement.hits if hit.rule.decides]
    probability = score(names)
    if sentence.segment.text.startswith("helpline:"):
        return None
    if not deciding:
        if is_question(sentence):
            return None
        if probability < (CAREFUL if _needs_care(sentence, names) else THRESHOLD):
            return None
    else:
        probability = max(probability, 0.9)
    crisis = _is_crisis(judgement)
    medicine = _is_medicine(judgement)
    types = _types(names, deciding, crisis)
    risk = _risk(judgement, types, medicine, crisis)
    return ClaimFinding(
        segment=sentence.segment.index,
        types=types,
        risk=risk,
        score=round(probability, 3),
        reasons=_reasons(judgement, types, medicine),
        blocking=tuple(hit.rule.id for hit in judgement.hits if hit.rule.severity is Severity.BLOCK),
        competences=_competences(judgement.hits, medicine),
        acknowledge=any(hit.rule.acknowledge(medicine) for hit in judgement.hits),
        medicine=medicine,
        crisis=crisis,
    )


def _needs_care(sentence: Sentence, names: set[str]) -> bool:
    """Where a miss costs most: medicines and crises named here or in the stem, and fragments under a stem about
    symptoms.
    """
    if sentence.heading or "service" in names:
        return False
    if names & {"drug", "crisis", "s:drug", "s:crisis"}:
        return True
    return "s:symptoms" in names and bool(names & {"s:condition", "s:symptom", "h:condition", "s:medicine_word"})


def _competences(hits: Sequence[RuleHit], medicine: bool) -> frozenset[Competence]:
    result: frozenset[Competence] = frozenset()
    for hit in hits:
        result |= hit.rule.competences(medicine)
    return result


def _is_crisis(judgement: Judgement) -> bool:
    names = judgement.names
    if "crisis" in names or any(_T.CRISIS in hit.rule.types for hit in judgement.hits):
        return True
    return bool(names & {"h:crisis", "t:crisis", "s:crisis"}) or ("p:crisis" in names and "anaphora" in names)


def _is_medicine(judgement: Judgement) -> bool:
    """Named in the words, the stem, the sentence before, or the headings; in doubt yes.

    A sentence with a subject of its own (talking therapy, exercise, meditation) is not about the medicine of its
    heading.
    """
    names, sentence = judgement.names, judgement.sentence
    if sentence.kinds & _DRUGS:
        return True
    if names & {"s:drug", "s:medicine_word"}:
        return True
    own = bool(sentence.kinds & _OWN_TREATMENT) and "anaphora" not in names
    before = judgement.before
    if before is not None and before.kinds & _DRUGS and not own:
        return True
    return bool(names & {"h:drug", "t:drug"}) and not own


def _types(names: set[str], deciding: Sequence[RuleHit], crisis: bool) -> tuple[ClaimType, ...]:
    found = {kind for hit in deciding for kind in hit.rule.types}
    treated = names & {"treatment", "h:treatment", "p:therapy", "p:practice", "p:drug", "s:benefits", "h:benefits"}
    health = names & {"health", "effect", "h:condition", "t:condition", "p:condition", "s:condition"}
    if names & {"benefit", "help"} and (treated or health):
        found.add(_T.EFFICACY)
    if "cause" in names and health:
        found.add(_T.CAUSATION)
    if "body" in names and names & {"cause", "modal", "definition"} and "benefit" not in names:
        found.add(_T.CAUSATION)
    if "number" in names:
        found.add(_T.STATISTIC)
    if "harm" in names and (treated or "drug" in names or "medicine_word" in names):
        found.add(_T.SAFETY)
    if "amount" in names and names & {
        "treatment",
        "exercise",
        "h:plan",
        "h:treatment",
        "drug",
        "listed",
        "lead",
        "directive",
    }:
        found.add(_T.DOSAGE)
    if (
        "test" in names
        or ("listed" in names and names & {"s:symptoms", "h:symptoms"} and "amount" not in names)
        or ("symptom" in names and health and not found & {_T.EFFICACY, _T.CAUSATION, _T.SAFETY, _T.DOSAGE})
    ):
        found.add(_T.DIAGNOSIS)
    if (
        "definition" in names
        and names & {"condition", "h:condition", "t:condition", "drug"}
        and not found & {_T.EFFICACY, _T.CAUSATION}
    ):
        found.add(_T.DIAGNOSIS)
    if "prognosis" in names and health and not names & {"heading"}:
        found.add(_T.PROGNOSIS)
    regimen = _T.DOSAGE in found and bool(names & {"h:plan", "exercise", "trynow"}) and "drug" not in names
    if "care" in names or "directive" in names or regimen or ("exercise" in names and not found):
        found.add(_T.ADVICE)
    if "evidence" in names:
        found.add(_T.EVIDENCE)
    if crisis:
        found.add(_T.CRISIS)
    if "promo" in names:
        found.add(_T.MARKETING)
    if not found:
        if names & {"condition", "symptom", "h:condition", "s:condition"}:
            found.add(_T.DIAGNOSIS)
        elif names & {"drug", "treatment", "s:benefits", "h:benefits"}:
            found.add(_T.EFFICACY)
        else:
            found.add(_T.CAUSATION)
    return tuple(kind for kind in ClaimType if kind in found)


def _risk(judgement: Judgement, types: Sequence[ClaimType], medicine: bool, crisis: bool) -> Risk:
    """What could being wrong cause? The levels of ``docs/claims.md``."""
    names, sentence = judgement.names, judgement.sentence
    asked = [hit.rule.risk for hit in judgement.hits if hit.rule.risk is not None]
    if crisis or Risk.HIGH in asked:
        return Risk.HIGH
    if "drug" in names or "medicine_word" in names:
        return Risk.HIGH
    if "supplement" in names and set(types) & {_T.DOSAGE, _T.SAFETY, _T.ADVICE, _T.EFFICACY}:
        return Risk.HIGH
    if "pregnan" in sentence.plain or "newborn" in sentence.plain or "breastfeed" in sentence.plain:
        return Risk.HIGH
    if medicine:
        # Only the surroundings name the medicine: high where the sentence speaks of it, not of care in general.
        return Risk.MEDIUM if "care" in names and "harm" not in names and "p:drug" not in names else Risk.HIGH
    if Risk.MEDIUM in asked or "condition" in names or _T.STATISTIC in types:
        return Risk.MEDIUM
    if names & {"care", "professional", "test"}:
        return Risk.MEDIUM
    if names & {"h:condition", "t:condition", "s:condition", "p:condition"} and set(types) & {
        _T.DIAGNOSIS,
        _T.CAUSATION,
        _T.PROGNOSIS,
        _T.EFFICACY,
    }:
        return Risk.MEDIUM
    if "therapy" in names and _T.EFFICACY in types:
        return Risk.MEDIUM
    if _T.SAFETY in types:
        return Risk.MEDIUM
    return Risk.LOW


def _reasons(judgement: Judgement, types: Sequence[ClaimType], medicine: bool) -> tuple[Reason, ...]:
    sentence = judgement.sentence
    reasons = [Reason(hit.rule.id, hit.match.strip(), hit.rule.message, hit.rule.suggestion) for hit in judgement.hits]
    for kind in types:
        match = ""
        if kind is _T.CRISIS:
            match = next((sentence.cased[hit.start : hit.end] for hit in sentence.terms("crisis")), "")
        for group in _CUES.get(kind, ()):
            if group in judgement.names:
                match = cue_patterns().first(group, sentence.plain).strip()
                break
        reasons.append(Reason("model", match, f"It {_SAYS[kind]}."))
    drugs = sentence.terms("medicine", "brand", "class", "medicine_word")
    if drugs:
        words = sentence.cased[drugs[0].start : drugs[0].end]
        reasons.append(Reason("lexicon", words, "It names a medicine or a class of medicines."))
    elif medicine:
        reasons.append(Reason("lexicon", "", "The words around it are about a medicine."))
    named = sentence.terms("condition")
    if named:
        reasons.append(Reason("lexicon", sentence.cased[named[0].start : named[0].end], "It names a condition."))
    return tuple(reasons)
