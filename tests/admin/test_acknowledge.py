"""An editor acknowledges, on the gate page, what rules mark for legal or regulatory care."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Acknowledgement
from tests.world import World, latest

pytestmark = pytest.mark.django_db

CLAIMS = ("Studies show that mindfulness can ease anxiety.", "Research shows that exercise can ease depression.")


@pytest.fixture
def gate(world: World, client: Client):
    article = world.article(*CLAIMS)
    client.force_login(world.editor)
    return article, reverse("admin:articles_article_gate", args=[article.pk])


def send(client: Client, world: World, article, reason: str, *texts: str):
    board = world.board(article)
    chosen = [claim.fingerprint for claim in board.claims if claim.claim.text in texts]
    data = {"revision": latest(article).pk, "claim": chosen, "reason": reason}
    return client.post(reverse("admin:articles_article_acknowledge", args=[article.pk]), data)


def test_the_gate_page_lists_what_an_editor_must_acknowledge(world, client, gate):
    _, url = gate
    page = client.get(url).content.decode()
    assert "For an editor to acknowledge" in page
    assert all(f"> {text}</label>" in page for text in CLAIMS)


def test_one_act_acknowledges_several_claims(world, client, gate):
    article, url = gate
    assert send(client, world, article, "Compared with the sources.", *CLAIMS).status_code == 302
    assert Acknowledgement.objects.filter(article=article, by=world.editor).count() == 2
    assert "For an editor to acknowledge" not in client.get(url).content.decode()


def test_without_a_reason_nothing_is_acknowledged(world, client, gate):
    article, _ = gate
    answer = send(client, world, article, " ", *CLAIMS)
    assert answer.status_code == 400
    assert "Say why" in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_without_a_tick_nothing_is_acknowledged(world, client, gate):
    article, _ = gate
    assert send(client, world, article, "Compared with the sources.").status_code == 400
    assert not Acknowledgement.objects.exists()


def test_somebody_who_may_not_publish_is_refused(world, client, gate):
    article, _ = gate
    client.force_login(world.author)
    assert send(client, world, article, "I wrote it.", *CLAIMS).status_code == 403
    assert not Acknowledgement.objects.exists()
