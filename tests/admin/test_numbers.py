"""Numbers in forms and addresses: whatever is sent, nothing breaks."""

import pytest
from django.urls import reverse

from articles.admin.desk import number_of
from tests.world import LOW, World, latest


@pytest.mark.parametrize(
    ("sent", "read"),
    [("12", 12), ("", 0), (None, 0), ("²", 0), ("-1", 0), ("1.5", 0), ("x", 0), ("9" * 4_400, 0), ("٣", 0)],
)
def test_only_plain_numbers_of_a_sane_length_are_read(sent, read):
    assert number_of(sent) == read


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["9" * 4_400, "²"])
def test_an_absurd_number_is_not_found(world: World, client, number):
    article = world.article(LOW)
    client.force_login(world.editor)
    for name in ("submit", "publish", "acknowledge"):
        answer = client.post(reverse(f"admin:articles_article_{name}", args=[article.pk]), {"revision": number})
        assert answer.status_code == 404, name
    assert client.get(f"/admin/articles/article/{number}/change/").status_code == 404
    client.force_login(world.therapist)
    url = reverse("admin:articles_revision_review", args=[latest(article).pk])
    for data in ({"do": "take_back_text", "attestation": number}, {"do": "contest", "decision": number}):
        assert client.post(url, data | {"reason": "x"}).status_code in {403, 404}
