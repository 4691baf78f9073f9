"""``load_example``: the example content, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.publishing import example
from articles.review.errors import Refusal
from articles.review.example import serves_the_public


class Command(BaseCommand):
    """Exit status: 0 loaded or already there, 1 refused."""

    help = (
        "Load the example people and articles once; a second run changes nothing. Refuses where the public is served."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if serves_the_public():
            raise CommandError(
                "The example content was not loaded: SITE_URL names a site that the public can reach, and no real "
                "clinician has signed it. To try it out, leave SITE_URL unset."
            )
        try:
            made = example.load(self.stdout.write)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if made:
            self.stdout.write(self.style.SUCCESS("The example content is loaded."))
        else:
            self.stdout.write("The example content is already there; nothing was changed.")
        self.stdout.write(f"\nAccounts for the desk (password of each: {example.EXAMPLE_PASSWORD})")
        for account in example.accounts():
            self.stdout.write(f"  {account.username:<14} {account.name} ({account.roles})")
