"""Withdrawing and redacting from the desk."""

import re

from django.test import Client
from django.utils import timezone

from articles.models import Article, Publication
from tests.admin.test_gate import url
from tests.world import LOW, MEDIUM, PASSWORD, World, latest


def live(article: Article) -> Publication | None:
    return Publication.objects.live(timezone.now()).filter(article=article).first()


def test_a_page_is_withdrawn_at_once_with_a_notice(client: Client, world: World) -> None:
    article = world.published(LOW)
    client.force_login(world.therapist)
    client.post(url(article, "withdraw"), {"reason": "A doubt.", "notice": "We are checking this page."})
    assert live(article) is None
    assert article.publications.get().notice == "We are checking this page."


def test_withdrawing_needs_a_reason_and_keeps_the_notice_typed(client: Client, world: World) -> None:
    article = world.published(LOW)
    client.force_login(world.editor)
    answer = client.post(url(article, "withdraw"), {"reason": "", "notice": "We are checking."})
    assert answer.status_code == 400
    assert "We are checking." in answer.content.decode()
    assert live(article) is not None


def test_withdrawing_twice_says_that_nothing_is_live(client: Client, world: World) -> None:
    article = world.published(LOW)
    client.force_login(world.editor)
    client.post(url(article, "withdraw"), {"reason": "A doubt."})
    answer = client.post(url(article, "withdraw"), {"reason": "A doubt."})
    assert answer.status_code == 409
    assert "Nothing of this article is live" in answer.content.decode()


def test_an_author_does_not_withdraw(client: Client, world: World) -> None:
    article = world.published(LOW)
    client.force_login(world.author)
    assert client.post(url(article, "withdraw"), {"reason": "Mine."}).status_code == 403
    assert live(article) is not None


def redaction(client: Client, article: Article, words: str) -> dict[str, str]:
    """The form as the browser would send it with the passage of ``words`` ticked."""
    page = client.get(url(article, "redact")).content.decode()
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    block = re.search(r'name="blocks" value="(\d+)"[^>]*>\s*' + re.escape(words), page)
    assert nonce is not None
    assert block is not None
    chosen = {"nonce": nonce[1], "blocks": block[1], "reason": "It may harm."}
    looked = client.post(url(article, "redact"), chosen | {"do": "look"}).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', looked)
    assert seen is not None
    return {**chosen, "seen": seen[1], "do": "sign"}


def test_a_clinician_removes_a_passage_of_the_live_page(client: Client, world: World) -> None:
    article = world.published(LOW, MEDIUM)
    client.login(username=world.therapist.username, password=PASSWORD)
    answer = client.post(url(article, "redact"), redaction(client, article, MEDIUM))
    assert answer["Location"] == url(article)
    page = live(article)
    assert page is not None
    assert page.redaction
    assert MEDIUM not in page.payload
    assert LOW in page.payload


def test_sending_the_redaction_twice_publishes_once(client: Client, world: World) -> None:
    article = world.published(LOW, MEDIUM)
    client.login(username=world.therapist.username, password=PASSWORD)
    form = redaction(client, article, MEDIUM)
    client.post(url(article, "redact"), form)
    client.post(url(article, "redact"), form)
    assert article.publications.filter(redaction=True).count() == 1
    assert latest(article).number == 2


def test_a_redaction_asks_for_the_password_and_keeps_the_form(client: Client, world: World) -> None:
    article = world.published(LOW, MEDIUM)
    client.force_login(world.therapist)
    session = client.session
    session["password_at"] = session["signing_seen_at"] = 0
    session.save()
    form = redaction(client, article, MEDIUM)
    session = client.session
    session["password_at"] = session["signing_seen_at"] = 0
    session.save()
    answer = client.post(url(article, "redact"), form)
    assert answer.status_code == 403
    assert 'type="password"' in answer.content.decode()
    assert "It may harm." in answer.content.decode()
    assert not article.publications.filter(redaction=True).exists()
    client.post(url(article, "redact"), form | {"password_again": PASSWORD})
    assert article.publications.filter(redaction=True).count() == 1


def test_an_editor_does_not_redact(client: Client, world: World) -> None:
    article = world.published(LOW, MEDIUM)
    client.force_login(world.editor)
    assert client.get(url(article, "redact")).status_code == 403


def test_what_readers_will_see_is_shown_before_a_redaction_and_is_what_is_signed(client: Client, world: World) -> None:
    article = world.published(LOW, MEDIUM)
    client.login(username=world.therapist.username, password=PASSWORD)
    form = redaction(client, article, MEDIUM)
    page = client.post(url(article, "redact"), form | {"do": "look", "reason": ""}).content.decode()
    assert f'<del><span class="visually-hidden">removed: </span>{MEDIUM}</del>' in page
    assert LOW not in page[page.index('id="prospect"') : page.index('id="named"')]
    assert "Example Psychotherapist" in page
    assert "Sign and remove" in page
    other = client.post(url(article, "redact"), {**form, "blocks": redaction(client, article, LOW)["blocks"]})
    assert not article.publications.filter(redaction=True).exists()
    assert "Sign and remove" in other.content.decode()


def test_a_redaction_that_cannot_be_is_refused_when_somebody_looks(client: Client, world: World) -> None:
    article = world.published("## Why walk?", LOW, "## What else helps?", MEDIUM)
    client.login(username=world.therapist.username, password=PASSWORD)
    page = client.get(url(article, "redact")).content.decode()
    heading = re.search(r'name="blocks" value="(\d+)"[^>]*>\s*What else helps', page)
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    assert heading is not None
    assert nonce is not None
    for chosen, sentence in (({"blocks": heading[1]}, "under another heading"), ({}, "Choose the passages to remove")):
        looked = client.post(url(article, "redact"), {"nonce": nonce[1], "do": "look", **chosen})
        assert looked.status_code == 400
        assert sentence in looked.content.decode()
        assert "Sign and remove" not in looked.content.decode()


def test_nothing_can_be_signed_before_it_was_looked_at(client: Client, world: World) -> None:
    article = world.published(LOW, MEDIUM)
    client.login(username=world.therapist.username, password=PASSWORD)
    assert "Sign and remove" not in client.get(url(article, "redact")).content.decode()
    form = redaction(client, article, MEDIUM)
    del form["seen"]
    client.post(url(article, "redact"), form)
    assert not article.publications.filter(redaction=True).exists()


def test_the_page_of_a_withdrawal_says_what_the_address_will_answer_and_who_is_named_no_longer(
    client: Client, world: World
) -> None:
    article = world.published(LOW)
    client.force_login(world.editor)
    page = client.get(url(article, "withdraw")).content.decode()
    assert "The address answers “gone” (410)" in page
    assert "1 signed claim" in page
    assert "No longer named to readers" in page
    assert "Example Psychotherapist" in page
