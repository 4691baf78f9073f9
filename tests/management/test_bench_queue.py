"""The texts with which the bench fills the queue."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles.claims import analyse
from articles.claims.types import ArticleText
from articles.management import bench_queue
from articles.models import QueueEntry


def test_every_sentence_is_another_claim() -> None:
    assert len({bench_queue.sentence(number) for number in range(172_800)}) == 172_800
    for start in range(0, 172_800, 17_117):
        lines = [bench_queue.sentence(start + at) for at in range(bench_queue.PER_TEXT)]
        found = analyse(ArticleText(title="Waiting text", body="\n\n".join(lines)))
        assert len(found.claims) == bench_queue.PER_TEXT


@pytest.mark.django_db
def test_texts_wait_by_the_real_acts() -> None:
    call_command("load_example", stdout=StringIO())
    before = bench_queue.waiting_claims()
    bench_queue.add_texts(before + 3 * bench_queue.PER_TEXT)
    assert bench_queue.waiting_claims() >= before + 3 * bench_queue.PER_TEXT
    lines = list(bench_queue.measure_queue([1]))
    assert [line.split(":")[0].strip() for line in lines[2:]] == [
        "queue",
        "queue, mine",
        "queue, second page",
        "workbench",
        "figures of the review",
        "ledger",
    ]
    assert lines[0] == "making texts until 1 claims wait …"
    assert all(" 0 queries" not in line for line in lines)
    assert QueueEntry.objects.count() >= 3
