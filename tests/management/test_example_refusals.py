"""Where the example content has no business, and what gives it away."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.models import Article
from articles.review.credentials import grant
from articles.review.example import example_content_loaded, serves_the_public
from articles.workflow.policy import CredentialKind
from tests.management.commands import run
from tests.world import World, days

pytestmark = pytest.mark.django_db


def test_it_refuses_where_the_public_is_served(settings) -> None:
    settings.SITE_URL, settings.SITE_URL_GIVEN, settings.DEBUG = "https://www.example.org", True, False
    ran = run("load_example")
    assert ran.status == 1
    assert "SITE_URL" in ran.err
    assert not example_content_loaded()
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    ("site", "given", "debug", "public"),
    [
        ("https://www.example.org", True, False, True),
        ("http://192.0.2.7:8000", True, False, True),
        ("https://www.example.org", True, True, False),
        ("https://www.example.org", False, False, False),
        ("http://127.0.0.1:8000", True, False, False),
        ("http://[::1]:8000", True, False, False),
        ("http://localhost:8000", True, False, False),
        ("http://desk.localhost", True, False, False),
        ("http://localhost.example.org", True, False, True),
    ],
)
def test_only_a_site_beyond_this_machine_counts_as_public(settings, site, given, debug, public) -> None:
    settings.SITE_URL, settings.SITE_URL_GIVEN, settings.DEBUG = site, given, debug
    assert serves_the_public() is public


def test_it_takes_over_nobodys_account_and_nobodys_address(world: World) -> None:
    world.article("Plain words.", slug="app")
    ran = run("load_example")
    assert ran.status == 1
    assert "“author”" in ran.err
    assert "“app”" in ran.err
    assert not Article.objects.filter(example=True).exists()


def test_an_example_credential_alone_marks_the_database(world: World) -> None:
    assert not example_content_loaded()
    grant(
        world.administrator,
        world.stranger,
        kind=CredentialKind.PSYCHOTHERAPIST.value,
        number="EXAMPLE-0009",
        body="Example Register",
        evidence="None.",
        valid_from=timezone.localdate() - days(1),
    )
    assert example_content_loaded()
