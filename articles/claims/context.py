"""The context digest: what may change the meaning of a segment without changing its words.

What counts (``docs/sign-off-model.md``): for whom and where the article is meant, the kind of field, the headings and
list items above, the neighbours in the block, where links lead, caption and headers of a table cell, caption of an alt
text; title, summary and meta description for each other; the kinds of the call-out boxes around the segment. Not what
stands beside it in a list, nor its position.

Two readings of "link destinations": the mark of a footnote counts as a link to the words of the note, and the address
of a picture belongs to its alt text and caption.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from articles.claims.fingerprints import VERSION, canonical
from articles.claims.types import ArticleText, Context, Field
from articles.markup import MarkupError

_TITLE = Field.TITLE

Hash = Any  # hashlib does not name the type of its objects

#: A block of more sentences than this counts only the nearest ones as neighbours, half of them on each side: bounds the
#: cost of a block of thousands of sentences. No real paragraph comes near it.
MAX_NEIGHBOURS = 64

#: The most characters of context, neighbours apart, that one text may have in all. A heading of a hundred thousand
#: characters above a hundred thousand sentences would be hashed, read and stored once for each. Real articles stay
#: below ten times their own length.
MAX_CONTEXT = 50_000_000

Base = tuple[str, str, str, str]

#: No destinations, caption and headers, as JSON writes them.
_NOTHING = ',[],"",[]'

#: A string as JSON writes it, letters left as they are.
quoted = encode_basestring


def base_of(article: ArticleText) -> Base:
    """What all segments of an article share: kind, region, audience, title."""
    return article.kind, article.region, article.audience, canonical(article.title)


def neighbours_of(words: Sequence[str], index: int) -> tuple[str, ...]:
    """The other sentences of the block whose sentences are ``words``, in order, without the one at ``index``."""
    if len(words) > MAX_NEIGHBOURS + 1:
        half = MAX_NEIGHBOURS // 2
        return (*words[max(0, index - half) : index], *words[index + 1 : index + 1 + half])
    return (*words[:index], *words[index + 1 :])


@dataclass(slots=True)
class _Shared:
    """What the digests of all segments have in common that have the same field and the same words above them."""

    beginning: Hash  # what comes before the neighbours, hashed
    end: str  # what comes last
    size: int  # the characters of headings and stem
    digest: str = ""  # of those that have nothing else, as all items of a plain list, once it is known


class Digests:
    """The context digests of one article.

    A digest is ``"v1:"`` and the SHA-256, in hexadecimal, of the compact JSON of ``base``, field and context: one list,
    in the order below. What it begins with is the same for all sentences under one heading, so it is encoded and hashed
    once for them. The words in a context are canonical already. The title is not context of itself.

    Raises ``articles.markup.MarkupError`` when there is more than ``MAX_CONTEXT``.
    """

    def __init__(self, base: Base) -> None:
        kind, region, audience, title = map(quoted, base)
        self._base = f"{kind},{region},{audience},{title}"
        self._base_of_title = f'{kind},{region},{audience},""'
        self._shared: dict[tuple[object, ...], _Shared] = {}
        self._spent = 0

    def of(self, field: Field, context: Context, neighbours: Sequence[str] | None = None) -> str:
        """The digest of one segment. ``neighbours``: those of ``context``, when they are ``quoted`` already."""
        key = field, context.heading_path, context.stem, context.companions, context.boxes
        shared = self._shared.get(key) or self._share(key, field, context)
        middle = _NOTHING
        if context.destinations or context.caption or context.headers:
            middle = f",{_list(context.destinations)},{quoted(context.caption)},{_list(context.headers)}"
        self._spend(shared.size + len(middle))
        alone = middle is _NOTHING and not context.neighbours
        if alone and shared.digest:
            return shared.digest
        if neighbours is None:
            neighbours = [quoted(words) for words in context.neighbours]
        hashed = shared.beginning.copy()
        hashed.update(f",[{','.join(neighbours)}]{middle}{shared.end}".encode())
        digest = f"{VERSION}:{hashed.hexdigest()}"
        if alone:
            shared.digest = digest
        return digest

    def _share(self, key: tuple[object, ...], field: Field, context: Context) -> "_Shared":
        base = self._base_of_title if field is _TITLE else self._base
        above = f",{_list(context.heading_path)},{_list(context.stem)}"
        text = f'["{field.value}",{base}{above}'
        self._spend(len(text))
        end = f",{_list(context.companions)},{_list(context.boxes)}]"
        shared = self._shared[key] = _Shared(hashlib.sha256(text.encode()), end, len(above))
        return shared

    def _spend(self, size: int) -> None:
        self._spent += size
        if self._spent > MAX_CONTEXT:
            raise MarkupError(
                "Too many words stand above or beside too many sentences: "
                "shorten the longest headings, list items, table heads and footnotes, or split the text."
            )


def context_digest(base: Base, field: Field, context: Context) -> str:
    """The digest of a single segment: see ``Digests``."""
    return Digests(base).of(field, context)


def _list(items: Sequence[str]) -> str:
    return f"[{','.join(map(quoted, items))}]" if items else "[]"
