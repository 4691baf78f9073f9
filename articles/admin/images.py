"""The library of pictures: added with what they show and whose they are, found again, shown with where they are used.

A picture itself never changes, since published pages show it; what is said of it may be mended. One that nothing names
can be removed.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.desk import act_page, answer, holds, needs, number_of, refusals, run
from articles.admin.places import editor_url
from articles.admin.uploads import picture_json
from articles.models import Article, Image, Publication
from articles.review.images import (
    KEPT_UNUSED,
    LONGEST_ALT,
    LONGEST_CREDIT,
    LONGEST_LICENCE,
    MAX_BYTES,
    Words,
    add_image,
    describe_image,
    is_used,
    markdown_of,
    remove_image,
    uses,
)

LIST = "admin:articles_image_changelist"


class WordsForm(forms.Form):
    """What is said of a picture."""

    alt = forms.CharField(
        label="Alternative text",
        max_length=LONGEST_ALT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What the picture shows, in a sentence, for people who do not see it. It is checked too.",
    )
    credit = forms.CharField(
        max_length=LONGEST_CREDIT, help_text="Whose picture it is: a name, an agency, or ours. Readers see it below."
    )
    licence = forms.CharField(
        max_length=LONGEST_LICENCE,
        help_text="Under which licence we may show it: “CC BY 4.0”, “own work”. Readers see it below.",
    )


class ImageForm(WordsForm):
    """A picture and what is said of it."""

    image = forms.FileField(
        label="Picture",
        help_text="PNG, JPEG or WebP, at most 5 MB. Where and when it was taken is removed.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    field_order = ["image", "alt", "credit", "licence"]


class UseFilter(admin.SimpleListFilter):
    """By whether any text names the picture."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Used or not, and what is not known of it."""
        return [("used", "Used in a text"), ("unused", "Not used"), ("unlicensed", "No licence known")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The pictures of the chosen kind."""
        if self.value() == "unlicensed":
            return queryset.filter(licence="")
        if self.value() not in {"used", "unused"}:
            return queryset
        known = uses()
        chosen = [
            pk
            for pk, sha256 in Image.objects.values_list("pk", "sha256")
            if (sha256 in known) == (self.value() == "used")
        ]
        return queryset.filter(pk__in=chosen)


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """Pictures are added and looked at; a picture that changes is another picture."""

    list_display = ["thumbnail", "alt", "credit_line", "texts", "added_at"]
    list_display_links = ["alt"]
    list_filter = [UseFilter]
    search_fields = ["alt", "credit", "licence", "sha256"]
    list_per_page = 50
    actions = None
    change_list_template = "admin/articles/desk/pictures.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        """Pictures; where they are used is read once for the page."""
        self._uses = uses() if request.resolver_match and request.resolver_match.url_name == LIST.split(":")[1] else {}
        return super().get_queryset(request)

    @admin.display(description="picture")
    def thumbnail(self, image: Image) -> SafeString:
        """A small view; its words stand beside it."""
        return format_html('<img class="thumb" src="{}" alt="" loading="lazy">', picture_json(image)["thumb"])

    @admin.display(description="credit")
    def credit_line(self, image: Image) -> str:
        """Whose it is."""
        return image.credit_line or "Not known"

    @admin.display(description="used in")
    def texts(self, image: Image) -> str:
        """How many articles name it, in any revision."""
        count = len(self._uses.get(image.sha256, ()))
        return f"{count} article{'' if count == 1 else 's'}" if count else "nothing"

    def has_view_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Whoever writes or reviews."""
        return holds(request, "write_article", "review_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever writes."""
        return holds(request, "write_article")

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Nobody: what is said of it has a page of its own."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Nobody: unused ones have a page of their own."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Our own page, which decodes the file anew."""
        return add_page(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Our own page of one picture."""
        return picture_page(request, number_of(object_id))

    def get_urls(self) -> list[URLPattern]:
        """Our pages before the stock ones, which would take them for ids."""
        view = self.admin_site.admin_view
        return [
            path("unused/", view(unused_page), name="articles_image_unused"),
            path("<int:pk>/words/", view(words_page), name="articles_image_words"),
            *super().get_urls(),
        ]


def _image(pk: int) -> Image:
    image = Image.objects.select_related("added_by").filter(pk=pk).first()
    if image is None:
        raise Http404("There is no such picture.")
    return image


@refusals
@needs("write_article")
def add_page(request: HttpRequest) -> HttpResponse:
    """Add a picture to the library."""
    form, status = ImageForm(), 200
    if request.method == "POST":
        form, status = ImageForm(request.POST, request.FILES), 400
        if form.is_valid():
            data = form.cleaned_data
            content = data["image"].read(MAX_BYTES + 1)
            words = (data["alt"], data["credit"], data["licence"])
            status, image = run(form, lambda: add_image(request.user, content, data["image"].name, *words))
            if status == 200:
                messages.success(request, f"Added. To show it, write: {markdown_of(image, data['alt'])}")
                return redirect(reverse(LIST))
    context = {
        "title": "Add a picture",
        "form": form,
        "button": "Add",
        "back": reverse(LIST),
        "facts": [],
        "touched": [],
        "danger": False,
        "crumbs": [("Pictures", reverse(LIST))],
    }
    return answer(request, "act.html", context, status)


@refusals
@needs("write_article", "review_article")
def picture_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One picture: what it shows, whose it is, and every text and page that names it."""
    image = _image(pk)
    now = timezone.now()
    texts = []
    rows = Article.objects.filter(revisions__body__contains=image.sha256).distinct().order_by("slug")
    for article in rows:
        latest = article.latest_revision
        texts.append(
            {
                "title": latest.title if latest else article.slug,
                "url": editor_url(article.pk),
                "newest": bool(latest and image.sha256 in latest.body),
            }
        )
    pages = Publication.objects.filter(payload__contains=image.sha256).defer("payload", "manifest")
    context = {
        "title": image.alt,
        "image": image,
        "shown": picture_json(image),
        "texts": texts,
        "pages": pages,
        "live": set(
            Publication.objects.live(now).values_list("pk", flat=True).filter(pk__in=[row.pk for row in pages])
        ),
        "may_write": holds(request, "write_article"),
        "crumbs": [("Pictures", reverse(LIST))],
    }
    return answer(request, "picture.html", context)


@refusals
@needs("write_article")
def words_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend what is said of a picture."""
    image = _image(pk)
    initial = {"alt": image.alt, "credit": image.credit, "licence": image.licence}
    return act_page(
        request,
        WordsForm(request.POST or None, initial=initial),
        lambda data: describe_image(request.user, image, Words(data["alt"], data["credit"], data["licence"])),
        title="What is said of the picture",
        button="Save",
        back=reverse("admin:articles_image_change", args=[pk]),
        done="Saved. Texts that show the picture keep their own words until somebody changes them.",
        facts=["A text that shows this picture cannot be published before its caption names the new credit."],
        more={"crumbs": [("Pictures", reverse(LIST)), (image.alt, reverse("admin:articles_image_change", args=[pk]))]},
    )


class UnusedForm(forms.Form):
    """Which of the unused pictures go, and why."""

    chosen = forms.MultipleChoiceField(
        label="Pictures that nothing names", widget=forms.CheckboxSelectMultiple(attrs={"class": "passages"})
    )
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    sure = forms.BooleanField(label="The chosen pictures are deleted for good")

    def __init__(self, rows: list[Image], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.pk), f"{row.alt} (added {timezone.localtime(row.added_at):%-d %B %Y})") for row in rows]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]


@refusals
@needs("publish_article")
def unused_page(request: HttpRequest) -> HttpResponse:
    """Pictures that no revision and no page names, and the act that deletes the chosen ones."""
    known = uses()
    old = Image.objects.filter(added_at__lte=timezone.now() - KEPT_UNUSED)
    rows = {str(row.pk): row for row in old if row.sha256 not in known and not is_used(row)}

    def act(data: dict[str, Any]) -> int:
        for pk in data["chosen"]:
            remove_image(request.user, rows[pk], data["reason"])
        return len(data["chosen"])

    if not rows:
        return answer(
            request,
            "refused.html",
            {
                "title": "Unused pictures",
                "sentences": [
                    "Nothing to remove: every picture older than a week is named by a text or a published page."
                ],
                "crumbs": [("Pictures", reverse(LIST))],
            },
        )
    return act_page(
        request,
        UnusedForm(list(rows.values()), request.POST or None),
        act,
        title="Unused pictures",
        button="Delete the chosen pictures",
        back=reverse(LIST),
        done=lambda count: f"{count} picture{'' if count == 1 else 's'} deleted. The ledger keeps what they were.",
        facts=[
            "No revision of any article and no published page, present or past, names these pictures.",
            "Pictures younger than a week are not listed: somebody may be writing the text that shows them.",
        ],
        danger=True,
        more={"crumbs": [("Pictures", reverse(LIST))]},
    )
