"""Feeds, sitemap, robots.txt, health: what machines read."""

import json
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.models import Publication, Topic, triggers
from articles.public import shell, sitemaps
from articles.workflow.policy import POLICY
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "https://www.example.org"


@pytest.fixture(autouse=True)
def public_address(settings: Any) -> None:
    settings.SITE_URL = SITE


def feed(client: Client) -> Tree.Element:
    return Tree.fromstring(client.get("/feed.xml").content)


def test_the_feed_has_the_full_text_with_absolute_links(world: World, client: Client) -> None:
    world.published("Call [116 123](tel:116123).", kind="helpline", title="Somebody to talk to", slug="talk")
    world.published(
        LOW, "Read [more](/help-now/).", "{{ helpline:talk }}", MEDIUM, slug="walk", title="A <walk> & more"
    )
    (entry,) = feed(client).findall(f"{ATOM}entry")
    content = entry.findtext(f"{ATOM}content") or ""
    assert entry.findtext(f"{ATOM}title") == "A <walk> & more"
    assert LOW in content
    assert f'href="{SITE}/help-now/"' in content
    assert f'href="{SITE}/articles/walk/#s1"' in content
    assert "116123" in content
    assert "helpline:talk" not in content
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Example Author"


def test_the_id_of_an_entry_survives_a_new_text(world: World, client: Client) -> None:
    article = world.published(LOW, slug="walk")
    before = feed(client).findtext(f"{ATOM}entry/{ATOM}id")
    world.save(article, MEDIUM)
    world.settle(article)
    world.publish(article)
    after = feed(client)
    assert after.findtext(f"{ATOM}entry/{ATOM}id") == before
    assert MEDIUM in (after.findtext(f"{ATOM}entry/{ATOM}content") or "")
    items = json.loads(client.get("/feed.json").content)["items"]
    assert [item["id"] for item in items] == [before]


def test_empty_feeds_are_valid(client: Client) -> None:
    assert feed(client).findtext(f"{ATOM}updated")
    data = json.loads(client.get("/feed.json").content)
    assert data["items"] == []
    assert data["feed_url"] == f"{SITE}/feed.json"


def test_sitemaps_name_live_pages_at_the_public_address(world: World, client: Client) -> None:
    topic = Topic.objects.create(slug="birds", name="Birds")
    world.published(LOW, slug="walk", topic=topic.pk)
    world.published(PLAIN, slug="about", kind="standing", title="About the library")
    world.published(PLAIN, slug="hours", kind="standing", title="Opening hours")
    world.published(PLAIN, slug="promise", kind="promo")
    world.article(LOW, slug="draft", title="A draft")
    index = Tree.fromstring(client.get("/sitemap.xml").content)
    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [item.text or "" for item in index.iter(f"{SITEMAP}loc")]
    texts = [client.get(part.removeprefix(SITE)).content.decode() for part in parts]
    found = [item.text or "" for text in texts for item in Tree.fromstring(text).iter(f"{SITEMAP}loc")]
    people = {f"{SITE}/authors/author/", f"{SITE}/clinicians/therapist/", f"{SITE}/clinicians/"}
    assert {f"{SITE}/articles/walk/", f"{SITE}/articles/hours/", f"{SITE}/", f"{SITE}/topics/birds/"} | people <= set(
        found
    )
    assert f"{SITE}/about/" in found
    assert f"{SITE}/articles/about/" not in found  # it moved to the address of the house
    assert len(found) == len(set(found))
    assert "draft" not in "".join(texts)
    assert "promise" not in "".join(texts)
    for address in found:
        response = client.get(address.removeprefix(SITE))
        assert response.status_code == 200
        assert f'<link rel="canonical" href="{address}">' in response.content.decode(), address


def test_sitemaps_are_cut_in_parts_that_stay_as_others_are_published(world: World) -> None:
    now = timezone.now
    for number in range(5):
        world.published(PLAIN, title=f"Note {number}", slug=f"note-{number}")
    moments = dict(Publication.objects.values_list("slug", "live_from"))
    parts = sitemaps.parts(now(), size=2)
    assert parts == [moments["note-1"], moments["note-3"], moments["note-4"]]
    first = sitemaps.articles(now(), 1, size=2)
    assert [item.path for item in first] == ["/articles/note-0/", "/articles/note-1/"]
    assert [item.changed for item in first] == [moments["note-0"], moments["note-1"]]
    world.published(PLAIN, title="Note 5", slug="note-5")
    assert sitemaps.articles(now(), 1, size=2) == first
    assert [item.path for item in sitemaps.articles(now(), 3, size=2)] == ["/articles/note-4/", "/articles/note-5/"]
    assert sitemaps.articles(now(), 4, size=2) == []


def test_there_is_no_sitemap_beyond_the_last(world: World, client: Client) -> None:
    assert client.get("/sitemap-articles-1.xml").status_code == 404
    world.published(LOW, slug="walk")
    assert client.get("/sitemap-articles-1.xml").status_code == 200
    assert client.get("/sitemap-articles-0.xml").status_code == 404
    assert client.get("/sitemap-articles-2.xml").status_code == 404


def test_a_sitemap_says_when_a_text_changed(world: World, client: Client) -> None:
    article = world.published(LOW, slug="walk")
    world.save(article, MEDIUM)
    world.settle(article)
    row = world.publish(article)
    text = client.get("/sitemap-articles-1.xml").content.decode()
    assert f"<lastmod>{row.live_from.isoformat(timespec='seconds')}</lastmod>" in text


def test_the_manifest_names_icons_that_exist(client: Client) -> None:
    response = client.get("/site.webmanifest")
    data = response.json()
    assert response.headers["Content-Type"].startswith("application/manifest+json")
    assert {item["purpose"] for item in data["icons"]} == {"any", "maskable"}
    for item in data["icons"]:
        file = shell.STATIC / item["src"].rsplit("/", 1)[-1]
        with Image.open(file) as picture:
            assert f"{picture.width}x{picture.height}" == item["sizes"]
    assert client.get(data["start_url"]).status_code == 200


def test_security_txt_has_a_contact_and_expires_within_a_year(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == f"{SITE}/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=150) < left < timedelta(days=365)


def test_icons_stand_where_browsers_ask_without_being_told(client: Client) -> None:
    for path, kind in (("/favicon.ico", "image/x-icon"), ("/apple-touch-icon.png", "image/png")):
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == kind


def test_robots_keep_out_of_the_desk_and_find_the_sitemap(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert f"Sitemap: {SITE}/sitemap.xml" in text


def test_health_is_well_on_a_fresh_and_on_a_used_database(client: Client, world: World) -> None:
    world.published(LOW)
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": True, "cache": True, "triggers": True, "ledger_head": True}
    assert response.headers["Cache-Control"] == "no-store"


def test_a_missing_trigger_is_503(client: Client, world: World) -> None:
    triggers.uninstall(connection)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["triggers"] is False
    assert response.json()["database"] is True


def test_a_ledger_head_that_does_not_name_the_newest_entry_is_503(client: Client, world: World) -> None:
    world.published(LOW)
    triggers.uninstall(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_ledgerhead SET seq = seq - 1")
    assert client.get("/healthz").json()["ledger_head"] is False


def test_the_policy_page_shows_the_table_the_gate_uses(world: World, client: Client) -> None:
    page = client.get("/editorial-policy/").content.decode()
    for need in POLICY.by_risk.values():
        assert need.words() in page
    assert "1 prescribing" in page
    assert "<dt>Prescribing</dt><dd>1</dd>" in page
    assert "<td>no</td>" not in page


def test_the_policy_page_admits_what_the_clinicians_cannot_meet(client: Client) -> None:
    page = client.get("/editorial-policy/").content.decode()
    assert "<td>no</td>" in page
    assert "<td>yes</td>" not in page


def test_help_is_small_and_made_of_live_help_lines(world: World, client: Client) -> None:
    response = client.get("/help-now/")
    assert b'href="tel:999"' in response.content
    world.published("Call [116 123](tel:116123).", kind="helpline", title="Somebody to talk to", slug="talk")
    response = client.get("/help-now/")
    assert b"Somebody to talk to" in response.content
    assert b'<a href="tel:116123">116 123</a>' in response.content
    assert len(response.content) < 15_000


def test_topics_list_their_live_articles(world: World, client: Client) -> None:
    topic = Topic.objects.create(slug="birds", name="Birds")
    article = world.article(LOW, title="The grey heron", slug="heron", topic=topic.pk)
    assert client.get("/topics/birds/").status_code == 404
    world.settle(article)
    world.publish(article)
    page = client.get("/topics/birds/").content.decode()
    assert "<h1>Birds</h1>" in page
    assert "The grey heron" in page
    assert latest(article).topic == topic


def test_lists_have_twenty_to_a_page_and_no_other_pages(world: World, client: Client) -> None:
    for number in range(21):
        world.published(PLAIN, title=f"Note {number}", slug=f"note-{number}")
    first = client.get("/articles/").content.decode()
    assert first.count('class="teaser"') == 20
    second = client.get("/articles/?page=2").content.decode()
    assert second.count('class="teaser"') == 1
    assert f'<link rel="canonical" href="{SITE}/articles/?page=2">' in second
    for page in ("0", "3", "x", "-1"):
        assert client.get(f"/articles/?page={page}").status_code == 404
