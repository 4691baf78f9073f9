"""Report a problem with a page: a form for anybody, without account, cookie or third party.

The form is never cached, so its token is fresh; the article that leads to it may be as old as it likes.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models.report import KINDS
from articles.public import reporting
from articles.public.answers import HTML, page
from articles.public.article_page import ArticlePage
from articles.public.crisis import tells_of_crisis
from articles.public.graphs import above, page_script
from articles.public.passages import Passage, passages
from articles.public.shell import leave_url
from articles.public.views.article import live_or_gone
from articles.review import reports

OPTION = 70  # characters of a passage shown in the list
MOST_ADDRESSES = 2  # of web pages in a message; more is what machines send

TOO_FAST = "That was very quick. Please look at your words once more and send them again."
TOO_OLD = "This page was open for a long time. Your words are kept: please send them again."
NOT_OURS = "This form was not sent from our page. Please send it again from here."
TOO_MANY = "Many reports came from your network today. Please try again tomorrow."
TOO_LONG = "That is too much text. Please write less."


class ReportForm(forms.Form):
    """What a reader types. ``website`` is for machines: people do not see it."""

    passage = forms.CharField(required=False, max_length=12)
    words = forms.CharField(
        required=False,
        max_length=reports.LONGEST_QUOTE,
        error_messages={"max_length": f"Paste at most {reports.LONGEST_QUOTE:,} characters."},
    )
    kind = forms.ChoiceField(
        choices=KINDS,
        error_messages={"required": "Choose what is wrong.", "invalid_choice": "Choose what is wrong."},
    )
    message = forms.CharField(
        max_length=reports.LONGEST_MESSAGE,
        error_messages={
            "required": "Tell us what is wrong.",
            "max_length": f"Write at most {reports.LONGEST_MESSAGE:,} characters.",
        },
    )
    email = forms.EmailField(
        required=False, error_messages={"invalid": "Write an e-mail address like name@example.org, or leave it empty."}
    )

    def __init__(self, choices: tuple[Passage, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passages = {item.key: item for item in choices}

    def clean_passage(self) -> str:
        """The words of the chosen passage; empty for the whole page."""
        key = self.cleaned_data["passage"]
        if key and key not in self.passages:
            raise forms.ValidationError("This passage has changed. Choose it again, or paste the words.")
        return self.passages[key].text if key else ""

    def clean_message(self) -> str:
        """Plain text that is not mostly addresses."""
        text: str = self.cleaned_data["message"]
        if text.lower().count("http") > MOST_ADDRESSES:
            raise forms.ValidationError(f"Write at most {MOST_ADDRESSES} web addresses.")
        return text


@csrf_exempt  # readers have no session that could be ridden; ``reporting`` says how machines are kept out
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """``/articles/<slug>/report/``: the form; a POST keeps the report and says thank you."""
    now = timezone.now()
    found = live_or_gone(request, slug, now)
    if isinstance(found, HttpResponse):
        return found
    shown = ArticlePage(found, now)
    choices = passages(shown.content["body_html"])
    if request.method != "POST":
        return _form(request, shown, ReportForm(choices, initial=_named(request, shown)), choices)
    if int(request.META.get("CONTENT_LENGTH") or 0) > reporting.LARGEST:
        return _form(request, shown, ReportForm(choices), choices, TOO_LONG, 413)
    form = ReportForm(choices, request.POST)
    token = reporting.read_token(request.POST.get("token", ""), slug, now)
    crisis = tells_of_crisis(request.POST.get("message", ""))
    refusal, status = _refusal(request, token)
    if refusal == TOO_FAST and not form.is_valid():
        refusal = ""  # the form comes back anyway, with what is wrong with it
    if form.is_valid() and not refusal and reporting.too_many(request):
        refusal, status = TOO_MANY, 429
    if refusal or not form.is_valid() or token is None:
        return _form(request, shown, form, choices, refusal, status, crisis=crisis)
    data = form.cleaned_data
    reports.receive(
        shown.publication,
        nonce=token.nonce,
        kind=data["kind"],
        message=data["message"],
        quote=data["words"] or data["passage"],
        email=data["email"],
        crisis=crisis,
        now=now,
    )
    return _answer("report_sent.html", {**_frame(shown), "crisis": crisis, "email": data["email"]})


def _named(request: HttpRequest, shown: ArticlePage) -> dict[str, str]:
    """The words of the claim that ``?claim=`` names, for the field of pasted words."""
    number = request.GET.get("claim", "")
    sentences = shown.checked.sentences
    named = number.isascii() and number.isdecimal() and len(number) < 5 and 0 < int(number) <= len(sentences)
    return {"words": sentences[int(number) - 1]} if named else {}


def _refusal(request: HttpRequest, token: reporting.Token | None) -> tuple[str, int]:
    """Why the form has to be sent again (sentence, status); empty when it has not.

    A trap that is filled in is no reason to lose somebody's words: a password manager may have done it.
    """
    if not reporting.sent_from_here(request):
        return NOT_OURS, 403
    if token is None or token.age > reporting.OLDEST:
        return TOO_OLD, 400
    if token.age < reporting.FASTEST or request.POST.get("website"):
        return TOO_FAST, 400
    return "", 400


def _frame(shown: ArticlePage) -> dict[str, Any]:
    row = shown.publication
    path = reverse("public:report", args=[row.slug])
    address = reverse("public:article", args=[row.slug])
    graph = page_script("WebPage", f"Report a problem with “{row.title}”", path, above(row), (row.title, address))
    return {
        "row": row,
        "address": address,
        "leave_url": leave_url(),
        "graph": graph,
        "days": reports.KEPT.days,
    }


def _form(
    request: HttpRequest,
    shown: ArticlePage,
    form: ReportForm,
    choices: tuple[Passage, ...],
    refusal: str = "",
    status: int = 200,
    *,
    crisis: bool = False,
) -> HttpResponse:
    """The form, with what was typed. One served again keeps its age, unless it was too old or not ours."""
    slug = shown.publication.slug
    old = reporting.read_token(request.POST.get("token", ""), slug, shown.now)
    keeps = old is not None and old.age <= reporting.OLDEST
    context = {
        **_frame(shown),
        "form": form,
        "kinds": KINDS,
        "groups": _groups(choices),
        "refusal": refusal,
        "crisis": crisis,
        "token": request.POST["token"] if keeps else reporting.new_token(slug, shown.now),
        "longest": reports.LONGEST_MESSAGE,
    }
    return _answer("report.html", context, status)


def _groups(choices: tuple[Passage, ...]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, [(key, beginning of the words)]) in reading order."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for item in choices:
        if not groups or groups[-1][0] != item.heading:
            groups.append((item.heading, []))
        short = item.text if len(item.text) <= OPTION else f"{item.text[:OPTION].rsplit(' ', 1)[0]} …"
        groups[-1][1].append((item.key, short))
    return groups


def _answer(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = HttpResponse(page(template, context), content_type=HTML, status=status)
    response.headers["Cache-Control"] = "no-store"  # it may hold what somebody typed
    return response
