"""``bench_claims``: how good detection is on a folder of labelled articles. Needs no database."""

import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from articles.claims import RuleSet, analyse, load_ruleset
from articles.claims.files import MAX_BYTES
from articles.claims.frontmatter import parse_file
from articles.claims.labels import UNSEEN, Unit, load_units
from articles.claims.measure import Score, measure
from articles.claims.model import HEADS, Weights, read_weights, written
from articles.claims.types import ArticleText

_SHOWN = 100  # characters of a sentence
_NEVER = -30_000  # log-odds in thousandths
_LENGTHS = (1_000, 10_000, 100_000)  # words

# Run in a process of its own, with a text on standard input.
_FRESH = """
import sys, time
def held():  # MB, Linux only
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
text, bare, begun = sys.stdin.read(), held(), time.process_time()
from articles.claims import analyse, load_ruleset
from articles.claims.types import ArticleText
load_ruleset()
ready = time.process_time()
words = analyse(ArticleText("", text)).words
done = time.process_time()
print(f"{ready - begun:.2f} s of CPU until a new process is ready, its first text ({words:,} words) takes "
      f"{(done - ready) * 1000:.0f} ms, memory {held() - bare:.0f} MB over the bare interpreter")
"""


class Command(BaseCommand):
    """Prints what the shipped detector finds; with ``--left-out`` also what it finds in articles it has not seen."""

    help = "Measure claim detection on a folder with gold.jsonl or silver.jsonl and the articles they name."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--errors", action="store_true", help="also print what was missed and what was flagged wrongly"
        )
        parser.add_argument(
            "--left-out",
            action="store_true",
            help="also fit the weights anew without each article, and without each half (needs scikit-learn)",
        )
        parser.add_argument("--public", type=Path, help="folder with the public articles of data/public_labels.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        files = [folder / name for name in ("gold.jsonl", "silver.jsonl") if (folder / name).is_file()]
        if not files:
            self.stdout.write(f"{folder} holds neither gold.jsonl nor silver.jsonl: nothing to measure.")
            return
        units = {file.name: load_units(file) for file in files}
        for name, mine in units.items():
            seen = "never fitted on these labels" if folder.resolve() == UNSEEN else "fitted on labels like these"
            self._score(f"{name}, shipped weights ({seen})", measure(mine, folder), options["errors"])
        everything = [unit for mine in units.values() for unit in mine]
        self._score("rules alone, without the model", _with(_blind(), everything, folder), False)
        if options["left_out"]:
            self._left_out(folder, units, options)
        self._speed(folder, sorted({unit.article for unit in everything}))

    def _score(self, title: str, score: Score, errors: bool) -> None:
        self.stdout.write(f"\n{title}: {score.lines()[0]}")
        for line in score.lines()[1:]:
            self.stdout.write(f"  {line}")
        if errors:
            for unit in score.missed:
                self.stdout.write(f"  missed ({unit.risk}{_flags(unit)}): {unit.text[:_SHOWN]}")
            for unit in score.wrong:
                self.stdout.write(f"  flagged wrongly{_flags(unit)}: {unit.text[:_SHOWN]}")

    def _left_out(self, folder: Path, units: dict[str, list[Unit]], options: dict[str, Any]) -> None:
        # Imported here: the fit needs a package that the product does not.
        from articles.claims.fitting import given_examples, left_out, own_examples, public_examples

        public, missing = public_examples(options["public"] or folder.parent / "unlabelled")
        if missing:
            self.stdout.write(f"\n{len(missing)} public articles are not there: the fit goes without them.")
        examples = [*given_examples(folder), *public, *own_examples()]
        articles = {unit.article for mine in units.values() for unit in mine}
        for title, folds in (("one article left out at a time", 0), ("fitted on one half, judged on the other", 2)):
            scores = {name: Score() for name in units}
            for fold, weights in left_out(examples, articles, folds):
                for name, mine in units.items():
                    _with(weights, [unit for unit in mine if unit.article in fold], folder, scores[name])
            for name, score in scores.items():
                self._score(f"{name}, {title}", score, options["errors"] and not folds)

    def _speed(self, folder: Path, names: Sequence[str]) -> None:
        ruleset = load_ruleset()
        articles = [parse_file((folder / name).read_text(encoding="utf-8"), name).article for name in names]
        words = sum(analyse(article).words for article in articles)
        again = _cpu(lambda: [analyse(article) for article in articles]) / max(1, words) * 1000
        new = _cpu(lambda: _analyse_anew(articles, ruleset)) / max(1, words) * 1000
        self.stdout.write(
            f"\n{again:.1f} ms of CPU per 1,000 words that were read before, {new:.1f} ms for new ones "
            f"({words:,} words)"
        )
        self.stdout.write(_fresh(max(articles, key=lambda article: len(article.body)).body))
        body = "\n\n".join(article.body for article in articles)
        for length in _LENGTHS:
            text = replace(articles[0], body=_as_long_as(body, max(1, words), length))
            started = analyse(text).words
            spent = _cpu(lambda text=text: analyse(text), 1)  # type: ignore[misc]
            self.stdout.write(f"{started:,} words in one text: {spent / started * 1000:.1f} ms per 1,000 words")


def _analyse_anew(articles: Sequence[ArticleText], ruleset: RuleSet) -> None:
    """Detection by a reader that has never seen the words."""
    unread = replace(ruleset, reader=ruleset.reader.anew())
    for article in articles:
        analyse(article, unread)


def _fresh(text: str) -> str:
    """Start-up, first text and memory of a new process, in words."""
    fresh = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _FRESH], input=text, capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    return fresh.stdout.strip()


def _blind() -> Weights:
    """Weights of a model that never sees a claim."""
    return read_weights(written({"bias": (_NEVER,) * len(HEADS)}, ()))


def _with(weights: Weights, units: Sequence[Unit], folder: Path, score: Score | None = None) -> Score:
    return measure(units, folder, replace(load_ruleset(), weights=weights), score)


def _flags(unit: Unit) -> str:
    flags = [word for word, holds in (("borderline", unit.borderline), ("by its place", unit.needs_context)) if holds]
    return f", {', '.join(flags)}" if flags else ""


def _as_long_as(body: str, words: int, wanted: int) -> str:
    """``body`` (of ``words`` words) again and again, cut at a blank line near ``wanted`` words and the longest text."""
    size = min(MAX_BYTES // 4 - 1, len(body) * wanted // words)
    text = "\n\n".join([body] * (size // len(body) + 1))[:size]
    return text[: text.rfind("\n\n")] if "\n\n" in text else text


def _cpu(run: Callable[[], object], rounds: int = 5) -> float:
    """Milliseconds of processor time of the fastest of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        run()
        best = min(best, time.process_time() - started)
    return best * 1000
