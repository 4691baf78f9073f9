"""Rule use: how often each rule fires, is dismissed, signed, sent back, overridden; as a page and as CSV."""

import csv
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from articles.admin.desk import answer, needs, refusals, refused
from articles.review.rule_use import Passage, RuleUse, passages, rule_use
from articles.review.transitions import workbench_url

RULES = "admin:articles_rulesetproposal_changelist"
USE = "admin:articles_rulesetproposal_use"
PERIODS = {"": "All time", "30": "30 days", "90": "90 days", "365": "a year"}
MOST = 200  # passages on one page: a rule that fires more often is judged by these
_COLUMNS = ("rule", "title", "kind", "severity", "on", "fires", "dismissed", "signed", "changes_requested")


@refusals
@needs("change_ruleset")
def rule_use_page(request: HttpRequest) -> HttpResponse:
    """The table; ``days`` narrows what people answered, ``format=csv`` downloads it."""
    days = request.GET.get("days", "")
    if days not in PERIODS:
        return refused(request, ["Choose one of the periods on the page."], 400)
    since = timezone.now() - timedelta(days=int(days)) if days else None
    rows = rule_use(request.user, since)
    if request.GET.get("format") == "csv":
        return _csv(rows)
    context = {
        "title": "Rule use",
        "crumbs": [("Rules and policy", reverse(RULES))],
        "rows": [_row(use) for use in rows if not use.silent],
        "silent": [use for use in rows if use.silent],
        "answered": any(use.share is not None for use in rows),
        "days": days,
        "periods": [
            (key, label, f"{reverse(USE)}?days={key}" if key else reverse(USE)) for key, label in PERIODS.items()
        ],
        "csv": f"{reverse(USE)}?{urlencode({'days': days, 'format': 'csv'})}",
    }
    return answer(request, "rule_use.html", context)


@refusals
@needs("change_ruleset")
def rule_passages_page(request: HttpRequest, name: str) -> HttpResponse:
    """Where one rule or layer fires now."""
    found = passages(name)
    crumbs = [("Rules and policy", reverse(RULES)), ("Rule use", reverse(USE))]
    context = {
        "title": f"Where {name} fires",
        "crumbs": crumbs,
        "passages": [(passage, _url(passage)) for passage in found[:MOST]],
        "count": len(found),
        "most": MOST,
    }
    return answer(request, "rule_passages.html", context)


def _row(use: RuleUse) -> dict[str, Any]:
    proposal = urlencode({"act": "switch_off", "target": use.id})
    return {
        "use": use,
        "percent": None if use.share is None else round(100 * use.share),
        "passages": reverse("admin:articles_rulesetproposal_passages", args=[use.id]) if use.fires else "",
        "propose": f"{reverse(RULES)}?{proposal}#propose" if use.on else "",
    }


def _url(passage: Passage) -> str:
    """The claim on the workbench, or the list of findings there."""
    if passage.claim:
        return workbench_url(passage.revision, passage.fingerprint)
    return workbench_url(passage.revision) + "#findings"


def _csv(rows: list[RuleUse]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="rule-use-{timezone.localdate():%Y-%m-%d}.csv"'
    response.headers["Cache-Control"] = "no-store"
    writer = csv.writer(response)
    writer.writerow([*_COLUMNS, "lowered", "overridden", "dismissed_or_overridden_share"])
    for use in rows:
        state = "" if use.on is None else "yes" if use.on else "no"
        share = "" if use.share is None else f"{use.share:.3f}"
        numbers = [use.fires, use.dismissed, use.signed, use.changed, use.lowered, use.overridden, share]
        writer.writerow([use.id, use.title, use.kind, use.severity, state, *numbers])
    return response
