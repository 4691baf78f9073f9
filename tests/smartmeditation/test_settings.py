"""What the environment decides, read from the settings module as a fresh process would read it."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template import engines
from django.utils.module_loading import import_string
from environs import EnvError

SETTINGS = Path(__file__).resolve().parents[2] / "smartmeditation" / "settings.py"


@pytest.fixture
def settings_for(monkeypatch):
    """A function from environment variables to settings; nothing else of this process's environment counts."""

    def read(**environment: str) -> dict[str, Any]:
        for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "DEBUG", "TRUST_PROXY", "PORT"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return read


def test_without_any_environment_the_site_is_closed_to_the_network(settings_for):
    read = settings_for()
    assert read["DEBUG"] is False
    assert set(read["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}
    assert read["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_there_is_no_secret_to_fall_back_on(settings_for):
    first, second = settings_for()["SECRET_KEY"], settings_for()["SECRET_KEY"]
    assert first != second
    assert len(first) >= 50


def test_https_makes_cookies_that_no_other_host_can_set(settings_for):
    read = settings_for(SITE_URL="https://www.example.org/")
    assert read["SITE_URL"] == "https://www.example.org"
    for cookie in ("SESSION", "CSRF"):
        assert read[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert read[f"{cookie}_COOKIE_SECURE"] is True
        assert read[f"{cookie}_COOKIE_HTTPONLY"] is True


def test_plain_http_on_loopback_keeps_cookies_that_browsers_send_back(settings_for):
    read = settings_for(SITE_URL="http://127.0.0.1:8000")
    assert read["SESSION_COOKIE_NAME"] == "sessionid"
    assert read["SESSION_COOKIE_SECURE"] is False


def test_a_proxy_is_believed_only_when_told_so(settings_for):
    assert settings_for()["SECURE_PROXY_SSL_HEADER"] is None
    read = settings_for(TRUST_PROXY="1", SITE_URL="https://www.example.org")
    assert read["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert read["SECURE_SSL_REDIRECT"] is True


def test_postgresql_gets_a_pool_and_gives_up_its_own_keeping_of_connections(settings_for):
    database = settings_for(DATABASE_URL="postgres://site:secret@db.example.org/site")["DATABASES"]["default"]
    assert database["OPTIONS"]["pool"]["max_size"] == 8
    assert database["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize(
    ("name", "value"), [("DEBUG", "perhaps"), ("PORT", "http"), ("DATABASE_URL", "cupboard://shelf")]
)
def test_a_value_that_makes_no_sense_stops_the_start_and_names_its_variable(settings_for, name, value):
    with pytest.raises(EnvError, match=name):
        settings_for(**{name: value})


@pytest.mark.django_db
def test_sqlite_queues_writers_and_lets_no_row_be_replaced_behind_a_trigger():
    if connection.vendor != "sqlite":
        connection.ensure_connection()
        return
    with connection.cursor() as cursor:
        pragmas = {}
        for name in ("recursive_triggers", "foreign_keys", "busy_timeout", "journal_mode"):
            cursor.execute(f"PRAGMA {name}")
            pragmas[name] = cursor.fetchone()[0]
    assert pragmas == {"recursive_triggers": 1, "foreign_keys": 1, "busy_timeout": 20000, "journal_mode": "wal"}
    assert connection.transaction_mode == "IMMEDIATE"


def test_a_misspelt_variable_in_one_of_our_templates_fails_the_test(tmp_path, settings):
    engine = engines["django"]
    template = engine.from_string("{{ titel }}")
    template.template.nodelist[0].origin.name = str(settings.BASE_DIR / "templates" / "article.html")
    with pytest.raises(NameError, match=r"templates/article\.html: the variable titel"):
        template.render({"title": "Sleep"})


def test_templates_of_others_may_name_what_does_not_exist():
    assert engines["django"].from_string("a{{ titel }}b").render({}) == "ab"


def test_the_views_of_markdownx_would_let_no_html_through(settings):
    markdownify = import_string(settings.MARKDOWNX_MARKDOWNIFY_FUNCTION)
    assert "<script" not in markdownify("Sleep <script>alert(1)</script>")
    urls = [pattern for pattern in import_string("smartmeditation.urls.urlpatterns") if "markdownx" in repr(pattern)]
    assert urls == []
