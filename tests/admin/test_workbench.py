"""The workbench: signing, deciding and what each person sees."""

import pytest
from django.test import Client

from articles.models import Decision, Revision
from articles.workflow.settlement import ClaimState
from tests.admin.reviewing import card, card_form, client_of, in_review, press, review_url, select, text_of, tick, tree
from tests.world import CRISIS, HIGH, LOW, MEDIUM, PLAIN, World, latest

pytestmark = pytest.mark.django_db


def states(world: World, article: object) -> dict[str, ClaimState]:
    """The state of every claim, as the system knows it."""
    return {claim.claim.text: claim.state for claim in world.board(article).claims}


def test_a_visitor_is_sent_to_the_login_page(world: World) -> None:
    response = Client().get(review_url(in_review(world, LOW)))
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("page", ["review", "second-reading", "difference"])
def test_staff_without_the_right_read_no_word_of_a_draft(world: World, page: str) -> None:
    article = in_review(world, LOW, title="An unseen title")
    response = client_of(world.stranger).get(review_url(article, page))
    assert response.status_code == 403
    assert LOW not in response.content.decode()
    assert "An unseen title" not in response.content.decode()


def test_the_text_stands_beside_its_claims_with_each_claim_marked(world: World) -> None:
    page = tree(client_of(world.therapist).get(review_url(in_review(world, PLAIN, LOW, MEDIUM))))
    assert [text_of(item) for item in select(page, ".doc mark.claim")] == [LOW, MEDIUM]
    assert [item.get("href") for item in select(page, ".doc a.chip")] == ["#claim-1", "#claim-2"]
    assert text_of(select(card(page, MEDIUM), ".ev")[0]).startswith("Example guideline")
    assert "1 clinician" in text_of(card(page, LOW))


def test_every_id_of_the_page_stands_once(world: World) -> None:
    article = in_review(world, HIGH, LOW, CRISIS, title=HIGH, summary=f"{LOW} {HIGH}", meta_description=LOW)
    page = tree(client_of(world.prescriber).get(review_url(article)))
    ids = [item.get("id") for item in select(page, "[id]")]
    assert sorted(ids) == sorted(set(ids))


def test_ticked_claims_are_signed_in_one_act(world: World) -> None:
    article = in_review(world, LOW, MEDIUM)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    response = press(client, article, tick(page, [LOW, MEDIUM]))
    assert "2 claims signed off." in response.content.decode()
    assert set(states(world, article).values()) == {ClaimState.SIGNED_OFF}
    assert Decision.objects.values("signature").distinct().count() == 1


def test_what_was_not_ticked_is_not_signed(world: World) -> None:
    article = in_review(world, LOW, MEDIUM)
    client = client_of(world.therapist)
    press(client, article, tick(tree(client.get(review_url(article))), [LOW]))
    assert states(world, article) == {LOW: ClaimState.SIGNED_OFF, MEDIUM: ClaimState.OPEN}


def test_claims_and_the_whole_text_are_signed_together(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    press(client, article, tick(page, [LOW], attest="full"))
    assert latest(article).state == "approved"


def test_a_form_without_a_tick_says_what_is_missing(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    response = press(client, article, tick(tree(client.get(review_url(article))), []))
    assert response.status_code == 400
    assert "Tick at least one claim" in text_of(select(tree(response), "[role=alert]")[0])


def test_sending_the_form_twice_signs_once(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [LOW])
    press(client, article, form)
    again = press(client, article, form)
    assert "already recorded" in again.content.decode()
    assert Decision.objects.count() == 1


def test_a_card_served_to_somebody_else_signs_nothing(world: World) -> None:
    article = in_review(world, LOW)
    form = tick(tree(client_of(world.therapist).get(review_url(article))), [LOW])
    response = client_of(world.second_therapist).post(review_url(article), form)
    assert response.status_code == 400
    assert not Decision.objects.exists()


def test_a_claim_whose_words_changed_is_refused_with_the_difference_and_the_others_stand(world: World) -> None:
    article = in_review(world, LOW, MEDIUM)
    client = client_of(world.second_therapist)
    served = latest(article)
    form = tick(tree(client.get(review_url(served))), [LOW, MEDIUM])
    changed = LOW.replace("can help you", "always helps you")
    world.save(article, changed, MEDIUM)
    response = press(client, served, form)
    assert response.status_code == 409
    alert = select(tree(response), "[role=alert]")[0]
    assert [text_of(item) for item in select(alert, "del")] == ["removed: can help"]
    assert [text_of(item) for item in select(alert, "ins")] == ["added: always helps"]
    assert states(world, article)[MEDIUM] is ClaimState.SIGNED_OFF
    assert not Decision.objects.filter(fingerprint=served.segments[1][0]).exists()


def test_claims_that_stand_are_signed_when_the_whole_text_is_stale(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    served = latest(article)
    form = tick(tree(client.get(review_url(served))), [LOW], attest="full")
    world.save(article, LOW, PLAIN)
    response = press(client, served, form)
    assert response.status_code == 409
    assert "The text has changed" in response.content.decode()
    assert states(world, article) == {LOW: ClaimState.SIGNED_OFF}
    assert world.board(article).coverage.full is None


def test_a_new_source_makes_the_served_card_stale(world: World) -> None:
    article = in_review(world, MEDIUM)
    client = client_of(world.therapist)
    form = tick(tree(client.get(review_url(article))), [MEDIUM])
    world.cite(article, world.source(title="Another guideline"))
    response = press(client, article, form)
    assert response.status_code == 409
    assert "sources of this claim have changed" in response.content.decode()
    assert not Decision.objects.exists()


def test_an_older_revision_leads_to_the_newest_and_says_so(world: World) -> None:
    article = in_review(world, LOW)
    old = latest(article)
    world.save(article, LOW, PLAIN)
    client = client_of(world.therapist)
    response = client.get(review_url(old), follow=True)
    assert response.redirect_chain[-1][0] == review_url(article)
    assert "Revision 2 is newer" in response.content.decode()


def test_authors_read_why_they_cannot_sign_and_find_no_box(world: World) -> None:
    article = in_review(world, LOW)
    world.author.groups.add(*world.therapist.groups.all())
    world.credential(world.author, "psychotherapist")
    page = tree(client_of(world.author).get(review_url(article)))
    assert "You wrote these words" in text_of(card(page, LOW))
    assert not select(card(page, LOW), ".tick")
    assert "cannot sign the whole" in text_of(select(page, "#attest")[0])


def test_a_superuser_without_a_credential_finds_nothing_to_sign(world: World) -> None:
    page = tree(client_of(world.superuser).get(review_url(in_review(world, LOW))))
    assert not select(page, "form#sign, .tick")


@pytest.mark.parametrize(
    ("do", "sentence"), [("dismiss", "Say why this is not a medical claim."), ("changes", "Say what must change.")]
)
def test_another_decision_needs_a_reason_and_keeps_what_was_typed(world: World, do: str, sentence: str) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    response = press(client, article, card_form(page, LOW, do, proposed_wording="Walking is pleasant."))
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert "Walking is pleasant." in text_of(card(tree(response), LOW))
    assert not Decision.objects.exists()


def test_a_dismissal_with_a_reason_settles_a_low_claim(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    press(client, article, card_form(page, LOW, "dismiss", reason="It describes a habit."))
    assert states(world, article) == {LOW: ClaimState.DISMISSED}


def test_a_request_for_changes_is_contested_by_the_writer(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    press(client, article, card_form(tree(client.get(review_url(article))), LOW, "changes", reason="Say for whom."))
    assert latest(article).state == "changes_requested"
    author = client_of(world.author)
    page = tree(author.get(review_url(article)))
    press(author, article, card_form(page, LOW, "contest", reason="The paragraph says it."))
    assert states(world, article) == {LOW: ClaimState.OPEN}


def test_taking_back_needs_a_reason_and_opens_the_claim_again(world: World) -> None:
    article = in_review(world, LOW)
    world.decide(world.therapist, article)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    assert press(client, article, card_form(page, LOW, "take_back")).status_code == 400
    press(client, article, card_form(page, LOW, "take_back", reason="I read it too fast."))
    assert states(world, article) == {LOW: ClaimState.LAPSED}


def test_a_passage_that_detection_missed_is_flagged(world: World) -> None:
    article = in_review(world, LOW, PLAIN)
    client = client_of(world.therapist)
    row = next(row for row in latest(article).segments if row[6] == PLAIN)
    data = {"do": "flag", "fingerprint": row[0], "types": ["advice"], "risk": "medium", "reason": "It is a code word."}
    page = tree(press(client, article, data))
    assert "It is a code word." in text_of(card(page, PLAIN))


def test_a_text_without_claims_is_stated_to_have_none(world: World) -> None:
    article = in_review(world, PLAIN)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    assert "makes no medical claims" in text_of(select(page, "#attest")[0])
    press(client, article, tick(page, [], attest="no_claims"))
    assert world.board(article).coverage.no_claims


def test_changed_words_are_reaffirmed_with_the_sources_of_the_earlier_wording(world: World) -> None:
    article = in_review(world, MEDIUM)
    world.decide(world.therapist, article)
    changed = MEDIUM.replace("can reduce", "may reduce")
    world.save(article, changed)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    assert [text_of(item) for item in select(card(page, changed), "ins")] == ["added: may"]
    assert "Re-affirm" in text_of(card(page, changed))
    press(client, article, tick(page, [changed]))
    assert states(world, article) == {changed: ClaimState.SIGNED_OFF}


def test_one_act_answers_every_claim_that_a_renamed_heading_touched(world: World) -> None:
    body = ["## In adults", LOW, MEDIUM]
    article = in_review(world, *body)
    world.decide(world.therapist, article)
    world.save(article, "## In older people", LOW, MEDIUM)
    assert set(states(world, article).values()) == {ClaimState.CONTEXT_CHANGED}
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    (group,) = select(page, ".again fieldset")
    assert text_of(select(group, "del")[0]) == "In adults"
    assert text_of(select(group, "ins")[0]) == "In older people"
    box = select(group, "input[type=checkbox]")[0]
    press(client, article, tick(page, [], **{box.get("name"): box.get("value")}))
    assert set(states(world, article).values()) == {ClaimState.SIGNED_OFF}


def test_only_what_changed_is_shown_for_a_delta_signature(world: World) -> None:
    article = in_review(world, LOW)
    world.decide(world.therapist, article)
    world.attest(world.therapist, article)
    added = "The library closes at six."
    world.save(article, LOW, added)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    assert [text_of(item) for item in select(page, ".delta ins")] == [added]
    press(client, article, tick(page, [], attest="delta"))
    assert world.board(article).coverage.complete


def test_the_gate_names_what_is_missing_with_the_place(world: World) -> None:
    article = world.article(MEDIUM)
    page = tree(client_of(world.editor).get(review_url(article)))
    links = {text_of(item): item.get("href") for item in select(page, ".gate a")}
    assert any("source" in words and "/sources/" in href for words, href in links.items())


def test_the_difference_page_shows_sentences_and_source(world: World) -> None:
    article = in_review(world, LOW)
    world.save(article, LOW.replace("can", "may"))
    page = tree(client_of(world.editor).get(review_url(article, "difference")))
    assert [text_of(item) for item in select(page, ".plain ins")] == ["added: may"]
    assert any(LOW in text_of(item) for item in select(page, ".lines .del"))


def test_revisions_are_never_changed_in_the_admin(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.superuser)
    assert client.get("/admin/articles/revision/add/").status_code == 403
    assert client.post(f"/admin/articles/revision/{latest(article).pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/articles/revision/").status_code == 200
    assert Revision.objects.count() == 1


def test_the_risk_is_lowered_with_a_reason_by_whoever_could_sign_the_higher(world: World) -> None:
    article = in_review(world, MEDIUM)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    assert press(client, article, card_form(page, MEDIUM, "lower", to_risk="low")).status_code == 400
    press(client, article, card_form(page, MEDIUM, "lower", to_risk="low", reason="It names no outcome."))
    assert world.board(article).claims[0].risk == "low"


def test_a_claim_is_raised_by_one_person_with_a_reason(world: World) -> None:
    article = in_review(world, LOW)
    client = client_of(world.therapist)
    page = tree(client.get(review_url(article)))
    form = card_form(page, LOW, "flag", risk="high", **{"types-1": ["safety"]})
    assert press(client, article, form).status_code == 400
    press(client, article, form | {"reason": "Some people should not walk alone."})
    (claim,) = world.board(article).claims
    assert claim.risk == "high"
    assert "safety" in claim.types


def test_one_card_stands_open_the_first_that_asks_something_of_the_reader(world: World) -> None:
    article = in_review(world, LOW, MEDIUM, HIGH)
    world.decide(world.therapist, article, [LOW])
    page = tree(client_of(world.second_therapist).get(review_url(article)))
    opened = [item for item in select(page, "details[name=claims]") if item.get("open") is not None]
    assert [text_of(select(item, ".words")[0]) for item in opened] == [f"2. {MEDIUM}"]


def test_a_missing_reason_is_said_at_its_field(world: World) -> None:
    article = in_review(world, LOW, MEDIUM)
    client = client_of(world.therapist)
    form = card_form(tree(client.get(review_url(article))), MEDIUM, "changes", reason="")
    page = tree(press(client, article, form))
    (link,) = select(page, "[role=alert] a")
    (field,) = select(page, "textarea[aria-invalid=true]")
    assert link.get("href") == f"#{field.get('id')}"
    assert text_of(select(page, f"#{field.get('aria-describedby')}")[0]) == "Say what must change."
    assert select(card(page, MEDIUM), "details[name=claims]")[0].get("open") is not None


def test_a_card_names_other_articles_in_which_the_words_stand_and_links_their_decisions(world: World) -> None:
    other = in_review(world, LOW, title="The other notes")
    world.decide(world.therapist, other)
    article = in_review(world, LOW)
    shown = card(tree(client_of(world.therapist).get(review_url(article))), LOW)
    links = [item.get("href") for item in select(shown, "a") if "The other notes" in text_of(item)]
    assert len(links) == 2
    assert {link.partition("#")[0] for link in links} == {review_url(other)}


def test_advice_on_wording_stands_on_the_card_of_its_sentence(world: World) -> None:
    article = in_review(world, LOW, "Cognitive behavioural therapy is a miracle for low mood.")
    page = tree(client_of(world.therapist).get(review_url(article)))
    assert select(card(page, "miracle"), ".advice")
    assert select(card(page, LOW), ".advice") == []


def test_who_wrote_words_of_the_article_reads_why_they_cannot_sign_it(world: World) -> None:
    world.author.groups.add(*world.therapist.groups.all())
    world.credential(world.author, "psychotherapist")
    page = tree(client_of(world.author).get(review_url(in_review(world, LOW))))
    assert "You wrote words of this article" in page.text_content()
    assert select(page, ".pick") == []


def test_the_page_of_an_older_revision_leads_to_the_newest_and_says_how_much_changed(world: World) -> None:
    article = in_review(world, LOW, MEDIUM)
    old = latest(article)
    world.save(article, LOW.replace("short", "brisk"), MEDIUM, PLAIN)
    response = client_of(world.therapist).get(review_url(old), follow=True)
    assert response.redirect_chain[-1][0] == review_url(article)
    assert "Revision 2 is newer than revision 1: 2 sentences changed; here it is." in response.content.decode()


def test_a_second_tab_with_the_same_cards_writes_nothing(world: World) -> None:
    article = in_review(world, LOW, MEDIUM)
    client = client_of(world.therapist)
    first, second = (tick(tree(client.get(review_url(article))), [LOW, MEDIUM]) for _ in range(2))
    press(client, article, first)
    response = press(client, article, second)
    assert "You have signed it already, against the same sources." in response.content.decode()
    assert Decision.objects.count() == 2


def test_a_changed_paragraph_is_shown_where_it_is_asked_whether_its_claims_are_still_true(world: World) -> None:
    article = in_review(world, f"{LOW} {PLAIN}")
    world.decide(world.therapist, article)
    world.save(article, f"{LOW} {PLAIN.replace('library', 'clinic')}")
    page = tree(client_of(world.therapist).get(review_url(article)))
    (group,) = select(page, ".again fieldset")
    assert [text_of(item) for item in select(group, "del, ins")] == ["removed: library", "added: clinic"]
