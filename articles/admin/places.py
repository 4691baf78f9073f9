"""From "what is missing" to where it is mended: the address of every ``Place`` the gate names."""

from django.urls import reverse

from articles.claims.fingerprints import VERSION
from articles.models import Revision
from articles.review.gate import Place
from articles.review.transitions import workbench_url

PREFIX = f"{VERSION}:"


def claim_anchor(fingerprint: str) -> str:
    """The id of a claim's entry on any page of the desk: the first 12 of its hexadecimal digits."""
    return f"claim-{fingerprint.removeprefix(PREFIX)[:12]}"


def editor_url(article_id: int) -> str:
    """The editor of an article."""
    return reverse("admin:articles_article_change", args=[article_id])


def gate_url(article_id: int) -> str:
    """The gate page of an article."""
    return reverse("admin:articles_article_gate", args=[article_id])


def url_for(revision: Revision, place: Place, writes: bool = True) -> str:
    """Where ``place`` of this revision is mended by somebody who ``writes`` or only reads.

    The fragment names the claim or the line concerned.
    """
    is_claim = place.key.startswith(PREFIX)
    anchor = f"#{claim_anchor(place.key)}" if is_claim else ""
    match place.kind:
        case "editor":
            return editor_url(revision.article_id) + (anchor or (f"#line-{place.key}" if place.key.isdecimal() else ""))
        case "sources":
            asked = f"?claim={place.key}" if is_claim else ""
            return reverse("admin:articles_article_sources", args=[revision.article_id]) + asked + anchor
        case "credentials":
            return reverse("admin:articles_credential_pool")
        case "helplines":
            return reverse("admin:articles_helplinecheck_changelist")
        case "embargo":
            return reverse("admin:articles_article_embargo", args=[revision.article_id])
        case "rules":
            return reverse("admin:articles_rulesetproposal_changelist")
        case "page" | "wording" if not writes:  # who may not write can only override it
            return workbench_url(revision) + "#findings"
        case "page":  # something is missing from, or not true of, the whole text: it is mended by writing
            return editor_url(revision.article_id)
        case "wording":
            return editor_url(revision.article_id) + "#wording"
        case "attest":
            return workbench_url(revision) + "#attest"
        case _:  # claim, workbench, attest, wording, page
            return workbench_url(revision, place.key if is_claim else "")
