"""What the frame adds to every response: policies, isolation, and sessions that live as long as the work."""

from datetime import timedelta
from http.cookies import Morsel

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.urls("tests.smartmeditation.urls")


def policy(response) -> dict[str, str]:
    """The Content Security Policy of a response: directive to value."""
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def session_cookie(client: Client, path: str) -> Morsel | None:
    return client.get(path).cookies.get(settings.SESSION_COOKIE_NAME)


def test_readers_pages_allow_our_own_origin_and_nothing_else(client):
    directives = policy(client.get("/"))
    assert directives["default-src"] == "'none'"
    assert directives["base-uri"] == directives["frame-ancestors"] == directives["object-src"] == "'none'"
    assert {directives[name] for name in ("script-src", "style-src", "img-src", "connect-src", "form-action")} == {
        "'self'"
    }
    assert directives["require-trusted-types-for"] == "'script'"


def test_the_desk_has_the_same_policy_without_trusted_types(client):
    readers, desk = policy(client.get("/")), policy(client.get("/admin/"))
    del readers["require-trusted-types-for"]
    assert desk == readers


def test_an_address_that_only_looks_like_the_desk_keeps_trusted_types(client):
    assert "require-trusted-types-for" in policy(client.get("/administration/"))


def test_error_pages_have_the_policy_too(client, settings):
    assert policy(client.get("/nothing-here/")) == policy(client.get("/"))
    settings.DEBUG = True
    assert "Content-Security-Policy" not in client.get("/nothing-here/").headers


@pytest.mark.parametrize("path", ["/", "/admin/", "/nothing-here/"])
def test_every_page_is_isolated_from_other_sites(client, path):
    headers = client.get(path).headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_static_files_carry_the_isolation_headers_too(client):
    assert finders.find("admin/css/base.css")
    response = client.get("/static/admin/css/base.css")
    assert b"".join(response.streaming_content)
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_https_is_made_to_stay_and_plain_http_says_nothing_of_it(client):
    assert "max-age=63072000" in client.get("/", secure=True).headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_a_reader_gets_no_cookie_and_pages_that_do_not_vary_on_one(client):
    response = client.get("/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.django_db
def test_reading_a_page_sets_no_cookie_for_staff_either(client):
    client.force_login(User.objects.create_user("editor"))
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        response = client.get("/")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.django_db
def test_work_at_the_desk_renews_the_session_once_a_minute(client):
    client.force_login(User.objects.create_user("editor"))
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        first = session_cookie(client, "/admin/")
        assert first is not None
        assert first["max-age"] == 3600
        clock.shift(30)
        assert session_cookie(client, "/admin/") is None
        clock.shift(timedelta(minutes=45))
        assert session_cookie(client, "/admin/") is not None
        clock.shift(timedelta(minutes=45))
        assert client.get("/admin/").content == b"editor"


@pytest.mark.django_db
def test_an_hour_without_work_at_the_desk_ends_the_session(client):
    client.force_login(User.objects.create_user("editor"))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get("/admin/")
        clock.shift(timedelta(minutes=61))
        assert client.get("/admin/").content == b"AnonymousUser"
