"""``fit_claims``: fit the weights of detection on labelled sentences. Needs no database, but scikit-learn."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.claims.fitting import fit, given_examples, own_examples, public_examples, write_weights
from articles.claims.labels import LabelError
from articles.claims.model import FILE

NOTES = (
    "Weights of the detector in thousandths of log-odds: a feature (features.py), then one column a question.",
    "Written by fit_claims from labels; README.md names what they were fitted on and the licences.",
)


class Command(BaseCommand):
    """Says what was learned from, and replaces ``data/weights.csv`` with ``--write``."""

    help = "Fit the weights of claim detection; after --write raise BASE_VERSION in articles/claims/ruleset.py."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder with gold.jsonl or silver.jsonl and their articles")
        parser.add_argument("--public", type=Path, help="folder with the public articles of data/public_labels.csv")
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        try:
            given = given_examples(folder)
            public, missing = public_examples(options["public"] or folder.parent / "unlabelled")
            if missing:
                self.stdout.write(f"not there, or changed since they were labelled: {', '.join(missing)}")
            if options["write"] and (missing or not given):
                raise CommandError("Nothing was written: weights are only kept when all labelled texts are there.")
            own = own_examples()
        except LabelError as error:
            raise CommandError(str(error)) from error
        for name, examples in (("given", given), ("our own", own), ("public", public)):
            articles = {example.unit.article for example in examples}
            claims = sum(example.unit.is_claim for example in examples)
            self.stdout.write(f"{name}: {len(examples):,} sentences, {claims:,} claims, {len(articles)} articles")
        rows = fit([*given, *public, *own])
        self.stdout.write(f"{len(rows):,} features")
        if options["write"]:
            write_weights(rows, FILE, NOTES)
            self.stdout.write("Weights written. Raise BASE_VERSION in articles/claims/ruleset.py.")
