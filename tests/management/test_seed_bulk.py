"""Many distinct articles for load tests, through the one door."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.claims import analyse
from articles.claims.types import ArticleText, Risk
from articles.models import Article, Publication
from articles.publishing import bulk
from articles.publishing.verify import problems
from articles.review.example import example_content_loaded
from tests.management.commands import run

pytestmark = pytest.mark.django_db


def test_it_publishes_so_many_and_leaves_so_many_drafts() -> None:
    ran = run("seed_bulk", "--articles=6", "--drafts=2")
    assert ran.status == 0, ran.err
    assert "6 articles published and 2 drafts made in" in ran.out
    assert Publication.objects.live(timezone.now()).count() == 6
    drafts = Article.objects.filter(publications=None)
    assert [article.latest_revision.state for article in drafts] == ["draft", "draft"]
    assert list(problems()) == []


def test_a_second_run_goes_on_with_other_articles() -> None:
    run("seed_bulk", "--articles=2", "--drafts=1")
    assert run("seed_bulk", "--articles=2").status == 0
    rows = Publication.objects.all()
    assert len({row.slug for row in rows}) == len({row.title for row in rows}) == 4
    assert len({row.payload for row in rows}) == 4


def test_no_two_of_many_articles_share_a_sentence() -> None:
    per_article = bulk.SECTIONS * bulk.PER_SECTION
    assert len({bulk.sentence(number) for number in range(2000 * per_article)}) == 2000 * per_article


def test_every_sentence_is_a_claim_of_low_risk_or_none() -> None:
    for number in (*range(55, 1900, 15), 966, 988, 999, 1684):  # 988 and 999 are crisis lines
        text = bulk.text(number)
        found = analyse(ArticleText(text.title, text.body, text.summary, text.meta_description))
        assert found.claims, number
        assert not found.wording, number
        for claim in found.claims:
            assert (claim.risk, claim.medicine, claim.crisis) == (Risk.LOW, False, False), found.segments[claim.segment]


def test_a_sentence_that_detection_ranks_higher_is_made_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bulk._words(), "ending", ["can ease depression", "cost a penny"])
    text = bulk.text(7)
    assert "was free." in text.body
    found = analyse(ArticleText(text.title, text.body, text.summary, text.meta_description))
    assert not [claim for claim in found.claims if claim.risk is not Risk.LOW]


def test_the_claims_are_signed_off_like_any_others() -> None:
    run("seed_bulk", "--articles=1")
    record = Publication.objects.get().record
    assert record["claims"]
    assert {claim["risk"] for claim in record["claims"]} == {"low"}
    assert all(claim["signatures"] for claim in record["claims"])


def test_its_people_cannot_log_in() -> None:
    run("seed_bulk", "--articles=1")
    assert get_user_model().objects.count() == len(bulk.PEOPLE)
    assert not any(person.has_usable_password() for person in get_user_model().objects.all())
    assert not example_content_loaded()


def test_it_stands_beside_the_example_content() -> None:
    run("load_example")
    assert run("seed_bulk", "--articles=1").status == 0
    assert run("load_example").status == 0


def test_it_refuses_where_the_public_is_served_unless_told_otherwise(settings) -> None:
    settings.SITE_URL, settings.SITE_URL_GIVEN, settings.DEBUG = "https://www.example.org", True, False
    refused = run("seed_bulk", "--articles=1")
    assert refused.status == 1
    assert "--yes" in refused.err
    assert not Article.objects.exists()
    assert run("seed_bulk", "--articles=1", "--yes").status == 0
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("number", ["-1", "many", "1.5", ""])
def test_what_is_no_number_of_articles_is_refused(number: str) -> None:
    ran = run("seed_bulk", f"--articles={number}")
    assert ran.status != 0
    assert "is not a number of articles" in ran.err
