"""Comments on the workbench and on a page of their own: forms that work without scripts."""

from uuid import uuid4

import pytest

from articles.models import Comment, Notification, Thread
from articles.review import comments
from articles.review.transitions import submit
from tests.admin.reviewing import (
    card,
    client_of,
    in_review,
    press,
    review_url,
    select,
    text_of,
    tree,
)
from tests.world import CRISIS, LOW, PLAIN, World, latest

pytestmark = pytest.mark.django_db

INBOX = "/admin/articles/revision/messages/"


def form_with(page, do: str) -> dict[str, str]:
    """The hidden fields of the first form that has this button."""
    for form in select(page, "form"):
        if select(form, f"button[value={do}]"):
            return {item.get("name"): item.get("value") for item in select(form, "input[type=hidden]")} | {"do": do}
    raise AssertionError(f"no button {do!r}")


def test_a_comment_is_written_on_the_card_and_leads_back_to_it(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    data = form_with(card(tree(client.get(review_url(article))), LOW), "comment") | {"text": "Is this so?"}
    response = client.post(review_url(article, "comments"), data)
    assert response["Location"].startswith(f"{review_url(article)}#claim-")
    page = tree(client_of(world.author).get(review_url(article)))
    assert "Is this so?" in text_of(card(page, LOW))
    assert "Comments (1 open)" in text_of(page)


def test_a_passage_that_is_no_claim_is_commented_on_answered_and_resolved(world: World) -> None:
    article = in_review(world, LOW, PLAIN)
    client = client_of(world.author)
    page = tree(client.get(review_url(article, "comments")))
    fingerprint = next(row[0] for row in latest(article).segments if row[6] == PLAIN)
    data = form_with(page, "comment") | {"fingerprint": fingerprint, "quote": "outside", "text": "Or inside?"}
    page = tree(press(client, article, data, "comments"))
    assert "On the words outside" in text_of(select(page, ".thread")[0])
    page = tree(press(client, article, form_with(page, "reply") | {"text": "Outside."}, "comments"))
    assert "Outside." in text_of(select(page, ".thread")[0])
    press(client, article, form_with(page, "resolve"), "comments")
    page = tree(client.get(review_url(article, "comments")))
    assert not select(page, ".thread")
    assert "No open comments." in text_of(page)
    page = tree(client.get(review_url(article, "comments") + "?show=all"))
    press(client, article, form_with(page, "reopen"), "comments")
    assert len(select(tree(client.get(review_url(article, "comments"))), ".thread")) == 1


def test_a_refused_comment_keeps_what_was_typed(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.author)
    data = form_with(tree(client.get(review_url(article, "comments"))), "comment")
    response = client.post(review_url(article, "comments"), data | {"text": "Typed with care.", "fingerprint": "v1:no"})
    assert response.status_code == 400
    page = tree(response)
    assert "Choose the passage" in text_of(select(page, "#errors")[0])
    assert select(page, "#new-text")[0].text == "Typed with care."
    assert not Comment.objects.exists()


def test_words_that_are_gone_say_so(world: World) -> None:
    article = in_review(world, LOW, PLAIN)
    fingerprint = next(row[0] for row in latest(article).segments if row[6] == PLAIN)
    comments.start(world.therapist, latest(article), fingerprint, "Which one?", uuid4())
    old = latest(article)
    world.save(article, LOW)
    client = client_of(world.author)
    response = client.get(review_url(old, "comments"), follow=True)
    assert response.redirect_chain[0][0] == review_url(article, "comments")
    assert "These words are gone from the text." in text_of(select(tree(response), ".thread")[0])


@pytest.mark.parametrize("name", ["second_safety_reader", "editor", "superuser"])
def test_a_comment_in_an_open_round_shows_on_no_page(world: World, name: str) -> None:
    article = in_review(world, CRISIS)
    fingerprint = world.board(article).claims[0].fingerprint
    thread = comments.start(world.safety_reader, latest(article), fingerprint, "I shall dismiss this.", uuid4())
    client = client_of(getattr(world, name))
    for page in ("review", "comments"):
        assert "dismiss this" not in client.get(review_url(article, page)).content.decode()
    assert "Comments (0 open)" in text_of(tree(client.get(review_url(article))))
    assert "All 0" in text_of(tree(client.get(review_url(article, "comments") + "?show=all")))
    data = {"do": "reply", "thread": thread.pk, "nonce": str(uuid4()), "text": "Why?"}
    answer = client.post(review_url(article, "comments"), data)
    assert answer.status_code == 403
    assert "dismiss this" not in answer.content.decode()


def test_strangers_and_threads_of_other_articles_are_refused(world: World) -> None:
    article, other = in_review(world, LOW), world.article(PLAIN, slug="other")
    assert client_of(world.stranger).get(review_url(article, "comments")).status_code == 403
    thread = comments.start(world.author, latest(other), latest(other).segments[0][0], "Here.", uuid4())
    data = {"do": "reply", "thread": thread.pk, "nonce": str(uuid4()), "text": "There."}
    assert client_of(world.author).post(review_url(article, "comments"), data).status_code == 404
    assert Thread.objects.count() == 1


def test_comments_do_not_make_the_workbench_ask_more_often(world: World, django_assert_max_num_queries) -> None:
    article = in_review(world, LOW, PLAIN)
    client = client_of(world.therapist)
    fingerprint = world.board(article).claims[0].fingerprint

    def count(threads: int) -> int:
        for _ in range(threads):
            comments.start(world.author, latest(article), fingerprint, "Here.", uuid4())
        client.get(review_url(article))
        with django_assert_max_num_queries(200) as asked:
            client.get(review_url(article))
        return len(asked)

    assert count(1) == count(5)


def test_mails_are_chosen_on_the_page_of_messages(world: World) -> None:
    client = client_of(world.author)
    page = tree(client.get(INBOX))
    assert all(box.get("checked") is not None for box in select(page, "input[name=mail]"))
    client.post(INBOX, {"do": "mail", "mail": ["comment"]})
    page = tree(client.get(INBOX))
    assert [box.get("value") for box in select(page, "input[checked]")] == ["comment"]


def test_administrators_see_mail_that_did_not_go_out(world: World) -> None:
    submit(world.author, latest(world.article(LOW)))
    Notification.objects.filter(person=world.therapist).update(
        mail_error="ConnectionRefusedError", mail_tried_at="2026-01-01T00:00Z"
    )
    assert "1 mail did not go out" in client_of(world.administrator).get(INBOX).content.decode()
    assert "did not go out" not in client_of(world.author).get(INBOX).content.decode()
