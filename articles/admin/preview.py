"""The live preview: what readers would see, with the claims marked. For those who write or review; never cached.

It answers the widget of markdownx: a POST of ``content``, an answer of plain HTML. ``title``, ``region`` and
``audience`` may come along; they are context.
"""

from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.desk import FOLDER, holds
from articles.claims import DetectorError, analyse
from articles.claims.types import ArticleText
from articles.markup import MarkupError, check_source
from articles.models import Image, Publication
from articles.rendering import Mark, Rendered, render
from articles.review.analysis import image_hashes
from articles.review.renditions import picture_of
from articles.review.revisions import LONGEST_BODY, LONGEST_TITLE
from articles.review.rulesets import current_ruleset
from articles.workflow.settlement import ClaimState


@dataclass(frozen=True, slots=True)
class Preview:
    """The HTML of the body (cleaned by the one gate), what is wrong with the text, and what was found in it."""

    html: str = ""
    problems: tuple[str, ...] = ()
    claims: int = 0
    wording: tuple[str, ...] = ()


def make_preview(text: ArticleText) -> Preview:
    """Render the body exactly as the public page does, with its claims marked. Never raises for what was typed."""
    if problems := check_source(text.body):
        return Preview(problems=tuple(problems))
    marks: list[Mark] = []
    wording: tuple[str, ...] = ()
    problems = []
    try:
        analysis = analyse(text, current_ruleset())
    except (DetectorError, MarkupError) as error:
        problems.append(f"{error} Until that is mended the text cannot be published.")
    else:
        found = [(analysis.segments[item.segment], item) for item in analysis.claims]
        for number, (segment, claim) in enumerate(found, start=1):
            if segment.part == "body":
                label = f"Claim {number}: {claim.risk.value} risk"
                marks.append(Mark(segment.start, segment.end, f"s-{ClaimState.OPEN.css}", label, number))
        wording = tuple(dict.fromkeys(f"“{item.match}”: {item.message}" for item in analysis.wording))
    try:
        rendered = render(text.body, marks=marks, picture_of=picture_of)
    except MarkupError as error:
        return Preview(problems=(str(error),))
    problems += [*rendered.problems, *_absent(rendered)]
    return Preview(rendered.html, tuple(problems), len(marks), wording)


def _absent(rendered: Rendered) -> list[str]:
    """Help lines and pictures that the text names and readers would not see."""
    now = timezone.now()
    entries = Publication.objects.live(now).filter(kind="helpline", slug__in=rendered.helplines)
    published = set(entries.values_list("slug", flat=True))
    sentences = [
        f"The help line “{key}” is not published: readers would not see it."
        for key in dict.fromkeys(rendered.helplines)
        if key not in published
    ]
    hashes = dict(zip(image_hashes(rendered.images), rendered.images, strict=True))
    known = set(Image.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return sentences + [
        f"The picture “{address}” is not in the library: add it first."
        for sha256, address in hashes.items()
        if sha256 not in known
    ]


@never_cache
def preview(request: HttpRequest) -> HttpResponse:
    """The fragment for the editor. Says in words that the session has ended: a redirect would show a login form."""
    if not admin.site.has_permission(request):
        return _fragment(request, ["You are signed out. Sign in again in another tab, then go on here."], 403)
    return admin.site.admin_view(_preview)(request)


@require_POST
def _preview(request: HttpRequest) -> HttpResponse:
    if not holds(request, "write_article", "review_article"):
        return _fragment(request, ["Previews are for authors, editors and clinicians."], 403)
    body = request.POST.get("content", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(body) > LONGEST_BODY:
        return _fragment(request, [f"The text is longer than {LONGEST_BODY:,} characters."], 400)
    text = ArticleText(
        title=request.POST.get("title", "")[:LONGEST_TITLE],
        body=body,
        region=request.POST.get("region", "GB"),
        audience=request.POST.get("audience", "adults"),
    )
    return page(request, FOLDER + "preview.html", {"preview": make_preview(text)})


def _fragment(request: HttpRequest, sentences: list[str], status: int) -> HttpResponse:
    shown = Preview(problems=tuple(sentences))
    return page(request, FOLDER + "preview.html", {"preview": shown}, status=status)
