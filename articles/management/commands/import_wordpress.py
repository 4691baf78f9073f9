"""``import_wordpress``: a WordPress export becomes drafts, with a report of what could not be carried over."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from articles.foreign.item import Unreadable, shorten
from articles.foreign.wordpress import Export
from articles.management.importing import UNUSABLE, add_options, bring_all, finish, importer_for
from articles.publishing.importing import Report
from articles.review.errors import BadInput, Refusal


class Command(BaseCommand):
    """Exit status: 0 all carried over, 1 something needs a person (it is listed), 2 the file cannot be read."""

    help = "Import posts and pages of a WordPress export (Tools → Export) as drafts. Publishes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.xml", help="the export; a large site gives several, import each")
        parser.add_argument(
            "--also", metavar="TYPE", action="append", default=[], help="a custom post type to import as articles"
        )
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            importer = importer_for(options, placeholders=True, own_addresses=False)
            export = Export(path, options["also"])
            report = Report(path.name, options["dry_run"])
            bring_all(importer, export.items(), export.total, report, self.stderr)
        except Unreadable as error:
            self.stderr.write(str(error))
            self.stderr.write("Nothing more was imported.")
            sys.exit(UNUSABLE)
        except Refusal as refusal:
            for sentence in refusal.problems if isinstance(refusal, BadInput) else [str(refusal)]:
                self.stderr.write(sentence)
            self.stderr.write("Nothing was imported.")
            sys.exit(UNUSABLE)
        self._say_left(export, report)
        self.stdout.write(report.text())
        finish(report, options, self.stdout)

    def _say_left(self, export: Export, report: Report) -> None:
        left = export.left
        for name, titles in sorted(left.others.items()):
            report.todo_left.append(
                f"{len(titles)} of the type “{name}” were not imported ({shorten(', '.join(titles), 100)}). "
                f"--also {name} imports them as articles."
            )
        machinery = {name: count for name, count in left.types.items() if name not in left.others}
        if machinery:
            counts = ", ".join(f"{count} {name}" for name, count in sorted(machinery.items()))
            report.left.append(f"Not texts of their own, and not imported as such: {counts}.")
        if left.trash:
            report.left.append(f"{len(left.trash)} in the trash were left there: {shorten(', '.join(left.trash))}.")
        if left.comments:
            report.left.append(f"{left.comments} comments of readers are not imported.")
