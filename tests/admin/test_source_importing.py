"""RIS and BibTeX on their page: read, looked at, registered together or not at all."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import LedgerEvent, Source
from articles.review.sources import add_source
from tests.world import World

PAGE = "/admin/articles/source/import/"
THREE = """TY  - JOUR
TI  - First work
DO  - 10.5555/first
PY  - 2020
ER  -
TY  - JOUR
TI  - Second work
PY  - 2021
ER  -
TY  - BOOK
TI  - Third work
PY  - 2022
ER  -
"""


def read(client: Client, text: str) -> Any:
    return client.post(PAGE, {"text": text})


def chosen(answer: Any, **more: str) -> dict[str, str]:
    """What the browser would send if nothing were changed but ``more``."""
    context = answer.context
    values = {f"take-{row.index}": "on" for row in context["rows"] if row.ticked}
    values |= {f"kind-{row.index}": row.kind for row in context["rows"]}
    return values | {"text": context["text"], "seen": context["seen"], "save": "1"} | more


def test_what_is_ticked_is_registered_in_one_act(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = read(client, THREE)
    assert not Source.objects.exists()
    values = chosen(answer, **{"kind-0": "trial", "kind-all": "guideline"})
    del values["take-2"]
    assert client.post(PAGE, values).status_code == 302
    assert {(row.title, row.kind, row.year) for row in Source.objects.all()} == {
        ("First work", "trial", 2020),
        ("Second work", "guideline", 2021),
    }
    assert LedgerEvent.objects.filter(kind="source_added").count() == 2


def test_one_work_without_a_kind_keeps_all_out_and_the_choices_stay(client: Client, world: World) -> None:
    client.force_login(world.author)
    again = client.post(PAGE, chosen(read(client, THREE), **{"kind-0": "trial"}))
    assert again.status_code == 400
    assert "Line 6" in again.content.decode()
    assert not Source.objects.exists()
    assert not LedgerEvent.objects.filter(kind="source_added").exists()
    assert [row.kind for row in again.context["rows"]] == ["trial", "", "reference_work"]


@pytest.mark.parametrize(
    ("known", "line"),
    [
        ({"doi": "10.5555/FIRST"}, 1),
        ({"pmid": "4711"}, 2),
        ({"url": "https://example.org/3"}, 3),
        ({"title": "A FOURTH work.", "year": 2019}, 4),
    ],
)
def test_works_in_the_register_are_found_and_not_ticked(
    client: Client, world: World, known: dict[str, Any], line: int
) -> None:
    add_source(world.editor, **({"title": "Another name", "kind": "trial"} | known))
    client.force_login(world.author)
    text = """@article{a, title={One}, doi={10.5555/first}}
@article{b, title={Two}, pmid={4711}}
@article{c, title={Three}, url={https://example.org/3}}
@article{d, title={A fourth work}, year={2019}}
@article{e, title={A fourth work}, year={1999}}
"""
    rows = read(client, text).context["rows"]
    assert [row.found.line for row in rows if row.known] == [line]
    assert [row.found.line for row in rows if not row.ticked] == [line]


def test_a_work_that_stands_twice_in_the_file_is_ticked_once(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = read(client, THREE + THREE)
    assert [row.ticked for row in answer.context["rows"]] == [True] * 3 + [False] * 3
    assert "The same as line 1." in answer.content.decode()


def test_a_twin_that_is_ticked_all_the_same_keeps_everything_out(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = read(client, THREE + THREE)
    values = chosen(answer, **{"take-3": "on", "kind-all": "trial"})
    refused = client.post(PAGE, values)
    assert "Line 14: This work is registered already" in refused.content.decode()
    assert not Source.objects.exists()


def test_what_could_not_be_read_is_one_report_beside_what_could(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = read(client, "TY  - JOUR\nTI  - Broken\n" + THREE).content.decode()
    assert "Not read (1):" in page
    assert "Line 1: the entry has no end" in page
    assert "Read: 3 works" in page


def test_choices_made_for_another_text_register_nothing(client: Client, world: World) -> None:
    client.force_login(world.author)
    values = chosen(read(client, THREE), **{"kind-all": "trial"})
    answer = client.post(PAGE, values | {"text": THREE.replace("First", "Other")})
    assert answer.status_code == 200
    assert "Other work" in answer.content.decode()
    assert not Source.objects.exists()


def test_line_ends_of_a_browser_do_not_make_it_another_text(client: Client, world: World) -> None:
    client.force_login(world.author)
    values = chosen(read(client, THREE), **{"kind-all": "trial"})
    assert client.post(PAGE, values | {"text": THREE.replace("\n", "\r\n")}).status_code == 302
    assert Source.objects.count() == 3


def test_a_file_is_read_like_text(client: Client, world: World) -> None:
    client.force_login(world.author)
    answer = client.post(PAGE, {"file": SimpleUploadedFile("export.ris", ("\ufeff" + THREE).encode())})
    assert client.post(PAGE, chosen(answer, **{"kind-all": "trial"})).status_code == 302
    assert Source.objects.count() == 3


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"file": SimpleUploadedFile("a.ris", b"TY  - \xff\xfe")}, "not UTF-8"),
        ({"file": SimpleUploadedFile("a.ris", b"x" * 4_000_001)}, "larger than 4 MB"),
        ({"text": " "}, "Paste references or choose a file."),
        ({"text": "Just words."}, "neither RIS"),
        ({"text": "TY  - JOUR\nTI  - a\x00b\nER  -"}, "Null characters"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    client: Client, world: World, sent: dict[str, Any], sentence: str
) -> None:
    client.force_login(world.author)
    answer = client.post(PAGE, sent)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_a_file_with_control_characters_is_registered_without_them(client: Client, world: World) -> None:
    client.force_login(world.author)
    text = "TY  - JOUR\nTI  - a\x00b\nDO  - 10.5555/\x00\nUR  - https://example.org/\x00\nER  -\n"
    answer = client.post(PAGE, {"file": SimpleUploadedFile("a.ris", text.encode())})
    assert [(row.found.record.title, row.found.record.doi) for row in answer.context["rows"]] == [("a b", "")]


def test_words_of_a_file_are_never_markup(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = read(client, "@misc{a, title={1 &lt;script&gt;alert(1)&lt;/script&gt;}}").content.decode()
    assert "<script>alert" not in page


def test_strangers_import_nothing(client: Client, world: World) -> None:
    client.force_login(world.stranger)
    assert read(client, THREE).status_code == 403
