"""When: a planned end, an embargo; and who answers for an article. A page for each act."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles.admin.desk import act_page, needs, refusals
from articles.admin.forms import EmbargoForm, OwnerForm, PlanEndForm, ReasonForm
from articles.admin.gate_view import crumbs
from articles.admin.places import gate_url
from articles.models import Article, Publication
from articles.publishing.planned_end import DEFAULT_NOTICE, lift_end, plan_end
from articles.review.credentials import staff
from articles.review.ledger import name_of
from articles.review.ownership import hand_over, set_embargo


def _publication(pk: int) -> Publication:
    return get_object_or_404(Publication.objects.select_related("article"), pk=pk)


@refusals
@needs("withdraw_article")
def end_page(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Plan the end of a live or scheduled publication, or move it."""
    publication = _publication(publication_id)
    initial = {"at": publication.live_until, "notice": publication.notice} if publication.live_until else {}
    return act_page(
        request,
        PlanEndForm(request.POST or None, initial=initial),
        lambda data: plan_end(request.user, publication, data["at"], data["reason"], data["notice"]),
        title="Plan the end of the page",
        button="Plan the end",
        back=gate_url(publication.article_id),
        done=lambda row: f"It ends on {timezone.localtime(row.live_until):%-d %B %Y, %H:%M}.",
        facts=[
            "At that time the page disappears by itself; its address then answers with the notice.",
            f"Without a notice of yours readers are told: “{DEFAULT_NOTICE}”",
            "A newer text of the same article keeps the end. To take the page down now, withdraw it.",
            f"Times are those of {timezone.get_current_timezone_name()}.",
        ],
        touched=[publication],
        more={"crumbs": crumbs(publication.article)},
    )


@refusals
@needs("publish_article")
def stay_page(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Take a planned end back."""
    publication = _publication(publication_id)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: lift_end(request.user, publication, data["reason"]),
        title="Take the planned end back",
        button="Let the page stay",
        back=gate_url(publication.article_id),
        done="The page stays until somebody ends it.",
        touched=[publication],
        more={"crumbs": crumbs(publication.article)},
    )


@refusals
@needs("publish_article")
def embargo_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Set, move or lift the embargo of an article."""
    article = get_object_or_404(Article, pk=article_id)
    facts = [
        "Until then nothing new of this article goes live: not by hand, not by schedule. Review goes on meanwhile.",
        "What is live stays live, and withdrawing and redacting stay possible.",
    ]
    if article.embargo_until and article.embargo_until > timezone.now():
        facts.insert(0, f"It is under embargo until {timezone.localtime(article.embargo_until):%-d %B %Y, %H:%M}.")
    return act_page(
        request,
        EmbargoForm(request.POST or None, initial={"until": article.embargo_until}),
        lambda data: set_embargo(request.user, article, data["until"], data["reason"]),
        title="Embargo",
        button="Save",
        back=gate_url(article.pk),
        done=lambda row: "The embargo is set." if row.embargo_until else "The embargo is lifted.",
        facts=[*facts, f"Times are those of {timezone.get_current_timezone_name()}."],
        more={"crumbs": crumbs(article)},
    )


@refusals
@needs("publish_article")
def owner_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Hand an article to another owner."""
    article = get_object_or_404(Article.objects.select_related("owner"), pk=article_id)
    people = {str(person.pk): person for person in staff() if person.pk != article.owner_id}
    form = OwnerForm(request.POST or None)
    form.fields["owner"].choices = [("", "Choose a colleague"), *((pk, name_of(item)) for pk, item in people.items())]  # type: ignore[attr-defined]

    def act(data: dict[str, Any]) -> Article:
        return hand_over(request.user, article, people[data["owner"]], data["reason"])

    return act_page(
        request,
        form,
        act,
        title="Owner",
        button="Hand it over",
        back=gate_url(article.pk),
        done=lambda row: f"{name_of(row.owner)} owns it now and was told.",
        facts=[
            f"{name_of(article.owner)} owns this article: they are told when its review or its numbers fall due.",
            "Owning it makes nobody an author of its words.",
        ],
        more={"crumbs": crumbs(article)},
    )
