"""Writing: the pages on which an article is made and changed, and the page of two texts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.comparing import columns, differences, source_of
from articles.admin.desk import answer, needs, refusals, sentences_of
from articles.admin.forms import NewArticleForm, TextForm, initial_of
from articles.admin.live import ask, preview_of, text_of, verdict_of
from articles.admin.places import editor_url, gate_url
from articles.admin.toolbar import MORE_KEYS, TOOLBAR
from articles.admin.unsaved import offer_of
from articles.models import Article, Publication, Revision
from articles.models.article import KINDS
from articles.review import unsaved
from articles.review.errors import BadInput, EditConflict
from articles.review.revisions import RevisionText, create_article, save_revision


@refusals
@needs("write_article")
def add(request: HttpRequest) -> HttpResponse:
    """A new article with its first revision."""
    status = 200
    if request.method == "POST":
        form = NewArticleForm(request.POST)
        if form.is_valid() and "look" not in request.POST:
            data = form.cleaned_data
            try:
                article = create_article(request.user, form.text(), kind=data["kind"], slug=data["slug"])
            except BadInput as error:
                for sentence in sentences_of(error):
                    form.add_error(None, sentence)
            else:
                unsaved.forget(request.user, None)
                messages.success(request, "The article was made. What follows beside the text is what it needs.")
                return redirect(editor_url(article.pk))
        status = 200 if "look" in request.POST else 400
    elif "bring" in request.GET and (kept := unsaved.kept(request.user, None)):
        form = NewArticleForm(initial=initial_of(kept.text, None) | {"slug": kept.slug, "kind": kept.kind})
    else:
        form = NewArticleForm(initial={name: request.GET[name] for name in ("kind", "slug") if name in request.GET})
    crumbs = [("Articles", reverse("admin:articles_article_changelist"))]
    context = _judged(request, form, None) | {"title": "New article", "form": form, "article": None, "crumbs": crumbs}
    return answer(request, "editor.html", context, status)


@refusals
def change(request: HttpRequest, article: Article) -> HttpResponse:
    """The editor. Saving makes a revision; saving without change makes none and nothing lapses."""
    if not request.user.has_perm("articles.write_article"):
        return redirect(gate_url(article.pk))  # who may read, but not write, reads there
    status = 200
    if request.method == "POST":
        form = TextForm(request.POST)
        if form.is_valid() and "look" not in request.POST:
            try:
                saved = save_revision(article, request.user, form.text(), base=form.cleaned_data["base"])
            except EditConflict as error:
                return conflict(request, article, error)
            except BadInput as error:
                for sentence in sentences_of(error):
                    form.add_error(None, sentence)
            else:
                unsaved.forget(request.user, article)
                if saved.created:
                    messages.success(request, f"Saved as revision {saved.revision.number}.")
                else:
                    messages.info(request, "Nothing changed, nothing lapses.")
                return redirect(editor_url(article.pk))
        status = 200 if "look" in request.POST else 400
    elif "bring" in request.GET and (kept := unsaved.kept(request.user, article)):
        form = TextForm(initial=initial_of(kept.text, kept.base))
    else:
        latest = article.latest_revision
        form = TextForm.of(latest) if latest else TextForm()
    return editor_page(request, article, form, status)


def editor_page(request: HttpRequest, article: Article, form: TextForm, status: int = 200) -> HttpResponse:
    """The editor with its panel; ``form`` may hold typed text that was refused or was not saved."""
    now = timezone.now()
    revision = article.latest_revision
    live = Publication.objects.live(now).filter(article=article).first()
    context = _judged(request, form, article) | {
        "title": revision.title if revision else article.slug,
        "form": form,
        "article": article,
        "revision": revision,
        "live": live,
        "live_is_older": bool(live and revision and live.revision_id != revision.pk),
        "crumbs": [("Articles", reverse("admin:articles_article_changelist"))],
    }
    return answer(request, "editor.html", context, status)


def _judged(request: HttpRequest, form: TextForm, article: Article | None) -> dict[str, Any]:
    """What stands beside the form: preview and verdict of the text in it, and an offer of what was not saved."""
    brought = "bring" in request.GET
    if form.is_bound:
        text, kind = text_of(request.POST), request.POST.get("kind", "")
    else:
        values = {name: form.initial[name] for name in RevisionText.__dataclass_fields__ if name in form.initial}
        text, kind = RevisionText(**({"title": ""} | values)), str(form.initial.get("kind", ""))
    asked = ask(text, article, kind if kind in dict(KINDS) else "article")
    return {
        "preview": preview_of(asked),
        "verdict": verdict_of(asked, request.user),
        "is_typed": form.is_bound or brought,
        "action": editor_url(article.pk) if article else reverse("admin:articles_article_add"),
        "button": "Save",
        "article_number": article.pk if article else "",
        "is_nav_sidebar_enabled": False,  # three columns need the room
        "toolbar": TOOLBAR,
        "more_keys": MORE_KEYS,
        "brought": brought and not form.is_bound,
        "offer": None if form.is_bound or brought else offer_of(request.user, article),
    }


def conflict(request: HttpRequest, article: Article, error: EditConflict) -> HttpResponse:
    """Two people saved over each other: both texts, the difference, and a form that saves yours on top (law 5)."""
    theirs: Any = error.theirs
    yours: Any = error.yours
    base = Revision.objects.filter(article=article, number=request.POST.get("base") or 0).first()
    text = RevisionText.of(theirs)
    form = TextForm(initial=initial_of(yours, theirs.number))
    context = _judged(request, form, article) | {
        "title": "Somebody saved before you",
        "sentence": str(error),
        "article": article,
        "button": "Save mine on top",
        "theirs": theirs,
        "yours": yours,
        "columns": columns(source_of(text), source_of(yours)),
        "differences": differences(text, yours),
        "their_changes": differences(RevisionText.of(base), text) if base else [],
        "form": form,
        "is_typed": True,
        "offer": None,
        "crumbs": [("Articles", reverse("admin:articles_article_changelist")), (theirs.title, editor_url(article.pk))],
    }
    return answer(request, "conflict.html", context, 409)
