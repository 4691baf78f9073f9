"""The manifest of what is live, for machines."""

import json

import pytest

from articles.publishing.withdraw import withdraw
from tests.management.commands import run
from tests.world import HIGH, World

pytestmark = pytest.mark.django_db


def test_it_writes_the_manifest_with_the_people_it_names(world: World) -> None:
    article = world.published(HIGH, slug="nerve-pain")
    ran = run("export_manifest", "nerve-pain")
    assert ran.status == 0
    data = json.loads(ran.out)
    assert data["article"] == "nerve-pain"
    assert [claim["text"] for claim in data["claims"]] == [HIGH]
    signers = {data["people"][item["person"]]["name"] for item in data["claims"][0]["signatures"]}
    assert {"Example Prescriber", "Example Psychotherapist"} <= signers
    publication = article.publications.get()
    assert data["content_digest"] == publication.content_digest
    assert data["publication"] == str(publication.uid)


@pytest.mark.parametrize("slug", ["nothing-here", "a-draft", "withdrawn", ""])
def test_what_is_not_live_has_no_manifest(world: World, slug: str) -> None:
    world.article(slug="a-draft")
    gone = world.published(slug="withdrawn")
    withdraw(world.editor, gone, "A mistake.")
    ran = run("export_manifest", slug)
    assert ran.status == 1
    assert ran.out == ""
    assert f"Nothing is live under “{slug}”" in ran.err
