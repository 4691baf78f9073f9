"""Law 6: separation of duties on words. Who wrote any part of a sentence signs neither it nor the text it stands in."""

from typing import Any

import pytest

from articles.models import WordAuthor
from articles.publishing.rescanning import rescan
from articles.review.decisions import Choice
from articles.review.errors import NotAllowed
from articles.review.marking import acknowledge
from articles.review.revisions import RevisionText, create_article, restore
from articles.workflow.settlement import Outcome
from tests.laws.test_rescanning import new_medicine
from tests.world import LOW, MEDIUM, PLAIN, World, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

LONG = "Slow breathing before bed can help some adults fall asleep and wake less often in the night."


def authors(world: World, article: Any, text: str) -> set[str]:
    """User names of the authors of a sentence of the latest revision."""
    (fingerprint,) = {row[0] for row in latest(article).segments if row[6] == text}
    people = {world.author, world.editor, world.second_editor, *writing_clinicians(world)}
    found = WordAuthor.objects.filter(fingerprint=fingerprint).values_list("person_id", flat=True)
    return {person.username for person in people if person.pk in set(found)}


def writing_clinicians(world: World) -> list[Any]:
    return [world.therapist, world.second_therapist, world.prescriber]


def may_write(world: World, person: Any) -> Any:
    """A clinician who also writes."""
    person.groups.add(*world.author.groups.all())
    return type(person).objects.get(pk=person.pk)


def refusals(result: Any) -> list[str]:
    return [item.reason for item in result.refused]


def test_who_introduced_a_sentence_is_its_author_and_cannot_sign_it(world: World) -> None:
    writer = may_write(world, world.therapist)
    article = world.article(LOW, by=writer)
    result = world.decide(writer, article)
    assert result.decisions == []
    assert "author" in refusals(result)[0]
    assert world.decide(world.second_therapist, article).decisions


def test_who_wrote_nearly_all_of_a_sentence_stays_its_author_when_a_colleague_saves_last(world: World) -> None:
    writer = may_write(world, world.therapist)
    article = world.article(LONG, by=writer)
    changed = LONG.replace("adults", "people")
    world.save(article, changed, by=world.editor)
    assert authors(world, article, changed) == {"therapist", "editor"}
    assert refusals(world.decide(writer, article))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([LONG], ["Slow breathing before bed can help some adults fall asleep.", "They wake less often in the night."]),
        (["Slow breathing can help some adults fall asleep.", "A dark room can help them stay asleep."],
         ["Slow breathing can help some adults fall asleep and a dark room can help them stay asleep."]),
        ([LONG], ["Slow breathing before bed can help."]),
        ([LONG], [LONG.replace("can help", "does not help")]),
        ([LONG], ["In the night, some adults wake less often when slow breathing before bed helps them fall asleep."]),
    ],
    ids=["split", "merged", "deleted from", "turned round", "reordered"],
)  # fmt: skip
def test_authors_follow_their_words(world: World, before: list[str], after: list[str]) -> None:
    writer = may_write(world, world.therapist)
    article = world.article(*before, by=writer)
    world.save(article, *after, by=world.editor)
    for sentence in after[:1]:
        assert "therapist" in authors(world, article, sentence)


def test_a_sentence_of_another_article_keeps_its_author(world: World) -> None:
    writer = may_write(world, world.therapist)
    world.article(LOW, by=writer, title="The first page")
    copied = world.article(LOW, by=world.editor, title="The second page")
    assert authors(world, copied, LOW) == {"therapist", "editor"}
    assert refusals(world.decide(writer, copied))


def test_restoring_an_old_revision_makes_nobody_an_author(world: World) -> None:
    restorer = may_write(world, world.therapist)
    article = world.article(LOW, PLAIN)
    world.save(article, PLAIN)
    restore(article, restorer, 1)
    assert authors(world, article, LOW) == {"author"}
    assert world.decide(restorer, article).decisions


def test_putting_back_a_sentence_that_stood_here_before_makes_nobody_an_author(world: World) -> None:
    article = world.article(LOW, PLAIN)
    world.save(article, PLAIN)
    world.save(article, LOW, PLAIN, by=world.editor)
    assert authors(world, article, LOW) == {"author"}


def test_changing_only_how_a_sentence_looks_makes_nobody_an_author(world: World) -> None:
    article = world.article(LOW)
    world.save(article, LOW.replace("morning", "**morning**"), by=world.editor)
    assert authors(world, article, LOW) == {"author"}


def test_the_importer_is_the_author_unless_one_is_named(world: World) -> None:
    text = RevisionText(title="An imported page", body=LOW)
    named = create_article(world.editor, text, authors=[world.author], way="imported")
    assert authors(world, named, LOW) == {"author"}
    other = RevisionText(title="Another imported page", body=MEDIUM)
    alone = create_article(world.editor, other, way="imported")
    assert authors(world, alone, MEDIUM) == {"editor"}
    assert set(WordAuthor.objects.values_list("way", flat=True)) == {"imported"}


def test_wording_that_a_reviewer_proposes_makes_the_reviewer_an_author_once_it_is_taken_over(world: World) -> None:
    article = world.article(LOW)
    better = "A short walk in the morning can help some people feel calmer."
    asked = Choice(Outcome.REQUEST_CHANGES, reason="Say for whom.", proposed_wording=better)
    world.decide(world.therapist, article, choice=asked)
    assert authors(world, article, LOW) == {"author"}
    world.save(article, better)
    assert authors(world, article, better) == {"author", "therapist"}
    assert refusals(world.decide(world.therapist, article))
    assert world.decide(world.second_therapist, article).decisions


def test_a_free_note_makes_nobody_an_author(world: World) -> None:
    article = world.article(LOW)
    world.decide(
        world.therapist, article, choice=Choice(Outcome.REQUEST_CHANGES, reason="Please say for whom it helps.")
    )
    changed = "A short walk in the morning can help some people feel calmer."
    world.save(article, changed)
    assert authors(world, article, changed) == {"author"}
    assert world.decide(world.therapist, article).decisions


def test_a_superuser_who_wrote_the_words_is_refused_like_everybody(world: World) -> None:
    world.credential(world.superuser, "psychiatrist")
    article = world.article(LOW, by=world.superuser)
    assert refusals(world.decide(world.superuser, article))
    with pytest.raises(NotAllowed):
        world.attest(world.superuser, article)


def test_an_author_of_any_standing_words_does_not_sign_the_whole_text(world: World) -> None:
    writer = may_write(world, world.therapist)
    article = world.article(LOW, PLAIN)
    world.save(article, LOW, PLAIN, "The second bus is number nine.", by=writer)
    with pytest.raises(NotAllowed):
        world.attest(writer, article)
    assert world.decide(writer, article).decisions  # the claim is not theirs
    world.save(article, LOW, PLAIN)
    world.attest(writer, article)  # their words stand here no more


def test_a_reviewer_who_changes_words_while_reviewing_signs_neither_those_nor_the_text(world: World) -> None:
    writer = may_write(world, world.therapist)
    article = world.article(LOW, MEDIUM)
    world.cite(article)
    tokens = world.cards(writer, article)
    world.save(article, LOW.replace("can help", "may help"), MEDIUM, by=writer)
    result = world.decide(writer, article, tokens=tokens)
    assert [row.fingerprint for row in result.decisions] == [
        claim.fingerprint for claim in world.board(article).claims if claim.claim.text == MEDIUM
    ]
    assert len(result.stale) == 1
    assert refusals(world.decide(writer, article, [LOW.replace("can help", "may help")]))
    with pytest.raises(NotAllowed):
        world.attest(writer, article)


def test_a_signer_who_later_writes_into_the_text_no_longer_covers_it(world: World) -> None:
    article = world.article(LOW)
    world.settle(article)
    writer = may_write(world, world.therapist)
    world.save(article, LOW, "The second bus is number nine.", by=writer)
    assert world.board(article).coverage.full is None


def test_an_editor_who_wrote_the_words_does_not_acknowledge_them(world: World) -> None:
    article = world.article(LOW, by=world.editor)
    (claim,) = world.board(article).claims
    with pytest.raises(NotAllowed):
        acknowledge(world.editor, latest(article), [claim.fingerprint], "Fine by me.")
    assert acknowledge(world.second_editor, latest(article), [claim.fingerprint], "Checked with the lawyer.")


def test_the_author_of_a_sentence_is_that_of_its_parts_when_a_release_cuts_it_otherwise(
    world: World, monkeypatch
) -> None:
    writer = may_write(world, world.therapist)
    with monkeypatch.context() as before:
        before.setattr("articles.markup.build.with_line_ends", lambda inlines: inlines)
        article = world.article("✓ Lowers anxiety\n✓ Lifts a low mood", by=writer)
        assert authors(world, article, "✓ Lowers anxiety ✓ Lifts a low mood") == {"therapist"}
    new_medicine(world)
    rescan()
    assert authors(world, article, "✓ Lowers anxiety") == authors(world, article, "✓ Lifts a low mood") == {"therapist"}
    assert "author" in refusals(world.decide(writer, article))[0]
    assert "author" not in refusals(world.decide(world.second_therapist, article))[0]
