"""Messages: one's own, with the way to the place, kept until read."""

import pytest

from tests.admin.reviewing import client_of, in_review, review_url, select, text_of, tree
from tests.world import LOW, World

pytestmark = pytest.mark.django_db

INBOX = "/admin/articles/revision/messages/"


def test_a_clinician_reads_what_waits_and_follows_the_link(world: World) -> None:
    article = in_review(world, LOW, title="Notes to read")
    (link,) = select(tree(client_of(world.therapist).get(INBOX)), ".note a")
    assert text_of(link) == "“Notes to read” waits for review."
    assert link.get("href") == review_url(article)


def test_messages_of_others_are_not_shown(world: World) -> None:
    in_review(world, LOW, title="Notes to read")
    assert "Notes to read" not in client_of(world.stranger).get(INBOX).content.decode()


def test_read_messages_are_kept_apart(world: World) -> None:
    in_review(world, LOW)
    client = client_of(world.therapist)
    response = client.post(INBOX, follow=True)
    assert "1 message marked as read." in response.content.decode()
    page = tree(client.get(INBOX))
    assert not select(page, ".note")
    assert text_of(select(page, "summary")[-1]) == "Read (1)"
