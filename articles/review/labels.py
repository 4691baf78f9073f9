"""What people decided about sentences, as labelled data for the detector: one unit for each sentence they spoke about.

Signed off, flagged or sent back: a claim; dismissed: none. A sentence that an editor made of such a one carries the
fingerprint it was made from, and is no claim where a clinician attested it and nobody and nothing calls it one.
Who decided and why never stands here, nor what blind reading hides. The record has the form that
``claims.labels.load_units`` reads; offsets count characters of the article's text file.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from articles.claims import RuleSet, analyse
from articles.claims.anchoring import Status, anchor
from articles.claims.frontmatter import FileText, parse_file
from articles.claims.types import ArticleText, ClaimType, Context, Field, Risk, Segment
from articles.models import Attestation, Decision, Flag, Occurrence, Override, Revision
from articles.review.analysis import text_of
from articles.review.rulesets import current_ruleset
from articles.workflow.policy import Classification
from articles.workflow.settlement import Outcome

Key = tuple[int, str]  # article, fingerprint of the sentence
Rows = Sequence[Sequence[Any]]  # segments as a revision stores them
_MADE_FROM = {Status.CHANGED, Status.SPLIT, Status.MERGED}
_KINDS = {
    Field.TITLE.value: "heading",
    Field.HEADING.value: "heading",
    Field.CALLOUT_TITLE.value: "heading",
    Field.LIST_ITEM.value: "list_item",
    Field.QUOTE.value: "quote",
}


@dataclass(frozen=True, slots=True)
class Labels:
    """``records`` in the order of articles, revisions and places; ``files`` maps a record's ``article`` to its text."""

    records: list[dict[str, Any]]
    files: dict[str, str]


@dataclass(slots=True)
class _Acts:
    """What people did about one sentence of one article, oldest first."""

    decisions: list[Decision] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    doubted: bool = False  # contested, or a rule about it overridden

    @property
    def last(self) -> datetime:
        """When somebody last spoke about it."""
        return max([row.at for row in self.decisions] + [row.at for row in self.flags])


def collect(since: datetime | None = None) -> Labels:
    """Everything people decided; with ``since`` only sentences about which somebody spoke at that time or later."""
    acts = _acts()
    revisions: dict[int, list[Revision]] = defaultdict(list)
    rows = Revision.objects.filter(article__in={article for article, _ in acts})
    for revision in rows.select_related("article", "topic").order_by("article_id", "-number"):
        revisions[revision.article_id].append(revision)
    homes = {key: home for key, found in acts.items() if (home := _home(revisions[key[0]], key[1], found))}
    made_from = _made_from(homes, {article: found[0] for article, found in revisions.items()})
    writer = _Writer(current_ruleset())
    for key, home in homes.items():
        if since is None or acts[key].last >= since:
            writer.add(home, key[1], _label(acts[key]), made_from.get(key, ""))
    for key, origin in made_from.items():
        latest = revisions[key[0]][0]
        recent = since is None or acts[key[0], origin].last >= since
        if key not in acts and recent and _attested_as_no_claim(latest, key[1]):
            label = {"is_claim": False, "types": [], "risk": None, "borderline": True, "verdict": "edited"}
            writer.add(latest, key[1], label, origin)
    return writer.labels()


def _acts() -> dict[Key, _Acts]:
    """What counts, by sentence. Taken back decisions do not, nor those by a credential that never was true."""
    acts: dict[Key, _Acts] = defaultdict(_Acts)
    doubted: set[Key] = set(Override.objects.exclude(fingerprint="").values_list("article", "fingerprint"))
    decisions = Decision.objects.visible_to(None).select_related("revocation", "revision")
    for row in decisions.prefetch_related("signature__credentials").order_by("at", "pk"):
        revocation = getattr(row, "revocation", None)
        key = (row.article_id, row.fingerprint)
        if revocation is not None and revocation.contested:
            doubted.add(key)
        elif revocation is not None or any(item.found_false_at for item in row.signature.credentials.all()):
            continue
        acts[key].decisions.append(row)
    for flag in Flag.objects.order_by("at", "pk"):
        acts[flag.article_id, flag.fingerprint].flags.append(flag)
    for key in doubted & set(acts):
        acts[key].doubted = True
    return acts


def _home(revisions: Sequence[Revision], fingerprint: str, acts: _Acts) -> Revision | None:
    """The newest revision with these words that somebody spoke about. ``revisions`` are newest first."""
    spoken = {row.revision_id for row in acts.decisions}
    flagged = max((row.at for row in acts.flags), default=None)
    for revision in revisions:
        known = revision.pk in spoken or (flagged is not None and revision.saved_at <= flagged)
        if known and any(row[0] == fingerprint for row in revision.segments):
            return revision
    return None


def _label(acts: _Acts) -> dict[str, Any]:
    """The label that the acts add up to: the last decision speaks, doubt of any kind makes it borderline."""
    outcomes = [Outcome(row.outcome) for row in acts.decisions]
    spoken = [outcome for outcome in outcomes if outcome is not Outcome.RECLASSIFY]
    dismissed = bool(spoken) and spoken[-1] is Outcome.DISMISS
    torn = Outcome.DISMISS in outcomes and (len(set(spoken)) > 1 or bool(acts.flags))
    lowered = Outcome.RECLASSIFY in outcomes
    label = {"borderline": acts.doubted or torn or lowered, "is_claim": not dismissed, "types": [], "risk": None}
    if dismissed:
        return label | {"verdict": "dismissed"}
    said = _classification(acts)
    verdict = {Outcome.SIGN_OFF: "signed", Outcome.REQUEST_CHANGES: "changes_requested"}.get(
        spoken[-1] if spoken else Outcome.RECLASSIFY, "lowered" if lowered else "flagged"
    )
    types = [kind.value for kind in ClaimType if kind in said.types]
    return label | {"types": types, "risk": said.risk.value, "verdict": verdict}


def _classification(acts: _Acts) -> Classification:
    """What was found by the last decision, raised by later flags, lowered where a reader signed that."""
    parts = [Classification.from_data(acts.decisions[-1].found)] if acts.decisions else []
    for flag in acts.flags:
        if not acts.decisions or flag.at > acts.decisions[-1].at:
            types = frozenset(ClaimType(kind) for kind in flag.types)
            parts.append(Classification(types=types, risk=Risk(flag.risk), crisis=ClaimType.CRISIS in types))
    said = parts[0]
    for part in parts[1:]:
        said = said.raised(part)
    for row in acts.decisions:
        if row.outcome == Outcome.RECLASSIFY.value and row.to_risk:
            said = said.lowered(frozenset(ClaimType(kind) for kind in row.to_types), Risk(row.to_risk))
    return said


def _made_from(homes: Mapping[Key, Revision], latest: Mapping[int, Revision]) -> dict[Key, str]:
    """Sentences of the latest texts that an edit made of a sentence somebody spoke about: key → its fingerprint."""
    gone: dict[tuple[int, int], set[str]] = defaultdict(set)
    texts = {home.pk: home for home in homes.values()}
    for (article, fingerprint), home in homes.items():
        if fingerprint not in {row[0] for row in latest[article].segments}:
            gone[article, home.pk].add(fingerprint)
    found: dict[Key, str] = {}
    for (article, pk), fingerprints in sorted(gone.items()):
        old, new = texts[pk].segments, latest[article].segments
        for place in anchor(stored_segments(old), stored_segments(new)).anchors:
            origins = [old[number][0] for number in place.origins if old[number][0] in fingerprints]
            if origins and place.status in _MADE_FROM:
                found.setdefault((article, new[place.index][0]), origins[0])
    return found


def stored_segments(rows: Rows) -> list[Segment]:
    """Stored segments as anchoring reads them: words, digests and order."""
    return [
        Segment(number, Field(row[2]), row[6], row[6], row[3], row[4], row[5], row[0], row[1], Context(), row[7])
        for number, row in enumerate(rows)
    ]


def _attested_as_no_claim(revision: Revision, fingerprint: str) -> bool:
    if Occurrence.objects.filter(revision=revision, claim__fingerprint=fingerprint).exists():
        return False
    pairs = [[row[0], row[1]] for row in revision.segments if row[0] == fingerprint]
    signed = Attestation.objects.filter(revision=revision, revocation=None)
    return any(pair in attestation.pairs for attestation in signed for pair in pairs)


class _Writer:
    """Collects records, and the texts they point into."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._ruleset = ruleset
        self._records: dict[tuple[str, int, int], dict[str, Any]] = {}
        self._files: dict[str, str] = {}
        self._read: dict[int, tuple[FileText, str]] = {}

    def add(self, revision: Revision, fingerprint: str, label: dict[str, Any], edited_from: str) -> None:
        """One record for each place of these words in the revision."""
        if revision.pk not in self._read:
            source = source_of(text_of(revision))
            self._read[revision.pk] = (parse_file(source, "article.md"), source)
        file, source = self._read[revision.pk]
        name = f"{revision.article.slug}-r{revision.number}"
        for number, (found, _, kind, part, start, end, text, _) in enumerate(revision.segments):
            # What front matter cannot hold unchanged (a title with odd white space) has no place to point to.
            if found != fingerprint or getattr(file.article, part) != getattr(text_of(revision), part):
                continue
            first, last = file.span(part, start, end)
            self._files[f"articles/{name}.md"] = source
            self._records[revision.article.slug, revision.number, number] = {
                "id": f"{name}-{number:03}",
                "text": text,
                "is_claim": label["is_claim"],
                "types": label["types"],
                "risk": label["risk"],
                "needs_context": label["is_claim"] and self._needs_context(text),
                "borderline": label["borderline"],
                "kind": _KINDS.get(kind, "paragraph"),
                "raw": source[first:last],
                "start": first,
                "end": last,
                "article": f"articles/{name}.md",
                "source": "review",
                "doc_id": revision.article.slug,
                "verdict": label["verdict"],
                "fingerprint": fingerprint,
                "edited_from": edited_from or None,
            }

    def _needs_context(self, text: str) -> bool:
        """Whether the sentence alone would not be found."""
        return not analyse(ArticleText(title="", body=text), self._ruleset).claims

    def labels(self) -> Labels:
        """Everything added, in order."""
        return Labels([self._records[place] for place in sorted(self._records)], dict(sorted(self._files.items())))


def source_of(article: ArticleText) -> str:
    """The article as one file with front matter, which ``parse_file`` reads back."""
    return "---\n" + "".join(_front_matter(article)) + "---\n" + article.body


def _front_matter(article: ArticleText) -> Iterator[str]:
    for name in ("title", "summary", "meta_description", "kind", "region", "audience", "language", "topic"):
        if value := getattr(article, name):
            yield f"{name}: {json.dumps(value, ensure_ascii=False)}\n"
