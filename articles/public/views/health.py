"""Whether the site may serve: for machines that watch it. Says what fails, never why in detail."""

from collections.abc import Callable
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.db.models import Subquery
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from articles.models import LedgerEvent, LedgerHead, triggers
from articles.models.ledger import GENESIS


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    key, value = f"healthz-{uuid4()}", "here"
    cache.set(key, value, 10)
    found = cache.get(key)
    cache.delete(key)
    return bool(found == value)


def _triggers() -> bool:
    return triggers.missing(connection) == []


def _ledger_head() -> bool:
    """The head names the newest entry. One statement, so that an act in between cannot look like damage."""
    newest = LedgerEvent.objects.order_by("-seq")
    head = LedgerHead.objects.filter(pk=1).annotate(
        newest_seq=Subquery(newest.values("seq")[:1]), newest_hash=Subquery(newest.values("hash")[:1])
    )
    row = head.first()
    if row is None:
        return False
    return (row.seq, row.hash) == (row.newest_seq or 0, row.newest_hash or GENESIS)


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "cache": _cache,
    "triggers": _triggers,
    "ledger_head": _ledger_head,
}


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when everything holds, 503 with the names of what does not."""
    results = {}
    for name, check in CHECKS.items():
        try:
            results[name] = check()
        except (
            Exception
        ):  # whatever fails here means that readers cannot be served, and the details are nobody's business
            results[name] = False
    well = all(results.values())
    response = JsonResponse({"status": "ok" if well else "failing", **results}, status=200 if well else 503)
    response.headers["Cache-Control"] = "no-store"
    return response
