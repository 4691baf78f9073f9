"""The pool of clinicians: what it can sign, inviting, each person with credentials and declarations, one's own page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from articles.admin.desk import act_page, answer, holds, needs, posts_only, refusals, run
from articles.claims.types import ClaimType, Competence, Risk
from articles.models import Credential
from articles.review import invitations, profiles
from articles.review.eligibility import pool_words
from articles.review.ledger import name_of
from articles.review.people import Clinician, pool, today
from articles.review.profiles import Interest, InterestKind
from articles.review.rulesets import current_policy
from articles.workflow.policy import Classification, Policy, Requirement

LIST = "admin:articles_credential_changelist"
POOL = "admin:articles_credential_pool"
PERSON = "admin:articles_credential_person"
PROFILE = "admin:articles_credential_profile"
SPARE = 3  # empty rows for interests
KINDS = [("", "Choose a kind"), *((item.value, item.label) for item in InterestKind)]
WAY_OUT = "invite a clinician{who}, or reword such sentences"


class InviteForm(forms.Form):
    """Who is invited."""

    first_name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    last_name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    username = forms.SlugField(
        required=False,
        max_length=150,
        label="User name",
        help_text="Also the address of the public page, so it cannot be changed later. Left empty: made from the name.",
    )

    def clean(self) -> dict[str, Any]:
        """A user name from the name where none was typed."""
        data = super().clean() or {}
        if not data.get("username") and "username" not in self.errors:
            data["username"] = slugify(f"{data.get('first_name', '')} {data.get('last_name', '')}")
        return data


class InterestForm(forms.Form):
    """One interest; a row without a kind and a name is left out."""

    kind = forms.ChoiceField(choices=KINDS, required=False)
    who = forms.CharField(required=False, max_length=profiles.LONGEST_NAME, label="With whom")
    years = forms.CharField(
        required=False, max_length=profiles.LONGEST_NAME, label="Years", help_text="“2024”, or “since 2022”."
    )

    def clean(self) -> dict[str, Any]:
        """Kind and name together."""
        data = super().clean() or {}
        if data.get("who") and not data.get("kind"):
            self.add_error("kind", "Choose what kind of interest it is.")
        if (data.get("kind") or data.get("years")) and not data.get("who"):
            self.add_error("who", "Say with whom: the name of the organisation or person.")
        return data


InterestRows = forms.formset_factory(InterestForm, extra=SPARE, max_num=profiles.MOST_INTERESTS)


class DeclareForm(forms.Form):
    """The words under a declaration."""

    nothing = forms.BooleanField(required=False, label="I have no interests to declare")


class BiographyForm(forms.Form):
    """A few sentences for readers."""

    biography = forms.CharField(
        required=False,
        max_length=profiles.LONGEST_BIOGRAPHY,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            f"Where you work, what you trained in and teach; up to {profiles.LONGEST_BIOGRAPHY} characters. Nobody "
            "signs these words, so they may not speak of health or of what helps whom. Empty words take it away."
        ),
    )


# --------------------------------------------------------------------------------------------------------- the pool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the policy beside the pool. ``lacks``: what the pool has not got, in words; empty when it can sign."""

    name: str
    need: str
    lacks: str

    @property
    def way_out(self) -> str:
        """What can be done."""
        return WAY_OUT.format(who=f" who {self.lacks}" if self.lacks.startswith("holds") else "")


def policy_lines(policy: Policy, people: list[Clinician]) -> list[Line]:
    """Every row of the policy, with what the pool of today lacks for it."""
    kinds = [(f"{risk.value} risk", Classification(frozenset(), risk)) for risk in Risk]
    kinds += [
        ("effect, harm, dose or use of a medicine", Classification(frozenset(), Risk.HIGH, medicine=True)),
        ("crisis or self-harm", Classification(frozenset({ClaimType.CRISIS}), Risk.HIGH, crisis=True)),
        (
            "crisis or self-harm with a medicine",
            Classification(frozenset({ClaimType.CRISIS}), Risk.HIGH, crisis=True, medicine=True),
        ),
    ]
    found = [(name, policy.requirement(claim)) for name, claim in kinds]
    found.append(("a blocking rule, overridden", policy.override(Competence.CLINICAL)))
    return [Line(name, need.words(), _lacks(need, people)) for name, need in found]


def _lacks(need: Requirement, people: list[Clinician]) -> str:
    held = frozenset().union(*(person.competences for person in people))
    missing = sorted(item.value for item in need.competences - held)
    if missing:
        return "holds " + " and ".join(f"“{item}”" for item in missing)
    short = need.signers - len(people)
    return f"{short} more clinician{'' if short == 1 else 's'}" if short > 0 else ""


@refusals
@needs("manage_credentials", "publish_article", "review_article", "write_article")
def pool_page(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/credential/pool/``: everybody with a credential or an invitation, and what they can sign."""
    now = timezone.now()
    people, policy = pool(now), current_policy()
    context = {
        "title": "Clinicians: who can sign what",
        "lines": policy_lines(policy, people),
        "pool": pool_words(people),
        "policy": policy.version,
        "people": _everybody(today(now), people),
        "may_manage": holds(request, "manage_credentials"),
        "crumbs": [("Credentials", reverse(LIST))],
    }
    return answer(request, "pool.html", context)


@dataclass(frozen=True, slots=True)
class Member:
    """One clinician in the list. ``note``: why they cannot sign, or how long they can."""

    person: Any
    name: str
    competences: str
    note: str
    declared: date | None
    overdue: bool


def _everybody(day: date, able: list[Clinician]) -> list[Member]:
    rows = get_user_model().objects.filter(is_active=True, groups__name=invitations.GROUP) | (
        get_user_model().objects.filter(is_active=True, credentials__isnull=False)
    )
    everybody = list(rows.distinct().prefetch_related("credentials"))
    declared = profiles.declared_on(person.pk for person in everybody)
    held = {person.id: person.competences for person in able}
    members = []
    for person in everybody:
        on = declared.get(person.pk)
        competences = ", ".join(sorted(item.value for item in held.get(person.pk, ())))
        overdue = on is None or on + profiles.LASTS <= day
        members.append(Member(person, name_of(person), competences, _note(person, day), on, overdue))
    return sorted(members, key=lambda item: (not item.competences, item.name.casefold()))


def _note(person: Any, day: date) -> str:
    rows = list(person.credentials.all())
    counting = [row for row in rows if row.counts_on(day)]
    if counting:
        ends = [row.valid_until for row in counting if row.valid_until]
        return f"The first credential ends on {min(ends):%-d %B %Y}." if ends else ""
    if any(row.verified_at is None and row.ended_on is None for row in rows):
        return "A credential waits to be verified."
    if invitations.waits(person):
        return "Invited; no password set yet."
    return "No credential counts today." if rows else "No credential is recorded."


# ---------------------------------------------------------------------------------------------------------- inviting


@refusals
@needs("manage_credentials")
def invite_page(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/credential/invite/``: an account, and a mail with a link that sets its password."""
    made: list[invitations.Invited] = []

    def act(data: dict[str, Any]) -> invitations.Invited:
        made.append(invitations.invite(request.user, **data))
        return made[-1]

    response = act_page(
        request,
        InviteForm(request.POST or None),
        act,
        title="Invite a clinician",
        button="Make the account and send the link",
        back=reverse(POOL),
        done=_sent,
        facts=[
            "They get a mail with a link that sets their password, once. Nobody else sees the link.",
            "They can sign once a credential of theirs is recorded and verified.",
        ],
        more={"crumbs": [("Credentials", reverse(LIST)), ("Who can sign what", reverse(POOL))]},
    )
    return redirect(PERSON, made[0].person.pk) if made else response


def _sent(done: invitations.Invited) -> str:
    return done.problem or f"The link was sent to {done.person.email}. Record the credential next."


@refusals
@needs("manage_credentials")
@posts_only
def again_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new link; the one before it opens nothing any more."""
    done = invitations.invite_again(request.user, get_object_or_404(get_user_model(), pk=pk))
    (messages.warning if done.problem else messages.success)(request, done.problem or f"Sent to {done.person.email}.")
    return redirect(PERSON, pk)


# ------------------------------------------------------------------------------------------------------- one person


@refusals
@needs("manage_credentials", "publish_article", "review_article")
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """``/admin/articles/credential/person/<id>/``: credentials with who checked them, declarations, biography."""
    person = get_object_or_404(get_user_model(), pk=pk)
    return answer(request, "person.html", _context_of(request, person) | {"title": name_of(person)})


def _context_of(request: HttpRequest, person: Any) -> dict[str, Any]:
    now = timezone.now()
    rows = Credential.objects.filter(person=person).select_related("granted_by", "verified_by")
    profile = profiles.profile_of(person.pk)
    return {
        "person": person,
        "name": name_of(person),
        "credentials": [(row, row.counts_on(today(now)), name_of(row.granted_by), _verifier(row)) for row in rows],
        "invited": invitations.waits(person),
        "profile": profile,
        "declarations": profiles.declarations_of(person.pk),
        "old": profile.declaration is not None and profile.declaration.old(now),
        "may_manage": holds(request, "manage_credentials") and person != request.user,
        "own": person == request.user,
        "crumbs": [("Credentials", reverse(LIST)), ("Who can sign what", reverse(POOL))],
    }


def _verifier(row: Credential) -> str:
    return name_of(row.verified_by) if row.verified_by else ""


@refusals
@needs("sign_claims")
def profile_page(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/credential/profile/``: one's own interests and biography, as readers see them."""
    person: Any = request.user
    profile = profiles.profile_of(person.pk)
    interests = profile.declaration.interests if profile.declaration else ()
    initial = [{"kind": item.kind, "who": item.who, "years": item.years} for item in interests]
    act = request.POST.get("act", "")
    rows = InterestRows(request.POST if act == "declare" else None, initial=initial, prefix="interest")
    declare = DeclareForm(request.POST if act == "declare" else None)
    biography = BiographyForm(request.POST if act == "biography" else None, initial={"biography": profile.biography})
    status = 200
    if act == "declare":
        status = _declare(request, rows, declare)
    elif act == "biography":
        status = 400
        if biography.is_valid():
            words = biography.cleaned_data["biography"]
            status, _ = run(biography, lambda: profiles.describe(person, words))
    if act and status == 200:
        messages.success(request, "Declared." if act == "declare" else "Saved.")
        return redirect(PROFILE)
    more = {"title": "Your public profile", "rows": rows, "declare": declare, "form": biography}
    return answer(request, "profile.html", _context_of(request, person) | more, status)


def _declare(request: HttpRequest, rows: Any, form: DeclareForm) -> int:
    """Status after declaring what the rows hold; problems stand in the forms."""
    if not (rows.is_valid() and form.is_valid()):
        return 400
    typed = [item.cleaned_data for item in rows if item.cleaned_data.get("who")]
    if bool(typed) == form.cleaned_data["nothing"]:
        form.add_error(None, "Name your interests, or say that you have none: one of the two.")
        return 400
    interests = [Interest(item["kind"], item["who"], item["years"]) for item in typed]
    status, _ = run(form, lambda: profiles.declare(request.user, interests))
    return status
