"""Credentials: recorded by one administrator, verified against the register, ended or found false. Never one's own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles.admin.desk import act_page, answer, needs, refusals
from articles.admin.forms import EndForm, FalseForm
from articles.admin.sources import told
from articles.claims.types import Competence
from articles.models import Attestation, Credential, Decision, Publication
from articles.models.base import choices
from articles.publishing.consequences import find_credential_false
from articles.review import credentials
from articles.review.eligibility import pool_words
from articles.review.people import pool, today
from articles.review.rulesets import current_policy
from articles.workflow.policy import CredentialKind


class GrantForm(forms.Form):
    """A credential of somebody else."""

    person = forms.ModelChoiceField(credentials.staff())
    kind = forms.ChoiceField(choices=choices(CredentialKind))
    number = forms.CharField(max_length=60)
    body = forms.CharField(max_length=160, label="Registration body")
    post = forms.CharField(
        max_length=160, required=False, help_text="As shown to readers: the profession and where they work."
    )
    valid_from = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    evidence = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was seen: register entry, certificate, address of the register.",
    )


class NothingForm(forms.Form):
    """An act that needs no words."""


@admin.register(Credential)
class CredentialAdmin(admin.ModelAdmin):
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
        acts = [("verify", verify_page), ("end", end_page), ("false", false_page)]
        own = [path("pool/", self.admin_site.admin_view(pool_page), name="articles_credential_pool")]
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

    return act_page(
        request,
        GrantForm(request.POST or None),
        act,
        title="Record a credential",
        button="Record",
        back=reverse(LIST),
        done="Recorded. It counts once somebody other than its holder has verified it.",
        facts=["Nobody records their own credential."],
    )


@refusals
@needs("manage_credentials")
def verify_page(request: HttpRequest, credential_id: int) -> HttpResponse:
    """Confirm that the credential was checked against the register."""
    credential = get_object_or_404(Credential.objects.select_related("person"), pk=credential_id)
    return act_page(
        request,
        NothingForm(request.POST if request.method == "POST" else None),
        lambda data: credentials.verify(request.user, credential.pk),
        title=f"Verify: {credential}",
        button="I have checked it against the register",
        back=reverse(LIST),
        done="Verified: it counts from now on.",
        facts=[
            f"Holder: {credential.person.get_full_name() or credential.person.get_username()}. "
            f"Registration body: {credential.body}. Number: {credential.number}.",
            f"Evidence that was recorded: {credential.evidence}",
            "Look it up in the register now. Your name is stored as that of the verifier.",
        ],
    )


@refusals
@needs("manage_credentials")
def end_page(request: HttpRequest, credential_id: int) -> HttpResponse:
    """The credential stopped on a day; what was signed before stays valid."""
    credential = get_object_or_404(Credential, pk=credential_id)
    return act_page(
        request,
        EndForm(request.POST or None),
        lambda data: credentials.end(request.user, credential.pk, data["reason"], data["on"]),
        title=f"End: {credential}",
        button="End the credential",
        back=reverse(LIST),
        done="Ended. What was signed while it counted stays valid.",
        facts=["What was signed while the credential counted keeps its history and stays valid."],
    )


@refusals
@needs("manage_credentials")
def false_page(request: HttpRequest, credential_id: int) -> HttpResponse:
    """The credential never was true: signatures that rest on it do not count, with every consequence."""
    credential = get_object_or_404(Credential, pk=credential_id)
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
        back=reverse(LIST),
        done=told,
        facts=[
            f"{_signed(credential)} rest on it; those made while it was not true will not count.",
            "Scheduled pages that rest on them are cancelled. Live pages get a “being checked” line, or are withdrawn.",
        ],
        touched=_touched(credential),
        danger=True,
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


@refusals
@needs("manage_credentials", "publish_article", "review_article", "write_article")
def pool_page(request: HttpRequest) -> HttpResponse:
    """Who can sign today, and which rows of the policy the pool can meet."""
    people = pool(timezone.now())
    policy = current_policy()
    held = frozenset().union(*(person.competences for person in people)) if people else frozenset()
    rows = [
        (
            f"{risk.value} risk",
            need.words(),
            len(people) >= need.signers and need.competences <= held | {Competence.CLINICAL},
        )
        for risk, need in policy.by_risk.items()
    ]
    rows += [
        (name, "one signer who holds " + " and ".join(sorted(item.value for item in wanted)), wanted <= held)
        for name, wanted in (("a medicine", policy.medicine), ("crisis or self-harm", policy.crisis))
    ]
    context = {
        "title": "What the pool can sign",
        "people": [(person.name, ", ".join(sorted(item.value for item in person.competences))) for person in people],
        "rows": rows,
        "pool": pool_words(people),
        "policy": policy.version,
        "crumbs": [("Credentials", reverse(LIST))],
    }
    return answer(request, "pool.html", context)
