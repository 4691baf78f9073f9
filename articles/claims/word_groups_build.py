"""Makes the groups of ``word_groups.py`` out of word vectors, once in a while. Needs scikit-learn.

Nothing here is imported at run time.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from .cues import tokens
from .labels import Unit
from .naming import vocabulary

GROUPS = 800  # chosen by leaving articles out: 300 to 1,500 are about as good
OFTEN = 30  # labelled sentences; a word that stands in so many has a weight of its own
_DIRECTIONS = 100  # of the vectors, those that differ most


class VectorsError(ValueError):
    """A file of word vectors that cannot be used; the message names the line."""


def read_vectors(lines: Iterable[str]) -> tuple[list[str], Any]:
    """Words and an array of their vectors (words × numbers, float32) from lines “word number number …”.

    A first line of two numbers, as word2vec writes it, is passed over; so is what is not one word of letters in lower
    case. Raises ``VectorsError``.
    """
    import numpy

    words: list[str] = []
    vectors: list[Any] = []
    for number, line in enumerate(lines, 1):
        word, _, rest = line.rstrip("\n").partition(" ")
        if number == 1 and word.isdecimal() and rest.isdecimal():
            continue
        if not word.isalpha() or word != word.lower():
            continue
        try:
            vector = numpy.array(rest.split(), dtype=numpy.float32)
        except ValueError as error:
            raise VectorsError(f"line {number}: a vector is made of numbers") from error
        if (vectors and len(vector) != len(vectors[0])) or not len(vector):
            raise VectorsError(
                f"line {number}: {len(vector)} numbers, where others have {len(vectors[0]) if vectors else 1}"
            )
        words.append(word)
        vectors.append(vector)
    if not words:
        raise VectorsError("there is no word with a vector")
    return words, numpy.stack(vectors)


def often_seen(units: Iterable[Unit]) -> set[str]:
    """The words that stand in ``OFTEN`` of the labelled sentences, or more."""
    count = Counter(word for unit in units for word in vocabulary(tokens(unit.text.lower())))
    return {word for word, times in count.items() if times >= OFTEN}


def group(words: list[str], vectors: Any, known: Collection[str], number: int = GROUPS) -> list[list[str]]:
    """``number`` groups (or fewer) of those ``words`` that are not ``known``, the word in the middle of each first.

    ``vectors`` is an array, words × numbers. Lloyd's k-means over the principal components, each word scaled to
    length one so that directions count; the seed is fixed, so the same vectors give the same groups.
    """
    import numpy
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA

    at = [row for row, word in enumerate(words) if word not in known]
    size = min(_DIRECTIONS, *vectors.shape)
    found = PCA(size, svd_solver="full").fit(vectors).transform(vectors)[at]
    found /= numpy.maximum(numpy.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    model = KMeans(min(number, len(at)), n_init=1, max_iter=40, random_state=0).fit(found)
    far = numpy.linalg.norm(found - model.cluster_centers_[model.labels_], axis=1)
    groups: dict[int, list[tuple[float, str]]] = {}
    for row, label in enumerate(model.labels_):
        groups.setdefault(int(label), []).append((float(far[row]), words[at[row]]))
    made = []
    for members in groups.values():
        _, middle = min(members)
        made.append([middle, *sorted(word for _, word in members if word != middle)])
    return sorted(made)
