"""``make_renditions``: the smaller files of pictures that were added before there were any, or lost one."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.models import Image
from articles.review.renditions import complete


class Command(BaseCommand):
    """Idempotent. Exit status: 0, or 1 when the file of a picture is missing or cannot be read."""

    help = (
        "Make the files from which browsers choose. Published pages stay as they are; the next publication names them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made, lost = 0, []
        for image in Image.objects.order_by("pk").iterator(100):
            try:
                made += complete(image)
            except (OSError, ValueError) as error:
                lost.append(f"{image.file.name} (“{image.alt}”): {error}")
        self.stdout.write(f"{made} picture{'' if made == 1 else 's'} completed.")
        for line in lost:
            self.stderr.write(line)
        if lost:
            raise SystemExit(1)
