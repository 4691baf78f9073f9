"""Credentials: recorded by one administrator, verified against the register, ended or found false. Never one's own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles.admin.clinicians import PERSON, again_page, invite_page, person_page, pool_page, profile_page
from articles.admin.desk import act_page, needs, number_of, refusals
from articles.admin.forms import EndForm, FalseForm
from articles.admin.readonly import LastingAdmin
from articles.admin.sources import told
from articles.models import Attestation, Credential, Decision, Publication
from articles.models.base import choices
from articles.publishing.consequences import find_credential_false
from articles.review import credentials
from articles.review.ledger import name_of
from articles.review.people import today
from articles.workflow.policy import CredentialKind


class PersonField(forms.ModelChoiceField):
    """People by their names; the name of the account tells two of one name apart."""

    def label_from_instance(self, obj: Any) -> str:
        """``First Last (account)``."""
        return f"{name_of(obj)} ({obj.get_username()})"


class GrantForm(forms.Form):
    """A credential of somebody else."""

    person = PersonField(credentials.staff())
    kind = forms.ChoiceField(choices=choices(CredentialKind))
    number = forms.CharField(max_length=60, help_text="Of the registration; for training, of the certificate.")
    body = forms.CharField(max_length=160, label="Registration body")
    post = forms.CharField(
        max_length=160, required=False, help_text="As shown to readers: the profession and where they work."
    )
    register_url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Address of the register entry",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text="Where whoever verifies it looks it up.",
    )
    valid_from = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    evidence = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was seen: register entry, certificate; for training, who gave it and when.",
    )


class SeenForm(forms.Form):
    """What somebody saw in the register."""

    seen = forms.CharField(
        label="What you saw",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Name and number as they stand there, until when the entry is valid, and when you looked.",
    )


class RenewForm(SeenForm):
    """Until when the register shows the credential as valid now."""

    valid_until = forms.DateField(label="New last day", widget=forms.DateInput(attrs={"type": "date"}))

    field_order = ["valid_until", "seen"]


@admin.register(Credential)
class CredentialAdmin(LastingAdmin):
    """Who may vouch for what, and since when."""

    change_form_template = "admin/articles/desk/credential.html"
    change_list_template = "admin/articles/desk/credentials.html"
    list_display = ["person", "kind", "number", "body", "valid_from", "valid_until", "counts"]
    list_filter = ["kind"]
    list_select_related = ["person"]
    search_fields = ["person__username", "person__last_name", "number", "body"]
    actions = None

    @admin.display(description="counts today", boolean=True)
    def counts(self, credential: Credential) -> bool:
        """Verified, not found false, and valid today."""
        return credential.counts_on(today(timezone.now()))

    def has_view_permission(self, request: HttpRequest, obj: Credential | None = None) -> bool:
        """Administrators of credentials, and whoever has to know who can sign."""
        user: Any = request.user
        return user.has_perm("articles.manage_credentials") or user.has_perm("articles.view_credential")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators of credentials."""
        return bool(request.user.has_perm("articles.manage_credentials"))

    def has_change_permission(self, request: HttpRequest, obj: Credential | None = None) -> bool:
        """Nobody edits: verify, end, find false."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Credential | None = None) -> bool:
        """Nobody: signatures name it."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Our own page: the stock one would store before the use case could refuse."""
        return grant_page(request)

    def get_urls(self) -> list[URLPattern]:
        """The acts on one credential, and the pool."""
        acts = [("verify", verify_page), ("renew", renew_page), ("end", end_page), ("false", false_page)]
        pages = [("pool", pool_page), ("invite", invite_page), ("profile", profile_page)]
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"articles_credential_{name}")
            for name, view in pages
        ]
        people = [("person", person_page, ""), ("again", again_page, "again/")]
        own += [
            path(f"person/<int:pk>/{end}", self.admin_site.admin_view(view), name=f"articles_credential_{name}")
            for name, view, end in people
        ]
        own += [
            path(f"<int:credential_id>/{name}/", self.admin_site.admin_view(view), name=f"articles_credential_{name}")
            for name, view in acts
        ]
        return own + super().get_urls()

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """With the acts that are possible."""
        context |= {"credential": kwargs.get("obj"), "may_manage": self.has_add_permission(request)}
        return super().render_change_form(request, context, *args, **kwargs)


LIST = "admin:articles_credential_changelist"


@refusals
@needs("manage_credentials")
def grant_page(request: HttpRequest) -> HttpResponse:
    """Record a credential of somebody else."""

    def act(data: dict[str, Any]) -> Credential:
        data = dict(data)
        return credentials.grant(request.user, data.pop("person"), **data)

    person = number_of(request.GET.get("person"))
    return act_page(
        request,
        GrantForm(request.POST or None, initial={"person": person or None}),
        act,
        title="Record a credential",
        button="Record",
        back=reverse(PERSON, args=[person]) if person else reverse(LIST),
        done="Recorded. It counts once somebody other than its holder has verified it.",
        facts=["Nobody records their own credential.", "Training in safety and crisis is recorded here as well."],
        more={"crumbs": [("Credentials", reverse(LIST))]},
    )


@refusals
@needs("manage_credentials")
def verify_page(request: HttpRequest, credential_id: int) -> HttpResponse:
    """Confirm that the credential was checked against the register."""
    credential = get_object_or_404(Credential.objects.select_related("person"), pk=credential_id)
    return act_page(
        request,
        SeenForm(request.POST or None),
        lambda data: credentials.verify(request.user, credential.pk, data["seen"]),
        title=f"Verify: {credential}",
        button="I have checked it against the register",
        back=reverse(PERSON, args=[credential.person_id]),
        done="Verified: it counts from now on.",
        facts=[
            *_said(credential),
            "Look it up in the register now. Your name is stored as that of the verifier, with what you write here.",
        ],
        more={"outside": credential.register_url, "crumbs": _crumbs(credential)},
    )


@refusals
@needs("manage_credentials")
def renew_page(request: HttpRequest, credential_id: int) -> HttpResponse:
    """The register shows it as valid until a later day."""
    credential = get_object_or_404(Credential.objects.select_related("person"), pk=credential_id)
    return act_page(
        request,
        RenewForm(request.POST or None),
        lambda data: credentials.renew(request.user, credential.pk, data["valid_until"], data["seen"]),
        title=f"Renew: {credential}",
        button="I have checked it against the register",
        back=reverse(PERSON, args=[credential.person_id]),
        done="Renewed: it counts until its new last day.",
        facts=[
            *_said(credential),
            "Only where the register shows no gap. Where the registration had lapsed in between, record a new one.",
        ],
        more={"outside": credential.register_url, "crumbs": _crumbs(credential)},
    )


def _crumbs(credential: Credential) -> list[tuple[str, str]]:
    return [
        ("Credentials", reverse(LIST)),
        (name_of(credential.person), reverse(PERSON, args=[credential.person_id])),
    ]


def _said(credential: Credential) -> list[str]:
    until = f" until {credential.valid_until:%-d %B %Y}" if credential.valid_until else ""
    return [
        f"Holder: {name_of(credential.person)}. Registration body: {credential.body}. Number: {credential.number}.",
        f"Recorded by {name_of(credential.granted_by)}, valid from {credential.valid_from:%-d %B %Y}{until}. "
        f"Evidence that was recorded: {credential.evidence}",
    ]


@refusals
@needs("manage_credentials")
def end_page(request: HttpRequest, credential_id: int) -> HttpResponse:
    """The credential stopped on a day; what was signed before stays valid."""
    credential = get_object_or_404(Credential.objects.select_related("person"), pk=credential_id)
    return act_page(
        request,
        EndForm(request.POST or None),
        lambda data: credentials.end(request.user, credential.pk, data["reason"], data["on"]),
        title=f"End: {credential}",
        button="End the credential",
        back=reverse(PERSON, args=[credential.person_id]),
        done="Ended. What was signed while it counted stays valid.",
        facts=["What was signed while the credential counted keeps its history and stays valid."],
        more={"crumbs": _crumbs(credential)},
    )


@refusals
@needs("manage_credentials")
def false_page(request: HttpRequest, credential_id: int) -> HttpResponse:
    """The credential never was true: signatures that rest on it do not count, with every consequence."""
    credential = get_object_or_404(Credential.objects.select_related("person"), pk=credential_id)
    return act_page(
        request,
        FalseForm(request.POST or None),
        lambda data: find_credential_false(
            request.user,
            credential.pk,
            data["reason"],
            last_true_day=data["last_true_day"],
            keep_live_because=data["keep_live_because"],
        ),
        title=f"Found false: {credential}",
        button="Record that it was not true",
        back=reverse(PERSON, args=[credential.person_id]),
        done=told,
        facts=[
            f"{_signed(credential)} rest on it; those made while it was not true will not count.",
            "Scheduled pages that rest on them are cancelled. Live pages get a “being checked” line, or are withdrawn.",
        ],
        touched=_touched(credential),
        danger=True,
        more={"crumbs": _crumbs(credential)},
    )


def _signed(credential: Credential) -> str:
    decisions = Decision.objects.filter(signature__credentials=credential).count()
    texts = Attestation.objects.filter(signature__credentials=credential).count()
    return f"Decisions on {decisions} claims and signatures on {texts} whole texts"


def _touched(credential: Credential) -> list[Publication]:
    now = timezone.now()
    rows = Publication.objects.filter(decisions__signature__credentials=credential) | Publication.objects.filter(
        attestations__signature__credentials=credential
    )
    return list(rows.live(now).distinct()) + list(rows.scheduled(now).distinct())
