"""The gate page: what is missing, each line with the way to the place where it is mended."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from articles.admin.places import url_for
from articles.models import Article, Revision
from articles.review.gate import Place
from tests.world import CRISIS, HIGH, LOW, MEDIUM, PLAIN, SECOND_HIGH, World, latest


def url(article: Article, act: str = "gate") -> str:
    return f"/admin/articles/article/{article.pk}/{act}/"


def shown(article: Article) -> dict[str, int]:
    return {"revision": latest(article).pk}


def test_every_kind_of_place_has_an_address_that_exists(world: World) -> None:
    revision = latest(world.article(LOW))
    fingerprint = world.board(revision.article).claims[0].fingerprint
    kinds = (
        "editor",
        "claim",
        "sources",
        "workbench",
        "attest",
        "wording",
        "page",
        "credentials",
        "helplines",
        "rules",
    )
    for kind in kinds:
        path = url_for(revision, Place(kind, fingerprint)).split("?")[0].split("#")[0]
        assert resolve(path)


def test_a_claim_without_a_source_leads_to_its_line_on_the_sources_page(client: Client, world: World) -> None:
    article = world.article(PLAIN, MEDIUM)
    client.force_login(world.editor)
    page = client.get(url(article)).content.decode()
    fingerprint = world.board(article).claims[0].fingerprint
    anchor = f"claim-{fingerprint[3:15]}"
    assert f'href="{url(article, "sources")}?claim={fingerprint}#{anchor}"' in page
    assert f'id="{anchor}"' in client.get(url(article, "sources")).content.decode()


def test_every_line_leads_somewhere(client: Client, world: World) -> None:
    article = world.article(MEDIUM, HIGH, SECOND_HIGH, "{{ helpline:nobody-there }}")
    client.force_login(world.superuser)
    page = client.get(url(article)).content.decode()
    lines = re.findall(r'<li data-code="([^"]+)"><a href="([^"]+)"', page)
    assert {"source", "attestation", "helpline"} <= {code for code, _ in lines}
    assert page.count("(2 places)") == 1  # what two sentences need alike is said once
    for _, address in lines:
        assert client.get(address.split("#")[0]).status_code == 200, address


def test_what_the_text_needs_stands_beside_what_the_pool_can_meet(client: Client, world: World) -> None:
    article = world.article(HIGH)
    client.force_login(world.author)
    page = client.get(url(article)).content.decode()
    assert "2 clinicians, 1 prescribing" in page
    assert "5 clinicians, 1 prescribing, 2 safety" in page


def test_a_draft_is_submitted(client: Client, world: World) -> None:
    article = world.article(LOW)
    client.force_login(world.author)
    assert "Submit for review" in client.get(url(article)).content.decode()
    answer = client.post(url(article, "submit"), shown(article))
    assert answer["Location"] == url(article)
    assert latest(article).state == "in_review"


def test_submitting_says_at_once_that_nobody_could_sign(client: Client, world: World) -> None:
    world.prescriber.is_active = False
    world.prescriber.save()
    article = world.article(HIGH)
    client.force_login(world.author)
    answer = client.post(url(article, "submit"), shown(article))
    assert answer.status_code == 409
    assert "prescribing" in answer.content.decode()
    assert "Invite one, or reword" in answer.content.decode()
    assert latest(article).state == "draft"


def test_a_revision_that_is_no_longer_the_newest_is_not_submitted(client: Client, world: World) -> None:
    article = world.article(LOW)
    old = shown(article)
    world.save(article, MEDIUM)
    client.force_login(world.author)
    answer = client.post(url(article, "submit"), old)
    assert answer.status_code == 409
    assert "Revision 2 is newer" in answer.content.decode()


def test_submitting_twice_says_what_is_the_case(client: Client, world: World) -> None:
    article = world.article(LOW)
    client.force_login(world.author)
    client.post(url(article, "submit"), shown(article))
    answer = client.post(url(article, "submit"), shown(article))
    assert answer.status_code == 409
    assert "in review" in answer.content.decode()


def test_a_text_is_taken_back_from_review(client: Client, world: World) -> None:
    article = world.article(LOW)
    client.force_login(world.author)
    client.post(url(article, "submit"), shown(article))
    client.post(url(article, "recall"), shown(article))
    assert latest(article).state == "draft"


def test_a_blind_first_decision_is_not_told_by_the_gate(client: Client, world: World) -> None:
    article = world.article(CRISIS)
    world.cite(article)
    client.force_login(world.author)
    client.post(url(article, "submit"), shown(article))
    client.force_login(world.second_safety_reader)
    before = re.search(r'<section id="missing">.*?</section>', client.get(url(article)).content.decode(), re.S)
    world.decide(world.safety_reader, article, [CRISIS])
    after = re.search(r'<section id="missing">.*?</section>', client.get(url(article)).content.decode(), re.S)
    assert before is not None
    assert after is not None
    assert after[0] == before[0]


@pytest.mark.parametrize("act", ["submit", "recall", "publish", "withdraw", "redact", "sources", "gate"])
def test_strangers_find_every_page_closed(client: Client, world: World, act: str) -> None:
    article = world.published(LOW)
    client.force_login(world.stranger)
    assert client.post(url(article, act), shown(article) | {"reason": "Because."}).status_code == 403
    assert article.publications.get().live_until is None
    assert Revision.objects.get().state == "approved"


@pytest.mark.parametrize("act", ["submit", "recall"])
def test_acts_are_no_links(client: Client, world: World, act: str) -> None:
    article = world.article(LOW)
    client.force_login(world.author)
    page = client.get(url(article, act))  # as after signing in again: words, not a blank page
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "Nothing was changed" in page.content.decode()
    assert latest(article).state == "draft"
