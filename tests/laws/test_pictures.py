"""Pictures under the laws: what is shown is what was signed, its words are checked, nothing that is shown goes."""

import hashlib
import json
import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Attestation, Image, LedgerEvent, Publication
from articles.publishing.verify import problems
from articles.publishing.withdraw import withdraw
from articles.rendering import visible_text
from articles.review.attesting import Attest, text_digest
from articles.review.errors import BadInput, GateClosed, InvalidTransition, NotAllowed
from articles.review.gate import evaluate
from articles.review.images import Words, describe_image, markdown_of, remove_image, uses
from articles.review.renditions import path_of
from articles.review.revisions import RevisionText
from articles.review.signatures import MEANINGS, text_token
from articles.review.signing import decide
from tests.world import LOW, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_the_files_of_a_picture_are_named_by_their_bytes_and_never_larger_than_it(world: World) -> None:
    image = world.picture(size=(900, 600))
    assert [(item["suffix"], item["width"], item["height"]) for item in image.renditions] == [
        ("avif", 400, 267),
        ("webp", 400, 267),
        ("avif", 800, 533),
        ("webp", 800, 533),
        ("avif", 900, 600),
        ("webp", 900, 600),
        ("jpg", 900, 600),
    ]
    for item in image.renditions:
        with default_storage.open(path_of(item)) as file:
            assert hashlib.sha256(file.read()).hexdigest() == item["sha256"]


def test_what_was_signed_names_every_file_that_readers_are_shown(world: World, client: Client) -> None:
    image = world.picture(size=(500, 400))
    world.published(LOW, markdown_of(image), slug="walk")
    row = Publication.objects.get(slug="walk")
    html = row.content["body_html"]
    page = client.get("/articles/walk/").content.decode()
    for item in image.renditions:
        assert item["sha256"] in row.payload
        assert item["sha256"] in page
        answer = client.get(f"/media/{path_of(item)}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == {"jpg": "image/jpeg"}.get(item["suffix"], f"image/{item['suffix']}")
        assert b"".join(answer.streaming_content)
    assert row.content["images"] == [image.sha256]
    assert re.search(r'<img [^>]*width="500" height="400"', html)
    assert "Picture: Example Photographer, CC BY 4.0" in visible_text(html)
    assert not list(problems())
    feed = json.loads(client.get("/feed.json").content)["items"][0]["content_html"]
    assert "<source" not in feed
    assert f'src="{settings.SITE_URL}/media/{path_of(image.renditions[-1])}"' in feed


def test_a_page_of_earlier_days_keeps_its_plain_picture(world: World, client: Client) -> None:
    image = world.picture()
    Image.objects.filter(pk=image.pk).update(renditions=[])
    article = world.published(LOW, markdown_of(image), slug="walk")
    before = Publication.objects.get(slug="walk").content["body_html"]
    assert "<picture>" not in before
    assert f'<img src="/media/articles/{image.sha256}.webp"' in before
    call_command("make_renditions")
    call_command("make_renditions")  # nothing is left to do
    assert len(Image.objects.get().renditions) == 3
    assert Publication.objects.get(slug="walk").content["body_html"] == before
    assert f'<img src="/media/articles/{image.sha256}.webp"' in client.get("/articles/walk/").content.decode()
    world.save(article, LOW, f"{markdown_of(image)}", summary="A walk.")
    world.settle(article)
    world.publish(article)
    assert "<picture>" in Publication.objects.get(slug="walk", live_until=None).content["body_html"]
    assert not list(problems())


# ---------------------------------------------------------------------------------------------------- words and signing


def test_the_words_below_a_picture_are_segments_and_whose_it_is_cannot_be_left_out(world: World) -> None:
    image = world.picture()
    article = world.article(LOW, f"![A bench.]({image.file.url})")
    report = evaluate(latest(article))
    (line,) = [item for item in report.missing if item.code == "credit"]
    assert "Picture: Example Photographer, CC BY 4.0" in line.message
    world.save(article, LOW, markdown_of(image))
    assert "credit" not in evaluate(latest(article)).codes()
    assert any("CC BY 4.0" in row[6] for row in latest(article).segments)


def test_a_credit_that_stands_once_answers_for_one_picture_only(world: World) -> None:
    first, second = world.picture(), world.picture(colour="blue")
    article = world.article(LOW, markdown_of(first), f"![Another.]({second.file.url})")
    assert "credit" in evaluate(latest(article)).codes()


def test_a_picture_without_a_licence_is_told_and_does_not_block(world: World) -> None:
    article = world.article(LOW, markdown_of(world.picture(credit="", licence="")))
    report = evaluate(latest(article))
    assert [item.code for item in report.advice if item.code == "licence"] == ["licence"]
    assert not report.codes() & {"credit", "image"}


def test_signing_a_text_with_pictures_needs_the_statement_that_they_were_looked_at(world: World) -> None:
    article = world.article(LOW, markdown_of(world.picture()))
    revision = latest(article)
    token = text_token(world.therapist, revision, text_digest(revision), "full")
    with pytest.raises(BadInput, match="Look at each"):
        decide(world.session(world.therapist), revision, [], uuid4(), attest=Attest(token))
    assert not Attestation.objects.exists()
    decide(world.session(world.therapist), revision, [], uuid4(), attest=Attest(token, pictures=True))
    row = Attestation.objects.get()
    assert MEANINGS["pictures"] in row.signature.meaning
    assert MEANINGS["pictures"] in json.loads(LedgerEvent.objects.get(seq=row.event).data)["meaning"]


def test_a_swapped_picture_waits_for_a_new_look(world: World) -> None:
    first, second = world.picture(), world.picture(colour="blue")
    article = world.published(LOW, markdown_of(first))
    world.save(article, LOW, markdown_of(second))
    assert world.board(article).coverage.uncovered_images == [second.sha256]
    with pytest.raises(GateClosed):
        world.publish(article)
    world.attest(world.therapist, article, "delta")
    assert world.board(article).coverage.complete


def test_a_picture_without_a_description_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="what the picture shows"):
        world.picture(alt="  ")
    assert not Image.objects.exists()


def test_the_proof_reads_every_file_that_readers_are_shown(world: World) -> None:
    image = world.picture(colour="purple")  # of no other test: its files are broken here
    world.published(LOW, markdown_of(image))
    shown, gone, *_ = map(path_of, image.renditions)
    with default_storage.open(shown, "wb") as file:
        file.write(b"another picture")
    default_storage.delete(gone)
    assert {(item.entry.split()[1], item.reason) for item in problems()} == {
        (shown, "its file is not what was signed"),
        (gone, "its file is missing"),
    }
    default_storage.delete(shown)


# --------------------------------------------------------------------------------------------------------- the library


def test_adding_and_describing_a_picture_stand_in_the_ledger(world: World) -> None:
    image = world.picture(licence="")
    describe_image(world.editor, image, Words("A bench.", "Example Photographer", "CC BY 4.0"))
    describe_image(world.editor, image, Words("A bench.", "Example Photographer", "CC BY 4.0"))  # changes nothing
    events = LedgerEvent.objects.filter(subject=f"image:{image.sha256}")
    assert [event.kind for event in events] == ["image_added", "image_described"]
    assert events[1].facts["before"]["licence"] == ""
    assert not list(problems())


def test_the_same_picture_again_brings_the_licence_that_was_missing(world: World) -> None:
    world.picture(credit="", licence="")
    image = world.picture(alt="Other words.")
    assert (image.alt, image.licence) == ("A bench in a park.", "CC BY 4.0")
    assert Image.objects.count() == 1


def test_a_picture_that_any_text_or_page_ever_named_stays(world: World) -> None:
    image = world.picture()
    article = world.published(LOW, markdown_of(image))
    world.save(article, LOW)
    withdraw(world.editor, article, "It is old.")
    assert uses()[image.sha256] == {article.pk}
    with pytest.raises(InvalidTransition, match="stays"):
        remove_image(world.editor, image, "Not needed.", timezone.now() + days(30))
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        Image.objects.filter(pk=image.pk).delete()


def test_a_picture_that_nothing_names_goes_with_its_files_and_the_ledger_says_so(
    world: World, django_capture_on_commit_callbacks
) -> None:
    image, other = world.picture(), world.picture(colour="blue")
    later = timezone.now() + timedelta(days=8)
    with pytest.raises(InvalidTransition, match="not a week old"):
        remove_image(world.editor, image, "Not needed.")
    with pytest.raises(NotAllowed):
        remove_image(world.author, image, "Not needed.", later)
    with pytest.raises(BadInput):
        remove_image(world.editor, image, " ", later)
    with pytest.raises(IntegrityError, match="removing one is recorded"), transaction.atomic():
        Image.objects.filter(pk=image.pk).delete()
    with django_capture_on_commit_callbacks(execute=True):
        remove_image(world.editor, image, "Not needed.", later)
    assert list(Image.objects.all()) == [other]
    assert not any(default_storage.exists(path) for path in (image.file.name, *map(path_of, image.renditions)))
    assert all(default_storage.exists(path_of(item)) for item in other.renditions)
    assert LedgerEvent.objects.filter(kind="image_removed").get().facts["reason"] == "Not needed."
    again = world.picture()
    with pytest.raises(IntegrityError, match="removing one is recorded"), transaction.atomic():
        Image.objects.filter(pk=again.pk).delete()  # the entry of the earlier removal does not count for it


def test_what_a_picture_shows_never_changes(world: World) -> None:
    image = world.picture()
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Image.objects.filter(pk=image.pk).update(sha256="f" * 64)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"UPDATE articles_image SET alt = 'Other words.' WHERE id = {image.pk}")  # this may


def test_words_with_every_sign_of_markdown_come_back_as_a_caption(world: World) -> None:
    image = world.picture(credit='A "B" \\ C & D_e', licence="CC *BY*")
    article = world.article(LOW, markdown_of(image))
    assert "credit" not in evaluate(latest(article)).codes()
    assert RevisionText.of(latest(article)).body.count("![") == 1
    assert any(unescape(row[6]).startswith('Picture: A "B" \\ C & D_e') for row in latest(article).segments)
