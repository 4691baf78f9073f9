"""Authors as readers meet them: their address, whether they are named, and the signed text that introduces them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.desk import act_page, holds, needs, number_of, refusals
from articles.admin.places import editor_url
from articles.models import Article, Byline
from articles.review.bylines import set_byline
from articles.review.ledger import name_of

LIST = "admin:articles_byline_changelist"
INTRODUCES = "author-"  # the address of the standing page that readers see above what somebody wrote
FACTS = [
    "Names and dates on pages come from who wrote and signed. Here only the address of a person's page is chosen, "
    "and whether they are named as an author of what is published from now on.",
    "Who wrote which words stays recorded, and nobody signs words of their own, named or not.",
]


class PersonChoice(forms.ModelChoiceField):
    """People by the name that readers see."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and account."""
        return f"{name_of(obj)} ({obj.get_username()})"


class ShownForm(forms.Form):
    """Whether somebody is named."""

    shown = forms.BooleanField(required=False, initial=True, label="Named as an author")


class BylineForm(ShownForm):
    """Who, and at which address."""

    person = PersonChoice(get_user_model().objects.none())
    slug = forms.SlugField(
        max_length=150, label="Address", help_text="The last part of /authors/…/. It is chosen once, for good."
    )
    field_order = ["person", "slug", "shown"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(is_staff=True, byline=None).order_by("first_name", "username")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


@admin.register(Byline)
class BylineAdmin(admin.ModelAdmin):
    """People whose address was chosen."""

    change_list_template = "admin/articles/desk/bylines.html"
    list_display = ["name", "slug", "shown", "introduction"]
    list_display_links = ["name"]
    list_select_related = ["person"]
    search_fields = ["slug", "person__username", "person__first_name", "person__last_name"]
    actions = None

    @admin.display(description="name")
    def name(self, row: Byline) -> str:
        """As readers see it."""
        return name_of(row.person)

    @admin.display(description="introduction")
    def introduction(self, row: Byline) -> SafeString:
        """The way to the text above what somebody wrote: a standing page, checked and signed like any text."""
        slug = f"{INTRODUCES}{row.slug}"
        known = Article.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if known:
            return format_html('<a href="{}">Edit</a>', editor_url(known))
        return format_html('<a href="{}?kind=standing&slug={}">Write</a>', reverse("admin:articles_article_add"), slug)

    def has_view_permission(self, request: HttpRequest, obj: Byline | None = None) -> bool:
        """Whoever writes."""
        return holds(request, "write_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Editors."""
        return holds(request, "publish_article")

    def has_change_permission(self, request: HttpRequest, obj: Byline | None = None) -> bool:
        """Editors."""
        return holds(request, "publish_article")

    def has_delete_permission(self, request: HttpRequest, obj: Byline | None = None) -> bool:
        """Nobody: links name the address. Erasing a person takes it away."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Our own page."""
        return add_page(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Our own page."""
        return change_page(request, number_of(object_id))


@refusals
@needs("publish_article")
def add_page(request: HttpRequest) -> HttpResponse:
    """Choose the address of a person."""
    return act_page(
        request,
        BylineForm(request.POST or None),
        lambda data: set_byline(request.user, data["person"], data["slug"], data["shown"]),
        title="Choose an author's address",
        button="Save",
        back=reverse(LIST),
        done=lambda row: f"Saved: /authors/{row.slug}/",
        facts=FACTS,
        more={"crumbs": [("Bylines", reverse(LIST))]},
    )


@refusals
@needs("publish_article")
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a person is named."""
    row = get_object_or_404(Byline.objects.select_related("person"), pk=pk)
    return act_page(
        request,
        ShownForm(request.POST or None, initial={"shown": row.shown}),
        lambda data: set_byline(request.user, row.person, row.slug, data["shown"]),
        title=name_of(row.person),
        button="Save",
        back=reverse(LIST),
        done="Saved. Pages that are live keep their names until they are published again.",
        facts=[*FACTS, f"The address is /authors/{row.slug}/"],
        more={"crumbs": [("Bylines", reverse(LIST))]},
    )
