"""The month at the desk, planned ends, embargoes, owners and the register of help lines, as people meet them."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Publication
from articles.publishing.planned_end import plan_end
from articles.review.assignments import assign
from articles.review.ownership import set_embargo
from tests.admin.reviewing import client_of, select, text_of, tree
from tests.admin.test_gate import url
from tests.world import LOW, World, latest

pytestmark = pytest.mark.django_db
CALENDAR = "/admin/articles/publication/calendar/"
REGISTER = "/admin/articles/helplinecheck/"


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()) + timedelta(hours=12))


def on(client: Client, day: date, **more: str) -> list[str]:
    """What the calendar says of one day."""
    page = tree(client.get(CALENDAR, {"month": f"{day:%Y-%m}", "day": day.isoformat(), **more}))
    return [text_of(item) for item in select(page, "section.one-day li")]


def test_the_month_shows_what_goes_live_ends_and_falls_due(world: World) -> None:
    today = timezone.localdate()
    day = (today.replace(day=28) + timedelta(days=10)).replace(day=10)
    planned = world.article(LOW, title="A walk in spring")
    world.settle(planned)
    world.publish(planned, live_from=noon(day), live_until=noon(day + timedelta(days=1)))
    waiting = world.article("The bus stops here.", title="Notes on buses")
    set_embargo(world.editor, waiting, noon(day), "Not before the opening.")
    assign(world.therapist, waiting, world.therapist, day)
    desk = client_of(world.editor)
    assert on(desk, day) == [
        "◷ 12:00 Embargo ends Notes on buses",
        "▶ 12:00 Goes live A walk in spring",
        "☐ Task due Notes on buses",
    ]
    assert on(desk, day + timedelta(days=1)) == ["■ 12:00 Ends A walk in spring"]
    assert on(desk, day, show="work") == ["☐ Task due Notes on buses"]
    review = timezone.localdate(Publication.objects.get().review_due)
    assert on(desk, review) == []  # it will be over by then
    live = world.published("A walk calms many people.", title="A walk in summer").publications.get()
    due = timezone.localdate(live.review_due)
    assert on(desk, due) == ["↻ Review due A walk in summer"]
    plan_end(world.editor, live, noon(due + timedelta(days=1)), "One season.")
    assert on(desk, due) == ["↻ Review due A walk in summer"]
    plan_end(world.editor, live, noon(due - timedelta(days=1)), "A shorter season.")
    assert on(desk, due) == []  # readers will not see it any more


def test_a_full_day_is_counted_and_can_be_opened(world: World) -> None:
    for number in range(7):
        world.published(f"Bus number {number} stops here.", title=f"Bus {number}")
    page = tree(client_of(world.editor).get(CALENDAR))
    (today,) = select(page, "ol.month li.today")
    assert len(select(today, "li")) == 5
    assert text_of(select(today, "li.more")[0]).startswith("3 more")
    assert len(on(client_of(world.editor), timezone.localdate())) == 7


@pytest.mark.parametrize("month", ["", "soon", "2026-13", "0000-00", "99999-1", "2026-1-1", "²-1"])
def test_a_month_that_does_not_exist_is_this_month(world: World, month: str) -> None:
    page = client_of(world.editor).get(CALENDAR, {"month": month})
    assert f"{timezone.localdate():%B %Y}" in page.content.decode()


def test_an_empty_month_says_so_and_strangers_are_refused(world: World) -> None:
    page = client_of(world.author).get(CALENDAR, {"month": "2031-02"})
    assert "Nothing goes live and nothing is due in February 2031." in page.content.decode()
    assert client_of(world.stranger).get(CALENDAR).status_code == 403


def test_the_calendar_asks_as_often_for_many_pages_as_for_one(
    world: World, django_assert_max_num_queries: object
) -> None:
    for number in range(4):
        world.published(f"Bus number {number} stops here.", title=f"Bus {number}")
    desk = client_of(world.editor)
    desk.get(CALENDAR)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        desk.get(CALENDAR)


def test_an_end_is_planned_moved_and_taken_back_at_the_gate(world: World) -> None:
    article = world.published(LOW)
    desk = client_of(world.editor)
    row = article.publications.get()
    end = f"/admin/articles/article/publication/{row.pk}/end/"
    wrong = desk.post(end, {"at": "", "notice": "It is over.", "reason": "The course ends."})
    assert (wrong.status_code, "It is over." in wrong.content.decode()) == (400, True)
    day = timezone.localdate() + timedelta(days=3)
    assert desk.post(end, {"at": f"{day}T12:00", "notice": "", "reason": "The course ends."}).status_code == 302
    gate = desk.get(url(article)).content.decode()
    assert f"It ends on {day:%-d %B %Y}, 12:00." in gate
    stay = f"/admin/articles/article/publication/{row.pk}/stay/"
    assert stay in gate
    desk.post(stay, {"reason": "It goes on."})
    assert "It ends on" not in desk.get(url(article)).content.decode()


def test_an_embargo_is_told_at_the_gate_and_refuses_to_publish(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    desk = client_of(world.editor)
    day = timezone.localdate() + timedelta(days=3)
    desk.post(url(article, "embargo"), {"until": f"{day}T12:00", "reason": "Not before the opening."})
    assert f"Under embargo until {day:%-d %B %Y}, 12:00" in desk.get(url(article)).content.decode()
    refused = desk.post(url(article, "publish"), {"revision": latest(article).pk})
    assert (refused.status_code, "it can be scheduled for then" in refused.content.decode()) == (409, True)
    desk.post(url(article, "embargo"), {"until": "", "reason": "Opened."})
    assert desk.post(url(article, "publish"), {"revision": latest(article).pk}).status_code == 302


def test_an_article_is_handed_to_another_owner(world: World) -> None:
    article = world.article(LOW)
    desk = client_of(world.editor)
    desk.post(url(article, "owner"), {"owner": str(world.second_editor.pk), "reason": "On leave."})
    article.refresh_from_db()
    assert article.owner == world.second_editor
    assert desk.post(url(article, "owner"), {"owner": "", "reason": "On leave."}).status_code == 400


def test_the_register_lists_what_is_to_be_checked_first(world: World) -> None:
    line = "Call [0300 555 0100](tel:03005550100)."
    world.published(line, kind="helpline", slug="night-line", title="Night line")
    world.published(line.replace("0100", "0199"), kind="helpline", slug="day-line", title="Day line")
    world.article(line.replace("0100", "0177"), kind="helpline", slug="new-line", title="New line")
    desk = client_of(world.editor)
    page = tree(desk.get(REGISTER))
    check = next(row for row in select(page, "table.register tbody tr") if "Night line" in text_of(row))
    address = next(link.get("href") for link in select(check, ".acts a") if "Check" in text_of(link))
    form = tree(desk.get(address))
    seen = select(form, "[name=seen]")[0].get("value")
    today = timezone.localdate()
    wrong = desk.post(address, {"seen": seen, "on": str(today), "hours": "All hours", "how": ""})
    assert (wrong.status_code, "All hours" in wrong.content.decode()) == (400, True)
    desk.post(address, {"seen": seen, "on": str(today), "hours": "All hours", "how": "Rang it."})
    rows = [text_of(row) for row in select(tree(desk.get(REGISTER)), "table.register tbody tr")]
    assert ["Day line" in rows[0], "Night line" in rows[1], "New line" in rows[2]] == [True, True, True]
    assert f"counts until {today + timedelta(days=90):%-d %B %Y}" in rows[1]
    assert "Not public" in rows[2]
    queue = client_of(world.therapist).get("/admin/articles/revision/queue/").content.decode()
    assert "Help lines to check 1" in queue


def test_an_empty_register_says_what_readers_see_meanwhile(world: World) -> None:
    page = client_of(world.author).get(REGISTER)
    assert "the help page shows the public emergency services" in page.content.decode()
    assert client_of(world.stranger).get(REGISTER).status_code == 403
    assert client_of(world.author).get(f"{REGISTER}7/check/").status_code == 403
    assert client_of(world.editor).get(f"{REGISTER}7/check/").status_code == 404


def test_a_planned_end_stands_in_the_calendar(world: World) -> None:
    row = world.published(LOW, title="A walk").publications.get()
    day = timezone.localdate() + timedelta(days=40)
    plan_end(world.editor, row, noon(day), "It is over then.")
    assert on(client_of(world.editor), day) == ["■ 12:00 Ends A walk"]
