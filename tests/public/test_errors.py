"""Pages for when something is not there or does not work: each has the way to help."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.views.defaults import server_error

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


def test_the_500_page_names_style_sheets_that_exist() -> None:
    page = get_template("500.html").render()
    for name in ("tokens.css", "site.css", "icon.svg"):
        assert f"/static/articles/{name}" in page
        assert (Path(settings.BASE_DIR) / "articles" / "static" / "articles" / name).exists()


def test_no_template_has_inline_style_script_or_another_origin() -> None:
    root = Path(settings.BASE_DIR) / "templates"
    for path in [*root.glob("*.html"), *(root / "public").rglob("*.html")]:
        source = path.read_text()
        assert " style=" not in source, path
        assert "<style" not in source, path
        data = source.count('<script type="application/ld+json">')
        assert source.count("<script") == data + source.count('<script type="module" src="{% static '), path
        assert 'src="http' not in source, path
