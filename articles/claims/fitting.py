"""Fits the weights of the model from labelled sentences: penalised logistic regression (scikit-learn), one a question.

Only for development: nothing here is imported at run time.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from .detect import title_of
from .features import features
from .frontmatter import parse_file
from .labels import UNSEEN, LabelError, Unit, load_units, read_labels
from .model import CLAIM, HEADS, HIGH, MEDIUM, UNIT, Weights, read_weights, written
from .pairs import parted
from .ruleset import shipped_reader
from .segments import segment
from .types import ClaimType, Risk

DATA = Path(__file__).parent / "data"
OWN, PUBLIC = "own", "public"  # articles of this repository; articles of which only the labels are here

# Chosen by leaving articles out (docs/claims.md says what each brought).
# Claim and risk keep every feature (L2); the types, of which there are fewer examples, only those that tell (L1).
_PENALTIES = {CLAIM: (1.5, 0.0), MEDIUM: (0.3, 0.0), HIGH: (0.3, 0.0)}  # inverse of the penalty, share of L1 in it
_TYPE_PENALTY = (1.0, 1.0)
# A feature counts less, its penalty being 1 / scale² times as hard, the less it can be trusted: a single word, and what
# is the same for all sentences under a heading, of which there are few.
_WORDS = ("w:", "ww:", "hw:", "sw:")
_NEIGHBOURS = ("b:", "a:")
_SCALES: tuple[tuple[str, float], ...] = (
    ("w:", 0.4),
    ("g:", 0.3),
    ("ww:", 0.3),
    ("hw:", 0.3),
    ("sw:", 0.3),
    ("hc:", 0.1),
    ("tc:", 0.1),
    ("sc:", 0.1),
    ("doc:", 0.5),
    ("sec:", 0.3),
)
_UNDER = 0.25  # what a sentence says itself, joined with a subject above it (pairs.py)
_SCALES += (("h:", 0.5), ("t:", 0.3), ("s:", 0.5), ("p:", 0.5), ("b:", 0.1), ("a:", 0.1))
# Of a label by where it is from. Those of a measured folder count GIVEN times, those of two passes (gold) still more.
TRUST = {OWN: 1.0, PUBLIC: 2.0, "gold": 12.0}
GIVEN = 8.0
LEAST_SENTENCES, LEAST_ARTICLES = 4, 3  # a feature seen less often says nothing in general
LEAST_OF_A_WORD = 8, 5  # likewise for a word
# What names a medicine, a condition or a crisis, here or around, never speaks against a claim, whatever articles say.
_NEVER_AGAINST = frozenset(
    f"{place}{name}"
    for place in ("", "h:", "t:", "s:", "p:")
    for name in ("drug", "supplement", "crisis", "medicine_word", "condition", "symptom")
)
LEAST_WEIGHT = 30  # thousandths; smaller ones change nothing and are not kept
_INTERCEPT_SCALE = 5.0  # the solver penalises the intercept too: this makes it nearly free


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence with its features; ``source`` tells where the label is from."""

    unit: Unit
    source: str
    names: tuple[str, ...]


def examples_of(units: Sequence[Unit], folder: Path, source: str) -> list[Example]:
    """The sentences of the units' articles, each with the unit that shares at least half of the shorter of the two."""
    reader = shipped_reader()
    by_article: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_article[unit.article].append(unit)
    examples = []
    for article, mine in by_article.items():
        path = folder / article
        file = parse_file(path.read_text(encoding="utf-8"), path.name)
        segments = segment(file.article)
        sentences = reader.sentences(segments, title_of(file.article, segments))
        for sentence, seen in zip(sentences, features(sentences, reader), strict=True):
            part = sentence.segment
            start, end = file.span(part.part, part.start, part.end)
            best = max(mine, key=lambda unit: min(end, unit.end) - max(start, unit.start))
            if 2 * (min(end, best.end) - max(start, best.start)) >= min(end - start, best.end - best.start):
                examples.append(Example(best, source, tuple(seen.all())))
    return examples


def own_units() -> list[Unit]:
    """The labels of the articles of this repository; raises ``LabelError`` when a text has changed under them."""
    folder = DATA / "training"
    units: list[Unit] = []
    for file in sorted((folder / "labels").glob("*.csv")):
        labelled, changed = read_labels(file, folder)
        if changed:
            raise LabelError(f"The labels do not fit the words any more: {', '.join(changed)}")
        units += labelled
    return units


def own_examples() -> list[Example]:
    """The labelled sentences of the articles of this repository; raises ``LabelError`` as ``own_units`` does."""
    return examples_of(own_units(), DATA / "training", OWN)


def public_examples(folder: Path) -> tuple[list[Example], list[str]]:
    """Sentences of public articles that lie in ``folder``, and the articles that do not, or not as they were."""
    units, left_out = read_labels(DATA / "public_labels.csv", folder)
    return examples_of(units, folder, PUBLIC), left_out


def given_examples(folder: Path) -> list[Example]:
    """Sentences of a folder with ``gold.jsonl`` or ``silver.jsonl``; the source is the name of the file.

    Raises ``LabelError`` for the articles that measure because nothing was ever fitted on them.
    """
    if folder.resolve() == UNSEEN:
        raise LabelError("The articles of data/unseen are measured on. Fitted on, they would measure nothing.")
    return list(
        chain.from_iterable(
            examples_of(load_units(folder / f"{name}.jsonl"), folder, name)
            for name in ("gold", "silver")
            if (folder / f"{name}.jsonl").is_file()
        )
    )


def fit(examples: Sequence[Example]) -> dict[str, tuple[int, ...]]:
    """Weights by feature, ``bias`` among them, in thousandths of log-odds, one for each of ``HEADS``.

    Long articles count less for each sentence (by the root of their length). Needs scikit-learn.
    """
    names = _kept(examples)
    matrix, scale = _matrix(examples, names)
    alone = _without_neighbours(matrix, names)
    trust = _trust(examples)
    claims = [row for row, example in enumerate(examples) if example.unit.is_claim]
    columns = []
    for head in HEADS:
        rows = list(range(len(examples))) if head == HEADS[0] else claims
        answers = [_answer(examples[row].unit, head) for row in rows]
        penalty = _PENALTIES.get(head, _TYPE_PENALTY)
        seen = matrix if head == CLAIM else alone
        columns.append(_column(seen[rows], answers, [trust[row] for row in rows], scale, penalty))
    columns[0] = [
        max(0, value) if name in _NEVER_AGAINST else value for name, value in zip(names, columns[0], strict=False)
    ] + columns[0][-1:]
    return {name: tuple(column[at] for column in columns) for at, name in enumerate((*names, "bias"))}


def fitted(rows: dict[str, tuple[int, ...]]) -> Weights:
    """Weights as they would be read from the file."""
    return read_weights(written(rows, ()))


def left_out(examples: Sequence[Example], judged: Iterable[str], folds: int = 0) -> Iterator[tuple[set[str], Weights]]:
    """For each fold of the articles ``judged``: the articles, and weights fitted without them. ``folds`` 0 leaves out
    one article at a time.
    """
    articles = sorted(set(judged))
    random.Random(0).shuffle(articles)  # noqa: S311 - nothing secret: the folds are the same every time
    folds = folds or len(articles)
    for fold in range(folds):
        mine = set(articles[fold::folds])
        if mine:
            yield mine, fitted(fit([one for one in examples if one.unit.article not in mine]))


def write_weights(rows: dict[str, tuple[int, ...]], file: Path, notes: Iterable[str]) -> None:
    """Store weights as data that people can read."""
    file.write_text("\n".join(written(rows, notes)) + "\n", encoding="utf-8")


def _kept(examples: Sequence[Example]) -> list[str]:
    count = Counter(name for example in examples for name in example.names)
    spread = defaultdict(set)
    for example in examples:
        for name in example.names:
            spread[name].add(example.unit.article)

    def often(name: str) -> bool:
        sentences, articles = LEAST_OF_A_WORD if name.startswith(_WORDS) else (LEAST_SENTENCES, LEAST_ARTICLES)
        return count[name] >= sentences and len(spread[name]) >= articles

    return sorted(filter(often, count))


def _matrix(examples: Sequence[Example], names: Sequence[str]) -> tuple[Any, list[float]]:
    from scipy.sparse import csr_matrix

    place = {name: at for at, name in enumerate(names)}
    scale = [_scale(name) for name in names]
    columns: list[int] = []
    ends = [0]
    for example in examples:
        columns += sorted(place[name] for name in example.names if name in place)
        ends.append(len(columns))
    values = [scale[column] for column in columns]
    matrix = csr_matrix((values, columns, ends), shape=(len(examples), len(names)))
    matrix.sum_duplicates()
    return matrix, [*scale, 1.0]


def _without_neighbours(matrix: Any, names: Sequence[str]) -> Any:
    """The matrix as types and risk see it: the sentences before and behind speak to whether it is a claim only."""
    from scipy.sparse import diags

    return (matrix @ diags([0.0 if name.startswith(_NEIGHBOURS) else 1.0 for name in names])).tocsr()


def _scale(name: str) -> float:
    """The smallest of the parts of a joined name."""
    if parted(name):
        return _UNDER
    parts = [name] if name.startswith(_WORDS) else name.split("&")
    return min(next((scale for prefix, scale in _SCALES if part.startswith(prefix)), 1.0) for part in parts)


def _trust(examples: Sequence[Example]) -> list[float]:
    sizes = Counter(example.unit.article for example in examples)
    mean = len(examples) / max(1, len(sizes))
    trust = [TRUST.get(example.source, GIVEN) * (mean / sizes[example.unit.article]) ** 0.5 for example in examples]
    level = sum(trust) / max(1, len(trust))
    return [one / level for one in trust]


def _answer(unit: Unit, head: str) -> bool:
    if head == HEADS[0]:
        return unit.is_claim
    if head in (Risk.MEDIUM, Risk.HIGH):
        return bool(unit.risk) and Risk(unit.risk).rank >= Risk(head).rank
    return ClaimType(head) in unit.types


def _column(
    matrix: Any,
    answers: Sequence[bool],
    trust: Sequence[float],
    scale: Sequence[float],
    penalty: tuple[float, float],
) -> list[int]:
    from sklearn.linear_model import LogisticRegression

    if len(set(answers)) < 2:
        # Nothing to tell apart: always, or (as good as) never.
        return [0] * (len(scale) - 1) + [(10 if answers and answers[0] else -10) * UNIT]
    model = LogisticRegression(
        C=penalty[0],
        l1_ratio=penalty[1],
        solver="liblinear",
        intercept_scaling=_INTERCEPT_SCALE,
        random_state=0,
    )
    model.fit(matrix, answers, sample_weight=trust)
    found = [round(UNIT * value * size) for value, size in zip(model.coef_[0], scale[:-1], strict=True)]
    return [value if abs(value) >= LEAST_WEIGHT else 0 for value in found] + [round(UNIT * model.intercept_[0])]
