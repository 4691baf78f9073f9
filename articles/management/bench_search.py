"""What a search costs: queries a page, and milliseconds for a rare word and for one that stands in every article."""

import statistics
import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.publishing import bulk
from articles.search import finding, index

ROUNDS = 15
COMMON = "note"  # bulk.text writes it into every title
ROWS = 20  # of a page


def measure_search(articles: int) -> Iterator[str]:
    """Publishes ``articles`` synthetic articles and yields a line for each measurement."""
    for _ in bulk.seed(articles):
        pass
    index.rebuild()
    rare = bulk.text(max(1, articles // 2)).title.rsplit(" ", 1)[1]  # the number of one article
    for name, words in (("rare", rare), ("common", COMMON)):
        results = finding.search(words, timezone.now())
        milliseconds = statistics.median(_timed(words) for _ in range(ROUNDS))
        with CaptureQueriesContext(connection) as queries:
            Client().get("/search/", {"q": words})
        yield (
            f"search for a {name} word ({results.total} of {articles} articles): {milliseconds:.1f} ms of "
            f"{'CPU' if connection.vendor == 'sqlite' else 'waiting for PostgreSQL'} (median of {ROUNDS}), "
            f"{len(queries)} SQL queries for the page"
        )


def _timed(words: str) -> float:
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    start = clock()
    results = finding.search(words, timezone.now())
    results.excerpts(results.found.ids[:ROWS])
    return (clock() - start) * 1000
