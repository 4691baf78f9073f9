"""How queue and workbench bear many claims: queries and time of the pages, with texts that wait by real acts."""

import statistics
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Occurrence, Revision
from articles.publishing.example import EXAMPLE_PASSWORD
from articles.review import sources, waiting
from articles.review.board import load_board
from articles.review.revisions import RevisionText, create_article
from articles.review.signatures import SigningSession, card_token
from articles.review.signing import decide
from articles.review.transitions import submit, workbench_url

QUEUE = "/admin/articles/revision/queue/"
FIGURES = "/admin/articles/revision/figures/"
LEDGER = "/admin/articles/ledgerevent/"
PER_TEXT = 23  # claims, as in an article of the publisher's
ROUNDS = 5
_WHAT: tuple[str, ...] = (
    "Talking therapy",
    "Group therapy",
    "Couples therapy",
    "Mindfulness training",
    "Behavioural activation",
)
_WHAT += ("Problem-solving therapy", "Interpersonal therapy", "Guided self-help", "Relaxation training", "Sertraline")
_DOES = ("can reduce", "can ease", "may relieve", "often lessens")
_IT = (
    "low mood",
    "anxiety",
    "panic",
    "worry",
    "social anxiety",
    "health anxiety",
    "insomnia",
    "anger",
    "grief",
    "stress",
)
_WHOM = (
    "adults",
    "students",
    "new parents",
    "older adults",
    "carers",
    "nurses",
    "teachers",
    "shift workers",
    "veterans",
)
_WHEN = ("before winter", "after a move", "in the first weeks", "after a loss", "during a long illness", "at work")
_WHERE = ("in a city", "in a village", "on a ward", "at home", "in a clinic", "by telephone", "online", "at school")


def sentence(number: int) -> str:
    """The claim of this number; different for every number below 172,800."""
    words = []
    for parts in (_WHAT, _DOES, _IT, _WHOM, _WHEN, _WHERE):
        number, at = divmod(number, len(parts))
        words.append(parts[at])
    return f"{' '.join(words)}."


def add_texts(claims: int) -> int:
    """Texts that wait, until so many claims do. Every text is submitted; one in eight has its sources and a
    first signature besides. Returns how many texts wait."""
    names = ("author", "editor", "therapist")
    author, editor, therapist = (get_user_model().objects.get(username=name) for name in names)
    work = sources.add_source(editor, title="Example guideline", kind="guideline", version="2026", url="")
    while (now_waiting := waiting_claims()) < claims:
        first = Article.objects.count()
        for number in range(first, first + max(1, (claims - now_waiting) // PER_TEXT)):
            lines = [sentence(number * PER_TEXT + at) for at in range(PER_TEXT)]
            text = RevisionText(title=f"Waiting text {number}", body="\n\n".join(lines))
            with transaction.atomic():
                article = create_article(author, text, slug=f"waiting-{number}")
                revision = Revision.objects.select_related("article", "topic").get(article=article)
                if number % 8 == 1:
                    found = list(revision.occurrences.values_list("claim__fingerprint", flat=True))
                    sources.attach(editor, article, found, work, sources.Pointer(locator="1"))
                submit(author, revision)
                if number % 8 == 1:
                    _sign(therapist, revision)
    return Revision.objects.filter(state="in_review").count()


def _sign(person: Any, revision: Revision) -> None:
    now = timezone.now()
    cards = [
        card_token(person, revision, claim.fingerprint, claim.contexts, claim.evidence_digest, now)
        for claim in load_board(revision, now, person).claims
    ]
    decide(SigningSession(person, now, now), revision, cards, uuid4(), now=now)


def waiting_claims() -> int:
    """How many claims stand in texts that wait for readers."""
    return Occurrence.objects.filter(revision__state="in_review").count()


def measure_queue(sizes: list[int]) -> Iterator[str]:
    """Lines with queries and CPU time of the queue, its pages and filters, and of the workbench, for each size."""
    client = Client()
    client.post("/admin/login/", {"username": "prescriber", "password": EXAMPLE_PASSWORD})
    client.get(QUEUE)  # the first request of a session writes to it
    for size in sizes:
        yield f"making texts until {size:,} claims wait …"
        texts = add_texts(size)
        began = time.process_time()
        waiting.refresh(timezone.now())
        first = time.process_time() - began
        answer = client.get(QUEUE)
        after = answer.context["next"]
        middle = Revision.objects.filter(state="in_review").order_by("pk")[texts // 2]
        pages = {
            "queue": QUEUE,
            "queue, mine": f"{QUEUE}?show=mine",
            "queue, second page": f"{QUEUE}?after={after}",
            "workbench": workbench_url(middle),
            "figures of the review": FIGURES,
            "ledger": LEDGER,
        }
        yield f"{waiting_claims():,} claims wait in {texts:,} texts; computing their facts takes {first:.1f} s of CPU"
        for name, path in pages.items():
            queries, seconds = _cost(client, path)
            yield f"  {name}: {queries} queries, {1000 * seconds:.0f} ms of CPU (median of {ROUNDS})"


def _cost(client: Client, path: str) -> tuple[int, float]:
    """(queries, seconds of CPU of this process) of a page, the database's work included where it runs inside."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    count = len(queries)  # now: the next request forgets them
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        client.get(path)
        spent.append(time.process_time() - began)
    return count, statistics.median(spent)
