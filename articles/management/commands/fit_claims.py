"""``fit_claims``: fit the weights of detection on labelled articles and our own sentences. Needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from articles.claims.classify import THRESHOLD
from articles.claims.fitting import Example, fit, labelled_examples, left_out, own_examples, write_weights


class Command(BaseCommand):
    """Prints precision and recall with one article left out at a time; ``--write`` replaces ``data/weights.csv``."""

    help = "Fit the weights of claim detection; after --write raise BASE_VERSION in articles/claims/ruleset.py."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder with gold.jsonl or silver.jsonl and their articles")
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        given, own = labelled_examples(options["folder"]), own_examples()
        judged = left_out(given + own)
        labelled = {example.article for example in given}
        self._row("labelled articles", [(e, p) for e, p in judged if e.article in labelled])
        self._row("our own sentences", [(e, p) for e, p in judged if e.article not in labelled])
        if options["write"]:
            write_weights(fit(given + own))
            self.stdout.write("Weights written. Raise BASE_VERSION in articles/claims/ruleset.py.")

    def _row(self, name: str, judged: list[tuple[Example, float]]) -> None:
        flagged = [example for example, chance in judged if chance >= THRESHOLD]
        right = sum(example.is_claim for example in flagged)
        wanted = sum(example.is_claim for example, _ in judged)
        self.stdout.write(
            f"{name}: precision {right / max(1, len(flagged)):.3f}  recall {right / max(1, wanted):.3f}  "
            f"({len(judged)} sentences, one article left out at a time)"
        )
