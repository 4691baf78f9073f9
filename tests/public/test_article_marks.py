"""What was checked, on the article itself: marks, notes for paper, history, corrections, what to read next."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Publication
from articles.publishing.withdraw import withdraw
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World

pytestmark = pytest.mark.django_db


def body_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def change(world: World, article: Any, *sentences: str, note: str, correction: bool = True) -> None:
    """A further text of the article, signed and live."""
    world.save(article, *sentences)
    world.settle(article)
    world.publish(article, change_note=note, correction=correction)


def graph_of(page: str) -> dict[str, dict[str, Any]]:
    """The structured data by type."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return {item["@type"]: item for item in json.loads(found[1])["@graph"]}


def test_every_signed_sentence_can_be_linked_to_and_dismissed_words_cannot(world: World, client: Client) -> None:
    world.published(LOW, PLAIN, MEDIUM, slug="walk")
    page = body_of(client, "/articles/walk/")
    for number, words in enumerate((LOW, MEDIUM), 1):
        assert f'<span class="claim" id="c{number}" data-note="{number}">{words}</span>' in page
    assert page.count('class="claim"') == 2
    review = body_of(client, "/articles/walk/review/")
    assert f'<a href="/articles/walk/#c2">{MEDIUM}</a>' in review
    assert 'id="claim-2"' in review


def test_without_the_marks_the_page_holds_the_payload_as_it_was_frozen(world: World, client: Client) -> None:
    world.published(LOW, MEDIUM, slug="walk")
    page = body_of(client, "/articles/walk/")
    plain = re.sub(r'<span class="claim"[^>]*>(.*?)</span>|(?<=<a) id="r\d+"', r"\1", page, flags=re.DOTALL)
    assert Publication.objects.get().content["body_html"] in plain


def test_a_sentence_of_summary_and_body_has_one_id(world: World, client: Client) -> None:
    world.published(LOW, slug="walk", summary=LOW)
    page = body_of(client, "/articles/walk/")
    assert page.count('id="c1"') == 1
    assert page.count(f'data-note="1">{LOW}') == 2


def test_the_switch_is_a_link_to_the_same_content_and_its_script_is_small(world: World, client: Client) -> None:
    world.published(LOW, slug="walk")
    world.published(PLAIN, slug="bus", title="The bus")
    page = body_of(client, "/articles/walk/")
    assert (
        '<a class="btn second" data-show-checked href="/articles/walk/review/#claims">Show what was checked</a>' in page
    )
    assert page.count("<script") == 2
    assert "data-show-checked" not in body_of(client, "/articles/bus/")
    assert "checked.js" not in body_of(client, "/articles/bus/")


def test_on_paper_everything_is_open_and_each_mark_has_its_note(world: World, client: Client) -> None:
    world.published(LOW, HIGH, slug="walk")
    page = body_of(client, "/articles/walk/?print=1")
    assert '<a href="#claim-2"' in page
    assert 'id="claim-2"' in page
    assert "Signed on" in page
    assert "<details>" not in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/articles/walk/">' in page
    assert client.get("/articles/walk/").headers["ETag"] != client.get("/articles/walk/?print=1").headers["ETag"]


def test_history_has_every_text_and_recent_corrections_stand_at_the_top(world: World, client: Client) -> None:
    article = world.published(LOW, slug="walk")
    start = timezone.now()
    for number in range(1, 6):
        with time_machine.travel(start + timedelta(days=10 * number), tick=False):
            change(world, article, LOW, PLAIN, f"The bus is number {number}.", note=f"We had written bus {number - 1}.")
    with time_machine.travel(start + timedelta(days=51), tick=False):
        page = body_of(client, "/articles/walk/")
        assert "6 changes" in page
        assert re.findall(r"<strong>Correction:</strong> We had written bus (\d)\.", page) == ["4", "3", "2", "1", "0"]
        box = page.split('<div class="box warn">')[1].split("</div>")[0]
        assert re.findall(r"We had written bus (\d)\.", box) == ["4", "3", "2"]
        etag = client.get("/articles/walk/").headers["ETag"]
    with time_machine.travel(start + timedelta(days=90), tick=False):
        later = client.get("/articles/walk/", headers={"if-none-match": etag})
        assert later.status_code == 200
        assert "box warn" not in later.content.decode()


def test_reading_time_counts_the_words(world: World, client: Client) -> None:
    world.published(PLAIN, slug="short", title="Short")
    world.published(
        *[f"Bus number {number} stops outside the old library in the park." for number in range(100)], slug="long"
    )
    assert "About 1 minute<" in body_of(client, "/articles/short/")
    assert "About 5 minutes<" in body_of(client, "/articles/long/")


def test_key_points_stand_before_the_contents(world: World, client: Client) -> None:
    questions = [part for number in "1234" for part in (f"## Question {number}?", PLAIN)]
    world.published(f":::key Key points\n- {LOW}\n:::", *questions, slug="walk")
    page = body_of(client, "/articles/walk/")
    assert page.index("box key") < page.index('class="toc"') < page.index("Question 1?</h2>")


def test_each_source_leads_back_to_its_first_mark(world: World, client: Client) -> None:
    world.published(MEDIUM, HIGH, slug="walk")
    page = body_of(client, "/articles/walk/")
    assert page.count('id="r1"') == 1
    assert 'href="#r1" aria-label="Back to text, source 1"' in page


def test_read_next_follows_conditions_then_topic_and_never_what_is_gone(world: World, client: Client) -> None:
    world.published(LOW, slug="walk", title="Walking with depression")
    world.published(PLAIN, slug="talk", title="Talking about depression")
    world.published(PLAIN, slug="bus", title="The bus")
    sad = world.published(PLAIN, slug="sad", title="Depression and sleep")
    page = body_of(client, "/articles/walk/")
    assert re.findall(r'<li><a href="(/articles/\w+/)">', page.split('id="next"')[1]) == [
        "/articles/sad/",
        "/articles/talk/",
    ]
    etag = client.get("/articles/walk/").headers["ETag"]
    withdraw(world.editor, sad, "It was out of date.")
    after = client.get("/articles/walk/", headers={"if-none-match": etag})
    assert after.status_code == 200
    assert "/articles/sad/" not in after.content.decode()


def test_the_queries_do_not_grow_with_claims_changes_and_other_articles(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    article = world.published(LOW, slug="walk", title="Walking with depression")
    for number in range(6):
        world.published(PLAIN, slug=f"more-{number}", title=f"Depression, part {number}")
    change(world, article, LOW, MEDIUM, HIGH, PLAIN, note="More about walks.")
    with django_assert_num_queries(5):  # page, newest act, what is live, history, read next
        client.get("/articles/walk/")
    for path in ("/articles/walk/", "/articles/walk/review/", "/articles/walk/?print=1"):
        with django_assert_num_queries(2):
            client.get(path)


def test_a_long_line_of_signers_is_folded(world: World, client: Client) -> None:
    article = world.article(MEDIUM, slug="walk")
    world.cite(article)
    people = [world.clinician(f"signer{number}", f"Example Signer {number}", "psychotherapist") for number in range(8)]
    for person in people:
        world.decide(person, article)
    world.settle(article)
    world.publish(article)
    byline = body_of(client, "/articles/walk/").split('class="switch"')[0]
    assert set(re.findall(r"Example Signer (\d)", byline)) == set("01234567")
    assert "<summary>5 more</summary>" in byline


def test_structured_data_says_what_it_is_about_on_what_it_rests_and_who_vouches(world: World, client: Client) -> None:
    world.published(MEDIUM, slug="walk", title="Walking with depression", summary="What a walk does.")
    page = graph_of(body_of(client, "/articles/walk/"))
    web = page["MedicalWebPage"]
    assert web["about"] == [{"@type": "MedicalCondition", "name": "depression"}]
    assert web["audience"]["audienceType"] == "Adults"
    assert web["mainContentOfPage"]["@type"] == "WebPageElement"
    assert web["citation"][0]["name"] == "Example guideline"
    assert page["Article"]["citation"] == [{"@id": web["citation"][0]["@id"]}]
    assert web["reviewedBy"]["hasCredential"]["credentialCategory"] == "Psychotherapist"
    assert web["reviewedBy"]["hasCredential"]["recognizedBy"]["name"] == "Example Register"
    assert [item["position"] for item in page["BreadcrumbList"]["itemListElement"]] == [1, 2, 3]


def test_a_standing_page_is_no_medical_page(world: World, client: Client) -> None:
    world.published(PLAIN, slug="library", kind="standing", title="About the library")
    page = body_of(client, "/articles/library/")
    assert "MedicalWebPage" not in graph_of(page)
    assert graph_of(page)["WebPage"]["lastReviewed"]
    assert "Read next" not in page
