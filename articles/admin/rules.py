"""Rules, terms and policy: what people changed, and what waits for a second person (law 7)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from articles.admin.desk import act_page, answer, holds, needs, refusals, run
from articles.admin.forms import ReasonForm
from articles.admin.rule_use import rule_passages_page, rule_use_page
from articles.claims.hiding import GROUPS
from articles.claims.lexicon import FILES
from articles.claims.rules import Rule
from articles.claims.rules.model import CLAIM
from articles.claims.ruleset import RuleSet
from articles.claims.types import RulesetChange
from articles.models import PolicyChange, RulesetProposal
from articles.models.ruleset import ACTS
from articles.review.rulesets import (
    TERM_ACTS,
    configured_policy,
    confirm_policy,
    confirm_rule_change,
    current_policy,
    current_ruleset,
    is_house_style,
    propose_policy,
    propose_rule_change,
)
from articles.review.term_effects import effect_of

LIST = "admin:articles_rulesetproposal_changelist"
PROPOSE = "Propose a change of the rules"
STATUSES = [("pom", "On prescription only"), ("otc", "Without a prescription")]


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """The groups under the lexicons that have them."""
    lexicons: dict[tuple[str, ...], list[str]] = {}
    for kind, names in GROUPS.items():
        lexicons.setdefault(names, []).append(kind)
    return [(" or ".join(kinds), [(name, name) for name in names]) for names, kinds in lexicons.items()]


class ProposalForm(forms.Form):
    """One change of the rules. ``confirmed`` names the addition whose effect the person has read."""

    act = forms.ChoiceField(choices=ACTS, label="What")
    target = forms.CharField(max_length=120, label="Term, or id of the rule")
    lexicon = forms.ChoiceField(
        required=False, choices=[("", "For terms only"), *((name, name.replace("_", " ")) for name in FILES)]
    )
    group = forms.ChoiceField(
        required=False,
        choices=[("", "None of these"), *_groups()],
        label="Group of an added term",
        help_text="The groups that rules look for. A medicine without its group is missed by the rules about it.",
    )
    generic = forms.CharField(
        required=False,
        max_length=120,
        label="Generic name of an added brand",
        help_text="The brand then counts as this medicine: an antidepressant, an opioid and so on.",
    )
    status = forms.ChoiceField(
        required=False,
        choices=[("", "Not known: counts as prescription only"), *STATUSES],
        label="Sold in the United Kingdom",
        help_text="For added medicines, brands and classes. A page that promotes names none that needs a prescription.",
    )
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Terms belong to a lexicon, rules do not; details are for additions."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("act") in TERM_ACTS and not data.get("lexicon"):
            self.add_error("lexicon", "Choose the lexicon that the term belongs to.")
        if data.get("act") not in TERM_ACTS:
            data["lexicon"] = ""
        if data.get("act") != "add_term":
            data |= {"group": "", "generic": "", "status": ""}
        return data

    def change(self) -> RulesetChange:
        """What was typed (needs a valid form)."""
        data = self.cleaned_data
        return RulesetChange(
            data["act"], data["target"], data["lexicon"], data["group"], data["generic"], data["status"]
        )

    def to_confirm(self) -> str:
        """Names the addition: one that was changed after its effect was shown is shown again."""
        change = self.change()
        return "|".join((change.lexicon, change.group, change.generic, change.status, change.target))


class NothingForm(forms.Form):
    """An act that needs no words."""


@admin.register(RulesetProposal)
class RulesetProposalAdmin(admin.ModelAdmin):
    """One page for rules and policy, in place of the stock list."""

    def has_view_permission(self, request: HttpRequest, obj: RulesetProposal | None = None) -> bool:
        """Editors and clinicians."""
        return holds(request, "change_ruleset")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The page itself has the form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: RulesetProposal | None = None) -> bool:
        """Proposals are confirmed, not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RulesetProposal | None = None) -> bool:
        """They are history."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Our own page."""
        return rules_page(request)

    def get_urls(self) -> list[URLPattern]:
        """Confirming, proposing, and how rules fare in use."""
        pages: list[tuple[str, Any, str]] = [
            ("<int:proposal_id>/confirm/", confirm_rule_page, "articles_rulesetproposal_confirm"),
            ("use/", rule_use_page, "articles_rulesetproposal_use"),
            ("use/<str:name>/", rule_passages_page, "articles_rulesetproposal_passages"),
            ("policy/<int:change_id>/propose/", propose_policy_page, "articles_policychange_propose"),
            ("policy/<int:change_id>/confirm/", confirm_policy_page, "articles_policychange_confirm"),
        ]
        return [
            path(route, self.admin_site.admin_view(view), name=name) for route, view, name in pages
        ] + super().get_urls()


@refusals
@needs("change_ruleset")
def rules_page(request: HttpRequest) -> HttpResponse:
    """Rules, changes in force and waiting, the policy; and the form that proposes a change."""
    wished = {name: request.GET[name] for name in ("act", "target") if name in request.GET}
    form = ProposalForm(request.POST or None, initial=wished)
    if request.method == "POST":
        return _effect_page(request, form) or act_page(
            request,
            form,
            lambda data: propose_rule_change(
                request.user,
                data["act"],
                data["target"],
                data["reason"],
                data["lexicon"],
                group=data["group"],
                generic=data["generic"],
                status=data["status"],
            ),
            title=PROPOSE,
            button="Propose",
            back=reverse(LIST),
            done=_proposed,
        )
    ruleset = current_ruleset()
    configured, policy = configured_policy(), current_policy()
    rows = list(RulesetProposal.objects.select_related("proposed_by", "confirmed_by").order_by("-id"))
    waiting = PolicyChange.objects.filter(effective_at=None).select_related("proposed_by").order_by("-id")
    context = {
        "title": "Rules and policy",
        "form": form,
        "ruleset": ruleset,
        "families": _families(ruleset),
        "waiting": [row for row in rows if row.effective_at is None],
        "in_force": [row for row in rows if row.effective_at is not None],
        "policy": policy,
        "policy_rows": [(risk.value, need.words()) for risk, need in policy.by_risk.items()],
        "medicine": ", ".join(sorted(item.value for item in policy.medicine)),
        "crisis": ", ".join(sorted(item.value for item in policy.crisis)),
        "strong": ", ".join(sorted(item.label.lower() for item in policy.strong_kinds)),
        "policies_waiting": [row for row in waiting if row.digest == configured.digest()],
    }
    return answer(request, "rules.html", context)


def _families(ruleset: RuleSet) -> list[dict[str, Any]]:
    """The rules by what they are about, each with whether it is on; house style first, for it may be chosen freely."""
    style = [rule for rule in ruleset.rules if is_house_style(rule)]
    others = [rule for rule in ruleset.rules if not is_house_style(rule)]
    families = [
        ("style", "House style", "Advice that blocks nothing. An editor switches it off or on alone.", style),
        (
            "wording",
            "Words and pages that block",
            "Mended, or overridden by two clinicians with a reason.",
            [rule for rule in others if rule.kind != CLAIM],
        ),
        (
            "claims",
            "Claims",
            "They find claims, or ask for more signers.",
            [rule for rule in others if rule.kind == CLAIM],
        ),
    ]
    return [
        {
            "key": key,
            "title": title,
            "words": words,
            "rules": [{"rule": rule, "on": ruleset.is_on(rule.id), "example": _example(rule)} for rule in rules],
            "off": sum(not ruleset.is_on(rule.id) for rule in rules),
        }
        for key, title, words, rules in families
    ]


def _example(rule: Rule) -> str:
    """A sentence that the rule finds."""
    return rule.hits[0] if rule.hits else ""


def _effect_page(request: HttpRequest, form: ProposalForm) -> HttpResponse | None:
    """What an addition would flag in today's texts, to be confirmed; None when there is nothing to tell."""
    if not form.is_valid() or form.cleaned_data["act"] != "add_term":
        return None
    if form.cleaned_data["confirmed"] == form.to_confirm():
        return None
    status, effect = run(form, lambda: effect_of(form.change()))
    if status != 200:
        return None  # the form says why
    facts = effect.sentences()
    if not facts:
        return None
    again = ProposalForm(initial={**form.cleaned_data, "confirmed": form.to_confirm()})
    return answer(
        request,
        "act.html",
        {
            "title": f"Add “{effect.term}”?",
            "form": again,
            "button": "Propose it all the same" if effect.everyday else "Propose it",
            "back": reverse(LIST),
            "facts": facts,
            "danger": effect.everyday,
        },
    )


def _proposed(row: RulesetProposal) -> str:
    if row.effective_at is not None:
        if row.act == "switch_off":
            return "Switched off: it was advice only. Texts that are saved from now on are not advised."
        return "In force from now on: it only adds."
    if row.act == "add_term":
        return "Proposed. It would hide terms that ask for more care, so it waits for a second person and a clinician."
    return "Proposed. It waits for a second person; one of the two must be a clinician."


@refusals
@needs("change_ruleset")
def confirm_rule_page(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second person confirms."""
    row = get_object_or_404(RulesetProposal.objects.select_related("proposed_by"), pk=proposal_id)
    return act_page(
        request,
        NothingForm(request.POST if request.method == "POST" else None),
        lambda data: confirm_rule_change(request.user, row.pk),
        title=f"Confirm: {row}{f' ({row.details()})' if row.lexicon else ''}",
        button="Confirm",
        back=reverse(LIST),
        done="In force from now on. Rescan the texts to see what it changes.",
        facts=[
            f"Proposed by {row.proposed_by.get_full_name() or row.proposed_by.get_username()}: {row.reason}",
            "It can find less than before. One of the two people must be a clinician with a current credential.",
        ],
        danger=True,
    )


@refusals
@needs("change_ruleset")
def propose_policy_page(request: HttpRequest, change_id: int) -> HttpResponse:
    """The first person takes responsibility for a looser policy."""
    row = get_object_or_404(PolicyChange, pk=change_id, effective_at=None)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: propose_policy(request.user, row.pk, data["reason"]),
        title="Propose a looser policy",
        button="Propose",
        back=reverse(LIST),
        done="Proposed. It waits for a second person; one of the two must be a clinician.",
        facts=["It asks for less than the policy in force:", *row.looser],
        danger=True,
    )


@refusals
@needs("change_ruleset")
def confirm_policy_page(request: HttpRequest, change_id: int) -> HttpResponse:
    """The second person puts a looser policy in force."""
    row = get_object_or_404(PolicyChange, pk=change_id, effective_at=None)
    return act_page(
        request,
        NothingForm(request.POST if request.method == "POST" else None),
        lambda data: confirm_policy(request.user, row.pk),
        title="Confirm a looser policy",
        button="Confirm",
        back=reverse(LIST),
        done="The policy is in force.",
        facts=["It asks for less than the policy in force:", *row.looser, f"Reason: {row.reason or 'none given yet'}"],
        danger=True,
    )
