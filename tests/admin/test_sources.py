"""Sources: attached to many claims in one act, removed, mended, ended."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from articles.admin.places import url_for
from articles.models import Article, Citation, Publication, Source
from articles.review.gate import Place
from articles.review.sources import mend_source
from tests.admin.test_gate import url
from tests.world import HIGH, LOW, MEDIUM, PLAIN, SECOND_HIGH, World

LIST = "/admin/articles/source/"


def prints(world: World, article: Article, *texts: str) -> list[str]:
    return [claim.fingerprint for claim in world.board(article).claims if not texts or claim.claim.text in texts]


def typed(**more: object) -> dict[str, object]:
    return {"locator": "section 2", "verdict": "supports"} | more


def test_one_source_is_attached_to_every_ticked_claim_in_one_act(client: Client, world: World) -> None:
    article = world.article(MEDIUM, HIGH, SECOND_HIGH, PLAIN)
    source = world.source()
    client.force_login(world.author)
    chosen = prints(world, article, MEDIUM, HIGH)
    answer = client.post(
        url(article, "sources"), typed(source=source.pk, claim=chosen, level="high", quote="A passage.")
    )
    assert answer.status_code == 302
    rows = Citation.objects.all()
    assert sorted(row.claim.fingerprint for row in rows) == sorted(chosen)
    assert {(row.source, row.locator, row.quote, row.level) for row in rows} == {
        (source, "section 2", "A passage.", "high")
    }


def test_a_new_source_is_registered_with_the_same_act(client: Client, world: World) -> None:
    article = world.article(MEDIUM)
    client.force_login(world.author)
    new = typed(title="A new guideline", kind="guideline", version="2026", year="2026", claim=prints(world, article))
    client.post(url(article, "sources"), new)
    source = Source.objects.get()
    assert (source.title, source.version, source.year, source.added_by) == (
        "A new guideline",
        "2026",
        2026,
        world.author,
    )
    assert Citation.objects.get().source == source


def test_a_whole_group_is_ticked_with_one_box_and_holds_what_the_page_showed(client: Client, world: World) -> None:
    article = world.article(LOW, MEDIUM, HIGH, SECOND_HIGH)
    source = world.source()
    client.force_login(world.author)
    page = client.get(url(article, "sources")).content.decode()
    shown = re.findall(r'name="shown-needy" value="([^"]+)"', page)
    client.post(url(article, "sources"), typed(source=source.pk, all="needy") | {"shown-needy": shown})
    assert {row.claim.text for row in Citation.objects.all()} == {MEDIUM, HIGH, SECOND_HIGH}


def test_without_a_tick_or_a_place_nothing_is_attached_and_everything_typed_stays(client: Client, world: World) -> None:
    article = world.article(MEDIUM)
    client.force_login(world.author)
    new = {"title": "A new guideline", "kind": "guideline", "verdict": "supports"}
    answer = client.post(url(article, "sources"), new)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Tick at least one claim." in page
    assert 'value="A new guideline"' in page
    ticked = client.post(url(article, "sources"), new | {"claim": prints(world, article)})
    assert "checked" in ticked.content.decode()
    assert not Citation.objects.exists()
    assert not Source.objects.exists()


def test_a_claim_of_another_article_is_refused_and_the_new_source_is_then_chosen(client: Client, world: World) -> None:
    article, other = world.article(MEDIUM), world.article(HIGH, title="Another page")
    client.force_login(world.author)
    new = typed(title="A new guideline", kind="guideline", claim=prints(world, other))
    answer = client.post(url(article, "sources"), new)
    assert answer.status_code == 400
    assert "not claims of this article" in answer.content.decode()
    assert f'<option value="{Source.objects.get().pk}" selected>' in answer.content.decode()
    assert not Citation.objects.exists()


def test_claims_that_need_a_source_stand_first(client: Client, world: World) -> None:
    article = world.article(LOW, MEDIUM)
    client.force_login(world.author)
    page = client.get(url(article, "sources")).content.decode()
    assert page.index("These need a source (1)") < page.index(MEDIUM) < page.index("The others (1)") < page.index(LOW)


def test_a_citation_is_removed_and_the_claim_is_open_again(client: Client, world: World) -> None:
    article = world.article(MEDIUM)
    world.settle(article)
    citation = Citation.objects.get()
    client.force_login(world.author)
    client.post(url(article, "sources"), {"remove": citation.pk})
    citation.refresh_from_db()
    assert citation.removed_by == world.author
    assert not world.board(article).claims[0].settlement.settled


def test_a_citation_of_another_article_is_not_removed_from_here(client: Client, world: World) -> None:
    article, other = world.article(MEDIUM), world.article(HIGH, title="Another page")
    world.cite(other)
    client.force_login(world.author)
    assert client.post(url(article, "sources"), {"remove": Citation.objects.get().pk}).status_code == 404
    assert Citation.objects.get().removed_at is None


def test_mending_a_title_keeps_the_sign_offs(client: Client, world: World) -> None:
    article = world.article(MEDIUM)
    world.settle(article)
    source = Source.objects.get()
    client.force_login(world.editor)
    values = {
        "title": "Example guideline, mended",
        "url": source.url,
        "publisher": "",
        "year": "",
        "doi": "",
        "pmid": "",
    }
    client.post(
        f"{LIST}{source.pk}/change/", values | {"region": "", "checked_on": "", "kind": "trial", "version": "1"}
    )
    source.refresh_from_db()
    assert (source.title, source.kind, source.version) == ("Example guideline, mended", "guideline", "2024")
    assert world.board(article).open_claims == []


def test_a_source_is_registered_on_its_own_page(client: Client, world: World) -> None:
    client.force_login(world.therapist)
    values = {"title": "A review", "kind": "systematic_review", "version": "2025", "url": "https://example.org/r"}
    answer = client.post(f"{LIST}add/", values)
    assert answer.status_code == 302
    assert Source.objects.get().added_by == world.therapist


def test_the_page_of_a_source_says_where_it_is_used(client: Client, world: World) -> None:
    article = world.article(MEDIUM)
    source = world.cite(article)
    client.force_login(world.editor)
    page = client.get(f"{LIST}{source.pk}/change/").content.decode()
    assert MEDIUM in page
    assert url(article, "sources") in page


def test_retracting_shows_the_pages_it_touches_and_then_withdraws_them(client: Client, world: World) -> None:
    article = world.published(HIGH, title="Nerve pain and its treatment")
    source = Source.objects.get()
    client.force_login(world.editor)
    page = client.get(f"{LIST}{source.pk}/retract/").content.decode()
    assert "Nerve pain and its treatment" in page
    assert client.post(f"{LIST}{source.pk}/retract/", {"reason": ""}).status_code == 400
    client.post(f"{LIST}{source.pk}/retract/", {"reason": "The publisher took it back."})
    source.refresh_from_db()
    assert source.status == "retracted"
    assert not Publication.objects.live(timezone.now()).filter(article=article).exists()


def test_a_page_stays_being_checked_when_somebody_says_why(client: Client, world: World) -> None:
    article = world.published(HIGH, title="Nerve pain and its treatment")
    source = Source.objects.get()
    client.force_login(world.editor)
    values = {"reason": "Taken back.", "keep_live_because": "Another source says the same."}
    client.post(f"{LIST}{source.pk}/retract/", values)
    held = Publication.objects.live(timezone.now()).get(article=article)
    assert held.hold == "being_checked"
    release = f"/admin/articles/article/publication/{held.pk}/release/"
    assert client.post(release, {"reason": "Checked."}).status_code == 403
    client.force_login(world.therapist)
    assert release in client.get(url(article)).content.decode()
    client.post(release, {"reason": "The other source says the same, word by word."})
    held.refresh_from_db()
    assert held.hold == ""


def test_a_superseded_source_and_a_new_version_list_the_page_for_recheck(client: Client, world: World) -> None:
    article = world.published(MEDIUM)
    source = Source.objects.get()
    client.force_login(world.editor)
    client.post(f"{LIST}{source.pk}/version/", {"version": "2026"})
    assert Publication.objects.live(timezone.now()).get(article=article).hold == "recheck"
    client.post(f"{LIST}{source.pk}/supersede/", {"reason": "A newer guideline is out."})
    source.refresh_from_db()
    assert (source.version, source.status) == ("2026", "superseded")
    again = client.post(f"{LIST}{source.pk}/supersede/", {"reason": "Again."})
    assert again.status_code == 409


def test_sources_are_closed_to_strangers_and_never_deleted(client: Client, world: World) -> None:
    source = world.source()
    client.force_login(world.stranger)
    for page in (LIST, f"{LIST}add/", f"{LIST}{source.pk}/change/", f"{LIST}{source.pk}/retract/"):
        assert client.post(page, {"reason": "Because."}).status_code == 403
    client.force_login(world.superuser)
    assert client.post(f"{LIST}{source.pk}/delete/", {"post": "yes"}).status_code == 403
    source.refresh_from_db()
    assert source.status == "current"


def test_the_register_is_filtered_by_use_check_status_and_words(client: Client, world: World) -> None:
    today = timezone.localdate()
    cited, idle = world.source(title="Cited guideline"), world.source(title="Idle guideline")
    world.cite(world.article(MEDIUM), cited)
    mend_source(world.editor, cited.pk, checked_on=today)
    mend_source(world.editor, idle.pk, checked_on=today - timedelta(days=400))
    world.source(title="Never checked")
    client.force_login(world.editor)
    for query, titles in {
        "use=cited": {"Cited guideline"},
        "use=idle": {"Idle guideline", "Never checked"},
        "check=fresh": {"Cited guideline"},
        "check=stale": {"Idle guideline", "Never checked"},
        "status__exact=retracted": set(),
        "q=never": {"Never checked"},
    }.items():
        shown = client.get(f"{LIST}?{query}").context["cl"].result_list
        assert {source.title for source in shown} == titles, query


def test_the_register_leads_to_look_up_and_import(client: Client, world: World) -> None:
    client.force_login(world.author)
    page = client.get(LIST).content.decode()
    assert f"{LIST}look-up/" in page
    assert f"{LIST}import/" in page


def test_every_use_of_a_source_is_found_on_pages(client: Client, world: World) -> None:
    source = world.source()
    sentences = [f"Cognitive behavioural therapy can reduce symptoms in {number} adults." for number in range(60, 120)]
    article = world.article(*sentences)
    world.cite(article, source, only=sentences)
    client.force_login(world.editor)
    number = Citation.objects.count()
    assert number > 50
    first = client.get(f"{LIST}{source.pk}/change/").content.decode()
    assert f"All {number} with the pages that rest on it" in first
    assert first.count("(section 1, supports)") == 20
    pages = [client.get(f"{LIST}{source.pk}/uses/?page={page}").content.decode() for page in (1, 2)]
    assert f"Claims that cite it ({number})" in pages[0]
    assert sum(page.count("(section 1, supports)") for page in pages) == number


def test_the_uses_of_a_source_name_the_pages_that_rest_on_it(client: Client, world: World) -> None:
    world.published(MEDIUM, title="Talking and low mood")
    client.force_login(world.editor)
    page = client.get(f"{LIST}{Source.objects.get().pk}/uses/").content.decode()
    assert "Pages that rest on it" in page
    assert "Talking and low mood (live from" in page


def test_a_source_is_found_by_a_word_and_everything_typed_stays(client: Client, world: World) -> None:
    article = world.article(MEDIUM, HIGH)
    wanted, other = world.source(title="Walking guideline"), world.source(title="Sleeping guideline")
    client.force_login(world.author)
    claim = prints(world, article, HIGH)
    answer = client.post(url(article, "sources"), {"look": "1", "find": "walking", "locator": "page 7", "claim": claim})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<option value="{wanted.pk}">' in page
    assert f'<option value="{other.pk}">' not in page
    assert 'value="page 7"' in page
    assert page.count(" checked>") == 1
    assert "Nothing was changed" not in page
    assert not Citation.objects.exists()
    client.post(url(article, "sources"), typed(source=other.pk, find="walking", claim=claim))
    assert Citation.objects.get().source == other


def test_a_long_register_offers_a_part_and_says_so(client: Client, world: World) -> None:
    for number in range(103):
        world.source(title=f"Guideline {number:03}")
    article = world.article(MEDIUM)
    client.force_login(world.author)
    last = Source.objects.latest("title").pk
    page = client.get(f"{url(article, 'sources')}?source={last}").content.decode()
    assert "3 more: find yours by a word." in page
    assert f'<option value="{last}" selected>' in page


def test_the_first_button_of_the_form_attaches_so_that_the_enter_key_removes_nothing(
    client: Client, world: World
) -> None:
    article = world.article(MEDIUM)
    world.cite(article)
    client.force_login(world.author)
    page = client.get(url(article, "sources")).content.decode()
    form = page[page.index('class="cite"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first
    assert 'name="' not in first[0]


def test_numbers_of_works_are_kept_in_one_form(client: Client, world: World) -> None:
    client.force_login(world.author)
    values = {"title": "A trial", "kind": "trial", "doi": "https://doi.org/10.5555/ABC", "pmid": "PMID: 4711"}
    assert client.post(f"{LIST}add/", values).status_code == 302
    assert Source.objects.values_list("doi", "pmid").get() == ("10.5555/abc", "4711")
    page = client.post(f"{LIST}add/", values | {"doi": "page 7", "pmid": "0"}).content.decode()
    assert "A DOI looks like" in page
    assert "A PMID is a number" in page


def test_the_claim_that_somebody_came_from_is_ticked(client: Client, world: World) -> None:
    article = world.article(MEDIUM, HIGH)
    (chosen,) = prints(world, article, HIGH)
    client.force_login(world.author)
    page = client.get(url_for(article.latest_revision, Place("sources", chosen))).content.decode()
    assert re.findall(r'name="claim" value="([^"]+)" checked', page) == [chosen]


def test_sources_without_a_region_are_a_choice_with_a_name(client: Client, world: World) -> None:
    world.source(title="Without a region")
    client.force_login(world.editor)
    filters = re.search(r'<nav id="changelist-filter".*?</nav>', client.get(LIST).content.decode(), re.S)
    assert filters is not None
    assert not re.search(r"<a[^>]*>\s*</a>", filters[0])
    assert "Without a region" in client.get(f"{LIST}?region=-").content.decode()
    assert "Without a region" not in client.get(f"{LIST}?region=GB").content.decode()
