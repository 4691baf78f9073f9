"""Topics: their names, order and merging, and the signed texts that describe them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.desk import act_page, holds, needs, number_of, refusals
from articles.admin.places import editor_url
from articles.models import Article, Topic
from articles.review.topics import LONGEST, add_topic, change_topic, merge_topics

LIST = "admin:articles_topic_changelist"
DESCRIBES = "topic-"  # the address of the standing page that readers see above the list of a topic


class TopicForm(forms.Form):
    """What can be changed of a topic."""

    name = forms.CharField(
        max_length=LONGEST,
        help_text="Everybody reads it, so it names a subject and states nothing: “Sleep”, “Anxiety”.",
    )
    place = forms.IntegerField(
        min_value=0, max_value=9_999, initial=0, help_text="Lists begin with the smallest number; equal ones by name."
    )


class NewTopicForm(TopicForm):
    """A topic, with the address that it keeps."""

    slug = forms.SlugField(
        required=False,
        max_length=LONGEST,
        help_text="The address, for good. Left empty it is made from the name.",
    )
    field_order = ["name", "slug", "place"]


class MergeForm(forms.Form):
    """Into which topic."""

    into = forms.ModelChoiceField(Topic.objects.none(), label="Merge it into")

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Topic.objects.filter(merged_into=None).exclude(pk=topic.pk)  # type: ignore[attr-defined]


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """Subjects under which articles are listed. None is deleted: texts and links name them."""

    list_display = ["name", "slug", "place", "texts", "merged_into", "description", "merging"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "slug"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """Topics with how many articles ever stood under them."""
        return super().get_queryset(request).annotate(articles=Count("revision__article", distinct=True))

    @admin.display(description="articles")
    def texts(self, topic: Any) -> int:
        """How many articles stand or stood under it."""
        return int(topic.articles)

    @admin.display(description="description")
    def description(self, topic: Topic) -> SafeString | str:
        """The way to the text above its list: a standing page, checked and signed like any text."""
        if topic.merged_into_id:
            return ""
        slug = f"{DESCRIBES}{topic.slug}"
        known = Article.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if known:
            return format_html('<a href="{}">Edit</a>', editor_url(known))
        place = f"{reverse('admin:articles_article_add')}?kind=standing&slug={slug}"
        return format_html('<a href="{}">Write</a>', place)

    @admin.display(description="merge")
    def merging(self, topic: Topic) -> SafeString | str:
        """The way to merge it."""
        if topic.merged_into_id:
            return ""
        return format_html('<a href="{}">Merge</a>', reverse("admin:articles_topic_merge", args=[topic.pk]))

    def has_view_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """Whoever writes."""
        return holds(request, "write_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Editors."""
        return holds(request, "publish_article")

    def has_change_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """Editors."""
        return holds(request, "publish_article")

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """Nobody."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Our own page."""
        return add_page(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Our own page."""
        return change_page(request, number_of(object_id))

    def get_urls(self) -> list[URLPattern]:
        """Our page before the stock ones, which would take it for an id."""
        merge = path("<int:pk>/merge/", self.admin_site.admin_view(merge_page), name="articles_topic_merge")
        return [merge, *super().get_urls()]


@refusals
@needs("publish_article")
def add_page(request: HttpRequest) -> HttpResponse:
    """A new topic."""
    return act_page(
        request,
        NewTopicForm(request.POST or None),
        lambda data: add_topic(request.user, data["name"], data["slug"], data["place"]),
        title="Add a topic",
        button="Add",
        back=reverse(LIST),
        done=lambda topic: f"“{topic.name}” was added. Readers see it when an article of it is live.",
        more={"crumbs": [("Topics", reverse(LIST))]},
    )


@refusals
@needs("publish_article")
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and place of a topic."""
    topic = get_object_or_404(Topic, pk=pk)
    return act_page(
        request,
        TopicForm(request.POST or None, initial={"name": topic.name, "place": topic.place}),
        lambda data: change_topic(request.user, topic, data["name"], data["place"]),
        title=f"Topic “{topic.name}”",
        button="Save",
        back=reverse(LIST),
        done=lambda changed: "Saved." if changed else "Nothing changed.",
        facts=["Readers see a new place at once, and a new name when the next article of the topic is published."],
        more={"crumbs": [("Topics", reverse(LIST))]},
    )


@refusals
@needs("publish_article")
def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what is under one topic under another."""
    topic = get_object_or_404(Topic, pk=pk)
    return act_page(
        request,
        MergeForm(topic, request.POST or None),
        lambda data: merge_topics(request.user, topic, data["into"]),
        title=f"Merge “{topic.name}”",
        button="Merge",
        back=reverse(LIST),
        done="Merged. The address of the old topic leads to the other one.",
        facts=[
            "Its articles are listed under the other topic at once. No text or page changes, and nothing lapses.",
            "It cannot be taken back.",
        ],
        danger=True,
        more={"crumbs": [("Topics", reverse(LIST))]},
    )
