"""``build_word_groups``: make the groups of rare words again from word vectors. Needs no database, but scikit-learn."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.claims.fitting import own_units
from articles.claims.labels import LabelError
from articles.claims.word_groups import FILE
from articles.claims.word_groups_build import VectorsError, group, often_seen, read_vectors

NOTES = (
    "Words of one kind, a line for each kind: see word_groups.py. The first word of a line names it.",
    "Written by build_word_groups; README.md says from which vectors, and their licence.",
)


class Command(BaseCommand):
    """Writes ``data/word_groups.txt``."""

    help = (
        "Make the groups of rare words again. VECTORS has a line for each word: the word and its numbers, blanks "
        "between them. Then fit the weights again (fit_claims)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("vectors", type=Path)
        parser.add_argument(
            "--into", type=Path, default=FILE, help="where to write; the product's own file if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["vectors"].open(encoding="utf-8") as lines:
                words, vectors = read_vectors(lines)
            groups = group(words, vectors, often_seen(own_units()))
        except (OSError, UnicodeDecodeError, VectorsError, LabelError) as error:
            raise CommandError(str(error)) from error
        lines = [*(f"# {note}" for note in NOTES), *(" ".join(one) for one in groups)]
        options["into"].write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(groups)} groups of {sum(map(len, groups)):,} words")
