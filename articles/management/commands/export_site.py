"""``export_site``: everything as Markdown, manifests and pictures, to be read without this system."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.management.importing import Progress
from articles.models import Article
from articles.publishing.site_export import export
from articles.review.errors import BadInput


class Command(BaseCommand):
    """Exit status: 0 everything is written, 1 the folder cannot be used or a picture is missing."""

    help = "Write the whole site, drafts included, as Markdown with front matter, manifests and pictures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", help="a new or empty folder")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(self.stderr, Article.objects.count())
        try:
            done = export(Path(options["folder"]), timezone.now(), progress.step)
        except BadInput as error:
            raise CommandError(" ".join(error.problems)) from error
        progress.end()
        self.stdout.write(
            f"{done.texts} texts, {done.live} live texts that differ from them, {done.manifests} manifests, "
            f"{done.pictures} pictures. Drafts are among them: keep the folder as safe as the site."
        )
        if done.missing:
            raise CommandError("\n".join(done.missing))
