"""Reading a live page again: from the list of what is due to one signature, and what the page says meanwhile."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from articles.models import LedgerEvent, Publication
from articles.publishing import due
from articles.review.images import markdown_of
from tests.admin.reviewing import client_of, fields, press, select, text_of, tree
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = pytest.mark.django_db

DUTIES = "/admin/articles/revision/duties/"
PAGE = "still-correct"


def url(live: Publication) -> str:
    return f"/admin/articles/revision/{live.revision_id}/{PAGE}/"


def live_of(article: Any) -> Publication:
    return Publication.objects.live(timezone.now()).get(article=article)


def at_its_date(world: World, time_machine: Any, *sentences: str) -> Any:
    """A live page on the day after its review was due."""
    article = world.published(*sentences)
    time_machine.move_to(live_of(article).review_due + days(1))
    return article


def test_from_the_list_of_what_is_due_one_signature_gives_the_page_its_new_date(
    world: World, time_machine: Any, client: Client
) -> None:
    article = at_its_date(world, time_machine, LOW, PLAIN)
    before = live_of(article)
    reader = client_of(world.second_therapist)
    assert "Review due 1" in text_of(tree(reader.get("/admin/articles/revision/queue/")))
    (way,) = [link.get("href") for link in select(tree(reader.get(DUTIES)), "a") if PAGE in link.get("href", "")]
    shown = tree(reader.get(way))
    assert "Overdue since" in text_of(shown)
    form = fields(shown, "sign")
    assert "card-1" in form  # signed once: whoever doubts it takes the tick out
    page = tree(press(reader, before.revision, form | {"do": "sign", "attest": "full"}, PAGE))
    after = live_of(article)
    assert after.supersedes == before
    assert after.review_due > timezone.now() + days(600)
    assert "Read again and still correct. The next review is due on" in text_of(page)
    public = client.get(article.get_absolute_url()).content.decode()
    assert "Read again by a clinician: nothing was changed" in public
    assert "Review due:" not in public


def test_the_first_of_two_clinicians_signs_and_the_second_renews(world: World, time_machine: Any) -> None:
    article = at_its_date(world, time_machine, HIGH)
    before = live_of(article)
    first, second = client_of(world.second_therapist), client_of(world.prescriber)
    form = fields(tree(first.get(url(before))), "sign")
    assert not {name for name in form if name.startswith("card-")} - {"card-1"}
    page = tree(press(first, before.revision, form | {"do": "sign", "attest": "full"}, PAGE))
    assert "needs a signer who holds “prescribing”" in text_of(page)
    assert live_of(article) == before
    form = fields(tree(second.get(url(before))), "sign")
    press(second, before.revision, form | {"do": "sign"}, PAGE)
    assert live_of(article).supersedes == before


def test_a_source_that_was_opened_stands_in_the_ledger(world: World) -> None:
    article = world.published(MEDIUM)
    before = live_of(article)
    reader = client_of(world.second_therapist)
    form = fields(tree(reader.get(url(before))), "sign")
    source = before.sources.get().pk
    press(
        reader, before.revision, form | {"do": "sign", "attest": "full", "opened": f'{{"sources": [{source}]}}'}, PAGE
    )
    form = fields(tree(reader.get(url(before))), "sign")
    renewed = tree(press(reader, before.revision, {"do": "renew", "publication": before.pk}, PAGE))
    assert "still correct" in text_of(renewed)
    (event,) = [item for item in LedgerEvent.objects.filter(kind="publish") if "renewal" in item.facts]
    assert event.facts["renewal"]["opened"] == {"sources": [source]}


def test_a_newer_text_is_named_and_the_live_one_is_shown(world: World) -> None:
    article = world.published(LOW)
    world.save(article, "The bench by the lake is new.")
    reader = client_of(world.second_therapist)
    page = tree(reader.get(f"/admin/articles/revision/{latest(article).pk}/{PAGE}/", follow=True))
    assert "A newer text, revision 2, is draft" in text_of(page)
    assert LOW in text_of(select(page, "section.text")[0])


def test_authors_and_strangers_are_refused_and_a_page_that_is_not_live_says_so(world: World) -> None:
    article = world.published(LOW)
    for person in (world.author, world.stranger):
        assert client_of(person).get(url(live_of(article))).status_code == 403
    draft = world.article(LOW, title="Another page")
    answer = client_of(world.therapist).get(f"/admin/articles/revision/{latest(draft).pk}/{PAGE}/")
    assert answer.status_code == 409
    assert "Nothing of this article is live" in answer.content.decode()


def test_an_editor_sees_what_is_missing_and_signs_nothing(world: World, time_machine: Any) -> None:
    article = at_its_date(world, time_machine, LOW)
    page = tree(client_of(world.editor).get(url(live_of(article))))
    assert not select(page, ".pick")
    assert "Signing is for clinicians" in text_of(page)
    assert "Still missing" in text_of(page)


def test_a_press_without_ticks_or_on_a_page_that_was_renewed_meanwhile_is_explained(world: World) -> None:
    article = world.published(LOW)
    before = live_of(article)
    reader = client_of(world.second_therapist)
    form = fields(tree(reader.get(url(before))), "sign")
    empty = {name: value for name, value in form.items() if not name.startswith("card-")}
    answer = reader.post(url(before), empty | {"do": "sign"})
    assert answer.status_code == 400
    assert "Tick at least one claim" in answer.content.decode()
    answer = reader.post(url(before), {"do": "renew", "publication": before.pk})
    assert answer.status_code == 409
    assert "Nobody has read the whole text anew yet" in answer.content.decode()


def test_the_mail_of_a_due_review_leads_to_the_page(world: World, time_machine: Any) -> None:
    article = at_its_date(world, time_machine, LOW)
    due.run()
    assert any(url(live_of(article)) in item.body for item in mail.outbox)


def test_a_page_that_is_not_due_asks_for_nothing_and_can_be_read_again_all_the_same(world: World) -> None:
    article = world.published(LOW)
    before = live_of(article)
    page = tree(client_of(world.second_therapist).get(url(before)))
    assert "No claim waits to be read again by you" in text_of(page)
    assert len(select(page, ".pick")) == 1
    assert "card-1" not in fields(page, "sign")


def test_pictures_are_looked_at_again_and_a_refusal_keeps_what_was_ticked(world: World, time_machine: Any) -> None:
    article = at_its_date(world, time_machine, LOW, MEDIUM, markdown_of(world.picture()))
    before = live_of(article)
    reader = client_of(world.second_therapist)
    page = tree(reader.get(url(before)))
    assert select(page, "#attest .seen img")
    form = fields(page, "sign") | {"do": "sign", "attest": "full"}
    del form["card-2"]
    refused = tree(reader.post(url(before), form))
    assert "Look at each of them" in text_of(refused)
    kept = fields(refused, "sign")
    assert ("card-1" in kept, "card-2" in kept, kept["attest"]) == (True, False, ["full"])
    press(reader, before.revision, kept | {"do": "sign", "pictures": "yes"}, PAGE)
    assert live_of(article) == before  # the second claim has run out
    form = fields(tree(reader.get(url(before))), "sign")
    assert {name for name in form if name.startswith("card-")} == {"card-2"}
    press(reader, before.revision, form | {"do": "sign"}, PAGE)
    after = live_of(article)
    assert after.supersedes == before
    assert after.payload == before.payload
