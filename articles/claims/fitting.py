"""Fits the weights of the base detector from labelled sentences: logistic regression drawn towards ``data/priors.csv``.

Pure Python and small on purpose: some hundred sentences, some hundred features, a few seconds. Not used at run time.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .detect import title_of
from .features import DATA, features
from .frontmatter import parse_file
from .measure import load_units
from .reading import read
from .ruleset import load_ruleset
from .segments import segment
from .types import ArticleText

PENALTY = 3.0  # chosen by leaving out one article at a time
LEAST_SENTENCES, LEAST_ARTICLES = 5, 3  # a feature seen less often says nothing in general
_SWEEPS = 60


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence with its features; ``article`` groups what must be left out together."""

    article: str
    names: frozenset[str]
    is_claim: bool


def _seen(article: ArticleText) -> Iterator[tuple[int, int, str, set[str]]]:
    ruleset = load_ruleset()
    segments = segment(article)
    sentences = read(segments, ruleset.lexicon, ruleset.generic_groups, title_of(article, segments))
    for sentence, names in zip(sentences, features(sentences, ruleset.lexicon), strict=True):
        yield sentence.segment.start, sentence.segment.end, sentence.segment.text, names


def own_examples(folder: Path = DATA / "training") -> list[Example]:
    """The sentences of this repository; raises ``ValueError`` when a file and its labels do not line up."""
    examples = []
    for file in sorted(folder.glob("*.txt")):
        body, labels = _markdown(file.read_text(encoding="utf-8"))
        seen = list(_seen(ArticleText(title="", body=body)))
        if len(seen) != len(labels):
            raise ValueError(f"{file.name}: {len(labels)} labels for {len(seen)} sentences")
        for (_, _, _, names), label in zip(seen, labels, strict=True):
            examples.append(Example(file.name, frozenset(names), label))
    return examples


def _markdown(text: str) -> tuple[str, list[bool]]:
    """Markdown and labels of a training file (format: ``data/training/README.md``)."""
    parts: list[str] = []
    labels: list[bool] = []
    before = ""
    for line in text.splitlines():
        if not line.strip():
            parts.append("\n")
            before = ""
            continue
        rest = line[1:]
        mark = rest[0] if rest[:2] in ("# ", "* ", "> ") else ""
        words = rest[2:].strip() if mark else rest.strip()
        labels.append(line[0] == "+")
        if mark == "#":
            parts.append(f"\n## {words}\n\n")
        elif mark:
            parts.append(("" if before == mark else "\n") + f"{mark} {words}\n")
        else:
            apart = before or words.startswith("**")
            parts.append(("\n" if apart else "") + words + ("\n" if words[-1] in ".!?" else "\n\n"))
        before = mark
    return "".join(parts), labels


def labelled_examples(folder: Path) -> list[Example]:
    """Sentences of a folder of labelled articles, matched to units that share at least half of the shorter."""
    units = [
        unit
        for name in ("gold.jsonl", "silver.jsonl")
        if (folder / name).is_file()
        for unit in load_units(folder / name)
    ]
    examples = []
    for article in sorted({unit.article for unit in units}):
        path = folder / article
        file = parse_file(path.read_text(encoding="utf-8"), path.name)
        mine = [unit for unit in units if unit.article == article]
        for start, end, _, names in _seen(file.article):
            begin, stop = file.span("body", start, end)
            best = max(mine, key=lambda unit: min(stop, unit.end) - max(begin, unit.start))
            if 2 * (min(stop, best.end) - max(begin, best.start)) >= min(stop - begin, best.end - best.start):
                examples.append(Example(article, frozenset(names), best.is_claim))
    return examples


def priors() -> dict[str, float]:
    """feature -> weight that people expect."""
    rows = (DATA / "priors.csv").read_text(encoding="utf-8").splitlines()
    return {name: float(value) for name, value in (row.rsplit(",", 1) for row in rows if row and row[0] != "#")}


def fit(examples: Sequence[Example], penalty: float = PENALTY) -> dict[str, float]:
    """Weights by feature, ``bias`` among them. Long articles count less per sentence (by the root of their length)."""
    count = Counter(name for example in examples for name in example.names)
    spread = defaultdict(set)
    for example in examples:
        for name in example.names:
            spread[name].add(example.article)
    kept = sorted(n for n in count if count[n] >= LEAST_SENTENCES and len(spread[n]) >= LEAST_ARTICLES)
    expected = priors()
    weights = {"bias": 0.0} | {name: expected.get(name, 0.0) for name in kept}
    where = {name: [i for i, example in enumerate(examples) if name in example.names] for name in kept}
    where["bias"] = list(range(len(examples)))
    sizes = Counter(example.article for example in examples)
    mean = len(examples) / max(1, len(sizes))
    share = [math.sqrt(mean / sizes[example.article]) for example in examples]
    totals = [sum(weights.get(name, 0.0) for name in example.names) for example in examples]
    for _ in range(_SWEEPS):
        largest = 0.0
        for name, rows in where.items():
            pull = 0.01 if name == "bias" else penalty
            slope = pull * (weights[name] - expected.get(name, 0.0))
            bend = pull
            for row in rows:
                chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, totals[row]))))
                slope += share[row] * (chance - examples[row].is_claim)
                bend += share[row] * chance * (1 - chance)
            step = max(-1.0, min(1.0, -slope / bend))
            weights[name] += step
            largest = max(largest, abs(step))
            for row in rows:
                totals[row] += step
        if largest < 1e-3:
            break
    return weights


def left_out(examples: Sequence[Example], penalty: float = PENALTY) -> list[tuple[Example, float]]:
    """Each example with its probability under weights that were fitted without its article."""
    result = []
    for article in sorted({example.article for example in examples}):
        weights = fit([example for example in examples if example.article != article], penalty)
        for example in examples:
            if example.article == article:
                total = weights["bias"] + sum(weights.get(name, 0.0) for name in example.names)
                result.append((example, 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))))
    return result


def write_weights(weights: dict[str, float], file: Path = DATA / "weights.csv") -> None:
    """Store weights as data, rounded to what people can read."""
    rows = [
        "# Weights of the base detector: feature,weight (names: features.py). Written by fit_claims; people may edit.",
        "# A weight is the change of the log-odds that the sentence is a claim.",
        f"bias,{weights['bias']:.2f}",
    ]
    rows += [f"{name},{value:.2f}" for name, value in sorted(weights.items()) if name != "bias" and abs(value) >= 0.005]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
