"""Topics for readers: in the editors' order, with a signed description; what was merged is found by its old name."""

from typing import Any

import pytest
from django.test import Client

from articles.models import LedgerEvent, Topic
from articles.review.errors import BadInput, InvalidTransition, NotAllowed
from articles.review.topics import add_topic, change_topic, merge_topics
from tests.world import LOW, PLAIN, World, latest

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(world: World) -> tuple[Topic, Topic]:
    """Birds with an article, and walks with one."""
    birds, walks = add_topic(world.editor, "Birds"), add_topic(world.editor, "Walks")
    world.published(LOW, slug="robin", title="A robin", topic=birds.pk)
    world.published(LOW, slug="lane", title="A lane", topic=walks.pk)
    return birds, walks


def names(client: Client, path: str = "/topics/", **headers: Any) -> list[str]:
    """The topics of a page in their order."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return [part.split("/")[0] for part in answer.content.decode().split("<main")[1].split('href="/topics/')[1:]]


def test_editors_put_topics_in_order_and_readers_see_it_at_once(
    world: World, client: Client, two: tuple[Topic, Topic]
) -> None:
    first = client.get("/topics/")
    assert names(client) == ["birds", "walks"]
    assert change_topic(world.editor, two[0], "Birds", 5)
    assert client.get("/topics/", headers={"if-none-match": first.headers["ETag"]}).status_code == 200
    assert names(client) == names(client, "/") == ["walks", "birds"]
    assert not change_topic(world.editor, two[0], "Birds", 5)
    assert LedgerEvent.objects.filter(kind="topic_changed").count() == 1


def test_a_merged_topic_leads_to_the_other_and_its_articles_stand_there(
    world: World, client: Client, two: tuple[Topic, Topic]
) -> None:
    birds, walks = two
    merge_topics(world.editor, birds, walks)
    answer = client.get("/topics/birds/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/topics/walks/")
    page = client.get("/topics/walks/").content.decode()
    assert "A robin" in page
    assert "A lane" in page
    assert "<h1>Walks</h1>" in page
    assert names(client) == ["walks"]
    sitemap = client.get("/sitemap-pages.xml").content.decode()
    assert "/topics/walks/" in sitemap
    assert "/topics/birds/" not in sitemap
    assert client.get("/articles/robin/").status_code == 200
    article = world.published(LOW, slug="wren", title="A wren", topic=birds.pk)  # an old draft still names it
    assert article.publications.get().topic_slug == "walks"


def test_merging_again_leads_there_in_one_step(world: World, client: Client, two: tuple[Topic, Topic]) -> None:
    birds, walks = two
    paths = add_topic(world.editor, "Paths")
    merge_topics(world.editor, birds, walks)
    merge_topics(world.editor, walks, paths)
    assert client.get("/topics/birds/").headers["Location"] == "/topics/paths/"
    assert "A robin" in client.get("/topics/paths/").content.decode()
    for topic, into in ((paths, birds), (birds, paths), (paths, paths)):
        with pytest.raises(InvalidTransition):
            merge_topics(world.editor, topic, into)


def test_a_description_is_shown_when_it_was_signed_and_not_before(
    world: World, client: Client, two: tuple[Topic, Topic]
) -> None:
    article = world.article("Birds sing at dawn.", title="About birds", slug="topic-birds", kind="standing")
    assert "sing at dawn" not in client.get("/topics/birds/").content.decode()
    world.settle(article)
    world.publish(article)
    page = client.get("/topics/birds/").content.decode()
    assert "sing at dawn" in page
    assert "<h1>Birds</h1>" in page
    moved = client.get("/articles/topic-birds/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/topics/birds/")
    assert client.get("/articles/topic-birds/review/").status_code == 200
    assert "topic-birds" not in client.get("/sitemap-articles-1.xml").content.decode()
    assert "About birds" not in client.get("/about/").content.decode()


def test_an_article_of_such_an_address_is_no_description(
    world: World, client: Client, two: tuple[Topic, Topic]
) -> None:
    world.published(PLAIN, title="Not it", slug="topic-birds")
    assert PLAIN not in client.get("/topics/birds/").content.decode()
    assert client.get("/articles/topic-birds/").status_code == 200


def test_the_name_of_a_topic_says_nothing_about_health(world: World) -> None:
    for name in ("Meditation cures depression", "", "x" * 81):
        with pytest.raises(BadInput):
            add_topic(world.editor, name)
    add_topic(world.editor, "Depression")
    with pytest.raises(BadInput, match="already"):
        add_topic(world.editor, "depression")
    with pytest.raises(NotAllowed):
        add_topic(world.author, "Birds")


def test_the_desk_adds_orders_and_merges_topics(world: World, client: Client, two: tuple[Topic, Topic]) -> None:
    birds, walks = two
    client.force_login(world.author)
    assert client.get("/admin/articles/topic/add/").status_code == 403
    client.force_login(world.editor)
    wrong = client.post("/admin/articles/topic/add/", {"name": "Sleep cures anxiety", "place": 1})
    assert wrong.status_code == 400
    assert 'value="Sleep cures anxiety"' in wrong.content.decode()
    client.post("/admin/articles/topic/add/", {"name": "Sleep", "place": 1})
    sleep = Topic.objects.get(slug="sleep")
    client.post(f"/admin/articles/topic/{sleep.pk}/change/", {"name": "Sleep and rest", "place": 2})
    sleep.refresh_from_db()
    assert (sleep.name, sleep.place) == ("Sleep and rest", 2)
    client.post(f"/admin/articles/topic/{birds.pk}/merge/", {"into": walks.pk})
    listed = client.get("/admin/articles/topic/").content.decode()
    assert "kind=standing&amp;slug=topic-walks" in listed
    assert "slug=topic-birds" not in listed
    assert (
        'value="topic-walks"'
        in client.get("/admin/articles/article/add/?kind=standing&slug=topic-walks").content.decode()
    )
    article = world.article(LOW, topic=birds.pk)
    shown = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "Birds (now: Walks)</option>" in shown
    assert latest(article).topic == birds
