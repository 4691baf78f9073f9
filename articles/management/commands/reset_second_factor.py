"""``reset_second_factor USERNAME``: for somebody whose app and recovery codes are lost."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from articles.review.errors import Refusal
from articles.review.second_factor import reset


class Command(BaseCommand):
    """Takes the second factor away; who did it and how they made sure stands in the ledger."""

    help = "Take away the second factor of an account whose app and recovery codes are lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whose second factor is taken away")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="an administrator of credentials")
        parser.add_argument("--reason", required=True, help="how you made sure who asked for it")

    def handle(self, *args: Any, **options: Any) -> None:
        person, by = (self._user(options[name]) for name in ("username", "by"))
        try:
            reset(by, person, options["reason"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The password of {options['username']} is enough again, until a new app is set up.")

    def _user(self, username: str) -> Any:
        found = get_user_model().objects.filter(username=username).first()
        if found is None:
            raise CommandError(f"There is no account “{username}”.")
        return found
