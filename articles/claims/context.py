"""The context digest: what may change the meaning of a segment without changing its words.

What counts (``docs/sign-off-model.md``): for whom and where the article is meant, the kind of field, the headings and
list items above, the neighbours in the block, where links lead, caption and headers of a table cell, caption of an alt
text; title, summary and meta description for each other; the kinds of the call-out boxes around the segment. Not what
stands beside it in a list, nor its position.

Two readings of "link destinations": the mark of a footnote counts as a link to the words of the note, and the address
of a picture belongs to its alt text and caption.
"""

import hashlib
import json

from articles.claims.fingerprints import VERSION, canonical
from articles.claims.types import ArticleText, Context, Field

#: A block of more sentences than this counts only the nearest ones as neighbours, half of them on each side: bounds the
#: cost of a block of thousands of sentences. No real paragraph comes near it.
MAX_NEIGHBOURS = 64

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode

Base = tuple[str, str, str, str]


def base_of(article: ArticleText) -> Base:
    """What all segments of an article share: kind, region, audience, title."""
    return article.kind, article.region, article.audience, canonical(article.title)


def neighbours_of(words: list[str], index: int) -> tuple[str, ...]:
    """The other sentences of the block whose sentences are ``words``, in order, without the one at ``index``."""
    if len(words) > MAX_NEIGHBOURS + 1:
        half = MAX_NEIGHBOURS // 2
        return (*words[max(0, index - half) : index], *words[index + 1 : index + 1 + half])
    return (*words[:index], *words[index + 1 :])


def context_digest(base: Base, field: Field, context: Context) -> str:
    """``"v1:"`` and the SHA-256, in hexadecimal, of the canonical JSON of ``base``, ``field`` and ``context``.

    The words in ``context`` are canonical already. The title is not context of itself.
    """
    kind, region, audience, title = base
    content = [
        field.value,
        kind,
        region,
        audience,
        "" if field is Field.TITLE else title,
        context.heading_path,
        context.stem,
        context.neighbours,
        context.destinations,
        context.caption,
        context.headers,
        context.companions,
        context.boxes,
    ]
    return f"{VERSION}:{hashlib.sha256(_encode(content).encode()).hexdigest()}"
