"""``erase_person USERNAME``: names leave the ledger and the manifests, and every hash stays valid."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from articles.publishing.people import erase
from articles.review.errors import Refusal


class Command(BaseCommand):
    """Erases on somebody's request; who asked for it and why stands in the ledger."""

    help = "Erase everything personal of somebody and close the account. It cannot be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whose personal fields are erased")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="an administrator of credentials")
        parser.add_argument("--reason", required=True, help="on whose request, and why")

    def handle(self, *args: Any, **options: Any) -> None:
        person, by = (self._user(options[name]) for name in ("username", "by"))
        try:
            rows = erase(by, person.pk, options["reason"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{rows} ledger entries of {options['username']} hold no personal fields any more.")

    def _user(self, username: str) -> Any:
        found = get_user_model().objects.filter(username=username).first()
        if found is None:
            raise CommandError(f"There is no account “{username}”.")
        return found
