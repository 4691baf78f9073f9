"""Bylines: names and dates come from the ledger; only a person's address, and whether they are named, is chosen."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.models import Byline
from articles.review import permissions
from articles.review.errors import BadInput
from articles.review.ledger import Entry, record


def address_of(person: Any) -> str:
    """The last part of the address of a person's pages: chosen, else the name of the account."""
    found = Byline.objects.filter(person=person.pk).values_list("slug", flat=True).first()
    return found or str(person.get_username())


def set_byline(by: Any, person: Any, slug: str, shown: bool) -> Byline:
    """Say at which address ``person`` stands, and whether as an author, on what is published from now on.

    The address is chosen once, for good. Raises ``BadInput`` for one that belongs to somebody else or would change.
    """
    permissions.check(by, "publish_article")
    slug = slugify(slug)
    if not slug:
        raise BadInput("Choose an address of letters and digits.")
    other = get_user_model().objects.filter(username=slug).exclude(pk=person.pk).exists()
    if other or Byline.objects.filter(slug=slug).exclude(person=person.pk).exists():
        raise BadInput(f"The address “{slug}” is somebody else's.")
    try:
        with transaction.atomic():
            row, made = Byline.objects.select_for_update().get_or_create(
                person=person, defaults={"slug": slug, "shown": shown}
            )
            if row.slug != slug:
                raise BadInput(f"The address is “{row.slug}” for good: readers and search engines know it.")
            if made or row.shown != shown:
                row.shown = shown
                row.save(update_fields=["shown"])
                # The address may be a name, so the ledger, which keeps everything, does not hold it.
                data = {"person": person.pk, "shown": shown, "address_chosen": made}
                record(timezone.now(), Entry("byline_changed", by, subject=f"person:{person.pk}", data=data))
    except IntegrityError as error:
        raise BadInput(f"The address “{slug}” is somebody else's.") from error
    return row


def unshown() -> set[int]:
    """The people who are not named as authors."""
    return set(Byline.objects.filter(shown=False).values_list("person", flat=True))
