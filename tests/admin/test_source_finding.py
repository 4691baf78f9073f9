"""Look-up of a source on its page: seen before it is saved, retractions shown, a plain sentence for every failure."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Source
from tests.literature.answers import Answers, put_in_place, serving
from tests.world import MEDIUM, World

PAGE = "/admin/articles/source/look-up/"
DOI = "10.5555/example.review.2018"
RETRACTED = "10.5555/example.trial.2012"


@pytest.fixture
def answers(settings: Any) -> Iterator[Answers]:
    with serving() as server:
        put_in_place(settings, server)
        yield server


def look(client: Client, number: str, page: str = PAGE) -> Any:
    return client.post(page, {"number": number, "look": "1"})


def filled(answer: Any) -> dict[str, Any]:
    """What the browser would send if nothing were changed."""
    form = answer.context["details"]
    return {name: form[name].value() or "" for name in form.fields} | {"save": "1"}


def test_the_record_is_seen_before_it_is_saved(client: Client, world: World, answers: Answers) -> None:
    client.force_login(world.author)
    answer = look(client, DOI)
    assert "Antidepressants for acute depression in adults" in answer.content.decode()
    assert "No retraction, correction or newer version is known there." in answer.content.decode()
    assert not Source.objects.exists()
    saved = client.post(PAGE, filled(answer) | {"kind": "systematic_review"})
    source = Source.objects.get()
    assert saved.headers["Location"] == f"/admin/articles/source/{source.pk}/change/"
    assert (source.doi, source.year, source.kind) == (DOI, 2018, "systematic_review")
    assert (source.added_by, source.checked_on) == (world.author, timezone.localdate())


def test_without_a_kind_nothing_is_saved_and_what_was_found_stays(
    client: Client, world: World, answers: Answers
) -> None:
    client.force_login(world.author)
    again = client.post(PAGE, filled(look(client, DOI)))
    assert again.status_code == 400
    assert f'value="{DOI}"' in again.content.decode()
    assert not Source.objects.exists()


def test_a_retraction_is_shown_first_and_loudly(client: Client, world: World, answers: Answers) -> None:
    client.force_login(world.author)
    page = look(client, RETRACTED).content.decode()
    assert page.index("Do not rest a claim on it") < page.index("10.5555/example.retraction.2014") < page.index("save")


def test_a_retracted_work_is_registered_only_by_somebody_who_says_that_they_know(
    client: Client, world: World, answers: Answers
) -> None:
    client.force_login(world.author)
    values = filled(look(client, RETRACTED)) | {"kind": "trial", "grave": "1"}
    refused = client.post(PAGE, values)
    assert refused.status_code == 400
    assert "Tick that you have read" in refused.content.decode()
    assert not Source.objects.exists()
    assert 'name="grave"' in refused.content.decode()
    assert client.post(PAGE, values | {"read": "1"}).status_code == 302


def test_a_work_that_is_registered_is_named_and_not_registered_again(
    client: Client, world: World, answers: Answers
) -> None:
    client.force_login(world.author)
    first = filled(look(client, DOI)) | {"kind": "systematic_review"}
    client.post(PAGE, first)
    answer = look(client, "11111111")
    assert "Probably registered already" in answer.content.decode()
    twice = client.post(PAGE, first)
    assert twice.status_code == 400
    assert "registered already" in twice.content.decode()
    assert Source.objects.count() == 1
    assert client.post(PAGE, first | {"version": "second edition"}).status_code == 302


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("10.5555/nothing", "Crossref knows no work"), ("99", "PubMed knows no work"), ("words", "neither a DOI")],
)
def test_an_unknown_number_is_kept_with_the_reason(
    client: Client, world: World, answers: Answers, number: str, sentence: str
) -> None:
    client.force_login(world.author)
    answer = look(client, number)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert f'value="{number}"' in answer.content.decode()


def test_without_a_network_the_page_says_what_to_do_instead(client: Client, world: World, settings: Any) -> None:
    with serving() as gone:
        put_in_place(settings, gone)
    client.force_login(world.author)
    assert (
        "could not be reached: try again later, or describe the source by hand." in look(client, DOI).content.decode()
    )


def test_from_the_claims_of_an_article_the_way_leads_back_with_the_source_chosen(
    client: Client, world: World, answers: Answers
) -> None:
    article = world.article(MEDIUM)
    client.force_login(world.author)
    here = f"/admin/articles/article/{article.pk}/sources/"
    way = f"{PAGE}?article={article.pk}"
    claims = client.get(here)
    assert way in claims.content.decode()
    saved = client.post(way, filled(look(client, DOI, way)) | {"kind": "systematic_review"})
    back = client.get(saved.headers["Location"])
    assert back.request["PATH_INFO"] == claims.request["PATH_INFO"]
    assert f'<option value="{Source.objects.get().pk}" selected>' in back.content.decode()


def test_a_registered_source_is_asked_about_again(client: Client, world: World, answers: Answers) -> None:
    source = world.source()
    Source.objects.filter(pk=source.pk).update(doi=RETRACTED)
    client.force_login(world.editor)
    page = f"/admin/articles/source/{source.pk}/ask/"
    client.get(page)
    assert answers.asked == []
    told = client.post(page).content.decode()
    assert "Do not rest a claim on it" in told
    assert f"/admin/articles/source/{source.pk}/retract/" in told
    assert "A trial that was taken back" in told
    source.refresh_from_db()
    assert (source.title, source.status) == ("Example guideline", "current")
    assert source.checked_on == timezone.localdate()


def test_a_failed_question_does_not_count_as_a_check(client: Client, world: World, answers: Answers) -> None:
    source = world.source()
    Source.objects.filter(pk=source.pk).update(doi="10.5555/nothing")
    client.force_login(world.editor)
    assert client.post(f"/admin/articles/source/{source.pk}/ask/").status_code == 400
    source.refresh_from_db()
    assert source.checked_on is None


def test_strangers_ask_nobody(client: Client, world: World, answers: Answers) -> None:
    source = world.source()
    client.force_login(world.stranger)
    assert look(client, DOI).status_code == 403
    assert client.post(f"/admin/articles/source/{source.pk}/ask/").status_code == 403
    assert answers.asked == []
