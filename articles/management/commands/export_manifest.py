"""``export_manifest``: who checked what of a live article, for machines."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models import Publication


class Command(BaseCommand):
    """Exit status: 0 written, 1 nothing is live under this slug."""

    help = "Write the manifest of the live publication of an article as JSON, with the people it names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the last part of the article's address")

    def handle(self, *args: Any, **options: Any) -> None:
        live = Publication.objects.live(timezone.now()).filter(slug=options["slug"]).first()
        if live is None:
            raise CommandError(f"Nothing is live under “{options['slug']}”.")
        data = {
            **live.record,
            "publication": str(live.uid),
            "manifest_digest": live.manifest_digest,
            "people": live.people,
        }
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True))
