"""``seed_bulk``: many synthetic articles for load tests."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.publishing import bulk
from articles.review.errors import Refusal
from articles.review.example import serves_the_public

EVERY = 100


def _number(words: str) -> int:
    if not words.isdecimal():
        raise ArgumentTypeError(f"“{words}” is not a number of articles")
    return int(words)


class Command(BaseCommand):
    """Exit status: 0 made, 1 refused."""

    help = "Make distinct synthetic articles, published through the one door, and drafts. For load tests only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", type=_number, required=True, metavar="N", help="how many to publish")
        parser.add_argument(
            "--drafts", type=_number, default=None, metavar="M", help="how many drafts beside them (a tenth)"
        )
        parser.add_argument(
            "--yes", action="store_true", help="also where SITE_URL names a site that the public can reach"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if serves_the_public() and not options["yes"]:
            raise CommandError(
                "Nothing was made: SITE_URL names a site that the public can reach, and readers would see synthetic "
                "articles. Add --yes if that is a place for load tests."
            )
        articles, drafts = options["articles"], options["drafts"]
        if drafts is None:
            drafts = articles // 10
        wanted, began = articles + drafts, time.perf_counter()
        done = 0
        try:
            for _ in bulk.seed(articles, drafts):
                done += 1
                if done % EVERY == 0:
                    self.stdout.write(f"{done:,} of {wanted:,}")
        except Refusal as refusal:
            raise CommandError(f"After {done:,} articles: {refusal}") from refusal
        seconds = time.perf_counter() - began
        self.stdout.write(
            f"{articles:,} articles published and {drafts:,} drafts made in {seconds:.1f} s "
            f"({done / max(seconds, 0.001):.0f} a second)."
        )
