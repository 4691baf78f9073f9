"""CSV, manifests and the signature page: complete, safe to open, silent about blind rounds and erased people."""

import csv
import io
import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Publication
from articles.publishing.people import erase
from articles.review import exports
from articles.review.ledger import erase_person
from tests.admin.reviewing import client_of, in_review, select, text_of, tree
from tests.management.test_verify_ledger import tamper
from tests.world import CRISIS, HIGH, LOW, MEDIUM, World

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

EXPORTS = "/admin/articles/ledgerevent/exports/"
LEDGER = "/admin/articles/ledgerevent/"


def table(client: object, name: str, **query: str) -> list[dict[str, str]]:
    response = client.get(f"{EXPORTS}{name}.csv", query)
    assert response.status_code == 200
    assert response.streaming
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def paper(client: object, row: Publication) -> str:
    return text_of(tree(client.get(f"/admin/articles/publication/{row.pk}/signatures/")))


def test_the_files_are_for_those_who_may_read_the_ledger(world: World) -> None:
    world.published(LOW)
    for address in (EXPORTS, f"{EXPORTS}claims.csv", f"{EXPORTS}decisions.csv"):
        assert client_of(world.author).get(address).status_code == 403
    pk = Publication.objects.get().pk
    for page in ("signatures/", "manifest.json"):
        assert client_of(world.stranger).get(f"/admin/articles/publication/{pk}/{page}").status_code == 403


def test_claims_and_decisions_of_one_article_or_all(world: World) -> None:
    first = in_review(world, LOW, MEDIUM, slug="first")
    in_review(world, HIGH, slug="second")
    world.decide(world.therapist, first, [LOW])
    client = client_of(world.editor)
    assert {row["claim"] for row in table(client, "claims")} == {LOW, MEDIUM, HIGH}
    rows = {row["claim"]: row for row in table(client, "claims", article="first")}
    assert (rows[LOW]["settled"], rows[MEDIUM]["settled"]) == ("yes", "no")
    (decision,) = table(client, "decisions", article="first")
    assert (decision["claim"], decision["by"]) == (LOW, "Example Psychotherapist")
    assert "Example Register" in decision["credentials"]
    assert decision["meaning"]
    assert table(client, "decisions", article="second") == []
    assert client.get(f"{EXPORTS}claims.csv", {"article": "nowhere"}).status_code == 404
    assert "There is no article at" in client.get(EXPORTS, {"article": "nowhere"}).content.decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\n=1", "\u00a0=1"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert exports.safe(text) == f"'{text}"
    (_, line) = exports.lines(["a"], [[text]])
    assert line.startswith("\"'")


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert [exports.safe(cell) for cell in (-1, 7, "A walk", "1-2")] == ["-1", "7", "A walk", "1-2"]


def test_a_formula_in_a_title_of_a_source_does_not_run(world: World) -> None:
    article = world.article(MEDIUM)
    world.cite(article, world.source(title="=HYPERLINK(1)"))
    (row,) = table(client_of(world.editor), "claims")
    assert row["sources"].startswith("'=HYPERLINK(1)")


def test_an_open_blind_round_is_in_no_file(world: World) -> None:
    article = in_review(world, CRISIS)
    world.decide(world.safety_reader, article, [CRISIS])
    for person in (world.second_safety_reader, world.editor, world.superuser):
        client = client_of(person)
        assert table(client, "decisions") == []
        assert [row["sign-offs that count"] for row in table(client, "claims")] == ["0"]
    assert len(table(client_of(world.safety_reader), "decisions")) == 1
    world.decide(world.second_safety_reader, article, [CRISIS])
    assert len(table(client_of(world.editor), "decisions")) == 2


def test_erased_people_are_in_no_file(world: World) -> None:
    world.published(LOW)
    erase(world.administrator, world.therapist.pk, "asked for it")
    (row,) = table(client_of(world.editor), "decisions")
    assert row["by"] == f"Person {world.therapist.pk} (name erased)"
    assert row["credentials"] == ""
    page = paper(client_of(world.editor), Publication.objects.get())
    assert "Name removed" in page
    assert "Example Psychotherapist" not in page


def test_tables_are_read_in_chunks_however_many_rows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS", 2)
    monkeypatch.setattr(exports, "BOARDS", 2)
    for number in range(3):
        article = in_review(world, LOW, f"Walking {number + 20} minutes a day can reduce anxiety.", slug=f"a-{number}")
        world.decide(world.therapist, article)
    rows = list(exports.decision_rows(world.editor))
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    assert len(rows) == 6
    assert len(list(exports.claim_rows(world.editor, timezone.now()))) == 6
    monkeypatch.setattr(exports, "ROWS", 500)
    with CaptureQueriesContext(connection) as captured:
        list(exports.decision_rows(world.editor))
    assert len(captured) <= 4


def test_the_signature_page_says_who_signed_what_with_which_meaning(world: World) -> None:
    world.published(HIGH)
    row = Publication.objects.get()
    page = paper(client_of(world.editor), row)
    for words in (
        HIGH,
        "Example Psychotherapist",
        "Example Prescriber",
        "Example Register, number",
        "Example guideline, 2024, section 1",
        row.content_digest,
        row.manifest_digest,
        "had these digests",
        *(item["meaning"] for claim in row.record["claims"] for item in claim["signatures"]),
    ):
        assert words in page
    data = json.loads(client_of(world.editor).get(f"/admin/articles/publication/{row.pk}/manifest.json").content)
    assert data["manifest_digest"] == row.manifest_digest
    assert data["claims"] == row.record["claims"]


def test_the_signature_page_of_a_changed_payload_says_so(world: World) -> None:
    world.published(LOW)
    row = Publication.objects.get()
    tamper("articles_publication", "payload", row.payload.replace("short walk", "long walk"), "id", row.pk)
    assert "did not have these digests" in paper(client_of(world.editor), row)


def test_the_ledger_is_narrowed_by_act_person_article_and_day(world: World) -> None:
    first = in_review(world, LOW, slug="first")
    in_review(world, LOW, slug="second")
    world.decide(world.therapist, first)
    client = client_of(world.editor)

    def found(**query: object) -> list[str]:
        return [text_of(item) for item in select(tree(client.get(LEDGER, query)), "td.did")]

    day = timezone.localdate().isoformat()
    assert found(kind="sign_off", person=world.therapist.pk) == ["Example Psychotherapist signed off a claim"]
    assert found(kind="sign_off", person=world.editor.pk) == []
    assert len(found(kind="submitted")) == 2
    assert len(found(kind="submitted", article="first", first=day, last=day)) == 1
    assert found(kind="submitted", last="2020-01-01") == []
    assert client.get(LEDGER, {"first": "no day"}).status_code == 400


def test_pages_of_the_ledger_follow_each_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.ledger_admin.PAGE", 3)
    in_review(world, LOW)
    client = client_of(world.editor)
    page = tree(client.get(LEDGER))
    numbers = [int(text_of(item)) for item in select(page, ".queue th a")]
    (link,) = select(page, "a[rel=next]")
    after = [int(text_of(item)) for item in select(tree(client.get(LEDGER + link.get("href"))), ".queue th a")]
    assert numbers + after == list(range(numbers[0], numbers[0] - 6, -1))


def test_the_list_of_people_does_not_name_who_was_erased(world: World) -> None:
    article = in_review(world, LOW)
    world.decide(world.therapist, article)
    with transaction.atomic():
        erase_person(timezone.now(), world.administrator, world.therapist.pk, "asked for it")
    page = tree(client_of(world.editor).get(LEDGER))
    names = [text_of(item) for item in select(page, "select option")]
    assert f"Person {world.therapist.pk} (name erased)" in names
    assert "Example Psychotherapist" not in names
