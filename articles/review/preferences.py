"""What a person chose for the way the desk works."""

from typing import Any

from articles.models import DeskChoice


def single_keys(person: Any) -> bool:
    """Whether single keys act for this person; they do until switched off."""
    chosen = DeskChoice.objects.filter(person=person.pk).values_list("single_keys", flat=True).first()
    return chosen is not False


def choose_single_keys(person: Any, on: bool) -> None:
    """Switch single keys on or off, on every device of this person."""
    DeskChoice.objects.update_or_create(person=person, defaults={"single_keys": on})
