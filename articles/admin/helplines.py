"""The register of help lines: which numbers readers are given, who answers for them, when they were last checked."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles.admin.desk import act_page, answer, holds, needs, number_of, refusals
from articles.admin.readonly import ReadOnlyAdmin
from articles.models import Article, HelpLineCheck
from articles.review import helplines
from articles.review.people import today

LIST = "admin:articles_helplinecheck_changelist"
READERS = ("write_article", "publish_article", "review_article")


@admin.register(HelpLineCheck)
class HelpLineAdmin(ReadOnlyAdmin):
    """Our own pages stand in for the stock ones."""

    needed = READERS

    def get_urls(self) -> list[URLPattern]:
        """The register, one check, and one entry's checks."""
        view = self.admin_site.admin_view
        return [
            path("", view(register_page), name="articles_helplinecheck_changelist"),
            path("<int:article_id>/check/", view(check_page), name="articles_helplinecheck_check"),
            *super().get_urls(),
        ]


@refusals
@needs(*READERS)
def register_page(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/helplinecheck/``: every entry, those that need a check first."""
    now = timezone.now()
    day = today(now)
    lines = [
        {"line": line, "stale": line.is_stale(day), "key": f"{{{{ helpline:{line.article.slug} }}}}"}
        for line in helplines.register(now)
    ]
    context = {
        "title": "Help lines",
        "lines": lines,
        "stale": sum(bool(item["stale"]) for item in lines),
        "days": helplines.FRESH.days,
        "edits": holds(request, "publish_article"),
        "writes": holds(request, "write_article"),
        "withdraws": holds(request, "withdraw_article"),
    }
    return answer(request, "helplines.html", context)


class CheckForm(forms.Form):
    """That the numbers were right, on which day, and how one knows."""

    on = forms.DateField(
        label="Checked on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="At the latest today.",
    )
    hours = forms.CharField(
        max_length=helplines.LONGEST_HOURS,
        label="Open",
        help_text="As the service says: “day and night”, “Monday to Friday, 9 to 17”.",
    )
    how = forms.CharField(
        label="How it was checked",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="“Rang it, the service answered”, or the address of the service's own page.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)


@refusals
@needs("publish_article")
def check_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """``/admin/articles/helplinecheck/<article>/check/``: confirm the numbers; earlier checks stand below."""
    article = Article.objects.filter(pk=number_of(article_id), kind="helpline").first()
    if article is None:
        raise Http404("There is no such help line.")
    (line,) = helplines.register(key=article.slug)
    seen = line.live.content_digest if line.live else ""
    hours = line.check.hours if line.check else ""
    form = CheckForm(request.POST or None, initial={"on": today(timezone.now()), "hours": hours, "seen": seen})
    numbers = ", ".join(line.numbers) or "none were found in its words"
    withdraw = reverse("admin:articles_article_withdraw", args=[article.pk])
    return act_page(
        request,
        form,
        lambda data: helplines.verify(request.user, article, **_typed(data)),
        title=f"Check “{line.title}”",
        button="The numbers are right",
        back=reverse(LIST),
        done=f"Recorded. It counts for {helplines.FRESH.days} days.",
        facts=[
            f"Numbers in the entry that readers see: {numbers}.",
            "Ring each number, or read it on the service's own page. A wrong one is hidden at once, everywhere.",
        ],
        template="helpline_check.html",
        more={
            "crumbs": [("Help lines", reverse(LIST))],
            "line": line,
            "wrong": withdraw if holds(request, "withdraw_article") else "",
            "checks": HelpLineCheck.objects.filter(article=article).select_related("by").order_by("-pk"),
        },
    )


def _typed(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("seen", "on", "hours", "how")}
