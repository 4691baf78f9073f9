"""The page of an article: what it says about who checked it, and what it costs."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Publication
from articles.publishing.consequences import revoke, revoke_attestation
from articles.publishing.people import erase
from articles.publishing.redact import redact
from articles.publishing.withdraw import withdraw
from articles.review.decisions import Choice
from articles.review.revisions import RevisionText, create_article
from articles.review.transitions import submit
from articles.workflow.settlement import Outcome
from tests.world import LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = pytest.mark.django_db


def body_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def graph_of(page: str) -> dict[str, Any]:
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert script
    return {item["@type"]: item for item in json.loads(script[1])["@graph"]}


def test_it_shows_the_signed_words_and_who_checked_them(world: World, client: Client) -> None:
    world.published(LOW, MEDIUM, title="Walking and mood", summary="What a walk does.")
    page = body_of(client, "/articles/walking-and-mood/")
    assert MEDIUM in page
    assert "What a walk does." in page
    assert "<dt>For readers</dt><dd>Adults, United Kingdom</dd>" in page
    assert "Checked by a clinician" in page
    assert '<a href="/authors/author/">Example Author</a>' in page
    assert '<a href="/clinicians/therapist/">Example Psychotherapist</a>' in page
    assert re.search(r"Example Register, TEST-\d+-PSY", page)
    assert re.search(r'<li id="s1" value="1">\s*Example guideline', page)
    assert 'href="#s1"' in page


def test_it_takes_two_queries(world: World, client: Client, django_assert_num_queries: Any) -> None:
    world.published(PLAIN, kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(LOW, "{{ helpline:talk }}", slug="walk")
    client.get("/articles/walk/")
    with django_assert_num_queries(2):
        assert client.get("/articles/walk/").status_code == 200
    with django_assert_num_queries(2):
        client.head("/articles/walk/")


def test_a_help_line_is_read_when_the_page_is(world: World, client: Client) -> None:
    line = world.published("Call [116 123](tel:116123).", kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(LOW, "{{ helpline:talk }}", slug="walk")
    assert '<a href="tel:116123">116 123</a>' in body_of(client, "/articles/walk/")
    world.save(line, "Call [116 124](tel:116124).")
    world.settle(line)
    world.publish(line)
    page = body_of(client, "/articles/walk/")
    assert "116124" in page
    assert "116123" not in page


def test_a_help_line_that_is_not_live_becomes_a_link_to_the_help_page(world: World, client: Client) -> None:
    line = world.published("Call [116 123](tel:116123).", kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(LOW, "{{ helpline:talk }}", slug="walk")
    withdraw(world.editor, line, "The number has changed.")
    page = body_of(client, "/articles/walk/")
    assert "116123" not in page
    assert "helpline:talk" not in page
    assert '<p class="helpline"><a href="/help-now/">Get help now</a></p>' in page


def test_source_marks_of_a_help_line_do_not_point_to_the_sources_of_the_article(world: World, client: Client) -> None:
    world.published(MEDIUM, kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(PLAIN, "{{ helpline:talk }}", slug="walk")
    for path in ("/articles/walk/", "/help-now/"):
        page = body_of(client, path)
        assert MEDIUM in page
        assert 'href="#s1"' not in page


def test_structured_data_names_the_reviewer_from_the_ledger(world: World, client: Client) -> None:
    world.published(LOW, slug="walk", title="A </script> walk")
    graph = graph_of(body_of(client, "/articles/walk/"))
    page = graph["MedicalWebPage"]
    assert page["reviewedBy"]["name"] == "Example Psychotherapist"
    assert page["lastReviewed"] == timezone.localdate().isoformat()
    assert "lastReviewed" not in graph["Article"]
    assert graph["Article"]["headline"] == "A </script> walk"
    assert graph["BreadcrumbList"]["itemListElement"][-1]["name"] == "A </script> walk"


def test_who_signed_a_change_only_is_no_reviewer_of_the_page(world: World, client: Client) -> None:
    article = world.published(LOW, slug="walk")
    world.save(article, LOW, PLAIN)
    submit(world.author, latest(article))
    world.attest(world.second_therapist, article, "delta")
    world.publish(article)
    page = graph_of(body_of(client, "/articles/walk/"))["MedicalWebPage"]
    assert page["reviewedBy"]["name"] == "Example Psychotherapist"


def test_nobody_is_named_as_reviewer_of_a_page_that_no_full_review_stands_behind(world: World, client: Client) -> None:
    article = world.published(LOW, PLAIN, slug="walk")
    (whole,) = article.publications.get().attestations.all()
    revoke_attestation(whole.by, whole, "I read it too fast.")
    cut = next(row[7] for row in latest(article).segments if row[6] == PLAIN)
    redact(world.session(world.prescriber), article, [cut], "It is closed.", uuid4())
    page = graph_of(body_of(client, "/articles/walk/"))["MedicalWebPage"]
    assert "reviewedBy" not in page
    assert "lastReviewed" not in page


def test_a_revoked_sign_off_puts_a_line_on_the_page(world: World, client: Client) -> None:
    article = world.published(LOW, slug="walk")
    decision = world.board(article).claims[0].decisions[0]
    revoke(decision.by, decision, "I misread the source.")
    page = body_of(client, "/articles/walk/")
    assert "Being checked:" in page
    assert "Checked by a clinician" not in page
    assert "misread" not in page


def test_review_due_is_said_once_the_day_has_passed(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    assert "Review due" not in body_of(client, "/articles/walk/")
    with time_machine.travel(timezone.now() + days(900), tick=False):
        page = body_of(client, "/articles/walk/")
    assert "Review due" in page
    assert "Checked by a clinician" not in page


def test_a_correction_stands_at_the_top_for_thirty_days(world: World, client: Client) -> None:
    article = world.published(LOW, slug="walk")
    world.save(article, MEDIUM)
    world.settle(article)
    world.publish(article, change_note="We had named the wrong street.", correction=True)
    assert "Corrected" in body_of(client, "/articles/walk/")
    assert "We had named the wrong street." in body_of(client, "/corrections/")
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        page = body_of(client, "/articles/walk/")
        assert "Corrected" not in page
        assert "<strong>Correction:</strong> We had named the wrong street." in page


def test_example_content_says_so_on_every_page_that_shows_it(world: World, client: Client) -> None:
    article = create_article(
        world.author, RevisionText(title="Walking", body=PLAIN, summary=LOW), slug="walk", example=True
    )
    world.settle(article)
    world.publish(article)
    line = "Example content, not reviewed by a real clinician."
    paths = ["/", "/articles/", "/articles/walk/", "/articles/walk/review/", "/search/?q=walking", "/feed.xml"]
    for path in [*paths, "/authors/author/", "/clinicians/therapist/", "/feed.json"]:
        assert line in body_of(client, path), path


def test_contents_are_listed_from_four_questions_up(world: World, client: Client) -> None:
    world.published("## One?", PLAIN, "## Two?", PLAIN, "## Three?", PLAIN, slug="three")
    world.published("## One?", PLAIN, "## Two?", PLAIN, "## Three?", PLAIN, "## Four?", PLAIN, slug="four")
    assert "On this page" not in body_of(client, "/articles/three/")
    assert '<a href="#h-four">Four?</a>' in body_of(client, "/articles/four/")


def test_the_way_out_stands_on_sensitive_pages_only(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    world.published(PLAIN, slug="home", sensitive=True)
    assert "Leave this site" not in body_of(client, "/articles/walk/")
    page = body_of(client, "/articles/home/")
    assert re.search(r'<a class="btn" href="https://[^"]+" rel="nofollow noreferrer">Leave this site</a>', page)


def test_the_review_page_shows_signatures_and_no_dismissed_words(world: World, client: Client) -> None:
    article = world.article(LOW, MEDIUM, slug="walk")
    world.cite(article)
    dismissed = Choice(Outcome.DISMISS, reason="A figure of speech, for the author's eyes.")
    world.decide(world.second_therapist, article, [LOW], dismissed)
    world.settle(article)
    world.publish(article)
    for path in ("/articles/walk/review/", "/articles/walk/manifest.json"):
        page = body_of(client, path)
        assert MEDIUM in page
        assert LOW not in page
        assert "figure of speech" not in page
        assert "Example Psychotherapist" in page
        assert "Second Example Psychotherapist" not in page  # whoever dismissed is not shown with what
    assert client.get("/clinicians/second_therapist/").status_code == 404
    assert "Sentences dismissed as no medical claim: 1" in body_of(client, "/articles/walk/review/")
    data = json.loads(body_of(client, "/articles/walk/manifest.json"))
    row = Publication.objects.get(slug="walk")
    assert data["dismissed"] == 1
    assert data["content_digest"] == row.expected_digest()
    assert data["people"][data["claims"][0]["signatures"][0]["person"]]["username"] == "therapist"


def test_a_person_who_was_erased_is_named_nowhere(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    assert client.get("/clinicians/therapist/").status_code == 200
    erase(world.administrator, world.therapist.pk, "On their request.")
    for path in ("/articles/walk/", "/articles/walk/review/", "/articles/walk/manifest.json"):
        page = body_of(client, path)
        assert "Example Psychotherapist" not in page
        assert "therapist" not in page.replace("psychotherapist", "")
    assert client.get("/clinicians/therapist/").status_code == 404


def test_a_medicine_page_carries_no_promotion(world: World, client: Client) -> None:
    world.published(PLAIN, kind="promo", title="A quiet minute", slug="promise")
    world.published(PLAIN, title="A note on sertraline", slug="note")
    assert "A quiet minute" not in body_of(client, "/articles/note/")
