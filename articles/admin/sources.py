"""Sources: registered and mended on stock pages; ended or renewed on pages that show what would be touched."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles.admin.desk import act_page, answer, needs, refusals
from articles.admin.forms import ConsequenceForm, ReasonForm, VersionForm
from articles.admin.readonly import LastingAdmin
from articles.admin.source_finding import ask_page, look_up_page
from articles.admin.source_form import FIELDS, SourceForm
from articles.admin.source_importing import import_page
from articles.models import Citation, Publication, Source
from articles.publishing.evidence import new_source_version, retract_source, supersede_source
from articles.review.sources import add_source, mend_source

EVIDENCE = ("kind", "version")  # changing them is new evidence, so they are no matter of mending
FIRST_USES = 20  # on the page of the source; the rest has pages of its own
USES_ON_A_PAGE = 50
STALE = timedelta(days=365)


class UseFilter(admin.SimpleListFilter):
    """Sources that claims rest on now, and those that none does."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two answers."""
        return [("cited", "Claims cite it"), ("idle", "No claim cites it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with this answer."""
        match self.value():
            case "cited":
                return queryset.filter(attached__gt=0)
            case "idle":
                return queryset.filter(attached=0)
        return queryset


class RegionFilter(admin.SimpleListFilter):
    """Where sources are from; those without a region are a choice with a name."""

    title = "region"
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The regions that are registered."""
        found = Source.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
        return [*((region, region) for region in found), ("-", "Not given")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        """Narrowed to the chosen region."""
        chosen = self.value()
        return queryset if chosen is None else queryset.filter(region="" if chosen == "-" else chosen)


class CheckFilter(admin.SimpleListFilter):
    """Sources that nobody has looked at for long."""

    title = "last check"
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The answers."""
        return [("fresh", "Within a year"), ("stale", "Longer ago, or never")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with this answer."""
        fresh = Q(checked_on__gte=timezone.localdate() - STALE)
        match self.value():
            case "fresh":
                return queryset.filter(fresh)
            case "stale":
                return queryset.exclude(fresh) | queryset.filter(checked_on=None)
        return queryset


@admin.register(Source)
class SourceAdmin(LastingAdmin):
    """The works that claims rest on."""

    change_form_template = "admin/articles/desk/source.html"
    change_list_template = "admin/articles/desk/source_list.html"
    form = SourceForm
    fields = FIELDS
    list_display = ["title", "kind", "version", "year", "region", "status", "checked_on", "uses"]
    list_filter = ["status", "kind", UseFilter, CheckFilter, RegionFilter]
    list_per_page = 50
    search_fields = ["title", "publisher", "doi", "pmid", "url"]
    search_help_text = "Words of the title or publisher, a DOI, a PMID or an address."
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """With the number of claims that cite it now."""
        attached = Count("citations", filter=Q(citations__removed_at=None))
        return super().get_queryset(request).annotate(attached=attached)

    @admin.display(description="claims that cite it", ordering="attached")
    def uses(self, source: Any) -> int:
        """How many claims cite it now."""
        return source.attached

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> tuple[str, ...]:
        """Kind and version of a registered source are evidence."""
        return EVIDENCE if obj else ()

    def has_view_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Whoever may attach."""
        return bool(request.user.has_perm("articles.attach_source"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may attach."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Whoever may attach."""
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Nobody: signatures rest on sources. Retract or supersede it."""
        return False

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Through the use cases; the form has validated what they ask for."""
        if change:
            mend_source(request.user, obj.pk, **{name: form.cleaned_data[name] for name in form.changed_data})
        else:
            obj.pk = add_source(request.user, **form.cleaned_data).pk

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A refusal of the use case is a page with its sentence."""
        return refusals(super().changeform_view)(request, *args, **kwargs)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """With the list of claims that cite the source."""
        source = kwargs.get("obj")
        uses = uses_of(source) if source else Citation.objects.none()
        context |= {"uses": uses[:FIRST_USES], "uses_count": uses.count(), "source": source}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """The acts on one source."""
        acts: dict[str, Any] = {
            "look-up/": look_up_page,
            "import/": import_page,
            "<int:source_id>/ask/": ask_page,
            "<int:source_id>/uses/": uses_page,
            "<int:source_id>/retract/": retract_page,
            "<int:source_id>/supersede/": supersede_page,
            "<int:source_id>/version/": version_page,
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"articles_source_{route.strip('/').split('/')[-1]}")
            for route, view in acts.items()
        ]
        return own + super().get_urls()


def uses_of(source: Source) -> QuerySet[Citation]:
    """The citations that point to the source now, with claim and article."""
    rows = Citation.objects.filter(source=source, removed_at=None).select_related("claim__article")
    return rows.order_by("claim__article__slug", "pk")


@refusals
@needs("attach_source")
def uses_page(request: HttpRequest, source_id: int) -> HttpResponse:
    """Every claim that cites the source now, and the publications that rest on it."""
    source = get_object_or_404(Source, pk=source_id)
    shown = Paginator(uses_of(source), USES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Where the source is used",
        "source": source,
        "shown": shown,
        "publications": _touched(source),
        "crumbs": _crumbs(source),
    }
    return answer(request, "source_uses.html", context)


def _crumbs(source: Source) -> list[tuple[str, str]]:
    return [("Sources", reverse("admin:articles_source_changelist")), (source.title, _back(source))]


def _touched(source: Source) -> list[Publication]:
    """Publications live or scheduled that rest on the source."""
    now = timezone.now()
    rows = source.publications.all()
    return list(rows.live(now)) + list(rows.scheduled(now))


def _count(source: Source) -> str:
    number = uses_of(source).count()
    return (
        f"{number} claim{' cites' if number == 1 else 's cite'} “{source.title}” now; each will ask for a source again."
    )


def told(publications: list[Publication]) -> str:
    """The message after an act with consequences."""
    if not publications:
        return "Recorded. No publication was touched."
    return "Recorded. Touched: " + ", ".join(f"“{item.title}”" for item in publications) + "."


@refusals
@needs("attach_source")
def retract_page(request: HttpRequest, source_id: int) -> HttpResponse:
    """Mark a source retracted, with every consequence."""
    source = get_object_or_404(Source, pk=source_id)
    return act_page(
        request,
        ConsequenceForm(request.POST or None),
        lambda data: retract_source(
            request.user, source.pk, data["reason"], keep_live_because=data["keep_live_because"]
        ),
        title="Mark the source retracted",
        button="Mark retracted",
        back=_back(source),
        done=told,
        facts=[
            _count(source),
            "Scheduled pages that rest on it are cancelled. Live pages get a “being checked” line, or are withdrawn.",
        ],
        touched=_touched(source),
        danger=True,
        more={"crumbs": _crumbs(source)},
    )


@refusals
@needs("attach_source")
def supersede_page(request: HttpRequest, source_id: int) -> HttpResponse:
    """Mark a source superseded."""
    source = get_object_or_404(Source, pk=source_id)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda data: supersede_source(request.user, source.pk, data["reason"]),
        title="Mark the source superseded",
        button="Mark superseded",
        back=_back(source),
        done=told,
        facts=[
            _count(source),
            "Scheduled pages that rest on it are cancelled. Live pages stay and are listed for re-check.",
        ],
        touched=_touched(source),
        danger=True,
        more={"crumbs": _crumbs(source)},
    )


@refusals
@needs("attach_source")
def version_page(request: HttpRequest, source_id: int) -> HttpResponse:
    """Bring a source to a new version."""
    source = get_object_or_404(Source, pk=source_id)
    return act_page(
        request,
        VersionForm(request.POST or None),
        lambda data: new_source_version(request.user, source.pk, data["version"]),
        title="A new version of the source",
        button="Record the new version",
        back=_back(source),
        done=told,
        facts=[
            f"Registered now: “{source.version or 'no version'}”. A new version is new evidence: "
            "what was signed against the old one is asked again.",
            "Scheduled pages that rest on it are cancelled. Live pages stay and are listed for re-check.",
        ],
        touched=_touched(source),
        more={"crumbs": _crumbs(source)},
    )


def _back(source: Source) -> str:
    return reverse("admin:articles_source_change", args=[source.pk])
