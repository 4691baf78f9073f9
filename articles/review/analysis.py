"""Running detection over a revision and storing what it said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import PurePosixPath

from articles.claims import DetectorError, RuleSet, analyse
from articles.claims.types import Analysis, ArticleText, ClaimType, Competence, Risk, Segment, Severity
from articles.markup import MarkupError
from articles.models import Article, Claim, Flag, Occurrence, Revision
from articles.review.authorship import record_recut
from articles.review.errors import BadInput, check_length
from articles.workflow.policy import Classification

_IMAGE = re.compile(r"^[0-9a-f]{64}\.(png|jpg|webp)$")


def text_of(revision: Revision) -> ArticleText:
    """The revision as detection sees it."""
    return ArticleText(
        title=revision.title,
        summary=revision.summary,
        meta_description=revision.meta_description,
        body=revision.body,
        kind=revision.article.kind,
        region=revision.region,
        audience=revision.audience,
        language=revision.language,
        topic=revision.topic.name if revision.topic else "",
    )


def flags_of(article: Article) -> dict[str, Classification]:
    """What people flagged or raised in this article, by fingerprint."""
    raised: dict[str, Classification] = {}
    for flag in Flag.objects.filter(article=article).order_by("pk"):
        added = Classification(
            types=frozenset(ClaimType(item) for item in flag.types),
            risk=Risk(flag.risk),
            crisis=ClaimType.CRISIS.value in flag.types,
        )
        raised[flag.fingerprint] = raised[flag.fingerprint].raised(added) if flag.fingerprint in raised else added
    return raised


def image_hashes(images: Iterable[str]) -> list[str]:
    """Content hashes of the pictures, in order: a picture's file name is the SHA-256 of its bytes; anything else is
    kept as written, so that the attester's signature still changes with it."""
    names = [PurePosixPath(image).name for image in images]
    return [name.split(".")[0] if _IMAGE.match(name) else image for name, image in zip(names, images, strict=True)]


def segment_row(segment: Segment) -> list[object]:
    """A segment as stored on the revision."""
    return [
        segment.fingerprint,
        segment.context_digest,
        segment.field.value,
        segment.part,
        segment.start,
        segment.end,
        segment.text,
        segment.block,
    ]


def analyse_revision(revision: Revision, ruleset: RuleSet) -> Analysis | None:
    """Analyse and store; None when the detector failed, with the sentence in ``analysis_error`` (the gate fails
    closed).

    Occurrences are rewritten for this revision only. Claims are kept for ever. Where a release cuts the text into
    other sentences than before, these have the authors of their parts (law 6).
    """
    try:
        analysis = analyse(text_of(revision), ruleset)
    except (DetectorError, MarkupError) as error:
        revision.analysis_error = str(error) or "The detector failed on this text."
        revision.ruleset = ruleset.version
        revision.save(update_fields=["analysis_error", "ruleset"])
        return None
    before = revision.segments
    fill(revision, analysis)
    revision.save(update_fields=["analysis_error", "ruleset", "segments", "analysis"])
    if before:
        record_recut(revision, before, analysis.segments)
    _store_occurrences(revision, analysis)
    return analysis


def fill(revision: Revision, analysis: Analysis) -> None:
    """Put what detection said on the revision; nothing is stored."""
    revision.analysis_error = ""
    revision.ruleset = analysis.ruleset
    revision.segments = [segment_row(segment) for segment in analysis.segments]
    revision.analysis = {
        "wording": [_plain(asdict(item)) for item in analysis.wording],
        "page": [_plain(asdict(item)) for item in analysis.page],
        "mentions": {key: list(value) for key, value in asdict(analysis.mentions).items()},
        "images": image_hashes(analysis.images),
        "helplines": list(analysis.helplines),
        "words": analysis.words,
        "sentences": analysis.sentences,
    }


def _plain(data: dict) -> dict:
    return {key: getattr(value, "value", value) for key, value in data.items()}


def _claims_of(article: Article, fingerprints: Iterable[str]) -> dict[str, Claim]:
    rows = Claim.objects.filter(article=article, fingerprint__in=list(fingerprints))
    return {claim.fingerprint: claim for claim in rows}


def _store_occurrences(revision: Revision, analysis: Analysis) -> None:
    flags = flags_of(revision.article)
    texts = claimed(analysis, flags)
    claims = _claims_of(revision.article, texts)
    # Under the article's lock nobody else adds claims to it, so what is missing can simply be added.
    missing = [fingerprint for fingerprint in texts if fingerprint not in claims]
    Claim.objects.bulk_create(
        [Claim(article=revision.article, fingerprint=fingerprint, text=texts[fingerprint]) for fingerprint in missing]
    )
    if missing:
        claims |= _claims_of(revision.article, missing)
    rows = occurrences_of(revision, analysis, flags, claims)
    Occurrence.objects.filter(revision=revision).delete()
    Occurrence.objects.bulk_create(rows)


def claimed(analysis: Analysis, flags: Mapping[str, Classification]) -> dict[str, str]:
    """The words of every claim by fingerprint: what detection found, and what a person flagged."""
    found = {finding.segment for finding in analysis.claims}
    return {s.fingerprint: s.text for s in analysis.segments if s.index in found or s.fingerprint in flags}


def occurrences_of(
    revision: Revision, analysis: Analysis, flags: Mapping[str, Classification], claims: Mapping[str, Claim]
) -> list[Occurrence]:
    """Where the claims stand in the text, in its order; unsaved rows. ``claims`` holds one for each fingerprint."""
    found = {finding.segment: finding for finding in analysis.claims}
    rows = []
    for segment in analysis.segments:
        if segment.fingerprint not in claims or not (segment.index in found or segment.fingerprint in flags):
            continue
        finding = found.get(segment.index)
        parts = [Classification.of(finding)] if finding else []
        reasons = [asdict(reason) for reason in finding.reasons] if finding else []
        if flag := flags.get(segment.fingerprint):
            parts.append(flag)
            reasons.append({"rule": "person", "match": "", "message": "Flagged by a person.", "suggestion": ""})
        classification = parts[0] if len(parts) == 1 else parts[0].raised(parts[1])
        rows.append(
            Occurrence(
                revision=revision,
                claim=claims[segment.fingerprint],
                index=segment.index,
                field=segment.field.value,
                part=segment.part,
                start=segment.start,
                end=segment.end,
                block=segment.block,
                context_digest=segment.context_digest,
                context=asdict(segment.context),
                types=sorted(item.value for item in classification.types),
                risk=classification.risk.value,
                score=finding.score if finding else 1.0,
                reasons=reasons,
                blocking=list(classification.blocking),
                competences=sorted(item.value for item in classification.competences),
                acknowledge=classification.acknowledge,
                medicine=classification.medicine,
                crisis=classification.crisis,
            )
        )
    return rows


def check_note(text: str) -> None:
    """Raise ``BadInput`` unless a note to readers (of a change, a withdrawal) may be shown without a signature.

    Notes are written when there is no time for review, so they may not speak of health at all (law 4).
    """
    check_length(text)
    if text.strip():
        _refuse_health(ArticleText(title="", body=text))


def check_name(text: str) -> None:
    """Raise ``BadInput`` unless a name that readers see in lists (of a topic) states nothing, as headings mostly do."""
    _refuse_health(ArticleText(title=text, body=""))


def _refuse_health(text: ArticleText) -> None:
    try:
        found = analyse(text)
    except (DetectorError, MarkupError) as error:
        raise BadInput(f"What readers would see cannot be checked: {error}") from error
    blocking = [item.match for item in found.wording if item.severity is Severity.BLOCK]
    said = [found.segments[claim.segment].text for claim in found.claims] + blocking
    if said:
        raise BadInput(f"Readers would see something about health that nobody signed: “{said[0]}”. Leave it out.")


def classification_of(occurrence: Occurrence) -> Classification:
    """The stored finding as the policy sees it."""
    return Classification(
        types=frozenset(ClaimType(item) for item in occurrence.types),
        risk=Risk(occurrence.risk),
        medicine=occurrence.medicine,
        crisis=occurrence.crisis,
        blocking=tuple(occurrence.blocking),
        competences=frozenset(Competence(item) for item in occurrence.competences),
        acknowledge=occurrence.acknowledge,
    )
