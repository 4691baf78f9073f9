"""``bench_claims``: precision, recall and speed of detection on a folder of labelled articles. Needs no database."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from articles.claims import analyse, load_ruleset
from articles.claims.frontmatter import parse_file
from articles.claims.measure import load_units, measure


class Command(BaseCommand):
    """Prints one row per labelled file found in the folder, and says so when there is none."""

    help = "Measure claim detection on a folder with gold.jsonl or silver.jsonl and the articles they name."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--errors", action="store_true", help="also print what was missed and what was flagged wrongly"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        files = [folder / name for name in ("gold.jsonl", "silver.jsonl") if (folder / name).is_file()]
        if not files:
            self.stdout.write(f"{folder} holds neither gold.jsonl nor silver.jsonl: nothing to measure.")
            return
        names: set[str] = set()
        for file in files:
            units = load_units(file)
            names |= {unit.article for unit in units}
            score = measure(units, folder)
            self.stdout.write(f"{file.name}: {score.line()}")
            if options["errors"]:
                for unit in score.missed:
                    self.stdout.write(f"  missed ({unit.risk}): {unit.text[:100]}")
                for unit in score.wrong:
                    self.stdout.write(f"  flagged wrongly: {unit.text[:100]}")
        self._speed(folder, sorted(names))

    def _speed(self, folder: Path, names: list[str]) -> None:
        load_ruleset()
        articles = [parse_file((folder / name).read_text(encoding="utf-8"), name).article for name in names]
        for article in articles:
            analyse(article)
        started = time.perf_counter()
        words = sum(analyse(article).words for article in articles)
        elapsed = (time.perf_counter() - started) * 1000
        self.stdout.write(f"{elapsed / max(1, words) * 1000:.1f} ms per 1,000 words ({words:,} words)")
