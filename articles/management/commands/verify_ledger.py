"""``verify_ledger``: proves the ledger and everything that was signed, byte for byte."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.models import LedgerEvent, Publication
from articles.publishing.verify import problems


class Command(BaseCommand):
    """Exit status: 0 everything is as it was signed, 1 something is not."""

    help = "Check every hash of the ledger, every decision and every published payload; name the first that is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="list everything that is broken, not the first only")

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for broken in problems():
            found += 1
            self.stdout.write(f"{broken.entry}: {broken.reason}.")
            if not options["all"]:
                break
        if found:
            sys.exit(1)
        entries, publications = LedgerEvent.objects.count(), Publication.objects.count()
        self.stdout.write(
            f"{_count(entries, 'ledger entry', 'ledger entries')} and "
            f"{_count(publications, 'publication', 'publications')} are as they were signed."
        )


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
