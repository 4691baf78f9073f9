"""The library of pictures: found again, with where each is used; what is said of it is mended; unused ones go."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from articles.models import Image, Publication
from articles.review.images import markdown_of
from tests.world import LOW, PASSWORD, World, latest

LIST = "/admin/articles/image/"
FIND = "/admin/articles/pictures/"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_the_library_is_searched_by_words_and_says_where_a_picture_is_used(client: Client, world: World) -> None:
    bench, lake = world.picture(), world.picture("A lake at dawn.", colour="blue", credit="Another Photographer")
    article = world.published(LOW, markdown_of(bench), title="A bench to rest on", slug="bench")
    world.save(article, LOW)
    client.force_login(world.author)
    everything = text(client, LIST)
    assert "1 article" in everything
    assert "nothing" in everything
    assert "A bench in a park." not in text(client, f"{LIST}?q=lake")
    assert "A lake at dawn." in text(client, f"{LIST}?q=Another+Photographer")
    assert "A lake at dawn." not in text(client, f"{LIST}?use=used")
    assert "A bench in a park." not in text(client, f"{LIST}?use=unused")
    page = text(client, f"{LIST}{bench.pk}/change/")
    assert "A bench to rest on</a> (an earlier revision)" in page
    assert "<strong>live</strong>" in page
    assert "No text names it." in text(client, f"{LIST}{lake.pk}/change/")
    assert client.get(f"{LIST}99999/change/").status_code == 404


def test_what_is_said_of_a_picture_is_mended_and_not_lost_when_it_is_wrong(client: Client, world: World) -> None:
    image = world.picture(licence="")
    client.force_login(world.author)
    assert "A bench" in text(client, f"{LIST}?use=unlicensed")
    wrong = client.post(f"{LIST}{image.pk}/words/", {"alt": "", "credit": "Typed credit", "licence": "CC0"})
    assert wrong.status_code == 400
    assert "Typed credit" in wrong.content.decode()
    done = client.post(f"{LIST}{image.pk}/words/", {"alt": "A bench.", "credit": "A. Name", "licence": "CC0"})
    assert done.status_code == 302
    image.refresh_from_db()
    assert image.credit_line == "Picture: A. Name, CC0"


def test_unused_pictures_are_deleted_after_saying_so_and_used_ones_are_not_offered(
    client: Client, world: World
) -> None:
    used, unused = world.picture(), world.picture("A lake.", colour="blue")
    world.article(LOW, markdown_of(used))
    client.force_login(world.editor)
    assert "Nothing to remove" in text(client, f"{LIST}unused/")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        client.force_login(world.editor)
        page = text(client, f"{LIST}unused/")
        assert "A lake." in page
        assert "A bench in a park." not in page
        unsure = client.post(f"{LIST}unused/", {"chosen": [unused.pk], "reason": "Not needed."})
        assert unsure.status_code == 400
        assert Image.objects.count() == 2
        other = client.post(f"{LIST}unused/", {"chosen": [used.pk], "reason": "Not needed.", "sure": "on"})
        assert other.status_code == 400
        client.post(f"{LIST}unused/", {"chosen": [unused.pk], "reason": "Not needed.", "sure": "on"})
    assert list(Image.objects.all()) == [used]


@pytest.mark.parametrize(("name", "status"), [("stranger", 403), ("author", 403), ("therapist", 403), ("editor", 200)])
def test_only_editors_delete_pictures(client: Client, world: World, name: str, status: int) -> None:
    client.force_login(getattr(world, name))
    assert client.get(f"{LIST}unused/").status_code == status


def test_the_editor_finds_pictures_with_all_it_needs_to_place_them(client: Client, world: World) -> None:
    assert client.get(FIND).status_code == 403
    image = world.picture(size=(900, 600))
    client.force_login(world.author)
    answer = client.get(FIND, {"q": "bench photographer"}).json()
    (found,) = answer["pictures"]
    assert found["image_code"] == markdown_of(image)
    assert found["thumb"] == f"/media/articles/{image.renditions[0]['sha256']}.avif"
    assert (found["width"], found["licence"], answer["more"]) == (900, "CC BY 4.0", False)
    assert client.get(FIND, {"q": "lake"}).json() == {"pictures": [], "more": False}
    client.force_login(world.stranger)
    assert client.get(FIND).status_code == 403


def sign_in(page: Page, server: LiveServer, user: User) -> None:
    page.goto(f"{server.url}/admin/login/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_picture_goes_from_the_form_to_the_page_of_readers_and_nothing_moves(
    world: World, live_server: LiveServer, page: Page
) -> None:
    sign_in(page, live_server, world.author)
    page.goto(f"{live_server.url}{LIST}add/")
    drawing = page.evaluate(
        """async () => {
          const canvas = document.createElement('canvas');
          canvas.width = 1000; canvas.height = 600;
          const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
          return Array.from(new Uint8Array(await blob.arrayBuffer()));
        }"""
    )
    page.get_by_label("Picture", exact=True).set_input_files(
        {"name": "bench.png", "mimeType": "image/png", "buffer": bytes(drawing)}
    )
    page.get_by_label("Alternative text").fill("A bench in a park.")
    page.get_by_label("Credit").fill("Example Photographer")
    page.get_by_label("Licence").fill("CC BY 4.0")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Added. To show it, write").wait_for()
    image = Image.objects.get()
    article = world.published(LOW, markdown_of(image), slug="bench")
    page.goto(f"{live_server.url}{LIST}{image.pk}/change/")
    page.get_by_text(latest(article).title).first.wait_for()
    page.goto(f"{live_server.url}/articles/bench/")
    shown = page.get_by_role("img", name="A bench in a park.")
    shown.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure img').complete")
    chosen = shown.evaluate("item => item.currentSrc")
    assert chosen.endswith(".avif")
    assert Publication.objects.get().payload.count(chosen.rsplit("/", 1)[-1]) == 1
    moved = page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list =>
          done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
        ).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"""
    )
    assert moved < 0.02
    ratio = shown.evaluate("item => item.clientWidth / item.clientHeight")
    assert abs(ratio - 1000 / 600) < 0.02
