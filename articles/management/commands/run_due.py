"""``run_due``: messages that need a clock. Run it once a day; more often does no harm."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.publishing import due


class Command(BaseCommand):
    """Exit status: 0."""

    help = "Tell people once what falls due: reviews, credentials, scheduled pages. No page waits for this command."

    def handle(self, *args: Any, **options: Any) -> None:
        told = due.run()
        for item in told:
            names = ", ".join(person.get_username() for person in item.people)
            self.stdout.write(f"{item.text} (told: {names})")
        if not told:
            self.stdout.write("Nothing new falls due.")
