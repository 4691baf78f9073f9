"""Search over what is live: title, summary and body. Words of a crisis put help before the results."""

import re
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.public import reading, signed
from articles.public.answers import conditional, page
from articles.public.paging import paged
from articles.public.teasers import Teaser, teasers

LONGEST = 200  # characters of a query
MOST_WORDS = 8
CANDIDATES = 200
AROUND = 90  # characters of the text shown on either side of a found word

# People in distress do not use our words for it. Hits put the help box first; they never change what is found.
CRISIS = re.compile(
    r"suicid|kill(?:ing)? (?:my|him|her|them)|end(?:ing)? (?:it all|(?:my|their|his|her) life)|want(?:ing)? to die|"
    r"self[- ]?harm|hurt(?:ing)? (?:my|him|her|them)sel|cut(?:ting)? mysel|overdos|took too many|don.?t want to live|"
    r"no reason to live|can.?t go on|better off dead|wish i (?:was|were) dead",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Results for ``?q=``. The words stay in the field, and nowhere else: no log, no cookie."""
    now = timezone.now()
    query = " ".join(request.GET.get("q", "").split())[:LONGEST]
    state = reading.state(now)
    wanted = _WORD.findall(query)[:MOST_WORDS]

    def build() -> str:
        results = _find(wanted, now) if wanted else []
        shown = paged(request, results)
        items = [{"teaser": teaser, "parts": excerpt} for teaser, excerpt in shown.object_list]
        return page(
            "search.html",
            {
                "query": query,
                "crisis": bool(CRISIS.search(query)),
                "items": items,
                "count": len(results),
                "shown": shown,
                "numbers": list(shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)),
                "example": any(item["teaser"].example for item in items),
            },
        )

    return conditional(request, ["search", query, request.GET.get("page", "1"), *state.parts()], state.moments(), build)


def _find(wanted: list[str], now: datetime) -> list[tuple[Teaser, list[tuple[str, bool]]]]:
    """Live publications that hold every word, those with words in the title first."""
    matching = Q()
    for word in wanted:
        matching &= Q(title__icontains=word) | Q(summary__icontains=word) | Q(payload__icontains=word)
    rows = Publication.objects.live(now).filter(matching, kind__in=reading.READABLE).defer("manifest", "people")
    found = []
    for row in rows[:CANDIDATES]:
        # The payload holds tags and keys beside words, so what the database found is looked at again.
        text = signed.words(row.content["body_html"])
        everything = f"{row.title} {row.summary} {text}".casefold()
        if all(word.casefold() in everything for word in wanted):
            in_title = sum(word.casefold() in row.title.casefold() for word in wanted)
            found.append((in_title, row, text))
    found.sort(key=lambda item: -item[0])
    return [(teasers([row])[0], excerpt(text, wanted)) for _, row, text in found]


def excerpt(text: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """The words around the first hit, as (text, whether it was searched for) in order; empty without a hit."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True)), re.IGNORECASE)
    first = pattern.search(text)
    if first is None:
        return []
    start = text.rfind(" ", 0, max(0, first.start() - AROUND)) + 1 if first.start() > AROUND else 0
    end = text.find(" ", min(len(text), first.end() + AROUND))
    end = len(text) if end < 0 else end
    parts: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for hit in pattern.finditer(text, start, end):
        parts += [(text[at : hit.start()], False), (hit[0], True)]
        at = hit.end()
    parts.append((text[at:end], False))
    if end < len(text):
        parts.append((" …", False))
    return [part for part in parts if part[0]]
