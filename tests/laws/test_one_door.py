"""Law 2: one function makes publications; every other way is refused by it or by the database."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles.models import LedgerEvent, Publication, Revision
from articles.publishing.door import make_publication, publish
from articles.review.analysis import analyse_revision
from articles.review.errors import BadInput, GateClosed, InvalidTransition, NotAllowed, StaleRevision
from articles.review.ledger import Entry, record
from articles.review.rulesets import current_ruleset
from tests.world import HIGH, LOW, MEDIUM, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def copy_of(publication: Publication, **changes: Any) -> Publication:
    """The same snapshot as a new row, not yet saved."""
    copy = Publication.objects.get(pk=publication.pk)
    copy.pk, copy.uid = None, uuid4()
    copy._state.adding = True
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def refused(row: Publication) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            connection.check_constraints()
    except DatabaseError:
        return True
    return False


# ------------------------------------------------------------------------------------------- refused by the function


def test_a_draft_is_refused_with_everything_that_is_missing(world: World) -> None:
    article = world.article(LOW, MEDIUM)
    with pytest.raises(GateClosed) as refusal:
        publish(world.editor, latest(article))
    assert {"claim", "source", "attestation"} <= refusal.value.report.codes()
    assert not Publication.objects.exists()


def test_a_state_written_past_the_review_does_not_open_the_door(world: World) -> None:
    article = world.article(LOW)
    Revision.objects.filter(article=article).update(state="approved")
    with pytest.raises(GateClosed):
        publish(world.editor, latest(article))
    assert not Publication.objects.exists()


def test_stored_findings_that_were_wiped_are_found_again_at_the_door(world: World) -> None:
    article = world.article(LOW, HIGH)
    world.settle(article)
    world.save(article, LOW, "Amitriptyline can ease nerve pain in most adults.")
    revision = latest(article)
    revision.occurrences.all().delete()
    Revision.objects.filter(pk=revision.pk).update(state="approved", segments=[], analysis={})
    with pytest.raises(GateClosed) as refusal:
        publish(world.editor, latest(article))
    assert {"source", "coverage"} <= refusal.value.report.codes()


def test_an_old_revision_is_refused_although_it_was_approved(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    old = latest(article)
    world.save(article, LOW, "The lift is broken.")
    with pytest.raises(StaleRevision):
        publish(world.editor, old)


def test_a_settled_text_that_was_never_submitted_is_refused(world: World) -> None:
    article = world.article(LOW)
    world.decide(world.therapist, article)
    world.attest(world.therapist, article)
    assert latest(article).state == "draft"
    with pytest.raises(InvalidTransition):
        publish(world.editor, latest(article))


def test_only_editors_publish(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    for person in (world.author, world.therapist, world.stranger, world.administrator):
        with pytest.raises(NotAllowed):
            publish(person, latest(article))


def test_the_same_revision_is_not_published_twice(world: World) -> None:
    article = world.published(LOW)
    with pytest.raises(InvalidTransition):
        world.publish(article)
    assert article.publications.count() == 1


def test_a_time_in_the_past_and_a_correction_without_words_are_refused(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    with pytest.raises(BadInput):
        world.publish(article, live_from=timezone.now() - timedelta(days=1))
    with pytest.raises(BadInput):
        world.publish(article, correction=True, change_note=" ")


def test_the_inner_function_checks_the_gate_itself(world: World) -> None:
    article = world.article(LOW)
    with pytest.raises(GateClosed), transaction.atomic():
        make_publication(world.editor, article, latest(article), now=timezone.now())


# ------------------------------------------------------------------------------------------- refused by the database


def test_a_row_without_its_publish_event_is_refused(world: World) -> None:
    article = world.published(LOW)
    row = article.publications.get()
    other = LedgerEvent.objects.filter(kind="revision_saved").first()
    assert other is not None
    assert refused(copy_of(row, event=other, last_event=other.seq, live_from=row.live_from - timedelta(days=3)))


def test_the_event_of_an_earlier_publication_opens_nothing(world: World) -> None:
    article = world.published(LOW)
    row = article.publications.get()
    past = {"live_from": row.live_from - timedelta(days=3), "live_until": row.live_from - timedelta(days=2)}
    assert refused(copy_of(row, **past))
    assert refused(copy_of(row, uid=row.uid, **past))


def test_an_event_of_this_transaction_opens_only_for_what_it_names(world: World) -> None:
    article, other = world.published(LOW), world.article(MEDIUM, title="Another page")
    row = article.publications.get()
    past = {"live_from": row.live_from - timedelta(days=3), "live_until": row.live_from - timedelta(days=2)}
    for changed in (
        {"content_digest": "v1:" + "0" * 64},
        {"revision_id": latest(other).pk},
        {"article_id": other.pk},
        {"uid": uuid4()},
    ):
        with transaction.atomic():
            uid = uuid4()
            entry = Entry("publish", world.editor, article, row.revision, "", row.content_digest, {}, publication=uid)
            (event,) = record(timezone.now(), entry)
            assert refused(copy_of(row, **{"uid": uid, "event": event, "last_event": event.seq, **past, **changed}))
            transaction.set_rollback(True)


def test_bulk_create_and_get_or_create_meet_the_same_refusal(world: World) -> None:
    article = world.published(LOW)
    row = article.publications.get()
    copy = copy_of(row, live_from=row.live_from - timedelta(days=3), live_until=row.live_from - timedelta(days=2))
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.bulk_create([copy])
    with pytest.raises(DatabaseError), transaction.atomic():
        article.publications.update_or_create(uid=row.uid, defaults={"title": "Changed"})


def test_a_bulk_update_of_a_publication_is_refused(world: World) -> None:
    article = world.published(LOW)
    row = article.publications.get()
    later = timezone.now() + timedelta(days=1)
    frozen = {"payload": "{}", "title": "Other", "manifest": "{}", "content_digest": "v1:", "live_from": later}
    guarded = {"live_until": later, "hold": "being_checked", "withdrawn": True, "notice": "Gone", "review_due": later}
    for name, value in (frozen | guarded | {"last_reviewed": later}).items():
        with pytest.raises(DatabaseError), transaction.atomic():
            Publication.objects.filter(pk=row.pk).update(**{name: value})
        changed = Publication.objects.get(pk=row.pk)
        setattr(changed, name, value)
        with pytest.raises(DatabaseError), transaction.atomic():
            Publication.objects.bulk_update([changed], [name])
        with pytest.raises(DatabaseError), transaction.atomic():
            changed.save()


def test_a_publication_is_never_deleted(world: World) -> None:
    article = world.published(LOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        article.publications.all()._raw_delete("default")


def test_analysing_again_changes_no_frozen_snapshot(world: World) -> None:
    article = world.published(LOW)
    before = Publication.objects.values().get()
    analyse_revision(latest(article), current_ruleset())
    assert Publication.objects.values().get() == before
