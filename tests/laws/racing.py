"""Acts at the same moment: each in a thread and a connection of its own, in both orders, with small random delays."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

from django.db import connection, connections
from django.utils import timezone

from articles.models import Article, LedgerEvent, LedgerHead, Publication
from articles.publishing import verify
from articles.review.board import load_board
from articles.review.errors import Refusal
from tests.world import World

PATIENCE = 40  # seconds after which a race counts as hanging
ROUNDS = 3 if connection.vendor == "postgresql" else 2

Act = Callable[[], Any]
Delays = tuple[float, ...]


def race(*acts: Act, delays: Delays = ()) -> list[Any]:
    """Runs the acts at the same moment, the i-th after ``delays[i]`` seconds; returns what each gave or its refusal.

    Anything but a refusal (a deadlock, a locked database, a broken constraint) is raised.
    """
    start = Barrier(len(acts), timeout=PATIENCE)

    def run(act: Act, delay: float) -> Any:
        try:
            connection.ensure_connection()
            start.wait()
            time.sleep(delay)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    delays = delays or (0.0,) * len(acts)
    with ThreadPoolExecutor(len(acts)) as threads:
        runs = [threads.submit(run, act, delay) for act, delay in zip(acts, delays, strict=True)]
        return [item.result(PATIENCE) for item in runs]


def in_rounds(acts: int, seed: int = 1) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Runs a test of ``acts`` acts several times in one committed world: at once, then each act in turn ahead.

    The test is given the world, the number of the round and the delays of the acts in seconds.
    """

    def wrap(test: Callable[..., None]) -> Callable[..., None]:
        def run(committed_world: World) -> None:
            random = Random(seed)
            for number in range(ROUNDS):
                late = [random.uniform(0.002, 0.04) if number else 0.0 for _ in range(acts)]
                late[number % acts] = 0.0
                test(committed_world, number, tuple(late))

        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        return run

    return wrap


def assert_lawful(article: Article) -> None:
    """The ledger proves itself, and what readers see (or will see) rests on valid grounds or is marked as in doubt."""
    now = timezone.now()
    assert list(verify.problems()) == []
    assert LedgerHead.objects.get().seq == LedgerEvent.objects.count()
    live = Publication.objects.live(now).filter(article=article)
    assert live.count() <= 1
    for row in [*live, *Publication.objects.scheduled(now).filter(article=article)]:
        board = load_board(row.revision, now)
        settled = not board.open_claims and board.coverage.complete
        assert settled or (row.hold and row.live_from <= now), f"{row} is public, and {board.open_claims} are open"
