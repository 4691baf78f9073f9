"""Blind reading: what one safety reader decided shows nowhere until the other has decided."""

import pytest
from django.contrib.auth.models import User

from articles.models import Article, Decision, LedgerEvent
from tests.admin.reviewing import card, card_form, client_of, in_review, press, review_url, select, text_of, tick, tree
from tests.world import CRISIS, PLAIN, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def first_read(world: World) -> Article:
    """A crisis claim that the first safety reader has signed."""
    article = in_review(world, CRISIS)
    world.decide(world.safety_reader, article)
    return article


def card_of(user: User, article: Article) -> str:
    """The crisis card as this person sees it, without the words that depend on who looks."""
    return card_of_words(user, article, CRISIS)


def card_of_words(user: User, article: Article, words: str) -> str:
    """The card of this sentence as this person sees it."""
    return text_of(card(tree(client_of(user).get(review_url(article))), words))


@pytest.mark.parametrize("name", ["second_safety_reader", "therapist", "editor", "superuser"])
def test_the_first_reading_shows_to_nobody_else(world: World, first_read: Article, name: str) -> None:
    page = client_of(getattr(world, name)).get(review_url(first_read)).content.decode()
    assert "Example Safety Reader" not in page.replace("Second Example Safety Reader", "")
    assert "Part signed" not in page
    assert "0 of 1 claims settled" in page


def test_the_reader_sees_the_own_decision(world: World, first_read: Article) -> None:
    words = card_of(world.safety_reader, first_read)
    assert "Example Safety Reader: signed off" in words


def test_both_readings_show_once_both_have_decided(world: World, first_read: Article) -> None:
    world.decide(world.second_safety_reader, first_read)
    words = card_of(world.editor, first_read)
    assert "Example Safety Reader: signed off" in words
    assert "Second Example Safety Reader: signed off" in words


def test_the_ledger_hides_the_event_from_list_search_and_address(world: World, first_read: Article) -> None:
    decision = Decision.objects.get()
    event = LedgerEvent.objects.get(seq=decision.event)
    for user, shows in ((world.safety_reader, True), (world.second_safety_reader, False), (world.superuser, False)):
        client = client_of(user)
        found = client.get("/admin/articles/ledgerevent/", {"q": decision.fingerprint}).content.decode()
        assert ("signed off a claim" in found) is shows
        by_kind = client.get("/admin/articles/ledgerevent/", {"kind": "sign_off"}).content.decode()
        assert ("1 ledger event" in by_kind) is shows
        assert (client.get(f"/admin/articles/ledgerevent/{event.seq}/change/").status_code == 200) is shows


def test_the_ledger_hides_that_a_blind_reading_was_taken_back(world: World, first_read: Article) -> None:
    client = client_of(world.safety_reader)
    page = tree(client.get(review_url(first_read)))
    press(client, first_read, card_form(page, CRISIS, "take_back", reason="Too fast."))
    other = client_of(world.second_safety_reader)
    assert "0 ledger events" in other.get("/admin/articles/ledgerevent/", {"kind": "revoke"}).content.decode()
    assert "1 ledger event" in client.get("/admin/articles/ledgerevent/", {"kind": "revoke"}).content.decode()
    assert "Too fast." not in other.get(review_url(first_read)).content.decode()


def test_the_second_reader_is_offered_the_claim_as_if_it_were_new(world: World) -> None:
    untouched = in_review(world, CRISIS, PLAIN, slug="untouched")
    read = in_review(world, CRISIS, PLAIN, slug="read")
    before = card_of(world.second_safety_reader, untouched)
    world.decide(world.safety_reader, read)
    assert card_of(world.second_safety_reader, read) == before


def test_a_crisis_claim_is_never_in_the_list_of_second_readings(world: World) -> None:
    words = "If sertraline makes you think about ending your life, tell somebody now."
    article = in_review(world, words)
    for reader in (world.safety_reader, world.second_safety_reader):
        world.decide(reader, article)
    client = client_of(world.prescriber)
    assert "Part signed" in text_of(card(tree(client.get(review_url(article))), words))
    page = tree(client.get(review_url(article, "second-reading")))
    assert "Nothing here waits" in text_of(page)
    assert "1 of them to be read blind" in text_of(page)


def test_two_blind_readings_settle_the_claim(world: World, first_read: Article) -> None:
    client = client_of(world.second_safety_reader)
    press(client, first_read, tick(tree(client.get(review_url(first_read))), [CRISIS]))
    assert not world.board(first_read).open_claims


def test_the_queue_counts_nothing_of_an_open_round(world: World, first_read: Article) -> None:
    for user in (world.second_safety_reader, world.editor, world.superuser):
        row = client_of(user).get("/admin/articles/revision/queue/").content.decode()
        assert "1 open" in row
        assert "part signed" not in row
    assert "1 part signed" in client_of(world.safety_reader).get("/admin/articles/revision/queue/").content.decode()


def test_sources_of_the_earlier_wording_are_taken_over_before_a_crisis_claim_is_read(
    world: World, first_read: Article
) -> None:
    world.decide(world.second_safety_reader, first_read)
    changed = CRISIS.replace("tell somebody now", "tell somebody at once")
    world.save(first_read, changed)
    words = card_of_words(world.safety_reader, first_read, changed)
    assert "It cannot be signed before its source is attached" in words
    client = client_of(world.editor)
    address = f"/admin/articles/article/{first_read.pk}/sources/"
    page = tree(client.get(address))
    (box,) = select(page, "#earlier input[name=earlier]")
    answer = client.post(address, {"take_over": "1", "earlier": box.get("value")}, follow=True)
    assert "1 source taken over" in answer.content.decode()
    page = tree(client_of(world.safety_reader).get(review_url(first_read)))
    press(client_of(world.safety_reader), first_read, tick(page, [changed]))
    assert Decision.objects.filter(by=world.safety_reader).count() == 2


def test_a_sealed_entry_leaves_no_gap_and_tells_nothing(world: World, first_read: Article) -> None:
    event = LedgerEvent.objects.get(seq=Decision.objects.get().event)
    for user in (world.second_safety_reader, world.superuser):
        page = tree(client_of(user).get("/admin/articles/ledgerevent/"))
        numbers = [int(text_of(item)) for item in select(page, ".queue tbody tr th")]
        assert numbers == list(range(numbers[0], numbers[-1] - 1, -1))
        (sealed,) = [text_of(row) for row in select(page, ".queue tbody tr") if "Sealed" in text_of(row)]
        assert sealed == f"{event.seq}Sealed until both readers of a sentence have decided."
    assert "Sealed" not in client_of(world.safety_reader).get("/admin/articles/ledgerevent/").content.decode()
    narrowed = client_of(world.editor).get("/admin/articles/ledgerevent/", {"article": event.article_label})
    assert "Sealed" not in narrowed.content.decode()
