"""Authors and clinicians: what they wrote or signed of what is live, and nothing else."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.publishing.consequences import find_credential_false
from articles.publishing.people import erase
from articles.publishing.withdraw import withdraw
from articles.review.decisions import Choice
from articles.workflow.settlement import Outcome
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, latest

pytestmark = pytest.mark.django_db


def body_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def graph_of(page: str) -> dict[str, Any]:
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert script
    return {item["@type"]: item for item in json.loads(script[1])["@graph"]}


def test_empty_lists_of_people_say_so(client: Client) -> None:
    assert "Nobody has written a published article yet." in body_of(client, "/authors/")
    assert "Nobody has signed a published article yet." in body_of(client, "/clinicians/")


def test_the_clinicians_are_those_who_signed_what_is_live(world: World, client: Client) -> None:
    article = world.published(HIGH, slug="pain")
    page = body_of(client, "/clinicians/")
    assert '<a href="/clinicians/prescriber/">Example Prescriber</a>' in page
    assert '<a href="/clinicians/therapist/">Example Psychotherapist</a>' in page
    assert re.search(r"Pharmacist prescriber: Example Register, number TEST-\d+-PHA", page)
    assert "Example Safety Reader" not in page  # signed nothing
    assert '<a href="/authors/author/">Example Author</a>' in body_of(client, "/authors/")
    withdraw(world.editor, article, "Wrong.")
    assert "Example Prescriber" not in body_of(client, "/clinicians/")
    assert "Example Author" not in body_of(client, "/authors/")


def test_a_clinicians_page_says_what_was_signed_and_when(world: World, client: Client) -> None:
    world.published(LOW, MEDIUM, title="Walking", slug="walk")
    page = body_of(client, "/clinicians/therapist/")
    day = f"{timezone.localdate():%-d %B %Y}"
    assert f'Signed the whole text on <time datetime="{timezone.localdate()}">{day}</time>' in page
    assert re.search(r"Signed 2 claims, last on <time", page)
    person = graph_of(page)["Person"]
    assert person["name"] == "Example Psychotherapist"
    assert person["hasCredential"][0]["recognizedBy"]["name"] == "Example Register"
    assert graph_of(page)["ProfilePage"]["mainEntity"] == {"@id": person["@id"]}


def test_who_only_dismissed_or_asked_for_changes_has_no_page_and_no_line(world: World, client: Client) -> None:
    article = world.article(LOW, MEDIUM, slug="walk")
    world.cite(article)
    world.decide(world.second_therapist, article, [LOW], Choice(Outcome.DISMISS, reason="A figure of speech."))
    world.settle(article)
    world.publish(article)
    assert client.get("/clinicians/second_therapist/").status_code == 404
    assert "Second Example Psychotherapist" not in body_of(client, "/clinicians/")
    assert "Signed 1 claim," in body_of(client, "/clinicians/therapist/")


def test_a_signature_on_a_draft_is_not_shown(world: World, client: Client) -> None:
    world.published(PLAIN, title="Opening hours", slug="hours")
    article = world.article(HIGH, title="The grey heron", slug="heron")
    world.settle(article)
    for path in ("/clinicians/", "/clinicians/therapist/", "/authors/author/"):
        assert "heron" not in body_of(client, path).lower()
    assert client.get("/clinicians/prescriber/").status_code == 404
    assert latest(article).state == "approved"


def test_a_scheduled_article_adds_nobody_before_its_time(world: World, client: Client) -> None:
    article = world.article(HIGH, slug="pain")
    world.settle(article)
    world.publish(article, live_from=timezone.now() + timedelta(days=1))
    assert "Example Prescriber" not in body_of(client, "/clinicians/")


def test_an_erased_person_is_on_no_list(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    first = client.get("/clinicians/")
    assert b"Example Psychotherapist" in first.content
    erase(world.administrator, world.therapist.pk, "On their request.")
    again = client.get("/clinicians/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 200
    assert b"Example Psychotherapist" not in again.content


def test_a_credential_found_false_is_no_longer_shown(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    row = world.therapist.credentials.get()
    assert row.number in body_of(client, "/clinicians/therapist/")
    find_credential_false(world.verifier, row.pk, "The register does not know the number.")
    assert row.number not in body_of(client, "/clinicians/therapist/")
    assert row.number not in body_of(client, "/clinicians/")
