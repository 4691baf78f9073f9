"""Pages for when something is not there or does not work: each has the way to help."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.models import Publication, Topic
from articles.public import lifelines, reading
from articles.public.views.errors import server_error
from articles.publishing.withdraw import withdraw
from tests.world import LOW, PLAIN, World

pytestmark = pytest.mark.django_db


def test_an_unknown_address_is_404_with_search_and_help(client: Client) -> None:
    response = client.get("/nowhere/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "Thinking about ending your life" in page
    assert 'href="/help-now/"' in page
    assert 'role="search"' in page
    assert not response.cookies
    assert "Vary" not in response.headers


def test_the_500_page_needs_no_database_and_no_manifest_of_files(rf: RequestFactory, settings: settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    response = server_error(rf.get("/"))
    page = response.content.decode()
    assert response.status_code == 500
    assert 'href="tel:999"' in page
    assert "Thinking about ending your life" in page


def test_the_500_page_shows_the_public_services_where_no_help_line_was_read(rf: RequestFactory) -> None:
    lifelines.remember([])
    page = server_error(rf.get("/")).content.decode()
    for service in lifelines.SERVICES:
        assert f'href="tel:{service.dial}"' in page


def test_the_500_page_shows_the_help_lines_last_read_without_asking_again(
    world: World, client: Client, rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    line = world.published("Call [0000 1111](tel:00001111).", kind="helpline", title="Night line", slug="night")
    client.get("/help-now/")
    with django_assert_num_queries(0):
        page = server_error(rf.get("/")).content.decode()
    assert 'href="tel:00001111"' in page
    assert 'href="tel:999"' in page
    withdraw(world.editor, line, "The number has changed.")
    world.published(LOW, slug="walk")
    client.get("/articles/walk/")  # any article reads the help lines
    assert "00001111" not in server_error(rf.get("/")).content.decode()


def test_a_help_line_whose_time_is_over_is_not_shown_again(world: World, client: Client, rf: RequestFactory) -> None:
    world.published("Call [0000 1111](tel:00001111).", kind="helpline", title="Night line", slug="night")
    (row,) = reading.helplines(timezone.now()).values()
    row.live_until = timezone.now() + timedelta(hours=1)
    assert "00001111" in server_error(rf.get("/")).content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert "00001111" not in server_error(rf.get("/")).content.decode()


def test_a_missing_page_offers_the_topics(world: World, client: Client) -> None:
    topic = Topic.objects.create(slug="birds", name="Birds")
    world.published(LOW, slug="walk", topic=topic.pk)
    assert '<a href="/topics/birds/">Birds</a>' in client.get("/nowhere/").content.decode()


def test_a_page_taken_down_names_what_else_may_be_read(world: World, client: Client) -> None:
    topic = Topic.objects.create(slug="birds", name="Birds")
    article = world.published(PLAIN, title="The grey heron", slug="heron", topic=topic.pk, sensitive=True)
    world.published(LOW, title="Walking", slug="walk", topic=topic.pk)
    withdraw(world.editor, article, "Wrong.", "A number on this page was wrong.")
    response = client.get("/articles/heron/")
    page = response.content.decode()
    assert response.status_code == 410
    assert '<a href="/articles/walk/">Walking</a>' in page
    assert 'class="exit"' in page  # the page was a sensitive one
    assert Publication.objects.get(slug="heron").withdrawn


def test_the_500_page_names_style_sheets_that_exist() -> None:
    page = get_template("500.html").render({"lines": [], "services": []})
    for name in ("tokens.css", "site.css", "icon.svg"):
        assert f"/static/articles/{name}" in page
        assert (Path(settings.BASE_DIR) / "articles" / "static" / "articles" / name).exists()


def test_no_template_has_inline_style_script_or_another_origin() -> None:
    root = Path(settings.BASE_DIR) / "templates"
    for path in [*root.glob("*.html"), *(root / "public").rglob("*.html")]:
        source = path.read_text()
        assert " style=" not in source, path
        assert "<style" not in source, path
        allowed = source.count('<script type="application/ld+json">') + source.count('src="{% static ')
        assert source.count("<script") <= allowed, path
        assert 'src="http' not in source, path
