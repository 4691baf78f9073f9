"""Many distinct articles for load tests, published through the one door by people made for it.

The sentences are of low risk, so that one clinician suffices without sources; what detection of the day ranks higher in
its place ends otherwise. The first two thousand articles share next to none, since shared sentences would make the
record of their authors grow in a way that real articles do not.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import prod
from typing import Any
from uuid import uuid4

import yaml
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles.claims import analyse
from articles.claims.types import ArticleText, Risk
from articles.models import Article, Revision, Topic
from articles.publishing.door import publish
from articles.publishing.example import FOLDER, make_people
from articles.review.attesting import Attest, text_digest
from articles.review.board import load_board
from articles.review.revisions import RevisionText, create_article
from articles.review.signatures import SigningSession, card_token, text_token
from articles.review.signing import decide
from articles.review.transitions import submit

PEOPLE: list[dict[str, Any]] = [
    {"username": "bulk-administrator", "name": "Bulk Administrator", "groups": ["Credential administrators"]},
    {"username": "bulk-verifier", "name": "Bulk Verifier", "groups": ["Credential administrators"]},
    {"username": "bulk-author", "name": "Bulk Author", "groups": ["Authors"]},
    {"username": "bulk-editor", "name": "Bulk Editor", "groups": ["Editors"]},
    {
        "username": "bulk-clinician",
        "name": "Bulk Psychotherapist",
        "groups": ["Clinicians"],
        "credentials": {"psychotherapist": "BULK-0001"},
    },
]
TOPICS = ("Quiet moments", "Walking", "Evenings", "Sounds", "Small rituals")

SECTIONS = 4
PER_SECTION = 6  # sentences, in two paragraphs
_FIRST_SHOWN = 10_000  # shown numbers have five digits: shorter ones can be crisis lines ("988")
_STRIDE = 48_271  # a prime that divides no list's length: stepping by it meets every sentence once before any twice


@cache
def _words() -> dict[str, list[str]]:
    data: dict[str, list[str]] = yaml.safe_load((FOLDER / "bulk.yaml").read_text(encoding="utf-8"))
    return data


def sentence(number: int) -> str:
    """The sentence of this number; different for every number below the product of the lengths of the lists."""
    lists = _words()
    rest = number * _STRIDE % prod(len(words) for words in lists.values())
    chosen = {}
    for name, words in lists.items():
        rest, at = divmod(rest, len(words))
        chosen[name] = words[at]
    return f"{chosen['doing']} {chosen['where']} {chosen['when']} {chosen['ending']}."


def heading(number: int) -> str:
    """The heading of this number, as "In the garden before breakfast"; it comes back after some fifty articles."""
    where, when = _words()["where"], _words()["when"]
    place = where[number % len(where)]
    return f"{place[0].upper()}{place[1:]} {when[number % len(when)]}"


def text(number: int, topic: int | None = None) -> RevisionText:
    """The text of article ``number``: about 300 words under four headings, every claim in it of low risk."""
    per_article = SECTIONS * PER_SECTION
    sentences = [sentence(number * per_article + at) for at in range(per_article)]
    # Weights change with each release, and with them where a sentence of this kind stands between low and medium.
    while True:
        made = _text(number, sentences, topic)
        grave = _grave(made)
        milder = [_plain(words) if words in grave else words for words in sentences]
        if milder == sentences:
            return made
        sentences = milder


def _text(number: int, sentences: Sequence[str], topic: int | None) -> RevisionText:
    blocks = []
    for at in range(SECTIONS):
        mine = sentences[at * PER_SECTION : (at + 1) * PER_SECTION]
        blocks += [f"## {heading(number * SECTIONS + at)}", " ".join(mine[:3]), " ".join(mine[3:])]
    shown = _FIRST_SHOWN + number
    title = sentences[0].split(" can ")[0].split(" may ")[0].rstrip(".")
    return RevisionText(
        title=f"{title}: note {shown}",
        summary=f"Note {shown} about small things that make a day.",
        meta_description=f"Note {shown} of a series about small things that make a day.",
        body="\n\n".join(blocks),
        topic=topic,
    )


def _grave(made: RevisionText) -> set[str]:
    """The words of the claims of more than low risk."""
    found = analyse(ArticleText(made.title, made.body, made.summary, made.meta_description))
    return {found.segments[claim.segment].text for claim in found.claims if claim.risk is not Risk.LOW}


def _plain(words: str) -> str:
    """The sentence with an ending that says nothing of an effect."""
    ending = next(ending for ending in _words()["ending"] if words.endswith(f" {ending}."))
    return f"{words.removesuffix(f'{ending}.')}was free."


def seed(articles: int, drafts: int = 0) -> Iterator[Article]:
    """Make and publish ``articles``, then make ``drafts``; yields each when it is done. Continues an earlier run."""
    people = _people()
    topics = [
        Topic.objects.get_or_create(slug=name.lower().replace(" ", "-"), defaults={"name": name})[0].pk
        for name in TOPICS
    ]
    first = Article.objects.filter(owner=people["bulk-author"]).count() + 1
    for number in range(first, first + articles + drafts):
        with transaction.atomic():
            article = create_article(
                people["bulk-author"], text(number, topics[number % len(topics)]), slug=f"note-{number}"
            )
            if number < first + articles:
                _publish(article, people)
        yield article


def _people() -> dict[str, Any]:
    names = [item["username"] for item in PEOPLE]
    found = {user.get_username(): user for user in get_user_model().objects.filter(username__in=names)}
    if len(found) == len(names):
        return found
    with transaction.atomic():
        return make_people(PEOPLE, None)


def _publish(article: Article, people: dict[str, Any]) -> None:
    revision = Revision.objects.select_related("article", "topic").get(article=article)
    submit(people["bulk-author"], revision)
    clinician, now = people["bulk-clinician"], timezone.now()
    claims = load_board(revision, now, clinician).claims
    cards = [
        card_token(clinician, revision, claim.fingerprint, claim.contexts, claim.evidence_digest, now)
        for claim in claims
    ]
    whole = Attest(text_token(clinician, revision, text_digest(revision)), no_claims=not claims)
    decide(SigningSession(clinician, now, now), revision, cards, uuid4(), attest=whole, now=now)
    revision.refresh_from_db()
    publish(people["bulk-editor"], revision)
