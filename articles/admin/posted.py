"""What a form of the workbench posted: nonce, ticks, the attestation that was chosen, what had been open."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from articles.review.attesting import Attest
from articles.review.errors import BadInput


def nonce_of(request: HttpRequest) -> UUID:
    """The form's nonce. Raises ``BadInput`` when it is missing or no UUID."""
    try:
        return UUID(request.POST.get("nonce", ""))
    except ValueError as error:
        raise BadInput("This form is damaged. Load the page again; nothing was signed.") from error


def attest_of(request: HttpRequest) -> Attest | None:
    """The attestation that was chosen with the ticks; None without."""
    kind = request.POST.get("attest", "")
    if not kind:
        return None
    token = request.POST.get("text_token", "")
    looked = bool(request.POST.get("pictures"))
    return Attest(token, "full" if kind == "no_claims" else kind, kind == "no_claims", looked)


def tokens_of(request: HttpRequest) -> list[str]:
    """Tokens of the ticked cards; a ticked "still true here?" group stands for all its cards."""
    found = many(request, "card")
    for key in many(request, "again"):
        found += request.POST.getlist(f"group-{key}")
    return list(dict.fromkeys(found))


def many(request: HttpRequest, name: str) -> list[str]:
    """Values of ``name`` and of ``name-1``, ``name-2`` …: boxes that are no group carry names of their own."""
    return [
        value for key, values in request.POST.lists() if key == name or key.startswith(f"{name}-") for value in values
    ]


def opened(request: HttpRequest) -> dict[str, Any]:
    """What the reader had open, as the script noted it: claims and sources by number. Nothing rests on it."""
    try:
        noted = json.loads(request.POST.get("opened") or "{}")
    except ValueError:
        return {}
    if not isinstance(noted, dict):
        return {}
    found = {}
    for name in ("claims", "sources"):
        values = noted.get(name)
        if isinstance(values, list):
            found[name] = [item for item in values[:500] if isinstance(item, int)]
    return found
