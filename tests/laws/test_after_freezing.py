"""What follows when a ground falls away after freezing: every cell of the table, high risk and not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.claims.types import ClaimType, Risk
from articles.models import Attestation, Decision, Notification, Publication, Source
from articles.publishing.consequences import find_credential_false, revoke, revoke_attestation
from articles.publishing.evidence import new_source_version, retract_source, supersede_source
from articles.publishing.withdraw import withdraw
from articles.review import credentials, sources
from articles.review.decisions import Choice
from articles.review.errors import BadInput, GateClosed, InvalidTransition, NotAllowed
from articles.review.marking import flag
from articles.review.people import today
from articles.workflow.policy import POLICY
from articles.workflow.settlement import Outcome
from tests.world import HIGH, LOW, MEDIUM, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def signed_by_therapist(article: Any) -> Decision:
    return Decision.objects.get(article=article, by__username="therapist")


def do_revoke(world: World, article: Any, **more: Any) -> None:
    revoke(world.therapist, signed_by_therapist(article), "I was wrong.", **more)


def do_revoke_attestation(world: World, article: Any, **more: Any) -> None:
    row = Attestation.objects.get(article=article, by=world.therapist)
    revoke_attestation(world.therapist, row, "I overlooked something.", **more)


def do_retract(world: World, article: Any, **more: Any) -> None:
    retract_source(world.editor, Source.objects.get().pk, "The data were invented.", **more)


def do_false(world: World, article: Any, **more: Any) -> None:
    find_credential_false(world.administrator, world.therapist.credentials.get().pk, "Never registered.", **more)


def do_false_since(world: World, article: Any, **more: Any) -> None:
    row, last = world.therapist.credentials.get(), today(timezone.now()) - days(1)
    find_credential_false(world.administrator, row.pk, "Struck off.", last_true_day=last, **more)


def do_supersede(world: World, article: Any, **more: Any) -> None:
    supersede_source(world.editor, Source.objects.get().pk, "A new edition is out.")


def do_new_version(world: World, article: Any, **more: Any) -> None:
    new_source_version(world.editor, Source.objects.get().pk, "2026")


GROUNDS: list[Callable[..., None]] = [do_revoke, do_revoke_attestation, do_retract, do_false, do_false_since]
MILD: list[Callable[..., None]] = [do_supersede, do_new_version]


@pytest.mark.parametrize("ground", [*GROUNDS, *MILD], ids=lambda item: item.__name__)
def test_what_is_not_yet_live_is_cancelled_and_the_predecessor_gets_its_range_back(
    world: World, ground: Callable[..., None]
) -> None:
    article = world.article(LOW)
    world.settle(article, [world.second_therapist])
    first = world.publish(article)
    world.save(article, MEDIUM)
    world.settle(article, [world.therapist])
    waiting = world.publish(article, live_from=timezone.now() + days(1))
    if ground is do_revoke_attestation:
        row = Attestation.objects.filter(article=article).latest("at")
        revoke_attestation(world.therapist, row, "I overlooked something.")
    else:
        ground(world, article)
    waiting.refresh_from_db()
    first.refresh_from_db()
    assert waiting.live_until == waiting.live_from
    assert (first.live_until, first.withdrawn) == (None, False)
    assert list(Publication.objects.live(timezone.now() + days(2))) == [first]
    assert Notification.objects.filter(person=article.owner, text__contains="will not go live").exists()
    with pytest.raises(GateClosed):
        world.publish(article)


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda item: item.__name__)
def test_a_live_page_without_high_risk_stays_with_the_line_that_it_is_being_checked(
    world: World, ground: Callable[..., None]
) -> None:
    article = world.published(MEDIUM)
    ground(world, article)
    row = article.publications.get()
    assert (row.hold, row.withdrawn) == ("being_checked", False)
    assert list(Publication.objects.live(timezone.now())) == [row]
    assert latest(article).state == "in_review"
    assert Notification.objects.filter(person=article.owner, text__contains="being checked").exists()


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda item: item.__name__)
def test_a_live_page_whose_high_risk_claim_lost_its_ground_is_withdrawn_at_once(
    world: World, ground: Callable[..., None]
) -> None:
    article = world.published(HIGH)
    ground(world, article)
    row = article.publications.get()
    assert row.withdrawn
    assert row.notice
    assert not Publication.objects.live(timezone.now()).exists()


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda item: item.__name__)
def test_a_high_risk_page_stays_only_with_a_recorded_reason(world: World, ground: Callable[..., None]) -> None:
    article = world.published(HIGH)
    ground(world, article, keep_live_because="The leaflet says the same.")
    row = article.publications.get()
    assert (row.hold, row.withdrawn) == ("being_checked", False)
    assert any("The leaflet says the same." in event.data for event in row.events.all())


@pytest.mark.parametrize("sentence", [MEDIUM, HIGH])
@pytest.mark.parametrize("ground", MILD, ids=lambda item: item.__name__)
def test_a_superseded_source_only_lists_a_live_page(world: World, ground: Callable[..., None], sentence: str) -> None:
    article = world.published(sentence)
    ground(world, article)
    row = article.publications.get()
    assert (row.hold, row.withdrawn) == ("recheck", False)
    assert list(Publication.objects.live(timezone.now())) == [row]


def test_a_heavier_ground_replaces_the_listing(world: World) -> None:
    article = world.published(MEDIUM)
    do_supersede(world, article)
    do_retract(world, article)
    assert article.publications.get().hold == "being_checked"


def test_a_ground_that_the_page_does_not_rest_on_touches_nothing(world: World) -> None:
    article = world.published(MEDIUM)
    unused = world.source(title="An unused work")
    retract_source(world.editor, unused.pk, "Invented.")
    find_credential_false(world.administrator, world.second_therapist.credentials.get().pk, "Never registered.")
    assert article.publications.get().hold == ""
    assert latest(article).state == "approved"


def test_an_interval_that_runs_out_refuses_a_later_schedule_and_leaves_the_live_page(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    now = timezone.now()
    with pytest.raises(GateClosed) as refusal:
        world.publish(article, live_from=now + timedelta(days=POLICY.days_other + 1))
    assert "expires" in refusal.value.report.codes()
    row = world.publish(article)
    assert row.valid_until == row.review_due == Decision.objects.get().expires
    after = row.valid_until + days(1)
    assert list(Publication.objects.live(after)) == [row]
    row.refresh_from_db()
    assert row.hold == ""
    withdraw(world.editor, article, "Too old.", now=after)
    with pytest.raises(GateClosed):
        world.publish(article, now=after)


def test_the_earliest_expiry_counts_for_the_article(world: World) -> None:
    row = world.published(LOW, HIGH).publications.get()
    high = min(item.expires for item in row.decisions.all())
    assert row.valid_until == high
    assert row.valid_until < row.live_from + days(POLICY.days_high + 1)


def test_a_credential_that_ends_after_the_signing_day_changes_nothing(world: World) -> None:
    article = world.published(HIGH)
    before = Publication.objects.values().get()
    credentials.end(world.administrator, world.prescriber.credentials.get().pk, "Retired.")
    assert Publication.objects.values().get() == before
    assert latest(article).state == "approved"


def test_nobody_revokes_another_s_signature_nor_without_a_reason_nor_twice(world: World) -> None:
    article = world.published(LOW)
    row = signed_by_therapist(article)
    for person in (world.second_therapist, world.prescriber):
        with pytest.raises(NotAllowed):
            revoke(person, row, "Not mine.")
    with pytest.raises(NotAllowed):
        revoke(world.editor, row, "Not mine.")
    with pytest.raises(BadInput):
        revoke(world.therapist, row, " ")
    revoke(world.therapist, row, "I was wrong.")
    with pytest.raises(InvalidTransition):
        revoke(world.therapist, row, "Again.")


def test_signing_twice_and_taking_the_second_back_leaves_nothing_signed(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article)
    world.cite(article, only=[LOW])  # against the same sources nobody signs twice
    second = world.decide(world.therapist, article).decisions[0]
    revoke(world.therapist, second, "I was wrong.")
    assert world.board(article).open_claims


# --------------------------------------------------------------------------------- acts on claims of frozen revisions


def scheduled(world: World, *sentences: str) -> tuple[Any, Publication]:
    article = world.article(*sentences)
    world.settle(article)
    return article, world.publish(article, live_from=timezone.now() + days(1))


def ask_for_changes(world: World, article: Any) -> None:
    world.decide(world.second_therapist, article, [MEDIUM], Choice(Outcome.REQUEST_CHANGES, "Say for whom."))


def disagree(world: World, article: Any) -> None:
    world.decide(world.second_therapist, article, [MEDIUM], Choice(Outcome.DISMISS, "No claim."))


def contradict(world: World, article: Any) -> None:
    (claim,) = [item for item in world.board(article).claims if item.claim.text == MEDIUM]
    pointer = sources.Pointer(locator="page 3", verdict="contradicts")
    sources.attach(world.editor, article, [claim.fingerprint], world.source(title="A new trial", kind="trial"), pointer)


def remove_the_source(world: World, article: Any) -> None:
    (claim,) = [item for item in world.board(article).claims if item.claim.text == MEDIUM]
    sources.detach(world.editor, claim.citations[0].pk)


def raise_the_risk(world: World, article: Any) -> None:
    (claim,) = [item for item in world.board(article).claims if item.claim.text == MEDIUM]
    flag(world.second_therapist, latest(article), claim.fingerprint, [ClaimType.SAFETY], Risk.HIGH, "It is more.")


ACTS = [ask_for_changes, disagree, contradict, remove_the_source, raise_the_risk]


@pytest.mark.parametrize("act", ACTS, ids=lambda item: item.__name__)
def test_an_act_that_opens_a_claim_again_cancels_what_waits(world: World, act: Callable[..., None]) -> None:
    article, row = scheduled(world, LOW, MEDIUM)
    act(world, article)
    row.refresh_from_db()
    assert row.live_until == row.live_from
    assert latest(article).state in {"in_review", "changes_requested"}
    assert Notification.objects.filter(person=article.owner, text__contains="will not go live").exists()


@pytest.mark.parametrize("act", ACTS, ids=lambda item: item.__name__)
def test_an_act_that_opens_a_claim_of_a_live_page_lists_it(world: World, act: Callable[..., None]) -> None:
    article = world.published(LOW, MEDIUM)
    act(world, article)
    row = article.publications.get()
    assert (row.hold, row.withdrawn) == ("recheck", False)


def test_adding_a_supporting_source_cancels_nothing(world: World) -> None:
    article, row = scheduled(world, LOW, MEDIUM)
    world.cite(article, world.source(title="A second guideline"))
    row.refresh_from_db()
    assert row.live_until is None
    assert latest(article).state == "approved"


def test_work_on_a_newer_revision_does_not_cancel_the_scheduled_one(world: World) -> None:
    article, row = scheduled(world, LOW)
    world.save(article, LOW, MEDIUM)
    world.cite(article)
    world.settle(article)
    world.attest(world.second_therapist, article)
    world.decide(world.second_therapist, article, [MEDIUM], Choice(Outcome.REQUEST_CHANGES, "Say for whom."))
    row.refresh_from_db()
    assert row.live_until is None
