"""The pages of the house: about, policies, accessibility, privacy, staying safe."""

import pytest
from django.test import Client

from articles.public.houses import HOUSES
from articles.public.views.policy import STATES
from articles.publishing.withdraw import withdraw
from articles.workflow.settlement import ClaimState
from tests.world import LOW, PLAIN, World

pytestmark = pytest.mark.django_db

PATHS = ["/about/", "/editorial-policy/", "/review-policy/", "/accessibility/", "/privacy/", "/stay-safe-online/"]


@pytest.mark.parametrize("path", PATHS)
def test_each_has_plain_facts_before_anything_is_published(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert page.count("<h1>") == 1
    assert '<link rel="canonical"' in page
    assert "<h2" in page


def test_a_signed_standing_page_is_shown_at_the_address_of_the_house(world: World, client: Client) -> None:
    for slug, house in HOUSES.items():
        text = f"Our library is called {house.name}."
        world.published(text, kind="standing", title=f"The house of {house.name}", slug=slug)
        moved = client.get(f"/articles/{slug}/")
        assert moved.status_code == 301
        page = client.get(moved.headers["Location"]).content.decode()
        assert text in page
        assert f"<h1>The house of {house.name}</h1>" in page


def test_a_withdrawn_standing_page_leaves_the_facts(world: World, client: Client) -> None:
    article = world.published(PLAIN, kind="standing", title="Who we are", slug="about")
    assert PLAIN in client.get("/about/").content.decode()
    withdraw(world.editor, article, "Wrong.")
    page = client.get("/about/").content.decode()
    assert PLAIN not in page
    assert "<h1>About us</h1>" in page


def test_an_article_of_such_a_name_is_no_page_of_the_house(world: World, client: Client) -> None:
    world.published(LOW, title="Privacy in a shared room", slug="privacy")
    assert LOW in client.get("/articles/privacy/").content.decode()
    assert LOW not in client.get("/privacy/").content.decode()


def test_about_counts_what_is_live(world: World, client: Client) -> None:
    assert '<a href="/articles/">0</a>' in client.get("/about/").content.decode()
    world.published(LOW, slug="walk")
    world.article(LOW, slug="draft")
    assert '<a href="/articles/">1</a>' in client.get("/about/").content.decode()


def test_the_contact_of_the_settings_is_named(client: Client, settings: object) -> None:
    settings.CONTACT_EMAIL = "editors@example.org"  # type: ignore[attr-defined]
    for path in ("/about/", "/accessibility/", "/privacy/", "/editorial-policy/"):
        assert "mailto:editors@example.org" in client.get(path).content.decode(), path


def test_the_review_policy_explains_every_state_and_every_signature(client: Client) -> None:
    assert set(STATES) == set(ClaimState)
    page = client.get("/review-policy/").content.decode()
    for state in ClaimState:
        assert f"<dt>{state.label}</dt>" in page
    assert "I have read the whole text" in page
    assert "General practitioner" in page


def test_the_page_about_staying_safe_has_the_way_out(client: Client) -> None:
    page = client.get("/stay-safe-online/").content.decode()
    assert 'class="exit"' in page
    assert "leave.js" in page
    assert "leave.js" not in client.get("/privacy/").content.decode()


def test_the_signed_help_page_shows_each_help_line_once(world: World, client: Client) -> None:
    world.published("Call [0000 1111](tel:00001111).", kind="helpline", title="Night line", slug="night")
    world.published("Call [0000 2222](tel:00002222).", kind="helpline", title="Day line", slug="day")
    world.published("{{ helpline:night }}", PLAIN, kind="standing", title="Get help now", slug="help-now")
    page = client.get("/help-now/").content.decode()
    assert page.count('href="tel:00001111"') == page.count('href="tel:00002222"') == 1
    assert PLAIN in page
    assert page.count('href="tel:999"') == 1
