"""Every misconfiguration is found, by its id, and production does not start with one."""

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from articles.models import triggers
from smartmeditation import checks


@pytest.fixture
def production(settings, monkeypatch):
    """Settings with which the site may meet the public."""
    monkeypatch.setenv("ALLOWED_HOSTS", "www.example.org")
    settings.DEBUG = False
    settings.SECRET_KEY, settings.SECRET_KEY_GIVEN = "k" * 50, True
    settings.ALLOWED_HOSTS = ["www.example.org"]
    settings.SITE_URL, settings.SITE_URL_GIVEN, settings.HTTPS = "https://www.example.org", True, True
    return settings


def ids(**options) -> set[str]:
    """The ids of our own complaints."""
    return {message.id for message in run_checks(**options) if message.id.startswith("smartmeditation.")}


def production_ids() -> set[str]:
    return ids(tags=[checks.PRODUCTION], include_deployment_checks=True)


@pytest.mark.django_db
def test_a_fresh_checkout_has_nothing_to_complain_of():
    assert ids(databases=["default"]) == set()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_sqlite_without_recursive_triggers_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        try:
            assert ids(databases=["default"]) == {"smartmeditation.E002"}
        finally:
            cursor.execute("PRAGMA recursive_triggers=ON")


def test_uploads_need_a_directory_that_can_be_written(settings, tmp_path):
    (tmp_path / "media").write_text("a file, not a directory")
    settings.MEDIA_ROOT = tmp_path / "media"
    assert ids() == {"smartmeditation.E003"}
    settings.MEDIA_ROOT = tmp_path / "not" / "yet" / "there"
    assert ids() == set()


def test_a_sign_off_policy_that_cannot_be_imported_is_refused(settings):
    settings.REVIEW_POLICY = "articles.workflow.policy.NO_SUCH_POLICY"
    assert ids() == {"smartmeditation.E004"}


@pytest.mark.parametrize("url", ["www.example.org", "https://", "https://example.org/site", "ftp://example.org"])
def test_a_site_url_that_is_no_origin_is_refused(settings, url):
    settings.SITE_URL = url
    assert ids() == {"smartmeditation.E005"}


@pytest.mark.django_db
def test_production_starts_with_what_it_needs(production):
    checks.refuse_unfit_production()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"DEBUG": True}, "E101"),
        ({"SECRET_KEY_GIVEN": False}, "E102"),
        ({"SECRET_KEY": "short"}, "E102"),
        ({"ALLOWED_HOSTS": ["*"]}, "E103"),
        ({"ALLOWED_HOSTS": ["elsewhere.example.org"]}, "E103"),
        ({"SITE_URL_GIVEN": False}, "E104"),
        ({"SITE_URL": "http://www.example.org", "HTTPS": False}, "E104"),
    ],
)
def test_production_refuses_each_thing_that_is_missing(production, changes, complaint):
    for name, value in changes.items():
        setattr(production, name, value)
    assert production_ids() == {f"smartmeditation.{complaint}"}


@pytest.mark.django_db
def test_production_wants_the_hosts_spelt_out(production, monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS")
    assert production_ids() == {"smartmeditation.E103"}


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_a_trial_on_loopback_may_do_without_https(production, host):
    production.SITE_URL, production.HTTPS = f"http://{host}", False
    production.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    assert production_ids() == set()


@pytest.mark.django_db
@pytest.mark.both_databases
def test_production_refuses_a_database_whose_triggers_are_gone(production):
    triggers.uninstall(connection)
    try:
        assert production_ids() == {"smartmeditation.E106"}
    finally:
        triggers.install(connection)


@pytest.mark.django_db
def test_the_refusal_names_everything_at_once_and_what_to_do(production):
    production.SECRET_KEY_GIVEN = False
    production.SITE_URL_GIVEN = False
    with pytest.raises(ImproperlyConfigured, match=r"(?s)E102.*token_urlsafe.*E104.*SITE_URL"):
        checks.refuse_unfit_production()


@pytest.mark.parametrize("module", ["smartmeditation.wsgi", "smartmeditation.asgi"])
def test_a_server_without_its_environment_does_not_come_up(module, tmp_path):
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    started = subprocess.run(
        [sys.executable, "-c", f"import {module}"], capture_output=True, text=True, env=environment, check=False
    )
    assert started.returncode != 0
    for complaint in ("E102", "E103", "E104", "E105"):
        assert f"smartmeditation.{complaint}" in started.stderr
