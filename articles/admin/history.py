"""The history of an article: every revision, two of them compared, an old one restored, who wrote which sentence."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from articles.admin.comparing import columns, differences, rendered_with_changes, source_of
from articles.admin.desk import answer, needs, number_of, posts_only, refusals
from articles.admin.panel import PARTS, line_of
from articles.admin.places import editor_url
from articles.claims.types import Field
from articles.models import Article, Revision, WordAuthor
from articles.models.authorship import WAYS
from articles.review.ledger import name_of
from articles.review.revisions import RevisionText, restore


def _crumbs(article: Article, latest: Revision | None) -> list[tuple[str, str]]:
    return [
        ("Articles", reverse("admin:articles_article_changelist")),
        (latest.title if latest else article.slug, editor_url(article.pk)),
    ]


@refusals
@needs("write_article", "review_article")
def history(request: HttpRequest, article: Article) -> HttpResponse:
    """Every revision, two of them beside each other (``?left=2&right=5``), and the button that restores one.

    ``?show=5`` is short for revision 5 beside the one before it.
    """
    revisions = list(article.revisions.select_related("saved_by", "restored_from").order_by("-number"))
    by_number = {revision.number: revision for revision in revisions}
    shown = number_of(request.GET.get("show"))
    left = by_number.get(number_of(request.GET.get("left")) or shown - 1)
    right = by_number.get(number_of(request.GET.get("right")) or shown)
    latest = revisions[0] if revisions else None
    context = {
        "title": "Revisions",
        "article": article,
        "revisions": revisions,
        "published": set(article.publications.values_list("revision_id", flat=True)),
        "latest": latest,
        "left": left,
        "right": right,
        "first_shown": right if right and not left else None,
        "may_restore": request.user.has_perm("articles.write_article"),
        "crumbs": _crumbs(article, latest),
    }
    if left and right:
        old, new = RevisionText.of(left), RevisionText.of(right)
        context |= {
            "differences": differences(old, new),
            "columns": columns(source_of(old), source_of(new)),
            "left_html": rendered_with_changes(left, right, "gone"),
            "right_html": rendered_with_changes(right, left, "came"),
        }
    return answer(request, "history.html", context)


@posts_only
@refusals
@needs("write_article")
def restore_revision(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """Make an old revision the newest again; nobody becomes an author by it."""
    article = get_object_or_404(Article, pk=article_id)
    get_object_or_404(Revision, article=article, number=number)
    saved = restore(article, request.user, number)
    if saved.created:
        messages.success(request, f"Revision {number} is the newest again, as revision {saved.revision.number}.")
    else:
        messages.info(request, "This is the newest text already: nothing changed, nothing lapses.")
    return redirect(editor_url(article.pk))


@dataclass(slots=True)
class Sentence:
    """One sentence of the newest text with everybody who counts as its author."""

    text: str
    place: str
    is_heading: bool
    authors: list[tuple[str, str, str]] = field(default_factory=list)  # (name, how, where it was first saved)


@refusals
@needs("write_article", "review_article")
def authorship(request: HttpRequest, article_id: int) -> HttpResponse:
    """Who wrote which sentence of the newest text: those who may not sign it (law 6)."""
    article = get_object_or_404(Article, pk=article_id)
    revision = article.latest_revision
    sentences = _sentences(revision) if revision else []
    counts: dict[str, int] = defaultdict(int)
    for sentence in sentences:
        for name in {author[0] for author in sentence.authors}:
            counts[name] += 1
    context = {
        "title": "Who wrote which sentence",
        "article": article,
        "revision": revision,
        "sentences": sentences,
        "people": sorted(counts.items(), key=lambda item: (-item[1], item[0])),
        "crumbs": _crumbs(article, revision),
    }
    return answer(request, "authorship.html", context)


def _sentences(revision: Revision) -> list[Sentence]:
    rows = WordAuthor.objects.filter(fingerprint__in={row[0] for row in revision.segments})
    found: dict[str, list[WordAuthor]] = defaultdict(list)
    for author in rows.select_related("person", "revision", "article").order_by("pk"):
        found[author.fingerprint].append(author)
    ways = dict(WAYS)
    sentences = []
    for fingerprint, _, kind, part, start, _, text, _ in revision.segments:
        place = f"Line {line_of(revision.body, start)}" if part == "body" else PARTS.get(part, part).capitalize()
        sentence = Sentence(text, place, kind in (Field.TITLE, Field.HEADING))
        for author in found.get(fingerprint, ()):
            where = f"revision {author.revision.number}"
            if author.article_id != revision.article_id:
                where += f" of “{author.article.slug}”"
            sentence.authors.append((name_of(author.person), ways[author.way], where))
        sentences.append(sentence)
    return sentences
