"""Finding an old sentence again in a new text. Exact decides, fuzzy helps.

Only an equal fingerprint carries anything: it makes a segment *same*, *moved* or *context changed*. Similarity merely
says which old sentence a changed one was made from, so that the workbench can show the word diff and offer
re-affirmation, and so that authorship follows the words. Nothing is ever signed through a similarity.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from articles.claims.fingerprints import plain
from articles.claims.types import Segment

# The thresholds are percentages of rapidfuzz scorers, set by hand on edits of consumer articles: they decide what is
# shown, never what is valid.
#: Two sentences are the same one, changed.
CHANGED = 60.0
#: As ``CHANGED`` for sentences shorter than ``SHORT`` characters: look-alikes such as "It is safe" and "It is late" are
#: common there.
CHANGED_SHORT = 85.0
SHORT = 25
#: One sentence stands inside another (split, merged, cut down).
CONTAINED = 88.0
#: A contained sentence has at least this many characters, and this share of the whole comes from the parts.
CONTAINED_LENGTH = 12
COVERED = 0.5
#: Above this number of pairs (two wholly different books) similarity is not tried.
MAX_PAIRS = 250_000

#: Authorship errs on the side of including (law 6): lower than ``CHANGED``.
ANCESTOR = 50.0
ANCESTOR_CONTAINED = 80.0
#: Two sentences that share this part of the words of the shorter one, and at least three words, were made from each
#: other.
ANCESTOR_WORDS = 0.5

_WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")
_TOKEN = re.compile(r"\w+(?:[.,'’-]\w+)*|\s+|[^\w\s]")
_FILLERS = """
a an and are as at be but by can do for from has have how if in is it its may more most not of on one or so than that
the their them there they this to was were what when which who will with you your
"""
#: Words that say nothing about where a sentence came from.
_COMMON = frozenset(_FILLERS.split())


class Status(StrEnum):
    """What became of a sentence between two texts."""

    SAME = "same"
    MOVED = "moved"
    CONTEXT_CHANGED = "context_changed"
    CHANGED = "changed"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the new segment ``index`` came from: indexes of old segments, best first; empty when it is new."""

    index: int
    status: Status
    origins: tuple[int, ...] = ()
    similarity: float = 0.0  # 0 to 100; 100 when the words are equal


@dataclass(frozen=True, slots=True)
class Anchoring:
    """One anchor for each new segment, in order, and the indexes of old segments whose words stand nowhere any more."""

    anchors: tuple[Anchor, ...]
    gone: tuple[int, ...]


def anchor(old: Sequence[Segment], new: Sequence[Segment]) -> Anchoring:
    """Find the segments of ``old`` again in ``new``.

    Equal words are matched first where the context digest is equal too, then in order. An old segment that was changed,
    split or merged is listed in ``gone`` as well: its words are gone, and so is what was signed for them.
    """
    anchors: dict[int, Anchor] = {}
    pairs = _exact(old, new, anchors)
    _mark_moved(pairs, anchors)
    matched = set(pairs.values())
    matched_origins = {origin for found in anchors.values() for origin in found.origins}
    rest_old = [index for index in range(len(old)) if index not in matched and index not in matched_origins]
    rest_new = [index for index in range(len(new)) if index not in anchors]
    if rest_old and rest_new and len(rest_old) * len(rest_new) <= MAX_PAIRS:
        _similar({i: plain(old[i].words) for i in rest_old}, {i: plain(new[i].words) for i in rest_new}, anchors)
    result = tuple(anchors.get(index) or Anchor(index, Status.NEW) for index in range(len(new)))
    return Anchoring(result, tuple(index for index in range(len(old)) if index not in matched))


def _exact(old: Sequence[Segment], new: Sequence[Segment], anchors: dict[int, Anchor]) -> dict[int, int]:
    """Anchor all new segments whose words are known; return the pairs new → old, each old segment at most once."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, segment in enumerate(old):
        places[segment.fingerprint].append(index)
    arrivals: dict[str, list[int]] = defaultdict(list)
    for index, segment in enumerate(new):
        if segment.fingerprint in places:
            arrivals[segment.fingerprint].append(index)
    pairs: dict[int, int] = {}
    for found, indexes in arrivals.items():
        free = list(places[found])
        waiting = []
        for index in indexes:
            twin = next((other for other in free if old[other].context_digest == new[index].context_digest), None)
            if twin is None:
                waiting.append(index)
            else:
                free.remove(twin)
                pairs[index] = twin
                anchors[index] = Anchor(index, Status.SAME, (twin,), 100.0)
        for index in waiting:
            known = [other for other in places[found] if old[other].context_digest == new[index].context_digest]
            if free:
                pairs[index] = free.pop(0)
            origin = pairs.get(index, known[0] if known else places[found][0])
            status = Status.MOVED if known else Status.CONTEXT_CHANGED
            anchors[index] = Anchor(index, status, (origin,), 100.0)
    return pairs


def _mark_moved(pairs: Mapping[int, int], anchors: dict[int, Anchor]) -> None:
    """What stands in the longest run of unchanged order is the same; the rest of the exact matches moved."""
    tails: list[int] = []
    chains: list[list[int]] = []
    for index in sorted(pairs):
        at = bisect_left(tails, pairs[index])
        chain = [*(chains[at - 1] if at else []), index] if len(pairs) <= 2000 else [index]
        if at == len(tails):
            tails.append(pairs[index])
            chains.append(chain)
        else:
            tails[at] = pairs[index]
            chains[at] = chain
    steady = set(chains[-1]) if chains and len(pairs) <= 2000 else set(pairs)
    for index in pairs:
        if anchors[index].status is Status.SAME and index not in steady:
            anchors[index] = Anchor(index, Status.MOVED, anchors[index].origins, 100.0)


def _similar(old: dict[int, str], new: dict[int, str], anchors: dict[int, Anchor]) -> None:
    """Split and merged first, since each part alone would look changed; then the most similar pairs, one to one."""
    _parts(old, new, anchors, Status.SPLIT)
    _parts(new, old, anchors, Status.MERGED)
    left = {index: text for index, text in new.items() if index not in anchors}
    taken = {origin for found in anchors.values() for origin in found.origins}
    free = {index: text for index, text in old.items() if index not in taken}
    pairs: list[tuple[float, int, int]] = []
    for index, text in left.items():
        for _, score, origin in process.extract(text, free, scorer=fuzz.ratio, score_cutoff=CHANGED, limit=None):
            if score >= CHANGED_SHORT or min(len(text), len(free[origin])) >= SHORT:
                pairs.append((score, index, origin))
        for origin, whole in free.items():
            if _inside(text, whole) or _inside(whole, text):
                pairs.append((CHANGED, index, origin))
    pairs.sort(key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1]))
    used: set[int] = set()
    for score, index, origin in pairs:
        if index not in anchors and origin not in used:
            used.add(origin)
            anchors[index] = Anchor(index, Status.CHANGED, (origin,), score)


def _parts(wholes: dict[int, str], pieces: dict[int, str], anchors: dict[int, Anchor], status: Status) -> None:
    used: set[int] = set()
    for index, whole in wholes.items():
        if status is Status.MERGED and index in anchors:
            continue
        found = [
            piece
            for piece, text in pieces.items()
            if piece not in used and (status is Status.MERGED or piece not in anchors) and _inside(text, whole)
        ]
        if len(found) < 2 or sum(len(pieces[piece]) for piece in found) < COVERED * len(whole):
            continue
        used.update(found)
        if status is Status.SPLIT:
            for piece in found:
                anchors[piece] = Anchor(piece, status, (index,), fuzz.ratio(pieces[piece], whole))
        else:
            found.sort(key=lambda piece: -len(pieces[piece]))
            anchors[index] = Anchor(index, status, tuple(found), fuzz.ratio(pieces[found[0]], whole))


def _inside(part: str, whole: str) -> bool:
    return (
        CONTAINED_LENGTH <= len(part) < 0.9 * len(whole)
        and fuzz.partial_ratio(part, whole, score_cutoff=CONTAINED) >= CONTAINED
    )


def ancestors(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Fingerprints of every known sentence that ``text`` was made from, the most similar first.

    ``known`` maps fingerprints to the words of sentences. Counted are sentences that are similar, that ``text`` is a
    part of, that are a part of ``text``, or that share most of their telling words with it. Errs on the side of
    including: an author too many can ask a colleague to sign, an author too few signs his own words.
    """
    text = plain(text)
    own, telling = _words(text)
    found: list[tuple[float, str]] = []
    for fingerprint, other in known.items():
        other = plain(other)
        score = fuzz.ratio(text, other, score_cutoff=ANCESTOR)
        theirs, theirs_telling = _words(other)
        if not score and _related(text, other, own, theirs, telling, theirs_telling):
            score = fuzz.ratio(text, other) or 1.0
        if score:
            found.append((score, fingerprint))
    found.sort(key=lambda pair: -pair[0])
    return tuple(fingerprint for _, fingerprint in found)


def _related(
    text: str,
    other: str,
    own: frozenset[str],
    theirs: frozenset[str],
    telling: frozenset[str],
    theirs_telling: frozenset[str],
) -> bool:
    shared = len(telling & theirs_telling)
    fewest = min(len(telling), len(theirs_telling))
    if shared >= 3 and shared >= ANCESTOR_WORDS * fewest:
        return True
    if not own & theirs:
        return False
    short, long = sorted((text, other), key=len)
    return len(short) >= CONTAINED_LENGTH and bool(fuzz.partial_ratio(short, long, score_cutoff=ANCESTOR_CONTAINED))


def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    words = frozenset(word.lower() for word in _WORD.findall(text))
    return words, words - _COMMON


def word_diff(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """What to strike out and what to write in, word by word: ``(("equal" | "delete" | "insert", text), …)``.

    The texts of "equal" and "delete" joined are ``old``; of "equal" and "insert" they are ``new``.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    parts: list[tuple[str, str, str]] = []  # (equal, deleted, inserted): at most the first or the others are filled
    for operation in Indel.opcodes(before, after):
        deleted = "".join(before[operation.src_start : operation.src_end])
        inserted = "".join(after[operation.dest_start : operation.dest_end])
        parts.append((deleted, "", "") if operation.tag == "equal" else ("", deleted, inserted))
    return tuple(_joined(parts))


def _joined(parts: Sequence[tuple[str, str, str]]) -> Iterable[tuple[str, str]]:
    """Runs of changes as one deletion and one insertion; white space alone between two changes belongs to both."""
    deleted = inserted = ""
    for index, (equal, gone, came) in enumerate(parts):
        if equal and not (equal.isspace() and (deleted or inserted) and index + 1 < len(parts)):
            yield from _change(deleted, inserted)
            deleted = inserted = ""
            yield "equal", equal
        else:
            deleted += equal + gone
            inserted += equal + came
    yield from _change(deleted, inserted)


def _change(deleted: str, inserted: str) -> Iterable[tuple[str, str]]:
    if deleted:
        yield "delete", deleted
    if inserted:
        yield "insert", inserted
