"""Plain forms: they hold what was typed and turn it into the words of the use cases. None of them saves anything."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from articles.admin.widgets import DraftWidget
from articles.models import Revision, Topic
from articles.models.article import KINDS
from articles.models.revision import AUDIENCES, REGIONS
from articles.review.revisions import LONGEST_BODY, LONGEST_TITLE, RevisionText


class TextForm(forms.Form):
    """The whole text of an article. ``base`` is the number of the revision the writer started from."""

    # Lengths are refused when saving: browsers cut a pasted text at ``maxlength`` without a word.
    title = forms.CharField(
        validators=[MaxLengthValidator(LONGEST_TITLE)], widget=forms.TextInput(attrs={"class": "wide"})
    )
    body = forms.CharField(
        required=False,
        strip=False,
        validators=[MaxLengthValidator(LONGEST_BODY)],
        widget=DraftWidget(attrs={"rows": 24, "spellcheck": "true", "aria-describedby": "body-help"}),
    )
    summary = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences that already answer the main question.",
    )
    meta_description = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="What search engines show under the title."
    )
    region = forms.ChoiceField(choices=REGIONS, initial="GB")
    audience = forms.ChoiceField(choices=AUDIENCES, initial="adults")
    language = forms.CharField(max_length=12, initial="en", help_text="Claims are found in English text only.")
    topic = forms.ModelChoiceField(Topic.objects.all(), required=False)
    sensitive = forms.BooleanField(required=False, label="Sensitive page", help_text="Shows “leave this site”.")
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Media:
        js = (forms.Script("articles/counter.js", defer=True),)

    @classmethod
    def of(cls, revision: Revision) -> "TextForm":
        """The unbound form that shows a stored revision."""
        return cls(initial=initial_of(RevisionText.of(revision), revision.number))

    def text(self) -> RevisionText:
        """What was typed (needs a valid form)."""
        data = self.cleaned_data
        return RevisionText(
            title=data["title"],
            body=data["body"],
            summary=data["summary"],
            meta_description=data["meta_description"],
            region=data["region"],
            audience=data["audience"],
            language=data["language"],
            topic=data["topic"].pk if data["topic"] else None,
            sensitive=data["sensitive"],
        )


def initial_of(text: RevisionText, base: int | None) -> dict[str, Any]:
    """Values of ``TextForm`` for a text that shall be saved on top of revision ``base``."""
    values = {name: getattr(text, name) for name in text.__dataclass_fields__}
    return values | {"base": base}


class NewArticleForm(TextForm):
    """What is chosen once, when an article is made."""

    slug = forms.SlugField(
        required=False,
        max_length=120,
        help_text="Left empty: made from the title.",
    )
    kind = forms.ChoiceField(choices=KINDS, initial="article", help_text="Stays for good.")

    field_order = ["title", "slug", "kind"]


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))


class ConsequenceForm(ReasonForm):
    """A reason, and why a live page with high-risk claims may stay."""

    keep_live_because = forms.CharField(
        required=False,
        label="Keep live pages because",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Left empty, live pages whose high-risk claims rest on it are withdrawn at once.",
    )


class FalseForm(ConsequenceForm):
    """What was found about a credential, and until when it was true after all."""

    last_true_day = forms.DateField(
        required=False,
        label="Last day on which it was true",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Left empty: it never was true.",
    )

    field_order = ["reason", "last_true_day", "keep_live_because"]


class VersionForm(forms.Form):
    """A new version of a source."""

    version = forms.CharField(max_length=80, help_text="As printed: “2022, updated 2024”.")


class WithdrawForm(ReasonForm):
    """Why a page is taken down, and what readers are told."""

    notice = forms.CharField(
        required=False,
        label="Notice to readers",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Left empty, readers are told that we are checking what it says.",
    )


def _moment(label: str, help_text: str = "", required: bool = False) -> forms.DateTimeField:
    """A day with a time, as browsers and people write it."""
    return forms.DateTimeField(
        required=required,
        label=label,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


class PlanEndForm(ReasonForm):
    """When a page ends, and what readers are told from then on."""

    at = _moment("Ends at", required=True)
    notice = forms.CharField(
        required=False,
        label="Notice to readers",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Left empty, readers are told that the page was published for a limited time.",
    )

    field_order = ["at", "notice", "reason"]


class EmbargoForm(ReasonForm):
    """Until when nothing new of an article goes live."""

    until = _moment("Until", "Left empty, the embargo is lifted.")

    field_order = ["until", "reason"]


class OwnerForm(ReasonForm):
    """Who answers for an article from now on."""

    owner = forms.ChoiceField()

    field_order = ["owner", "reason"]


class EndForm(ReasonForm):
    """Why and since when a credential has ended."""

    on = forms.DateField(
        required=False, label="Last day", widget=forms.DateInput(attrs={"type": "date"}), help_text="Left empty: today."
    )


class PublishForm(forms.Form):
    """When a revision goes live, and what readers are told about the change."""

    live_from = _moment("Go live at")
    live_until = _moment("End at", "Left empty: it stays, or ends when an end was planned for the live page.")
    change_note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Readers see it in the history of the page.",
    )
    correction = forms.BooleanField(
        required=False, label="This corrects an error", help_text="It is listed on the corrections page with the note."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["live_from"].help_text = f"Left empty: now. Times are those of {zone}."
