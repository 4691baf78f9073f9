"""Whose turn it is: assigning and handing over, "I am looking at this", fallback owners, substitutes for an absence.

Duties pass on, competences never do: none of this is asked when somebody signs.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.claims.types import Competence
from articles.models import Article, Assignment, Look, Substitution
from articles.models.notification import Event
from articles.review import permissions
from articles.review.authorship import authors_of
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, StaleRevision, check_length
from articles.review.ledger import Entry, name_of, record
from articles.review.locks import lock_article
from articles.review.notifications import tell
from articles.review.people import BACKEND, competences_on, today
from articles.review.transitions import workbench_url

LOOKS_FOR = timedelta(minutes=30)  # about one article; pressing again begins anew


# --------------------------------------------------------------------------------------------------------- assigning


def assign(
    by: Any,
    article: Article,
    reviewer: Any,
    due_on: date | None = None,
    *,
    seen: int | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Assignment:
    """Make the review somebody's task, hand it over, or (``reviewer`` None) nobody's, with or without a due date.

    ``seen`` is the id of the reviewer that ``by`` saw. Raises ``StaleRevision`` when it is somebody else by now,
    ``BadInput`` for a due date in the past and for a reviewer who could not sign the words.
    """
    permissions.check(by, "review_article")
    check_length(note)
    now = now or timezone.now()
    if due_on is not None and due_on < today(now):
        raise BadInput("The due date lies in the past.")
    with transaction.atomic():
        article = lock_article(article.pk)
        row = Assignment.objects.filter(article=article).first() or Assignment(article=article)
        if row.reviewer_id != seen:
            raise StaleRevision("Somebody was faster: this review is assigned to another person by now.")
        if reviewer is not None and reviewer.pk != row.reviewer_id:
            _check_could_sign(reviewer, article, now)
        if (row.reviewer_id, row.due_on) == (reviewer.pk if reviewer else None, due_on):
            return row
        data = {"from": row.reviewer_id, "to": reviewer.pk if reviewer else None, "due": _iso(due_on), "note": note}
        before, row.reviewer, row.due_on = row.reviewer, reviewer, due_on
        row.save()
        record(now, Entry("assigned", by, article, subject=f"article:{article.pk}", data=data))
        _tell_of_assignment(by, row, before, note)
    return row


def _check_could_sign(reviewer: Any, article: Article, now: datetime) -> None:
    name = name_of(reviewer)
    held = competences_on(reviewer, today(now))
    if not reviewer.is_active or Competence.CLINICAL not in held or not reviewer.has_perm("articles.sign_claims"):
        raise BadInput(f"{name} holds no current clinical credential, so the review cannot be their task.")
    latest = article.latest_revision
    words = authors_of({row[0] for row in latest.segments}) if latest else {}
    if reviewer.pk in set().union(*words.values()):
        raise BadInput(f"{name} wrote words of this text, so the review cannot be their task.")


def _tell_of_assignment(by: Any, row: Assignment, before: Any, note: str) -> None:
    latest = row.article.latest_revision
    if latest is None:
        return
    until = f" It is due on {row.due_on:%-d %B %Y}." if row.due_on else ""
    words = f" {name_of(by)} writes: {note}" if note else ""
    if row.reviewer is not None and row.reviewer != by:
        task = f"The review of “{latest.title}” is your task.{until}"
        tell([row.reviewer], f"{task}{words}", workbench_url(latest), Event.ASSIGNED, task)
    if before is not None and before not in (by, row.reviewer):
        task = f"The review of “{latest.title}” is not your task any more."
        tell([before], f"{task}{words}", workbench_url(latest), Event.ASSIGNED, task)


def name_fallback(by: Any, article: Article, fallback: Any, now: datetime | None = None) -> Assignment:
    """Name who answers for the re-review of an article when its owner cannot; None takes the name back."""
    permissions.check(by, "publish_article")
    now = now or timezone.now()
    with transaction.atomic():
        article = lock_article(article.pk)
        if fallback is not None and fallback.pk == article.owner_id:
            raise BadInput("The fallback must be somebody else than the owner.")
        if fallback is not None and not (fallback.is_active and fallback.is_staff):
            raise BadInput("Choose an active colleague.")
        row = Assignment.objects.filter(article=article).first() or Assignment(article=article)
        data = {"from": row.fallback_id, "to": fallback.pk if fallback else None}
        row.fallback = fallback
        row.save()
        record(now, Entry("fallback_named", by, article, subject=f"article:{article.pk}", data=data))
    return row


# ----------------------------------------------------------------------------------------------------------- looking


def look(person: Any, article: Article, now: datetime | None = None) -> Look:
    """ "I am looking at this", for half an hour. Colleagues see it; it keeps nobody out."""
    permissions.check(person, "review_article")
    now = now or timezone.now()
    Look.objects.filter(until__lte=now).delete()
    row, _ = Look.objects.update_or_create(
        article=article, person=person, defaults={"since": now, "until": now + LOOKS_FOR}
    )
    return row


def look_away(person: Any, article: Article) -> None:
    """Not looking any more."""
    Look.objects.filter(article=article, person=person).delete()


def looking(articles: Iterable[int], now: datetime) -> list[Look]:
    """Who looks at these articles now, who came first first. One query."""
    rows = Look.objects.filter(article__in=set(articles), until__gt=now, person__is_active=True)
    return list(rows.select_related("person").order_by("since", "pk"))


# ------------------------------------------------------------------------------------------------------- substitutes


def name_substitute(
    by: Any, person: Any, substitute: Any, first_day: date, last_day: date, now: datetime | None = None
) -> Substitution:
    """Record that ``substitute`` takes over the duties of ``person`` on these days (both included).

    For oneself, or by an editor. Raises ``BadInput`` for days that make no sense or overlap another absence.
    """
    _check_may_arrange(by, person)
    now = now or timezone.now()
    problems = []
    if person == substitute:
        problems.append("Nobody stands in for themselves: choose a colleague.")
    if not (substitute.is_active and substitute.is_staff):
        problems.append("Choose an active colleague.")
    if last_day < first_day:
        problems.append("The absence ends before it begins.")
    elif last_day < today(now):
        problems.append("The absence lies in the past.")
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        _lock_person(person)
        rows = Substitution.objects.filter(person=person, first_day__lte=last_day, last_day__gte=first_day)
        if rows.filter(Q(ended_on=None) | Q(ended_on__gt=first_day)).exists():
            raise BadInput("A substitute is already recorded for some of these days: end that one first.")
        row = Substitution.objects.create(
            person=person,
            substitute=substitute,
            first_day=first_day,
            last_day=last_day,
            recorded_by=by,
            recorded_at=now,
        )
        record(now, _entry("substitute_named", by, row))
        text = f"You stand in for {name_of(person)} from {first_day:%-d %B %Y} to {last_day:%-d %B %Y}."
        tell([substitute], text, "/admin/articles/revision/queue/")
    return row


def end_substitution(by: Any, pk: int, now: datetime | None = None) -> Substitution:
    """The person is back: the substitution does not count from today on."""
    now = now or timezone.now()
    with transaction.atomic():
        row = Substitution.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            raise BadInput("There is no such substitution.")
        _check_may_arrange(by, row.person)
        if row.ended_on is not None or row.last_day < today(now):
            raise InvalidTransition("This substitution has already ended.")
        row.ended_on = today(now)
        row.save(update_fields=["ended_on"])
        record(now, _entry("substitute_ended", by, row))
    return row


def _check_may_arrange(by: Any, person: Any) -> None:
    permissions.check(by, "review_article")
    if by != person and not by.has_perm("articles.publish_article"):
        raise NotAllowed("You arrange your own absence; an editor may arrange that of others.")


def _lock_person(person: Any) -> None:
    """Two people who record an absence of the same person wait for each other."""
    list(get_user_model().objects.select_for_update().filter(pk=person.pk))


def _entry(kind: str, by: Any, row: Substitution) -> Entry:
    data = {
        "person": row.person_id,
        "substitute": row.substitute_id,
        "first_day": _iso(row.first_day),
        "last_day": _iso(row.last_day),
        "ended_on": _iso(row.ended_on),
    }
    return Entry(kind, by, subject=f"substitution:{row.pk}", data=data)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ------------------------------------------------------------------------------------------------------ whose duties


def substitutes_on(day: date) -> dict[int, Any]:
    """Who stands in for whom on that day: id of the absent person → substitute. One query."""
    rows = Substitution.objects.filter(first_day__lte=day, last_day__gte=day).select_related("substitute")
    return {row.person_id: row.substitute for row in rows if row.counts_on(day)}


def stood_in_for(person: Any, day: date) -> set[int]:
    """Ids of the people whose duties lie with ``person`` on that day. One query."""
    rows = Substitution.objects.filter(substitute=person, first_day__lte=day, last_day__gte=day)
    return {row.person_id for row in rows if row.counts_on(day)}


def answers_for(article: Article, assignment: Assignment | None, away: dict[int, Any]) -> Any:
    """Who answers for the re-review: the owner; the owner's substitute; the fallback; None when nobody is there.

    ``away`` comes from ``substitutes_on``. A substitute who has left, or is away as well, does not count.
    """
    fallback = assignment.fallback if assignment else None
    for person in (article.owner, away.get(article.owner_id), fallback, away.get(fallback.pk) if fallback else None):
        if person is not None and person.is_active and person.pk not in away:
            return person
    return None


def reviewers() -> list[Any]:
    """Everybody whose task a review could be, by name: allowed to sign, with a credential that counts today."""
    day = today(timezone.now())
    people = get_user_model().objects.with_perm("articles.sign_claims", backend=BACKEND).filter(is_active=True)
    rows = people.filter(credentials__isnull=False).distinct().prefetch_related("credentials")
    able = [person for person in rows if Competence.CLINICAL in competences_on(person, day)]
    return sorted(able, key=lambda person: (name_of(person), person.pk))
