"""Single keys: a choice of the account. Neighbours in the queue."""

import pytest

from tests.admin.reviewing import client_of, in_review, review_url, select, tree
from tests.world import CRISIS, HIGH, LOW, World

pytestmark = pytest.mark.django_db

KEYS = "/admin/articles/revision/keys/"


def switched_on(client: object, address: str) -> bool:
    """What the switch in the list of keys shows."""
    (box,) = select(tree(client.get(address)), "input#on")
    return box.get("checked") is not None


def test_single_keys_are_on_until_they_are_switched_off_for_this_account_alone(world: World) -> None:
    article = in_review(world, LOW)
    mine, other = client_of(world.therapist), client_of(world.prescriber)
    assert switched_on(mine, review_url(article))
    assert mine.post(KEYS, {}, HTTP_ACCEPT="text/plain").status_code == 204
    for page in ("review", "second-reading"):
        assert not switched_on(mine, review_url(article, page))
    assert switched_on(other, review_url(article))
    mine.post(KEYS, {"single_keys": "on"})
    assert switched_on(client_of(world.therapist), review_url(article))


def test_who_may_not_read_drafts_has_no_keys(world: World) -> None:
    assert client_of(world.stranger).post(KEYS, {}).status_code == 403


def test_the_neighbours_of_an_article_are_those_of_the_queue(world: World) -> None:
    high = in_review(world, HIGH, title="High notes")
    low = in_review(world, LOW, title="Low notes")
    client = client_of(world.therapist)

    def beside(article: object, way: str) -> str:
        return client.get(f"/admin/articles/revision/queue/{article.pk}/{way}/")["Location"]

    assert beside(high, "next") == review_url(low)
    assert beside(low, "previous") == review_url(high)
    assert beside(low, "next") == "/admin/articles/revision/queue/"
    assert beside(high, "previous") == "/admin/articles/revision/queue/"
    assert "first article of the queue" in client.get("/admin/articles/revision/queue/").content.decode()


def test_lapsed_words_on_safety_stand_before_other_high_risk(world: World) -> None:
    lapsed = in_review(world, CRISIS, title="Crisis notes")
    in_review(world, HIGH, title="High notes")
    world.decide(world.safety_reader, lapsed)
    world.decide(world.second_safety_reader, lapsed)
    in_review(world, HIGH, title="More high notes")
    world.save(lapsed, CRISIS.replace("somebody", "someone"))
    world.cite(lapsed)  # words that are read blind bring no source along
    page = tree(client_of(world.therapist).get("/admin/articles/revision/queue/"))
    assert select(page, ".queue th a.title")[0].text == "Crisis notes"
    assert "A signature on safety counts no more" in page.text_content()
