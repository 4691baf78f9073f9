"""The ledger, to be read and searched. What blind reading hides is in no list, no count and at no address."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from articles.admin.desk import number_of
from articles.admin.exports import csv_view, exports_view
from articles.admin.frame import for_those_who, page
from articles.admin.readonly import ReadOnlyAdmin
from articles.models import Claim, Decision, LedgerEvent, LedgerPersonal, Revision, Revocation
from articles.models.ledger import GENESIS
from articles.review.ledger import KINDS, name_of

PAGE = 100  # entries on one page


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


class LedgerFilter(forms.Form):
    """What of the ledger is shown."""

    use_required_attribute = False

    kind = forms.ChoiceField(required=False, label="Act")
    person = forms.ChoiceField(required=False)
    article = forms.SlugField(required=False, label="Article", widget=forms.TextInput(attrs={"placeholder": "address"}))
    first = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))
    q = forms.CharField(required=False, label="Words", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = sorted((words.capitalize(), kind) for kind, words in KINDS.items())
        self.fields["kind"].choices = [("", "Every act"), *((kind, words) for words, kind in acts)]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", "Everybody"), *actors()]  # type: ignore[attr-defined]

    def narrow(self, events: QuerySet[LedgerEvent]) -> QuerySet[LedgerEvent]:
        """Only what was asked for; nothing at all when that could not be read."""
        if not self.is_valid():
            return events.none()
        asked = self.cleaned_data
        if asked["kind"]:
            events = events.filter(kind=asked["kind"])
        if asked["person"]:
            events = events.filter(personal__person=int(asked["person"]))
        if asked["article"]:
            events = events.filter(article_label=asked["article"])
        if asked["first"]:
            events = events.filter(at__gte=_begin(asked["first"]))
        if asked["last"]:
            events = events.filter(at__lt=_begin(asked["last"] + timedelta(days=1)))
        if words := asked["q"]:
            places = [Q(**{f"{name}__icontains": words}) for name in ("article_label", "subject", "digest", "data")]
            events = events.filter(places[0] | places[1] | places[2] | places[3])
        return events


def _begin(day: date) -> datetime:
    """The first moment of a day where the publisher is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def actors() -> list[tuple[str, str]]:
    """Everybody who did something, by name; whoever was erased has a number only. Three queries."""
    known = LedgerPersonal.objects.exclude(person=None).order_by().values_list("person", flat=True).distinct()
    ids = {pk for pk in known if pk is not None}
    named = LedgerPersonal.objects.filter(erased_at=None).order_by().values_list("person", flat=True).distinct()
    kept = set(named)  # of somebody else's erasure a single entry of theirs may have lost its fields
    users = {user.pk: name_of(user) for user in get_user_model().objects.filter(pk__in=ids)}
    names = {pk: users[pk] if pk in kept and pk in users else f"Person {pk} (name erased)" for pk in ids}
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda item: (item[1], item[0]))


@for_those_who("read_ledger")
def ledger_view(request: HttpRequest) -> HttpResponse:
    """``/admin/articles/ledgerevent/``: the newest entries first; ``?before=`` the number of the last one seen."""
    form = LedgerFilter(request.GET)
    events = form.narrow(visible_events(request.user)).select_related("personal").order_by("-seq")
    if not any(request.GET.get(name) for name in form.fields):
        # A gap in the numbers would tell just as much. In a list that is narrowed a sealed entry would tell of what.
        events = LedgerEvent.objects.select_related("personal").order_by("-seq")
    if before := number_of(request.GET.get("before")):
        events = events.filter(seq__lt=before)
    rows = list(events[: PAGE + 1])
    shown = rows[:PAGE]
    kept = request.GET.copy()
    kept.pop("before", None)
    seen = set(visible_events(request.user).filter(seq__in=[item.seq for item in shown]).values_list("seq", flat=True))
    lines = [
        {"event": item, "actor": actor_of(item), "did": KINDS.get(item.kind, item.kind)}
        if item.seq in seen
        else {"event": item, "sealed": True}
        for item in shown
    ]
    context = {
        "title": "Ledger",
        "form": form,
        "lines": lines,
        "first": kept.urlencode(),
        "later": bool(before),
        "next": shown[-1].seq if len(rows) > PAGE else 0,
    }
    return page(request, "ledger.html", context, 200 if form.is_valid() else 400)


@admin.register(LedgerEvent)
class LedgerEventAdmin(ReadOnlyAdmin):
    """Append-only; a sentence is made when it is read. The list is a page of ours: its filters and pages stay quick
    however long the ledger grows."""

    needed = ("read_ledger",)

    def get_urls(self) -> list[URLPattern]:
        """Our pages stand before the stock ones; the names stay, so that the admin's links work."""
        view = self.admin_site.admin_view
        return [
            path("", view(ledger_view), name="articles_ledgerevent_changelist"),
            path("exports/", view(exports_view), name="articles_ledgerevent_exports"),
            path("exports/claims.csv", view(csv_view), {"table": "claims"}, name="articles_ledgerevent_claims"),
            path(
                "exports/decisions.csv", view(csv_view), {"table": "decisions"}, name="articles_ledgerevent_decisions"
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEvent]:
        """What this person may know of."""
        return visible_events(request.user).select_related("personal")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One entry, with what it speaks of and whether it is as it was written."""
        found = self.get_queryset(request).filter(pk=number_of(object_id)).first()
        if found is None or request.method not in {"GET", "HEAD"} or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        return entry_page(request, found)


def entry_page(request: HttpRequest, event: LedgerEvent) -> HttpResponse:
    """``/admin/articles/ledgerevent/<seq>/change/``: the sentence, the words, the data, the chain."""
    visible = visible_events(request.user)
    before = LedgerEvent.objects.filter(seq=event.seq - 1).values_list("hash", flat=True).first()
    context = {
        "title": f"Ledger entry {event.seq}",
        "event": event,
        "actor": actor_of(event),
        "did": KINDS.get(event.kind, event.kind),
        "words": Claim.objects.filter(article_id=event.article or 0, fingerprint=event.digest).values_list(
            "text", flat=True
        ),
        "revision": Revision.objects.filter(pk=event.revision or 0).only("pk", "number", "title").first(),
        "data": json.dumps(event.facts, indent=2, ensure_ascii=False) if event.facts else "",
        "checks": _checks(event, before),
        "older": visible.filter(seq__lt=event.seq).order_by("-seq").values_list("seq", flat=True).first(),
        "newer": visible.filter(seq__gt=event.seq).order_by("seq").values_list("seq", flat=True).first(),
    }
    return page(request, "entry.html", context)


def _checks(event: LedgerEvent, before: str | None) -> list[tuple[bool, str]]:
    """What was computed again just now: whether it holds, and what it is. The whole chain is ``verify_ledger``'s."""
    personal = getattr(event, "personal", None)
    checks = [
        (event.hash == event.expected_hash(), "The hash is that of this entry as it is stored."),
        (event.prev_hash == (before or GENESIS), "It names the hash of the entry before it."),
    ]
    if personal is not None and personal.erased_at is None:
        holds = event.commitment == personal.expected_commitment()
        checks.append((holds, "The commitment is that of the name and numbers beside it."))
    return checks


def actor_of(event: LedgerEvent) -> str:
    """The name that stands in the personal fields, unless they were erased."""
    if event.actor is None:
        return "The system"
    personal = getattr(event, "personal", None)
    if personal is None or personal.erased_at or not personal.data:
        return f"Person {event.actor} (name erased)"
    return str(json.loads(personal.data).get("name", f"Person {event.actor}"))
