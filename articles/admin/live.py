"""The live desk: what readers would see of a text that is only typed, what was found in it, what blocks it.

Two answers, because they cost differently: ``marks`` runs detection and the gate of ``articles.rendering`` and comes
with every pause of the typing; ``gate`` asks the board too and comes when the writer rests. Nothing is stored, and both
judge exactly as saving would. For those who write or review; never cached.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.desk import FOLDER, holds, number_of
from articles.admin.panel import GateGroup, grouped
from articles.admin.places import claim_anchor, url_for
from articles.admin.typed_findings import Findings, findings_of, lines_of, marks_of
from articles.markup import MarkupError
from articles.models import Article, Image, Publication
from articles.models.article import KINDS
from articles.rendering import Rendered, render, render_inline_plain
from articles.review import gate as gates
from articles.review.analysis import flags_of, image_hashes
from articles.review.gate import Missing
from articles.review.renditions import picture_of
from articles.review.revisions import LONGEST_BODY, LONGEST_TITLE, RevisionText
from articles.review.typed import Typed, board_of, judge
from articles.workflow.settlement import ClaimState

SIGNED_OUT = "You are signed out. Sign in again in another tab, then go on here."


@dataclass(frozen=True, slots=True)
class Preview:
    """The HTML of each part (cleaned by the one gate), and what is wrong with the text in plain sentences."""

    title: str = ""
    summary: str = ""
    meta: str = ""
    body: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that came from the editor, judged. ``shift`` counts the line ends that saving would cut off its start."""

    typed: Typed
    article: Article | None
    shift: int
    problems: tuple[str, ...]


def text_of(data: QueryDict) -> RevisionText:
    """What a half-filled form holds; missing or strange values count as the defaults of a new text."""
    values: dict[str, Any] = {name: data[name] for name in RevisionText.__dataclass_fields__ if data.get(name)}
    values["topic"] = number_of(data.get("topic")) or None
    values["sensitive"] = bool(data.get("sensitive"))
    values["title"] = data.get("title", "")[:LONGEST_TITLE]
    values["body"] = data.get("body", "").replace("\r\n", "\n").replace("\r", "\n")
    return RevisionText(**values)


def ask(text: RevisionText, article: Article | None, kind: str = "article") -> Asked:
    """Judge a text as saving it would."""
    cleaned = text.cleaned()
    problems = [line for line in cleaned.problems() if line != "The title is empty."]
    shift = len(text.body) - len(text.body.lstrip("\n"))
    if len(cleaned.body) > LONGEST_BODY:
        cleaned = replace(cleaned, body="")
    return Asked(judge(cleaned, article, kind), article, shift, tuple(problems))


def preview_of(asked: Asked) -> Preview:
    """Render the text as the public page does, with claims and wording marked. Never raises for what was typed."""
    if asked.problems:
        return Preview(problems=asked.problems)
    revision, analysis = asked.typed.revision, asked.typed.analysis
    problems = []
    claims: dict[str, list] = {}
    wording: dict[str, list] = {}
    if analysis is None:
        problems.append(f"{revision.analysis_error} Until that is mended the text cannot be published.")
    else:
        claims, wording = marks_of(analysis, flags_of(asked.article) if asked.article else {})

    def plain(part: str) -> str:
        return render_inline_plain(getattr(revision, part), claims.get(part, ()), notes=wording.get(part, ()))

    try:
        body = render(revision.body, marks=claims.get("body", ()), picture_of=picture_of, notes=wording.get("body", ()))
        title, summary, meta = plain("title"), plain("summary"), plain("meta_description")
    except MarkupError as error:
        return Preview(problems=(str(error),))
    return Preview(title, summary, meta, body.html, (*problems, *body.problems, *_absent(body)))


def _absent(rendered: Rendered) -> list[str]:
    """Help lines and pictures that the text names and readers would not see."""
    now = timezone.now()
    published: set[str] = set()
    if rendered.helplines:
        entries = Publication.objects.live(now).filter(kind="helpline", slug__in=rendered.helplines)
        published = set(entries.values_list("slug", flat=True))
    sentences = [
        f"The help line “{key}” is not published: readers would not see it."
        for key in dict.fromkeys(rendered.helplines)
        if key not in published
    ]
    hashes = dict(zip(image_hashes(rendered.images), rendered.images, strict=True))
    known: set[str] = set()
    if hashes:
        known = set(Image.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return sentences + [
        f"The picture “{address}” is not in the library: add it first."
        for sha256, address in hashes.items()
        if sha256 not in known
    ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate would say if the text were saved now. ``asked_again`` counts claims that were signed in other words
    or another context."""

    findings: Findings | None
    missing: list[GateGroup]
    missing_count: int
    advice: list[GateGroup]
    asked_again: int


def verdict_of(asked: Asked, viewer: Any) -> Verdict:
    """Ask board and gate as if the text had been saved. Blind reading holds: the board is the viewer's."""
    now = timezone.now()
    revision = asked.typed.revision
    board = board_of(asked.typed, now, viewer)
    report = gates.evaluate(revision, now=now, board=board, viewer=viewer)
    words = {claim.fingerprint for claim in board.claims}
    stored = {claim.fingerprint for claim in board.claims if claim.claim.pk}

    def url(item: Missing) -> str:
        key = item.place.key
        if item.place.kind in ("editor", "page", "claim") or (key in words and key not in stored):
            return f"#{claim_anchor(key)}" if key in words else "#editor"
        if item.place.kind == "wording":
            return "#wording"
        return url_for(revision, item.place) if asked.article else ""

    return Verdict(
        findings=findings_of(asked.typed, board, asked.shift),
        missing=grouped(report.missing, url),
        missing_count=len(report.missing),
        advice=grouped(report.advice, url),
        asked_again=sum(claim.state in (ClaimState.LAPSED, ClaimState.CONTEXT_CHANGED) for claim in board.claims),
    )


# ------------------------------------------------------------------------------------------------------------- answers


def for_writers(view: Callable[[HttpRequest], JsonResponse]) -> Callable[[HttpRequest], JsonResponse]:
    """Says in words, as JSON, that the session has ended or the right is missing: a script cannot follow a redirect."""

    @never_cache
    def guarded(request: HttpRequest) -> JsonResponse:
        if not admin.site.has_permission(request):
            return JsonResponse({"error": SIGNED_OUT}, status=403)
        answer: JsonResponse = admin.site.admin_view(require_POST(_inner))(request)
        return answer

    def _inner(request: HttpRequest) -> JsonResponse:
        if not holds(request, "write_article", "review_article"):
            return JsonResponse({"error": "This is for authors, editors and clinicians."}, status=403)
        return view(request)

    return guarded


def _asked(request: HttpRequest) -> Asked:
    article = Article.objects.filter(pk=number_of(request.POST.get("article"))).first()
    kind = request.POST.get("kind", "")
    return ask(text_of(request.POST), article, kind if kind in dict(KINDS) else "article")


@for_writers
def marks(request: HttpRequest) -> JsonResponse:
    """``{"preview": html, "findings": html}`` of the form that was posted."""
    asked = _asked(request)
    findings = findings_of(asked.typed, shift=asked.shift)
    return JsonResponse(
        {
            "preview": render_to_string(FOLDER + "_preview.html", {"preview": preview_of(asked)}),
            "findings": render_to_string(FOLDER + "_findings.html", {"findings": findings, "article": asked.article}),
        }
    )


@for_writers
def gate(request: HttpRequest) -> JsonResponse:
    """``{"gate": html, "states": {anchor: …}}`` of the form that was posted."""
    verdict = verdict_of(_asked(request), request.user)
    return JsonResponse(
        {
            "gate": render_to_string(FOLDER + "_verdict.html", {"verdict": verdict}),
            "states": lines_of(verdict.findings.claims) if verdict.findings else {},
        }
    )
