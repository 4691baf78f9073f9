"""``rebuild_search``: the search index again from the publications."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from articles.search import index


class Command(BaseCommand):
    """Safe at any time: readers go on searching, and nothing is lost that a publication does not hold."""

    help = "Make the search index again from what is live or scheduled. Every migrate completes it by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.perf_counter()
        entries = index.rebuild()
        seconds = time.perf_counter() - began
        self.stdout.write(f"{entries:,} publication{'' if entries == 1 else 's'} indexed in {seconds:.1f} s.")
