"""Imported articles by risk, what each import left over, and how far the move has come."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, LedgerEvent, Notification
from tests.admin.reviewing import client_of, select, text_of, tree
from tests.foreign.exports import item, write
from tests.management.commands import run
from tests.world import HIGH, LOW, MEDIUM, PLAIN, SECOND_HIGH, World, latest

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/imported/"
PROGRESS = f"{LIST}progress/"


@pytest.fixture
def moved(world: World, tmp_path: Path) -> World:
    """Five imported texts of different risk, and one that was written here."""
    world.article(HIGH, title="Written here", slug="written-here")
    path = write(
        tmp_path,
        item(LOW, id=1, title="Low", date_gmt="2021-01-01 00:00:00"),
        item(f"{HIGH} [poll id=3]", id=2, title="One high", status="draft", date_gmt="2022-01-01 00:00:00"),
        item(f"{HIGH}\n\n{SECOND_HIGH}", id=3, title="Two high", date_gmt="2020-01-01 00:00:00"),
        item(PLAIN, id=4, title="None", type="page"),
        item(f"{MEDIUM}\n\n{LOW}", id=5, title="Medium"),
    )
    run("import_wordpress", path, "--by=author")
    return world


def titles(client: Any, **query: str) -> list[str]:
    return [text_of(found) for found in select(tree(client.get(LIST, query)), ".imported tbody th a")]


def the(title: str) -> Article:
    return Article.objects.get(revisions__title=title)


# -------------------------------------------------------------------------------------------------------------- triage


def test_the_riskiest_stands_first(moved: World) -> None:
    client = client_of(moved.editor)
    assert titles(client) == ["Two high", "One high", "Medium", "Low", "None"]
    assert titles(client, sort="claims")[:2] == ["Two high", "Medium"]
    assert titles(client, sort="new")[:1] == ["One high"]
    assert titles(client, sort="title")[0] == "Low"
    assert titles(client, sort="nonsense", show="nonsense", page="99") == titles(client)


def test_filters(moved: World) -> None:
    client = client_of(moved.editor)
    expected: dict[str, list[str]] = {
        "high": ["Two high", "One high"],
        "medium": ["Medium"],
        "low": ["Low"],
        "none": ["None"],
        "live": ["Two high", "Medium", "Low", "None"],
        "todo": ["One high"],
        "here": [],
        "mine": [],
    }
    assert {show: titles(client, show=show) for show in expected} == expected


def test_words_of_titles_are_looked_for(moved: World) -> None:
    assert titles(client_of(moved.editor), q="HIGH") == ["Two high", "One high"]
    assert "Nothing here." in client_of(moved.editor).get(LIST, {"q": "zebra"}).content.decode()


def test_what_an_edit_takes_away_is_not_counted_any_more(moved: World) -> None:
    moved.save(the("Two high"), PLAIN)
    assert titles(client_of(moved.editor), show="high") == ["One high"]


def test_published_here_it_leaves_the_list(moved: World) -> None:
    moved.settle(the("Low"))
    moved.publish(the("Low"))
    client = client_of(moved.editor)
    assert "Low" not in titles(client)
    assert titles(client, show="here") == ["Low"]


def test_an_empty_list_says_how_to_begin(world: World) -> None:
    assert "Nothing was imported yet." in client_of(world.editor).get(LIST).content.decode()
    assert "Nothing was imported yet." in client_of(world.editor).get(PROGRESS).content.decode()


def test_who_may_not_see_drafts_sees_none_of_it(moved: World) -> None:
    origin = f"/admin/articles/article/{the('Low').pk}/origin/"
    for path in (LIST, PROGRESS, origin):
        response = client_of(moved.stranger).get(path)
        assert response.status_code == 403
        assert "Two high" not in response.content.decode()


def test_the_number_of_queries_does_not_grow(moved: World, tmp_path: Path) -> None:
    client = client_of(moved.editor)
    counts: dict[str, list[int]] = {LIST: [], PROGRESS: []}
    for path, found in counts.items():
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(path)
        found.append(len(caught))
    run("import_wordpress", write(tmp_path, *(item(HIGH, id=number) for number in range(10, 25))), "--by=author")
    for path, found in counts.items():
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        found.append(len(caught))
        assert found[0] == found[1] <= 12


# ------------------------------------------------------------------------------------------------------- a new owner


def test_ticked_articles_get_a_new_owner_in_one_act(moved: World) -> None:
    chosen = [the("One high").pk, the("Two high").pk, the("Written here").pk]
    data = {"article": chosen, "owner": moved.second_editor.pk, "reason": "Share of the week."}
    page = client_of(moved.editor).post(LIST, data, follow=True)
    assert "2 articles changed hands." in page.content.decode()
    assert the("One high").owner == the("Two high").owner == moved.second_editor
    assert the("Written here").owner == moved.author
    assert LedgerEvent.objects.filter(kind="owner_changed").count() == 2
    assert Notification.objects.get(person=moved.second_editor).text.startswith("You own 2 articles more now")
    assert titles(client_of(moved.second_editor), show="mine") == ["Two high", "One high"]


def test_all_of_a_filter_get_a_new_owner(moved: World) -> None:
    data = {"all": "1", "owner": moved.second_editor.pk, "reason": "All of them."}
    client_of(moved.editor).post(f"{LIST}?show=high", data)
    assert titles(client_of(moved.second_editor), show="mine") == ["Two high", "One high"]


def test_what_is_missing_is_said_and_ticks_stay(moved: World) -> None:
    client, low = client_of(moved.editor), the("Low").pk
    changes: list[tuple[dict[str, Any], str]] = [
        ({"article": []}, "Tick the articles"),
        ({"owner": ""}, "required"),
        ({"owner": "99999"}, "Select a valid choice"),
        ({"reason": ""}, "required"),
    ]
    for change, words in changes:
        page = client.post(LIST, {"article": [low], "owner": moved.second_editor.pk, "reason": "R"} | change)
        assert page.status_code == 400
        assert words in page.content.decode()
        ticked = [
            box.get("value") for box in select(tree(page), "input[name=article]") if box.get("checked") is not None
        ]
        assert ticked == ([str(low)] if "article" not in change else [])
    assert the("Low").owner == moved.author


def test_only_who_publishes_hands_over(moved: World) -> None:
    page = client_of(moved.author).get(LIST)
    assert not select(tree(page), "input[name=article]")
    data = {"article": [the("Low").pk], "owner": moved.second_editor.pk, "reason": "R"}
    assert client_of(moved.author).post(LIST, data).status_code == 403
    assert the("Low").owner == moved.author


# ----------------------------------------------------------------------------------------------- where it came from


def test_what_the_import_left_over_is_listed_and_can_be_done(moved: World) -> None:
    article = the("One high")
    path = f"/admin/articles/article/{article.pk}/origin/"
    client = client_of(moved.editor)
    page = client.get(path).content.decode()
    for words in (
        "WordPress, old.example.org, “2”",
        "/2019/05/text-2/",
        "1 January 2022",
        "River Writer",
        "[poll id=3]",
    ):
        assert words in page
    client.post(path)
    assert titles(client, show="todo") == []
    assert LedgerEvent.objects.filter(kind="import_settled", article=article.pk).count() == 1
    assert client.post(path).status_code == 409
    assert client.get(f"/admin/articles/article/{the('Written here').pk}/origin/").status_code == 404


# ----------------------------------------------------------------------------------------------------------- burn-down


def test_what_is_left_by_risk_and_state(moved: World, settings: Any) -> None:
    moved.settle(the("Low"))
    moved.publish(the("Low"))
    moved.settle(the("Medium"))
    page = tree(client_of(moved.editor).get(PROGRESS))
    rows = [[text_of(cell) for cell in select(row, "th, td")] for row in select(select(page, "table.sums")[0], "tr")]
    assert rows == [
        ["Highest risk", "Draft", "Approved", "Together"],
        ["High risk", "2", "0", "2"],
        ["Medium risk", "0", "1", "1"],
        ["Low risk", "0", "0", "0"],
        ["Without claims", "1", "0", "1"],
    ]
    assert "4 of 5 imported articles are left to publish; 1 has been published here." in text_of(page)
    assert "3 old addresses answer “not found”" in text_of(page)
    settings.LEGACY_ORIGIN = "https://old.example.org"
    assert "3 old addresses still lead to https://old.example.org." in text_of(
        tree(client_of(moved.editor).get(PROGRESS))
    )


def test_the_days_come_from_the_ledger(moved: World) -> None:
    moved.settle(the("Low"))
    later = timezone.now() + timedelta(days=3)
    with time_machine.travel(later):
        moved.publish(the("Low"))
        page = tree(client_of(moved.editor).get(PROGRESS))
    rows = [[text_of(cell) for cell in select(row, "td")] for row in select(select(page, "table.sums")[1], "tbody tr")]
    before = ["5", "0", "5", "2", "1", "1", "1"]
    assert rows == [["5", "1", "4", "2", "1", "0", "1"], before, before, before]
    (line,) = select(page, "polyline.left")
    assert len(str(line.get("points")).split()) == 4
    assert "at this pace" in text_of(page)
    assert latest(the("Low")).state == "approved"
