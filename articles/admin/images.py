"""The library of pictures: added with their alternative text, listed with the Markdown that shows them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from articles.admin.desk import answer, holds, needs, refusals, run
from articles.models import Image
from articles.review.images import LONGEST_ALT, MAX_BYTES, add_image, markdown_of


class ImageForm(forms.Form):
    """A picture and what it shows."""

    image = forms.FileField(
        label="Picture",
        help_text="PNG, JPEG or WebP, at most 5 MB. Where and when it was taken is removed.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    alt = forms.CharField(
        label="Alternative text",
        max_length=LONGEST_ALT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What the picture shows, in a sentence, for people who do not see it. It is checked too.",
    )
    credit = forms.CharField(required=False, max_length=200)


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    """Pictures are added and looked at; a picture that changes is another picture."""

    list_display = ["alt", "width", "height", "markdown", "added_at"]
    search_fields = ["alt", "sha256"]
    fields = ["alt", "markdown", "credit", "width", "height", "sha256", "added_by", "added_at"]
    readonly_fields = ["markdown"]
    actions = None

    @admin.display(description="Markdown")
    def markdown(self, image: Image) -> str:
        """What to write where the picture shall stand."""
        return markdown_of(image)

    def has_view_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Whoever writes or reviews."""
        return holds(request, "write_article", "review_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever writes."""
        return holds(request, "write_article")

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Nobody: published pages show it."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Our own page, which decodes the file anew."""
        return add_page(request)


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
            status, image = run(
                form, lambda: add_image(request.user, content, data["image"].name, data["alt"], data["credit"])
            )
            if status == 200:
                messages.success(request, f"Added. To show it, write: {markdown_of(image, data['alt'])}")
                return redirect(reverse("admin:articles_image_changelist"))
    context = {
        "title": "Add a picture",
        "form": form,
        "button": "Add",
        "back": reverse("admin:articles_image_changelist"),
        "facts": [],
        "touched": [],
        "danger": False,
        "crumbs": [("Pictures", reverse("admin:articles_image_changelist"))],
    }
    return answer(request, "act.html", context, status)
