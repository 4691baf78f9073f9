"""``export_claim_labels``: what reviewers decided, as labelled sentences that ``bench_claims`` and fitting read."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.review.labels import collect


class Command(BaseCommand):
    """Writes JSON lines to standard output, or with ``--articles`` a folder for ``bench_claims``."""

    help = (
        "Export dismissals, flagged passages, signed claims and edits as labelled sentences, one JSON object a line. "
        "Names of people and reasons are not in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=_day, metavar="DATE", help="only what somebody decided on this day or later"
        )
        parser.add_argument(
            "--articles",
            type=Path,
            metavar="FOLDER",
            help="write gold.jsonl and the texts it points into to this folder; bench_claims FOLDER measures on it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        labels = collect(options["since"])
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in labels.records)
        folder: Path | None = options["articles"]
        if folder is None:
            self.stdout.write(lines, ending="")
            return
        try:
            (folder / "articles").mkdir(parents=True, exist_ok=True)
            for name, source in labels.files.items():
                (folder / name).write_text(source, encoding="utf-8", newline="")
            (folder / "gold.jsonl").write_text(lines, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{folder} could not be written: {error.strerror}.") from error
        self.stdout.write(f"{len(labels.records):,} labelled sentences of {len(labels.files):,} texts in {folder}")


def _day(text: str) -> datetime:
    """Midnight of that day in the site's time zone."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a day: write it like 2026-11-30.") from error
    return timezone.make_aware(datetime.combine(day, time()))
