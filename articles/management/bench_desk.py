"""What the live desk costs: from a pause of the typing to marks, and to the verdict of the gate, for 2,000 words."""

import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.test import Client

from articles.models import Article
from articles.publishing.example import EXAMPLE_PASSWORD

ROUNDS = 9
WORDS = 2000
BAR = 50  # milliseconds of the server
SCRIPT = Path(settings.BASE_DIR) / "articles" / "static" / "articles" / "desk" / "live.js"


def measure_desk() -> Iterator[str]:
    """A line for each of the two answers, whole requests with session and rights, each for a text not seen before."""
    article = Article.objects.filter(kind="article").latest("pk")
    revision = article.latest_revision
    if revision is None:
        return
    client = Client()
    client.login(username="author", password=EXAMPLE_PASSWORD)
    size = len(revision.body.split())
    body = "\n\n".join([revision.body] * (WORDS // size + 1))
    cut = "\n\n".join(body.split("\n\n"))
    while len(cut.split()) > WORDS:
        cut = cut.rpartition("\n\n")[0]
    waits = {name: int(value) for name, value in re.findall(r"const (PAUSE|REST) = (\d+);", SCRIPT.read_text("utf-8"))}
    for name, url, wait in (
        ("marks and findings", "/admin/articles/preview/", waits["PAUSE"]),
        ("what blocks publishing", "/admin/articles/preview/gate/", waits["REST"]),
    ):
        spent = []
        for number in range(ROUNDS + 1):
            form = {"article": article.pk, "title": f"{revision.title} {number}", "body": f"{cut}\n\nNote {number}."}
            started = time.process_time()
            answer = client.post(url, form)
            spent.append((time.process_time() - started) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{url} answered {answer.status_code}")
        milliseconds = statistics.median(spent[1:])  # the first one loads the rules
        bar = f"; bar {BAR}" if url.endswith("preview/") else ""
        yield (
            f"desk, {len(cut.split()):,} words, {name}: {milliseconds:.1f} ms of CPU on the server (median of {ROUNDS}"
            f"{bar}), asked for {wait} ms after the last key"
        )
