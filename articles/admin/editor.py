"""Writing: the pages on which an article is made and changed, the page of two texts, and the history of revisions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles.admin.desk import answer, needs, refusals, sentences_of
from articles.admin.forms import NewArticleForm, TextForm, initial_of
from articles.admin.panel import build
from articles.admin.places import editor_url, gate_url
from articles.claims.anchoring import word_diff
from articles.models import Article, Publication, Revision, Topic
from articles.review.errors import BadInput, EditConflict
from articles.review.revisions import RevisionText, create_article, restore, save_revision

Diff = list[tuple[str, tuple[tuple[str, str], ...]]]


@refusals
@needs("write_article")
def add(request: HttpRequest) -> HttpResponse:
    """A new article with its first revision."""
    status = 200
    if request.method == "POST":
        form = NewArticleForm(request.POST)
        status = 400
        if form.is_valid():
            data = form.cleaned_data
            try:
                article = create_article(request.user, form.text(), kind=data["kind"], slug=data["slug"])
            except BadInput as error:
                for sentence in sentences_of(error):
                    form.add_error(None, sentence)
            else:
                messages.success(request, "The article was made. What follows beside the text is what it needs.")
                return redirect(editor_url(article.pk))
    else:
        form = NewArticleForm(initial={name: request.GET[name] for name in ("kind",) if name in request.GET})
    crumbs = [("Articles", reverse("admin:articles_article_changelist"))]
    return answer(
        request, "editor.html", {"title": "New article", "form": form, "article": None, "crumbs": crumbs}, status
    )


@refusals
def change(request: HttpRequest, article: Article) -> HttpResponse:
    """The editor. Saving makes a revision; saving without change makes none and nothing lapses."""
    if not request.user.has_perm("articles.write_article"):
        return redirect(gate_url(article.pk))  # who may read, but not write, reads there
    status = 200
    if request.method == "POST":
        form = TextForm(request.POST)
        status = 400
        if form.is_valid():
            try:
                saved = save_revision(article, request.user, form.text(), base=form.cleaned_data["base"])
            except EditConflict as error:
                return conflict(request, article, error)
            except BadInput as error:
                for sentence in sentences_of(error):
                    form.add_error(None, sentence)
            else:
                if saved.created:
                    messages.success(request, f"Saved as revision {saved.revision.number}.")
                else:
                    messages.info(request, "Nothing changed, nothing lapses.")
                return redirect(editor_url(article.pk))
    else:
        latest = article.latest_revision
        form = TextForm.of(latest) if latest else TextForm()
    return editor_page(request, article, form, status)


def editor_page(request: HttpRequest, article: Article, form: TextForm, status: int = 200) -> HttpResponse:
    """The editor with its panel; ``form`` may hold typed text that was refused."""
    now = timezone.now()
    revision = article.latest_revision
    live = Publication.objects.live(now).filter(article=article).first()
    context = {
        "title": revision.title if revision else article.slug,
        "form": form,
        "article": article,
        "revision": revision,
        "panel": build(revision, request.user, now) if revision else None,
        "live": live,
        "live_is_older": bool(live and revision and live.revision_id != revision.pk),
        "crumbs": [("Articles", reverse("admin:articles_article_changelist"))],
    }
    return answer(request, "editor.html", context, status)


def conflict(request: HttpRequest, article: Article, error: EditConflict) -> HttpResponse:
    """Two people saved over each other: both texts, the difference, and a form that saves yours on top (law 5)."""
    theirs: Any = error.theirs
    yours: Any = error.yours
    base = Revision.objects.filter(article=article, number=request.POST.get("base") or 0).first()
    context = {
        "title": "Somebody saved before you",
        "sentence": str(error),
        "article": article,
        "theirs": theirs,
        "yours": yours,
        "differences": differences(RevisionText.of(theirs), yours),
        "their_changes": differences(RevisionText.of(base), RevisionText.of(theirs)) if base else [],
        "form": TextForm(initial=initial_of(yours, theirs.number)),
        "crumbs": [("Articles", reverse("admin:articles_article_changelist")), (theirs.title, editor_url(article.pk))],
    }
    return answer(request, "conflict.html", context, 409)


def differences(old: RevisionText, new: RevisionText) -> Diff:
    """What differs, field by field, word by word: (name of the field, ((operation, words), …))."""
    found: Diff = []
    for name in old.__dataclass_fields__:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            found.append((name.replace("_", " "), word_diff(_words(name, before), _words(name, after))))
    return found


def _words(name: str, value: Any) -> str:
    if name == "topic":
        topic = Topic.objects.filter(pk=value).first() if value else None
        return topic.name if topic else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


@refusals
@needs("write_article", "review_article")
def history(request: HttpRequest, article: Article) -> HttpResponse:
    """Every revision, with what changed in one of them (``?show=<number>``) and the button that restores it."""
    revisions = list(article.revisions.select_related("saved_by", "restored_from").order_by("-number"))
    published = set(article.publications.values_list("revision_id", flat=True))
    wanted = request.GET.get("show", "")
    shown = next((item for item in revisions if str(item.number) == wanted), None)
    before = next((item for item in revisions if shown and item.number == shown.number - 1), None)
    context = {
        "title": "Revisions",
        "article": article,
        "revisions": revisions,
        "published": published,
        "latest": revisions[0] if revisions else None,
        "shown": shown,
        "differences": differences(RevisionText.of(before), RevisionText.of(shown)) if shown and before else [],
        "may_restore": request.user.has_perm("articles.write_article"),
        "crumbs": [
            ("Articles", reverse("admin:articles_article_changelist")),
            (revisions[0].title if revisions else article.slug, editor_url(article.pk)),
        ],
    }
    return answer(request, "history.html", context)


@require_POST
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
