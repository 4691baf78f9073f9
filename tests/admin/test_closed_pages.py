"""No address of the desk shows words of a draft to somebody without rights, however it is guessed (failure case 28)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from articles.models import Article, Revision
from tests.admin.reviewing import client_of
from tests.world import HIGH, World, latest

pytestmark = pytest.mark.django_db

SECRET = "The heron on page nine is not for readers yet."
TITLE = "A draft about a heron"


def addresses(article: Article, revision: Revision) -> Iterator[str]:
    """Every address of our part of the admin, with the numbers of this draft wherever one is asked for."""
    numbers = {"article_id": article.pk, "pk": revision.pk, "number": 1, "publication_id": 1, "object_id": revision.pk}
    for model, registered in admin.site._registry.items():
        if model._meta.app_label != "articles":
            continue
        for pattern in registered.get_urls():
            wanted = pattern.pattern.converters
            values = {
                name: article.pk if model is Article and name == "object_id" else numbers.get(name, 1)
                for name in wanted
            }
            try:
                yield reverse(f"admin:{pattern.name}", kwargs=values)
            except NoReverseMatch:  # an address for files, by name
                continue


def shows(client: Client, address: str, **more: Any) -> bool:
    answer = client.get(address, **more)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return SECRET in body.decode() or TITLE in body.decode()


def test_who_has_no_rights_sees_no_word_of_a_draft_at_any_address(world: World) -> None:
    article = world.article(SECRET, HIGH, title=TITLE)
    world.save(article, SECRET, HIGH, "One sentence more.")
    found = list(dict.fromkeys(addresses(article, latest(article))))
    assert len(found) > 60
    editor, stranger, nobody = client_of(world.editor), client_of(world.stranger), Client()
    seen = [address for address in found if shows(editor, address)]
    assert len(seen) > 8  # the addresses are right: those who may see it do
    assert [address for address in found if shows(stranger, address)] == []
    assert [address for address in found if shows(nobody, address, follow=True)] == []
