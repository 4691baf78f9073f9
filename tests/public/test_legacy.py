"""A site does not go dark while it moves: old addresses lead to the old site, then here; no draft shows by them."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Origin
from articles.publishing.addresses import change_address
from articles.publishing.withdraw import withdraw
from tests.foreign.exports import item, write
from tests.management.commands import run
from tests.smartmeditation.test_checks import ids
from tests.world import LOW, PLAIN, World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
OLD = "https://old.example.org"


@pytest.fixture(autouse=True)
def origin(settings) -> Any:
    settings.LEGACY_ORIGIN = OLD
    return settings


@pytest.fixture
def moved(world: World, tmp_path: Path) -> Article:
    """An article that was live on the old site and is a draft here."""
    run("import_wordpress", write(tmp_path, item(f"{LOW}\n\n{PLAIN}", id=7, slug="heron")), "--by=author")
    return Article.objects.get(slug="heron")


def goes(client: Client, path: str, method: str = "get") -> tuple[int, str]:
    answer = getattr(client, method)(path)
    if answer.status_code in (301, 302):
        assert answer.headers["Cache-Control"] == "no-cache"
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
    return answer.status_code, answer.headers.get("Location", "")


OLD_ADDRESSES = ["/articles/heron/", "/2019/05/heron/", "/2019/05/heron", "/?p=7", "/?page_id=7"]


def test_until_it_is_published_readers_go_to_the_old_site(moved: Article, client: Client) -> None:
    for path in OLD_ADDRESSES:
        assert goes(client, path) == (302, f"{OLD}/2019/05/heron/")
        assert goes(client, path, "head") == (302, f"{OLD}/2019/05/heron/")


def test_without_the_setting_there_is_nothing(moved: Article, client: Client, origin: Any) -> None:
    origin.LEGACY_ORIGIN = ""
    for path in OLD_ADDRESSES:
        assert goes(client, path) == ((200 if path.startswith("/?") else 404), "")


def test_once_it_is_published_the_page_is_here_and_old_addresses_lead_to_it(
    moved: Article, world: World, client: Client, origin: Any
) -> None:
    world.settle(moved)
    world.publish(moved)
    for setting in (OLD, ""):
        origin.LEGACY_ORIGIN = setting
        assert goes(client, "/articles/heron/") == (200, "")
        for path in OLD_ADDRESSES[1:]:
            assert goes(client, path) == (301, "/articles/heron/")


def test_an_article_that_moved_here_since_is_found_by_all_its_addresses(
    moved: Article, world: World, client: Client
) -> None:
    world.settle(moved)
    world.publish(moved)
    change_address(world.editor, moved, "grey-heron")
    for path in OLD_ADDRESSES:
        answer = client.get(path, follow=True)
        assert answer.status_code == 200
        assert answer.redirect_chain[-1] == ("/articles/grey-heron/", 301)


def test_what_was_withdrawn_here_does_not_lead_to_the_old_words(moved: Article, world: World, client: Client) -> None:
    world.settle(moved)
    world.publish(moved)
    withdraw(world.editor, moved, "A mistake was found.")
    assert goes(client, "/articles/heron/") == (410, "")
    assert goes(client, "/2019/05/heron/") == (301, "/articles/heron/")


def test_an_address_given_to_the_draft_since_says_nothing(moved: Article, client: Client) -> None:
    Article.objects.filter(pk=moved.pk).update(slug="secret-plan")
    assert goes(client, "/articles/secret-plan/") == (404, "")
    assert goes(client, "/articles/heron/") == (302, f"{OLD}/2019/05/heron/")


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "private"}, {"status": "future"}, {"password": "x"}]
)
def test_what_readers_of_the_old_site_did_not_see_says_nothing(
    world: World, tmp_path: Path, client: Client, fields: dict[str, str]
) -> None:
    run("import_wordpress", write(tmp_path, item(LOW, id=7, slug="heron", **fields)), "--by=author")
    assert Article.objects.filter(slug="heron").exists()
    for path in OLD_ADDRESSES:
        assert goes(client, path) == ((200 if path.startswith("/?") else 404), "")


def test_a_draft_that_was_not_imported_says_nothing(world: World, client: Client) -> None:
    world.article(LOW, slug="heron")
    for path in ("/articles/heron/", "/heron/", "/2019/05/heron/"):
        assert goes(client, path) == (404, "")


def test_the_pages_beside_an_article_lead_nowhere(moved: Article, client: Client) -> None:
    for page in ("review/", "report/", "manifest.json"):
        assert goes(client, f"/articles/heron/{page}") == (404, "")


@pytest.mark.parametrize("link", [f"{OLD}//evil.example.com/", f"{OLD}/\\evil.example.com/", "nonsense"])
def test_an_old_address_that_could_lead_elsewhere_leads_nowhere(
    world: World, tmp_path: Path, client: Client, link: str
) -> None:
    run("import_wordpress", write(tmp_path, item(LOW, id=7, slug="heron", link=link)), "--by=author")
    assert goes(client, "/articles/heron/") == (404, "")


def test_letters_of_other_scripts_in_old_addresses(world: World, tmp_path: Path, client: Client) -> None:
    link = f"{OLD}/2019/%e5%bf%83/"
    run("import_wordpress", write(tmp_path, item(LOW, id=7, slug="%e5%bf%83", title="Heart", link=link)), "--by=author")
    for path in ("/2019/%E5%BF%83/", "/2019/%e5%bf%83/", "/articles/heart/"):
        assert goes(client, path) == (302, f"{OLD}/2019/%E5%BF%83/")


def test_the_administration_and_other_methods_are_left_alone(moved: Article, client: Client) -> None:
    Origin.objects.update(path="/admin/old/")
    assert client.get("/admin/old/").headers["Location"].startswith("/admin/login/")
    assert client.post("/2019/05/heron/").status_code == 404


def test_a_setting_that_is_no_origin_is_refused_and_leads_nowhere(moved: Article, client: Client, origin: Any) -> None:
    for value in ("https://www.example.org/blog", "ftp://old.example.org", "old.example.org", "javascript:x"):
        origin.LEGACY_ORIGIN = value
        assert ids() == {"smartmeditation.E006"}
        assert goes(client, "/articles/heron/") == (404, "")


def test_this_site_is_not_its_own_old_site(origin: Any) -> None:
    origin.LEGACY_ORIGIN = origin.SITE_URL
    assert ids() == {"smartmeditation.E006"}
