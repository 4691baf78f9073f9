"""``rescan_claims``: apply the rule set in force to the newest, scheduled and live texts."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.publishing.rescanning import rescan


class Command(BaseCommand):
    """Exit status: 0."""

    help = "Apply new rules to what is stored. Live pages stay and are listed for re-check; nothing signed is changed."

    def handle(self, *args: Any, **options: Any) -> None:
        opened = rescan()
        for revision, texts in opened:
            self.stdout.write(f"{revision.article.slug}, revision {revision.number}: {len(texts)} newly open")
            for text in texts:
                self.stdout.write(f"  “{text}”")
        if not opened:
            self.stdout.write("No claim is newly open.")
