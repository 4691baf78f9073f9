"""Saving text. Revisions are immutable; a save that changes nothing makes none; nothing typed is lost (law 5)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.claims.segments import segment
from articles.claims.types import ArticleText
from articles.markup import MarkupError, check_source
from articles.models import Article, Revision
from articles.models.article import KINDS
from articles.review import addresses, permissions
from articles.review.analysis import analyse_revision, text_of
from articles.review.authorship import record_authors
from articles.review.errors import BadInput, EditConflict
from articles.review.ledger import Entry, digest_of, record
from articles.review.locks import lock_article
from articles.review.rulesets import current_ruleset
from articles.workflow.states import ReviewState, state_of_new_revision

LONGEST_TITLE = 200
#: In code points: about 30,000 words. Less than is read (``articles.markup.MAX_LENGTH``), since each changed sentence
#: of a saved text is compared with every sentence its article ever had.
LONGEST_BODY = 200_000


@dataclass(frozen=True, slots=True)
class RevisionText:
    """Everything an editor types. ``topic`` is the primary key of a topic, or None."""

    title: str
    body: str = ""
    summary: str = ""
    meta_description: str = ""
    region: str = "GB"
    audience: str = "adults"
    language: str = "en"
    topic: int | None = None
    sensitive: bool = False

    @classmethod
    def of(cls, revision: Revision) -> "RevisionText":
        """The text of a stored revision."""
        values = {item.name: getattr(revision, item.name) for item in fields(cls) if item.name != "topic"}
        return cls(topic=revision.topic_id, **values)

    def cleaned(self) -> "RevisionText":
        """With one kind of line end and no white space around; browsers send CRLF."""
        values = asdict(self)
        for name in ("title", "summary", "meta_description"):
            values[name] = " ".join(values[name].split()) if name == "title" else values[name].strip()
        values["body"] = values["body"].strip("\n").rstrip()
        for name in ("summary", "meta_description", "body"):
            values[name] = values[name].replace("\r\n", "\n").replace("\r", "\n")
        return RevisionText(**values)

    def problems(self) -> list[str]:
        """In plain words, why this text cannot be saved; empty when it can."""
        found = []
        if not self.title:
            found.append("The title is empty.")
        if len(self.title) > LONGEST_TITLE:
            found.append(f"The title is longer than {LONGEST_TITLE} characters.")
        if len(self.body) > LONGEST_BODY:
            found.append(
                f"The text is too large: an article may have at most {LONGEST_BODY:,} characters. "
                "Split it into several articles."
            )
            return found
        for name, words in (("title", "title"), ("summary", "summary"), ("meta_description", "meta description")):
            found += [f"In the {words}: {sentence}" for sentence in check_source(getattr(self, name))]
        found += check_source(self.body)
        return found


@dataclass(frozen=True, slots=True)
class Saved:
    """The revision that now is the latest, and whether this save made it."""

    revision: Revision
    created: bool


def visible_sentences(text: RevisionText, kind: str) -> list[str]:
    """What readers would see of a text that is not saved, sentence by sentence."""
    parts = ArticleText(text.title, text.body, text.summary, text.meta_description, kind)
    return [item.text for item in segment(parts)]


def create_article(
    by: Any,
    text: RevisionText,
    *,
    kind: str = "article",
    slug: str = "",
    authors: Sequence[Any] = (),
    way: str = "saved",
    example: bool = False,
    now: datetime | None = None,
) -> Article:
    """Make an article with its first revision. Raises ``BadInput`` for a slug in use or text that cannot be saved."""
    permissions.check(by, "write_article")
    now = now or timezone.now()
    text = text.cleaned()
    slug = slugify(slug or text.title)[:120]
    problems = text.problems()
    if kind not in dict(KINDS):
        problems.append(f"“{kind}” is not a kind of article.")
    if taken := addresses.problem(slug):
        problems.append(taken)
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        try:
            with transaction.atomic():
                article = Article.objects.create(slug=slug, kind=kind, owner=by, example=example)
        except IntegrityError as error:  # somebody was faster by a moment
            raise BadInput(f"The address “{slug}” is already in use.") from error
        _, entries = _store(article, None, text, by, authors or [by], way, None, now)
        record(now, Entry("article_created", by, article, data={"kind": kind}), *entries)
    return article


def save_revision(
    article: Article,
    by: Any,
    text: RevisionText,
    *,
    base: int | None,
    authors: Sequence[Any] = (),
    way: str = "saved",
    restored_from: Revision | None = None,
    now: datetime | None = None,
) -> Saved:
    """Save ``text`` as the next revision. ``base`` is the number of the revision the writer started from.

    Raises ``EditConflict`` when somebody else saved in between and the texts differ, ``BadInput`` with every problem.
    During review the new revision takes over "in review" and the older one is superseded.
    """
    permissions.check(by, "write_article")
    now = now or timezone.now()
    text = text.cleaned()
    if problems := text.problems():
        raise BadInput(problems)
    with transaction.atomic():
        article = lock_article(article.pk)
        latest = article.latest_revision
        if latest is not None:
            if RevisionText.of(latest) == text:
                return Saved(latest, False)
            if base is not None and base != latest.number:
                raise EditConflict(latest, text)
        revision, entries = _store(article, latest, text, by, authors or [by], way, restored_from, now)
        record(now, *entries)
    return Saved(revision, True)


def restore(article: Article, by: Any, number: int, now: datetime | None = None) -> Saved:
    """Make an old revision the newest again. Nobody becomes an author by restoring."""
    old = Revision.objects.get(article=article, number=number)
    return save_revision(article, by, RevisionText.of(old), base=None, restored_from=old, now=now)


def save_redaction(article: Article, by: Any, text: RevisionText, now: datetime) -> tuple[Revision, list[Entry]]:
    """The revision of an emergency redaction: whole passages removed, no new words, so no new authors.

    For ``articles.publishing.redact`` only, inside its transaction and under the article's lock.
    """
    return _store(article, article.latest_revision, text.cleaned(), by, [], "saved", None, now, redacts=True)


def text_digest_of(text: RevisionText) -> str:
    """Digest of everything an editor types, as it stands in the ledger beside the saving."""
    values = asdict(text)
    values["topic_id"] = values.pop("topic")
    return digest_of(values)


def _store(
    article: Article,
    latest: Revision | None,
    text: RevisionText,
    by: Any,
    authors: Sequence[Any],
    way: str,
    restored_from: Revision | None,
    now: datetime,
    redacts: bool = False,
) -> tuple[Revision, list[Entry]]:
    state = state_of_new_revision(latest.review_state if latest else None)
    submitted = latest.submitted_at if latest and state is ReviewState.IN_REVIEW else None
    if latest is not None and latest.review_state is not ReviewState.SUPERSEDED:
        Revision.objects.filter(pk=latest.pk, state=latest.state).update(state=ReviewState.SUPERSEDED.value)
    values = asdict(text)
    values["topic_id"] = values.pop("topic")
    revision = Revision(
        article=article,
        number=latest.number + 1 if latest else 1,
        base=latest,
        restored_from=restored_from,
        redacts=redacts,
        saved_by=by,
        saved_at=now,
        state=state.value,
        submitted_at=submitted,
        digest=text_digest_of(text),
        **values,
    )
    revision.save()
    analysis = analyse_revision(revision, current_ruleset())
    if authors:
        segments = analysis.segments if analysis else _segments_anyway(revision)
        record_authors(revision, segments, authors, way)
    kind = "revision_restored" if restored_from else "revision_saved"
    data = {
        "number": revision.number,
        "state": state.value,
        "authors": sorted(author.pk for author in authors),
        "way": way,
        "restored_from": restored_from.number if restored_from else None,
    }
    return revision, [Entry(kind, by, article, revision, f"revision:{revision.pk}", revision.digest, data)]


def _segments_anyway(revision: Revision) -> Sequence[Any]:
    """Authorship must be known even where detection failed."""
    try:
        return segment(text_of(revision))
    except MarkupError:
        return segment(ArticleText(title=revision.title, body=""))
