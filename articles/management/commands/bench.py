"""``bench``: what the project costs, as medians and counts. Never a test: a timed test fails on a busy machine.

Detection is measured on a folder of labelled articles (``../shared/claims/dev`` when it lies beside the project, else
the example content). Queries and the work of people are counted on a database of its own with the example content; the
article that people settle is a file (``../shared/seed-article.md`` when it is there, else one of the examples again
under another address).
"""

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.runner import DiscoverRunner
from django.test.utils import CaptureQueriesContext

from articles.claims import analyse, load_ruleset
from articles.claims.frontmatter import parse_file
from articles.management.bench_desk import measure_desk
from articles.management.bench_queue import QUEUE, measure_queue
from articles.management.bench_search import measure_search
from articles.management.walk import settle_in_browser_steps
from articles.models import Occurrence, Publication
from articles.publishing.example import EXAMPLE_PASSWORD
from articles.rendering import render

ROUNDS = 5
EXAMPLES = settings.BASE_DIR / "articles" / "example"
SHARED = settings.BASE_DIR.parent / "shared"
LABELLED = SHARED / "claims" / "dev"
SEED = SHARED / "seed-article.md"
SETTLED = EXAMPLES / "antidepressants-and-nerve-pain.md"


class Command(BaseCommand):
    """Prints one line a measurement."""

    help = "Measure detection, count queries of the main pages, and count what people do to settle an article."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, help="labelled articles: a folder with articles/ and gold.jsonl")
        parser.add_argument("--search", type=int, default=200, metavar="N", help="how many articles are searched")
        parser.add_argument(
            "--waiting", type=int, nargs="*", default=[100, 10_000, 100_000], metavar="N", help="claims in the queue"
        )
        parser.add_argument("--article", type=Path, help="the Markdown file that people settle")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, article = options["folder"], options["article"]
        if folder is None and LABELLED.is_dir():
            folder = LABELLED
        if folder is None:
            self.stdout.write("No labelled articles lie beside the project: detection is measured on the examples.")
        if article is None and SEED.is_file():
            article = SEED
        if article is None:
            self.stdout.write("No article of the publisher's lies beside the project: people settle an example.")
        self._detection(folder)
        with throw_away_database():
            call_command("load_example", stdout=StringIO())
            self._queries()
            self._people(article)
            for line in measure_desk():
                self.stdout.write(line)
            for line in measure_search(options["search"]):
                self.stdout.write(line)
            for line in measure_queue(sorted(options["waiting"])):
                self.stdout.write(line)
                self.stdout.flush()

    def _detection(self, folder: Path | None) -> None:
        files = sorted((folder / "articles").glob("*.md") if folder else EXAMPLES.glob("*.md"))
        if not files:
            raise CommandError(f"There are no articles in {folder}/articles.")
        texts = [parse_file(file.read_text(encoding="utf-8"), file.name).article for file in files]
        ruleset = load_ruleset()
        words = sum(analyse(text, ruleset).words for text in texts)
        detect = [_timed(lambda: [analyse(text, ruleset) for text in texts]) for _ in range(ROUNDS)]
        draw = [_timed(lambda: [render(text.body) for text in texts]) for _ in range(ROUNDS)]
        per_thousand = 1000 * 1000 / max(words, 1)
        self.stdout.write(
            f"check_claims, Markdown to findings: {statistics.median(detect) * per_thousand:.1f} ms of CPU "
            f"per 1,000 words "
            f"(median of {ROUNDS}; {len(texts)} articles, {words} words)"
        )
        self.stdout.write(f"rendering: {statistics.median(draw) * per_thousand:.1f} ms per 1,000 words")
        if folder and (folder / "gold.jsonl").is_file():
            call_command("bench_claims", folder, stdout=self.stdout)

    def _queries(self) -> None:
        publication = Publication.objects.filter(kind="article").earliest("pk")
        client = Client()
        for name, path in (
            ("home", "/"),
            ("article list", "/articles/"),
            ("article page", f"/articles/{publication.slug}/"),
            ("review page", f"/articles/{publication.slug}/review/"),
        ):
            self.stdout.write(f"SQL queries, {name}: {_count(client, path)}")
        self._queue()

    def _queue(self) -> None:
        client = Client()
        client.login(username="therapist", password=EXAMPLE_PASSWORD)
        client.get(QUEUE)  # the first request of a session writes to it
        self.stdout.write(f"SQL queries, queue: {_count(client, QUEUE)} (with {_claims_waiting()} claims waiting)")

    def _people(self, article: Path | None) -> None:
        with TemporaryDirectory() as folder:
            copy = Path(folder) / "settled.md"
            slug = SETTLED.stem
            copy.write_text(SETTLED.read_text(encoding="utf-8").replace(f"slug: {slug}", f"slug: {slug}-again"))
            work = settle_in_browser_steps(article or copy)
        self.stdout.write(
            f"to settle {work.claims} claims ({work.high} high): {work.inputs} inputs and {work.loads} page loads, "
            f"all people together (bar: 90 and 12); {work.left} claims left open"
        )
        for line in work.steps:
            self.stdout.write(f"  {line}")
        self._queue()


@contextmanager
def throw_away_database() -> Iterator[None]:
    """A database of its own, as the tests make it, gone afterwards."""
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    old = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(old)
        runner.teardown_test_environment()


def _timed(action: Any) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def _count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return len(queries)


def _claims_waiting() -> int:
    return Occurrence.objects.filter(revision__state="in_review").count()
