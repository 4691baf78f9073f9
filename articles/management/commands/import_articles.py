"""``import_articles``: files become drafts, with their claims printed."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from articles.claims.files import read_text
from articles.claims.report import check_text, to_text
from articles.foreign.folder import items
from articles.foreign.item import Item, Note
from articles.foreign.sites import files_of
from articles.management.importing import UNUSABLE, add_options, bring_all, finish, importer_for
from articles.publishing.importing import Done, Outcome, Report
from articles.review.errors import BadInput, Refusal
from articles.review.rulesets import current_ruleset


class Command(BaseCommand):
    """Exit status: 0 imported or unchanged (claims or not), 1 something needs a person (it is listed), 2 nothing could
    be used."""

    help = "Import Markdown, text and HTML files (plain, Hugo, Jekyll) with front matter as drafts. Publishes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="file, or folder of .md, .markdown, .txt and .html files"
        )
        parser.add_argument(
            "--placeholder-authors",
            action="store_true",
            help="make inactive accounts for authors who have none here, instead of refusing their texts",
        )
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            importer = importer_for(options, placeholders=options["placeholder_authors"], own_addresses=True)
            report = Report(", ".join(options["paths"]), options["dry_run"])
            total = len(files_of(options["paths"]))
            bring_all(importer, _items(options["paths"]), total, report, self.stderr)
        except Refusal as refusal:
            for sentence in refusal.problems if isinstance(refusal, BadInput) else [str(refusal)]:
                self.stderr.write(sentence)
            self.stderr.write("Nothing was imported.")
            sys.exit(UNUSABLE)
        for outcome in report.outcomes:
            self._tell(outcome)
        if report.todo_left or report.left:
            self.stdout.write("\n".join([*report.todo_left, *report.left]))
        if report.all_refused:
            self.stderr.write("Nothing was imported.")
        self.stdout.write(report.last())
        finish(report, options, self.stdout)

    def _tell(self, outcome: Outcome) -> None:
        if outcome.done is Done.REFUSED:
            for note in outcome.notes:
                named = note.sentence.startswith(outcome.place) or not outcome.place
                self.stderr.write(note.sentence if named else f"{outcome.place}: {note.sentence}")
            return
        self.stdout.write(f"{outcome.place} → {outcome.slug}: {outcome.done.value}, revision {outcome.number}")
        if outcome.done is Done.UNCHANGED:
            return
        for note in outcome.notes:
            self.stdout.write(f"  {'To do: ' if note.todo else ''}{note}")
        if outcome.file:
            checked = check_text(read_text(outcome.file), outcome.place, current_ruleset())
            self.stdout.write(f"{to_text([checked])}\n")


def _items(paths: list[str]) -> Iterator[Item | Outcome]:
    for found in items(paths):
        if isinstance(found, Item):
            yield found
        else:  # the sentence names its file
            yield Outcome("", Path(paths[0]).name, Done.REFUSED, notes=[Note(str(found), True)])
