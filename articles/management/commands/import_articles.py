"""``import_articles``: files become drafts, with their claims printed."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from articles.claims.report import to_text
from articles.publishing.importing import Done, Imported, default_importer, import_files, summary
from articles.review.errors import BadInput, Refusal

UNUSABLE = 2


class Command(BaseCommand):
    """Exit status: 0 imported or unchanged (claims or not), 2 something could not be used and nothing was imported."""

    help = "Import Markdown and text files with front matter as drafts, all or none. Publishes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="file, or folder of .md, .markdown and .txt files")
        parser.add_argument("--author", metavar="USERNAME", help="who wrote the files that name no author themselves")
        parser.add_argument("--by", metavar="USERNAME", help="who imports (default: first active superuser or editor)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            by = self._account(options["by"]) if options["by"] else default_importer()
            if by is None:
                raise BadInput("Nobody can import yet: there is no active superuser or editor. Make one first.")
            author = self._account(options["author"]) if options["author"] else None
            done = import_files(options["paths"], by, author, dry_run=options["dry_run"])
        except Refusal as refusal:
            for sentence in refusal.problems if isinstance(refusal, BadInput) else [str(refusal)]:
                self.stderr.write(sentence)
            self.stderr.write("Nothing was imported.")
            sys.exit(UNUSABLE)
        for item in done:
            self._tell(item)
        self.stdout.write(f"{'Dry run, nothing was saved: ' if options['dry_run'] else ''}{summary(done)}.")

    def _account(self, username: str) -> Any:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise BadInput(f"There is no account “{username}”.")
        return user

    def _tell(self, item: Imported) -> None:
        prepared = item.prepared
        self.stdout.write(f"{prepared.path} → {prepared.slug}: {item.done.value}, revision {item.revision.number}")
        if prepared.ignored:
            self.stdout.write(f"  Not used from the front matter: {', '.join(prepared.ignored)}")
        if item.done is not Done.UNCHANGED:
            self.stdout.write(f"{to_text([prepared.checked])}\n")
