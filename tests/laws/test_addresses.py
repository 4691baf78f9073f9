"""An article gets another address: the old one leads to the new one for ever, and nobody else takes it."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Article, FormerAddress, LedgerEvent, Publication
from articles.publishing.addresses import change_address
from articles.publishing.verify import problems
from articles.publishing.withdraw import withdraw
from articles.review.addresses import article_at
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.review.ledger import Entry, record
from tests.world import LOW, PLAIN, World, days

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.mark.parametrize("page", ["", "review/", "manifest.json", "report/"])
def test_the_old_address_leads_to_the_new_one(world: World, client: Client, page: str) -> None:
    article = world.published(LOW, slug="old")
    before = Publication.objects.get()
    change_address(world.editor, article, "new")
    answer = client.get(f"/articles/old/{page}?print=1")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/articles/new/{page}?print=1")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get(f"/articles/new/{page}").status_code == 200
    after = Publication.objects.get()
    assert (after.payload, after.manifest, after.content_digest) == (
        before.payload,
        before.manifest,
        before.content_digest,
    )
    assert not list(problems())


def test_every_old_address_leads_there_at_once_and_a_way_back_is_no_loop(world: World, client: Client) -> None:
    article = world.published(LOW, slug="a")
    for slug in ("b", "c", "a", "d"):
        article = change_address(world.editor, article, slug)
    for slug in ("a", "b", "c"):
        assert client.get(f"/articles/{slug}/").headers["Location"] == "/articles/d/"
    change_address(world.editor, article, "b")
    assert client.get("/articles/b/").status_code == 200
    assert client.get("/articles/d/").headers["Location"] == "/articles/b/"
    assert FormerAddress.objects.count() == 4
    assert not list(problems())


def test_a_form_that_was_open_is_sent_on_with_its_words(world: World, client: Client) -> None:
    article = world.published(LOW, slug="old")
    change_address(world.editor, article, "new")
    assert client.post("/articles/old/report/", {"message": "Typed"}).status_code == 308


def test_lists_feeds_and_canonical_links_know_only_the_new_address(world: World, client: Client) -> None:
    article = world.published(LOW, slug="old")
    feed = client.get("/feed.json")
    change_address(world.editor, article, "new")
    for path in ("/", "/articles/", "/feed.xml", "/feed.json", "/sitemap-articles-1.xml", "/articles/new/"):
        text = client.get(path, headers={"if-none-match": feed.headers["ETag"]}).content.decode()
        assert "/articles/new/" in text, path
        assert "/articles/old/" not in text, path
    again = json.loads(client.get("/feed.json").content)["items"][0]
    assert again["id"] == json.loads(feed.content)["items"][0]["id"]  # readers of feeds have read it
    world.save(article, LOW, PLAIN)
    world.settle(article)
    world.publish(article)
    assert json.loads(client.get("/feed.json").content)["items"][0]["id"] == again["id"]
    assert client.get("/articles/old/").headers["Location"] == "/articles/new/"


def test_what_was_withdrawn_stays_gone_at_both_addresses(world: World, client: Client) -> None:
    article = world.published(LOW, slug="old")
    withdraw(world.editor, article, "It is wrong.", "We look at it again.")
    change_address(world.editor, article, "new")
    for slug in ("old", "new"):
        answer = client.get(f"/articles/{slug}/")
        assert answer.status_code == 410
        assert "We look at it again." in answer.content.decode()


def test_what_is_scheduled_goes_live_at_the_new_address(world: World, client: Client) -> None:
    article = world.article(LOW, slug="old")
    world.settle(article)
    world.publish(article, live_from=timezone.now() + days(1))
    change_address(world.editor, article, "new")
    assert client.get("/articles/old/").status_code == 404
    assert client.get("/articles/new/").status_code == 404
    assert Publication.objects.get().slug == "new"
    assert not list(problems())


def test_an_address_that_readers_knew_is_never_given_to_another_article(world: World) -> None:
    article = world.published(LOW, slug="old")
    other = world.published(PLAIN, slug="other")
    change_address(world.editor, article, "new")
    for slug, words in (("old", "readers still come by it"), ("new", "already in use"), ("", "choose a slug")):
        with pytest.raises(BadInput, match=words):
            change_address(world.editor, other, slug)
    for slug in ("old", "new"):
        with pytest.raises(BadInput):
            world.article(LOW, slug=slug)
    with pytest.raises(BadInput, match="already"):
        change_address(world.editor, article, "new")
    assert article_at("old") == article_at("new") == article
    assert article_at("nowhere") is None


def test_a_draft_that_nobody_knew_leaves_its_address_free(world: World) -> None:
    article = world.article(LOW, slug="typo")
    change_address(world.editor, article, "right")
    assert not FormerAddress.objects.exists()
    world.article(PLAIN, slug="typo")
    event = LedgerEvent.objects.get(kind="address_changed")
    assert (event.facts["from"], event.facts["to"], event.publication_id) == ("typo", "right", None)


def test_only_editors_move_articles_and_only_articles_move(world: World) -> None:
    article = world.published(LOW, slug="old")
    for person in (world.author, world.therapist, world.stranger):
        with pytest.raises(NotAllowed):
            change_address(person, article, "new")
    with pytest.raises(InvalidTransition, match="by which other pages find it"):
        change_address(world.editor, world.article(PLAIN, kind="standing", slug="about"), "new")


def test_the_database_moves_no_page_without_the_entry_that_says_so(world: World) -> None:
    article, other = world.published(LOW, slug="old"), world.published(PLAIN, slug="other")
    row = Publication.objects.get(article=article)
    for change in ({"slug": "new"}, {"slug": "new", "last_event": row.last_event + 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError, match="is kept when it changes"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(slug="new")
    with transaction.atomic():
        article.slug = "new"
        (event,) = record(timezone.now(), Entry("address_changed", world.editor, article, data={"from": "old"}))
    for change in (
        {"slug": "elsewhere", "last_event": event.seq},
        {"slug": "new", "last_event": event.seq, "hold": "being_checked"},  # it speaks of the address only
        {"live_until": timezone.now(), "last_event": event.seq},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(article=other).update(slug="new", last_event=event.seq)
    with pytest.raises(IntegrityError, match="needs the ledger entry"), transaction.atomic():
        FormerAddress.objects.create(slug="x", article=other, by=world.editor, at=timezone.now(), event=event.seq)


def test_the_database_gives_no_former_address_away(world: World) -> None:
    article = world.published(LOW, slug="old")
    change_address(world.editor, article, "new")
    draft = world.article(PLAIN, slug="draft")
    with pytest.raises(IntegrityError, match="that of another article"), transaction.atomic():
        Article.objects.filter(pk=draft.pk).update(slug="old")
    with pytest.raises(IntegrityError, match="that of another article"), transaction.atomic():
        Article.objects.create(slug="old", owner=world.author)


def test_the_proof_tells_of_an_address_that_is_not_what_was_recorded(world: World) -> None:
    article = world.published(LOW, slug="old")
    with transaction.atomic():
        article.slug = "new"
        facts = {"from": "old", "to": "new", "known_to_readers": True}
        record(timezone.now(), Entry("address_changed", world.editor, article, data=facts))
    found = [item.reason for item in problems()]
    assert any("address is not what was recorded" in reason for reason in found)
    assert any("the address it kept is gone" in reason for reason in found)


def test_the_page_of_the_address_says_what_stays_and_keeps_what_was_typed(world: World, client: Client) -> None:
    article = world.published(LOW, slug="old")
    world.published(PLAIN, slug="other")
    page = f"/admin/articles/article/{article.pk}/address/"
    client.force_login(world.author)
    assert client.get(page).status_code == 403
    client.force_login(world.editor)
    assert page in client.get(f"/admin/articles/article/{article.pk}/gate/").content.decode()
    wrong = client.post(page, {"slug": "other"})
    assert wrong.status_code == 400
    assert "already in use" in wrong.content.decode()
    assert 'value="other"' in wrong.content.decode()
    assert client.post(page, {"slug": "new"}).status_code == 302
    assert "Earlier addresses that lead here: old" in client.get(page).content.decode()
