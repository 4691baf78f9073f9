"""What stands around the signed text of an article: its address, and what is read next."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles.admin.desk import act_page, needs, refusals
from articles.admin.gate_view import crumbs
from articles.admin.places import gate_url
from articles.models import Article, FormerAddress, Publication
from articles.publishing import reading_next
from articles.publishing.addresses import change_address

LISTED = 1_000  # live articles that a browser offers while somebody types an address


class AddressForm(forms.Form):
    """The address that an article shall have."""

    slug = forms.SlugField(max_length=120, label="Address", help_text="Letters, digits and hyphens.")


@refusals
@needs("publish_article")
def address_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Give the article another address; the old one leads to it."""
    article = get_object_or_404(Article, pk=article_id)
    former = list(FormerAddress.objects.filter(article=article).order_by("-pk").values_list("slug", flat=True))
    return act_page(
        request,
        AddressForm(request.POST or None, initial={"slug": article.slug}),
        lambda data: change_address(request.user, article, data["slug"]),
        title="Change the address",
        button="Change the address",
        back=gate_url(article.pk),
        done=lambda moved: f"The address is now {moved.get_absolute_url()}",
        facts=[
            f"The address is {article.get_absolute_url()}",
            "What readers and search engines know of an address stays: the old one leads to the new one for ever, "
            "and no other article can take it.",
            *([f"Earlier addresses that lead here: {', '.join(former)}"] if former else []),
        ],
        more={"crumbs": crumbs(article)},
    )


class ReadNextForm(forms.Form):
    """Up to four addresses of articles, in the order in which readers see them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, reading_next.MOST + 1):
            self.fields[f"place_{number}"] = forms.CharField(
                required=False,
                max_length=300,
                label=f"Place {number}",
                widget=forms.TextInput(attrs={"list": "live-articles", "class": "wide", "autocomplete": "off"}),
            )


@refusals
@needs("publish_article")
def read_next_page(request: HttpRequest, article_id: int) -> HttpResponse:
    """Choose what readers find under the page."""
    article = get_object_or_404(Article, pk=article_id)
    slugs = dict(Article.objects.filter(pk__in=article.read_next).values_list("pk", "slug"))
    chosen = [slugs[pk] for pk in article.read_next if pk in slugs]
    live = Publication.objects.live(timezone.now()).filter(kind="article").exclude(article=article)
    return act_page(
        request,
        ReadNextForm(request.POST or None, initial={f"place_{number}": slug for number, slug in enumerate(chosen, 1)}),
        lambda data: reading_next.choose(request.user, article, list(data.values())),
        title="Read next",
        button="Save",
        back=gate_url(article.pk),
        done=lambda changed: "Saved: readers see it now." if changed else "Nothing changed.",
        facts=[
            "Type or paste the address of an article. What is not live is not shown until it is.",
            "Places that stay empty are filled with live articles about the same conditions and of the same topic.",
        ],
        template="read_next.html",
        more={"crumbs": crumbs(article), "choices": live.order_by("title").values_list("slug", "title")[:LISTED]},
    )
