"""``review_states``: the diagram of the review, drawn from the table of moves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.workflow.states import diagram


class Command(BaseCommand):
    """Exit status: 0 written or up to date, 1 stale (with --check)."""

    help = "Write docs/review-states.md from the table of allowed moves; --check only compares."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the file is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "review-states.md"
        wanted = diagram()
        current = path.read_text(encoding="utf-8") if path.exists() else ""
        if options["check"]:
            if current != wanted:
                raise CommandError("docs/review-states.md is stale. Run manage.py review_states and commit the file.")
            self.stdout.write("docs/review-states.md is up to date.")
            return
        if current != wanted:
            path.write_text(wanted, encoding="utf-8")
        self.stdout.write("docs/review-states.md is written.")
