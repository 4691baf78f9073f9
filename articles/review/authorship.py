"""Who wrote which sentence (law 6). Append-only; computed when a revision is saved, read when somebody signs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from articles.claims.anchoring import ancestors
from articles.claims.segments import segment
from articles.claims.types import ArticleText, Segment
from articles.models import Decision, Revision, WordAuthor

HELPLINE = "helpline:"


def authors_of(fingerprints: Iterable[str]) -> dict[str, set[int]]:
    """User ids of the authors of each fingerprint, in any article. One query."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = (
        WordAuthor.objects.filter(fingerprint__in=set(fingerprints)).values_list("fingerprint", "person_id").distinct()
    )
    for fingerprint, person in rows:
        found[fingerprint].add(person)
    return found


def record_authors(revision: Revision, segments: Sequence[Segment], writers: Sequence[Any], way: str) -> None:
    """Store the authors of every sentence that this revision introduces into its article.

    Authors are the writers, the authors of every sentence it was made from (similar, split, merged, deleted-from),
    and a reviewer who proposed the wording. A sentence that the article held before adds nobody, so restoring adds
    nobody.
    """
    article = revision.article
    known: dict[str, str] = {}
    written: dict[str, set[int]] = defaultdict(set)
    for fingerprint, text, person in WordAuthor.objects.filter(article=article).values_list(
        "fingerprint", "text", "person_id"
    ):
        known[fingerprint] = text
        written[fingerprint].add(person)
    introduced = {
        item.fingerprint: item.text
        for item in segments
        # A reference to a help line is no wording: the entry itself is a signed publication.
        if item.fingerprint not in known and not item.text.startswith(HELPLINE)
    }
    if not introduced:
        return
    proposals = _proposals(article)
    everywhere = authors_of(known)
    rows: dict[tuple[str, int], WordAuthor] = {}

    def add(fingerprint: str, person: int, how: str) -> None:
        rows.setdefault(
            (fingerprint, person),
            WordAuthor(
                fingerprint=fingerprint,
                person_id=person,
                article=article,
                revision=revision,
                way=how,
                text=introduced[fingerprint],
            ),
        )

    proposed_words = {item.fingerprint: item.text for item, _ in proposals}
    for fingerprint, text in introduced.items():
        for writer in writers:
            add(fingerprint, writer.pk, way)
        for origin in ancestors(text, known):
            for person in everywhere.get(origin, set()) | written[origin]:
                add(fingerprint, person, "derived")
        taken = set(ancestors(text, proposed_words)) | ({fingerprint} & proposed_words.keys())
        for item, person in proposals:
            if item.fingerprint in taken:
                add(fingerprint, person, "proposed")
    WordAuthor.objects.bulk_create(rows.values())


def record_recut(revision: Revision, before: Sequence[Sequence[Any]], segments: Sequence[Segment]) -> None:
    """Store the authors of sentences that a release cuts otherwise out of the words of a stored revision.

    ``before`` holds the rows that the revision had (``analysis.segment_row``). The words are the same, so the authors
    of a new sentence are those of every old one whose characters it shares, exactly. Nobody is asked about
    similarity, and nobody is added who wrote nothing of it.
    """
    known = {row[0] for row in before}
    if all(item.fingerprint in known for item in segments):
        return
    everywhere = authors_of(known)
    rows = {}
    for item in segments:
        if item.fingerprint in known or item.text.startswith(HELPLINE):
            continue
        for fingerprint, _, _, part, start, end, *_ in before:
            if part == item.part and start < item.end and item.start < end:
                for person in everywhere.get(fingerprint, ()):
                    rows[item.fingerprint, person] = WordAuthor(
                        fingerprint=item.fingerprint,
                        person_id=person,
                        article_id=revision.article_id,
                        revision=revision,
                        way="derived",
                        text=item.text,
                    )
    there = set(
        WordAuthor.objects.filter(article=revision.article_id, fingerprint__in={key[0] for key in rows}).values_list(
            "fingerprint", "person_id"
        )
    )
    WordAuthor.objects.bulk_create([row for key, row in rows.items() if key not in there])


def _proposals(article: Any) -> list[tuple[Segment, int]]:
    """Sentences that reviewers proposed for this article, with who proposed them."""
    rows = Decision.objects.filter(article=article).exclude(proposed_wording="")
    return [
        (item, row.by_id)
        for row in rows
        for item in segment(ArticleText(title="", body=row.proposed_wording))
        if item.text
    ]
