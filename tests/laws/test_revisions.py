"""Law 5: revisions are immutable, and nothing typed is lost."""

import pytest
from django.db import DatabaseError, transaction

from articles.models import Decision, LedgerEvent, Revision
from articles.review.errors import BadInput, EditConflict, InvalidTransition, NotAllowed, StaleRevision
from articles.review.revisions import RevisionText, create_article, restore, save_revision
from articles.review.transitions import recall, submit
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_a_save_without_change_makes_no_revision_and_keeps_every_sign_off(world: World) -> None:
    article = world.article(LOW, MEDIUM)
    world.settle(article)
    events = LedgerEvent.objects.count()
    text = RevisionText.of(latest(article))
    for body in (text.body, text.body + "\n\n", text.body.replace("\n", "\r\n")):
        values = {name: getattr(text, name) for name in text.__dataclass_fields__} | {"body": body}
        saved = save_revision(article, world.author, RevisionText(**values), base=1)
        assert not saved.created
    assert article.revisions.count() == 1
    assert LedgerEvent.objects.count() == events
    assert latest(article).state == "approved"
    assert world.board(article).open_claims == []


def test_a_save_that_changes_only_how_words_look_makes_a_revision_and_keeps_every_sign_off(world: World) -> None:
    article = world.article(LOW, MEDIUM)
    world.settle(article)
    world.save(article, LOW.replace("short walk", "*short* walk"), MEDIUM)
    assert latest(article).number == 2
    board = world.board(article)
    assert board.open_claims == []
    assert board.coverage.complete


def test_an_autosave_during_review_lapses_only_what_was_reworded(world: World) -> None:
    article = world.article(LOW, MEDIUM, PLAIN)
    world.cite(article)
    submit(world.author, latest(article))
    world.decide(world.therapist, article)
    world.save(article, LOW, MEDIUM, PLAIN + " It is number nine.")
    assert world.board(article).open_claims == []
    assert latest(article).state == "in_review"
    assert article.revisions.get(number=1).state == "superseded"


def test_two_people_who_save_over_each_other_get_both_texts(world: World) -> None:
    article = world.article(PLAIN)
    world.save(article, PLAIN, "One sentence by the editor.", by=world.editor)
    mine = RevisionText(title="Notes from the library", body=PLAIN + "\n\nOne sentence by the author.")
    with pytest.raises(EditConflict) as conflict:
        save_revision(article, world.author, mine, base=1)
    assert "by the editor" in conflict.value.theirs.body
    assert "by the author" in conflict.value.yours.body
    assert article.revisions.count() == 2


def test_the_same_text_saved_twice_is_no_conflict(world: World) -> None:
    article = world.article(PLAIN)
    world.save(article, PLAIN, "One sentence.")
    same = RevisionText.of(latest(article))
    assert not save_revision(article, world.editor, same, base=1).created


def test_restoring_makes_a_new_revision_and_keeps_all_between(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    world.save(article, PLAIN)
    saved = restore(article, world.editor, 1)
    assert saved.revision.number == 3
    assert saved.revision.restored_from.number == 1
    assert [row.number for row in article.revisions.order_by("number")] == [1, 2, 3]
    board = world.board(article)
    assert board.open_claims == []
    assert board.coverage.complete
    assert submit(world.author, latest(article)).is_open
    assert latest(article).state == "approved"


def test_the_text_of_a_revision_is_never_changed_by_any_way(world: World) -> None:
    article = world.article(PLAIN)
    revision = latest(article)
    for name, value in (("body", "x"), ("title", "x"), ("digest", "v1:"), ("saved_by_id", world.editor.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Revision.objects.filter(pk=revision.pk).update(**{name: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        Revision.objects.filter(pk=revision.pk)._raw_delete("default")


def test_what_cannot_be_saved_is_refused_with_every_reason(world: World) -> None:
    with pytest.raises(BadInput) as refusal:
        create_article(world.author, RevisionText(title=" ", body="Words\u202e turned round."))
    assert len(refusal.value.problems) >= 2
    with pytest.raises(NotAllowed):
        create_article(world.stranger, RevisionText(title="Title", body="Words."))
    world.article(PLAIN, slug="taken")
    with pytest.raises(BadInput):
        world.article(PLAIN, slug="taken")


def test_only_the_latest_revision_moves(world: World) -> None:
    article = world.article(LOW)
    world.cite(article)
    old = latest(article)
    world.save(article, LOW, PLAIN)
    with pytest.raises(StaleRevision):
        submit(world.author, old)
    submit(world.author, latest(article))
    with pytest.raises(InvalidTransition):
        submit(world.author, latest(article))
    recall(world.author, latest(article))
    assert latest(article).state == "draft"
    with pytest.raises(InvalidTransition):
        recall(world.author, latest(article))


def test_old_drafts_cannot_be_purged_from_under_the_decisions(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    world.save(article, PLAIN)
    with pytest.raises(DatabaseError), transaction.atomic():
        article.revisions.filter(number=1)._raw_delete("default")
    assert Decision.objects.filter(revision__number=1).exists()
