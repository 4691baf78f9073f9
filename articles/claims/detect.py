"""The whole of detection behind one call: ``analyse(article)``."""

from collections.abc import Iterator, Sequence

from .apply import RuleHit, apply_rules, claim_hits, wording_hits
from .classify import classify
from .counted import counts
from .features import features
from .fingerprints import fold_with_offsets
from .numbers import RULE as C03
from .numbers import typed_numbers, without_doubles
from .pagechecks import Page, check_page
from .reading import Sentence
from .ruleset import RuleSet, load_ruleset
from .segments import Segmentation, helplines, images, segmentation
from .types import Analysis, ArticleText, ClaimFinding, Field, Mentions, Segment, WordingFinding


class DetectorError(Exception):
    """Detection failed on this text. Whoever calls must treat the text as not publishable (fail closed)."""


def analyse(article: ArticleText, ruleset: RuleSet | None = None) -> Analysis:
    """Everything detection says about one text: segments, claims, wording, findings on the page, medicines named.

    Pure and deterministic; takes time in proportion to the text. Raises ``articles.markup.MarkupError`` (a
    plain sentence for the editor) when the source itself is refused, and ``DetectorError`` for any failure of
    detection.
    """
    cut = segmentation(article)
    try:
        return _analyse(article, ruleset or load_ruleset(), cut)
    except Exception as error:
        raise DetectorError(f"The claims in this text could not be found: {type(error).__name__}: {error}") from error


def _analyse(article: ArticleText, ruleset: RuleSet, cut: Segmentation) -> Analysis:
    segments = cut.segments
    sentences = ruleset.reader.sentences(segments, title_of(article, segments))
    hits = apply_rules(sentences, ruleset)
    claims = _claims(sentences, hits, ruleset)
    mentions = _mentions(sentences)
    helps = helplines(cut.document)
    reads = [sentence.words for sentence in sentences]
    text = "\n".join([read.plain for read in reads]).encode()
    tagged = [read.tagged for read in reads if read.tagged_hits]
    page = Page(article, sentences, hits, len(claims), mentions, helps, _helpline_places(sentences), tagged, text)
    return Analysis(
        ruleset=ruleset.version,
        segments=segments,
        claims=claims,
        wording=without_doubles(
            [
                *(_wording(hit, sentences, cut) for hit in _wording_hits(article, hits)),
                *_register_numbers(article, ruleset, cut),
            ]
        ),
        page=check_page(page, ruleset),
        mentions=mentions,
        images=images(cut.document),
        helplines=helps,
        words=counts([read.counted for read in reads]).words,
        sentences=len(segments),
    )


def title_of(article: ArticleText, segments: Sequence[Segment]) -> str:
    """The title, or the first heading where a file has no title of its own."""
    heading = Field.HEADING
    return article.title or next((segment.text for segment in segments if segment.field is heading), "")


def _claims(sentences: Sequence[Sentence], hits: Sequence[RuleHit], ruleset: RuleSet) -> tuple[ClaimFinding, ...]:
    seen = features(sentences, ruleset.reader)
    by_sentence = claim_hits(hits)
    totals = [*map(ruleset.weights.total, seen)]
    judged = [
        classify(sentence, one, total, by_sentence.get(number, ()), ruleset.weights)
        for number, (sentence, one, total) in enumerate(zip(sentences, seen, totals, strict=True))
    ]
    return tuple([finding for finding in judged if finding is not None])


def _wording_hits(article: ArticleText, hits: Sequence[RuleHit]) -> list[RuleHit]:
    # Entries of the help line list are where the numbers belong.
    excused = {"C03", "C08"} if article.kind == "helpline" else set()
    return [hit for hit in wording_hits(hits) if hit.rule.id not in excused]


def _register_numbers(article: ArticleText, ruleset: RuleSet, cut: Segmentation) -> Iterator[WordingFinding]:
    """Numbers of the help line register that were typed by hand: rule C03 with the entry to use instead."""
    if article.kind == "helpline" or not ruleset.numbers or not ruleset.is_on(C03):
        return
    rule = ruleset.rule(C03)
    for segment, start, end, words, key in typed_numbers(cut.segments, dict(ruleset.numbers)):
        yield WordingFinding(
            C03,
            segment.index,
            segment.part,
            *cut.span(segment.index, start, end),
            words.strip(),
            rule.message,
            f"use {{{{ helpline:{key} }}}}",
            rule.severity,
            rule.overrider,
        )


def _wording(hit: RuleHit, sentences: Sequence[Sentence], cut: Segmentation) -> WordingFinding:
    sentence = sentences[hit.number]
    segment = sentence.segment
    start, end = cut.span(segment.index, *_in_segment(hit, sentence))
    rule = hit.rule
    return WordingFinding(
        rule.id,
        segment.index,
        segment.part,
        start,
        end,
        hit.match.strip(),
        rule.message,
        rule.suggestion,
        rule.severity,
        rule.overrider,
    )


def _in_segment(hit: RuleHit, sentence: Sentence) -> tuple[int, int]:
    """The characters of the segment's text that the match came from; the whole segment when they cannot be told."""
    text = sentence.segment.text
    folded, offsets = fold_with_offsets(text)
    start, end = hit.start, hit.end
    if start < 0:
        start = sentence.cased.find(hit.match)
        end = start + len(hit.match)
    if start < 0 or start >= end or folded.replace("’", "'") != sentence.cased:
        return 0, len(text)
    while start < end - 1 and folded[start].isspace():
        start += 1
    return offsets[start], offsets[end - 1] + 1


def _mentions(sentences: Sequence[Sentence]) -> Mentions:
    found: dict[str, set[str]] = {"medicine": set(), "brand": set(), "class": set()}
    for sentence in sentences:
        if "drug" in sentence.words.term_names:
            for hit in sentence.words.hits:
                if hit.term.kind in found and hit.term.pom:
                    found[hit.term.kind].add(hit.term.text)
    return Mentions(tuple(sorted(found["medicine"])), tuple(sorted(found["brand"])), tuple(sorted(found["class"])))


def _helpline_places(sentences: Sequence[Sentence]) -> tuple[float, ...]:
    body = [sentence for sentence in sentences if sentence.segment.part == "body"]
    last = max(1, len(body) - 1)
    return tuple(number / last for number, sentence in enumerate(body) if sentence.segment.text.startswith("helpline:"))
