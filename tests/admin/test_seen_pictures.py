"""Who signs a text sees its pictures, what came and what went, and says so; a refusal keeps what was chosen."""

from uuid import uuid4

import pytest
from django.test import Client

from articles.models import Attestation
from articles.review.attesting import text_digest
from articles.review.images import markdown_of
from articles.review.signatures import MEANINGS, text_token
from articles.review.transitions import submit, workbench_url
from tests.world import LOW, PASSWORD, World, latest

pytestmark = pytest.mark.django_db


def test_the_statement_is_asked_for_on_the_page_and_recorded(world: World, client: Client) -> None:
    bench, lake = world.picture(), world.picture("A lake at dawn.", colour="blue")
    article = world.published(LOW, markdown_of(bench))
    world.save(article, LOW, markdown_of(lake))
    submit(world.author, latest(article))
    revision = latest(article)
    client.login(username="second_therapist", password=PASSWORD)
    place = workbench_url(revision)
    whole = client.get(place).content.decode()
    assert "<picture>" in whole.split('class="doc"')[1].split("</section>")[0]  # the very files that readers get
    page = whole.split('id="attest"')[1].split("</fieldset>")[0]
    assert "<strong>New, or in place of another:</strong> A lake at dawn." in page
    assert "<del>A bench in a park.</del>" in page
    assert f"/media/articles/{lake.renditions[-1]['sha256']}.jpg" in page
    assert MEANINGS["pictures"] in page
    form = {
        "do": "sign",
        "nonce": str(uuid4()),
        "attest": "delta",
        "text_token": text_token(world.second_therapist, revision, text_digest(revision)),
    }
    refused = client.post(place, form)
    assert refused.status_code == 400
    assert "Look at each of them" in refused.content.decode()
    assert 'name="attest" value="delta" checked' in refused.content.decode()
    assert Attestation.objects.filter(kind="delta").count() == 0
    assert client.post(place, form | {"pictures": "yes"}).status_code == 302
    assert MEANINGS["pictures"] in Attestation.objects.get(kind="delta").signature.meaning
