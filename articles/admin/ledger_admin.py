"""The ledger, to be read and searched. What blind reading hides is in no list, no count and at no address."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from articles.admin.readonly import ReadOnlyAdmin
from articles.models import Decision, LedgerEvent, Revocation
from articles.review.ledger import KINDS


def visible_events(user: Any) -> QuerySet[LedgerEvent]:
    """Every event but those that would tell ``user`` of another reader's decision in an open blind round: the decision,
    its revocation, and the sources that the same act carried over."""
    hidden = Decision.objects.hidden_from(user)
    same_act = hidden.filter(at=OuterRef("at"), by=OuterRef("actor"))
    return (
        LedgerEvent.objects.exclude(seq__in=hidden.values("event"))
        .exclude(seq__in=Revocation.objects.filter(decision__in=hidden).values("event"))
        .exclude(Exists(same_act), kind="citation_added")
    )


class KindFilter(admin.SimpleListFilter):
    """By act, in words."""

    title = "act"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every act the ledger knows."""
        return [(kind, words.capitalize()) for kind, words in KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LedgerEvent]) -> QuerySet[LedgerEvent]:
        """Only the chosen act."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(LedgerEvent)
class LedgerEventAdmin(ReadOnlyAdmin):
    """Append-only; a sentence is made when it is read."""

    needed = ("read_ledger",)
    list_display = ("seq", "at", "sentence", "article_label", "revision")
    list_display_links = ("seq",)
    list_filter = (KindFilter, ("at", admin.DateFieldListFilter))
    list_select_related = ("personal",)
    search_fields = ("article_label", "subject", "digest", "data")
    search_help_text = "Address of an article, subject, fingerprint, or words of the entry"
    ordering = ("-seq",)
    show_full_result_count = False
    fields = (
        "seq",
        "at",
        "sentence",
        "article_label",
        "revision",
        "subject",
        "digest",
        "details",
        "commitment",
        "prev_hash",
        "hash",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEvent]:
        """What this person may know of."""
        return visible_events(request.user).select_related("personal")

    @admin.display(description="what happened")
    def sentence(self, event: LedgerEvent) -> str:
        """Who did what, in words."""
        return f"{actor_of(event)} {KINDS.get(event.kind, event.kind)}"

    @admin.display(description="data")
    def details(self, event: LedgerEvent) -> str:
        """The entry's data, indented."""
        return json.dumps(event.facts, indent=2, ensure_ascii=False)


def actor_of(event: LedgerEvent) -> str:
    """The name that stands in the personal fields, unless they were erased."""
    if event.actor is None:
        return "The system"
    personal = getattr(event, "personal", None)
    if personal is None or personal.erased_at or not personal.data:
        return f"Person {event.actor} (name erased)"
    return str(json.loads(personal.data).get("name", f"Person {event.actor}"))
