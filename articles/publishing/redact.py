"""Emergency redaction, instead of any force-publish: from the live snapshot whole passages may be removed, or a
pre-signed notice added. One clinician who wrote none of it signs, with a reason, through the one door; a full review
falls due soon."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Publication, Revision
from articles.models.notification import Event
from articles.publishing.door import lock_grounds, make_publication
from articles.publishing.warrants import RedactionWarrant, check_headings
from articles.review.errors import BadInput, InvalidTransition, check_reason
from articles.review.ledger import record
from articles.review.notifications import tell
from articles.review.revisions import RevisionText, save_redaction
from articles.review.signatures import MEANINGS, SigningSession, earlier_act, make_signature, open_signer
from articles.review.transitions import workbench_url


def redact(
    session: SigningSession,
    article: Article,
    blocks: Collection[int],
    reason: str,
    nonce: UUID,
    *,
    notice: str = "",
    note: str = "",
    now: datetime | None = None,
) -> Publication:
    """Publish the live text without the passages (block numbers of its segments) and with ``notice`` (a help line key).

    ``note`` is what readers are told. Raises ``BadInput`` when a passage cannot be removed as a whole, or nothing is
    asked.
    """
    check_reason(reason, "Say why these passages are removed.")
    if not blocks and not notice:
        raise BadInput("Choose the passages to remove, or a notice to add.")
    with transaction.atomic():
        article = lock_grounds(article.pk, session.user)
        now = now or timezone.now()
        signer = open_signer(session, now)
        if earlier := earlier_act(session, nonce):
            if found := Publication.objects.filter(revision__signatures=earlier, redaction=True).first():
                return found
            raise BadInput("This form was used for another signature. Load the page again; nothing was signed.")
        live = Publication.objects.live(now).filter(article=article).select_related("revision").first()
        if live is None:
            raise InvalidTransition("Nothing of this article is live.")
        text = shortened(live.revision, blocks, notice)
        revision, entries = save_redaction(article, session.user, text, now)
        record(now, *entries)
        signature = make_signature(session, signer, revision, nonce, f"{MEANINGS['redact']} {reason}", now)
        warrant = RedactionWarrant(signature, live, notice, reason)
        publication = make_publication(
            session.user, article, revision, now=now, change_note=note or "A passage was removed.", warrant=warrant
        )
        due = "A full review is due soon."
        words = f"“{live.title}” was redacted"
        place = workbench_url(revision)
        tell([article.owner], f"{words}: {reason} {due}", place, Event.WITHDRAWN, f"{words}. {due}")
    return publication


def shortened(revision: Revision, blocks: Collection[int], notice: str = "") -> RevisionText:
    """The text that a redaction would publish. Raises ``BadInput`` for what is no whole passage of the body,
    and for a heading whose section would stand under another one."""
    body = _without(revision, blocks)
    check_headings(revision, body)
    if notice:
        body = f"{{{{ helpline:{notice} }}}}\n\n{body}"
    return replace(RevisionText.of(revision), body=body)


def _without(revision: Revision, blocks: Collection[int]) -> str:
    """The Markdown without the whole lines on which the chosen blocks stand."""
    source = revision.body
    spans = [(row[4], row[5]) for row in revision.segments if row[3] == "body" and row[7] in set(blocks)]
    found = {row[7] for row in revision.segments if row[3] == "body" and row[7] in set(blocks)}
    if found != set(blocks):
        raise BadInput("Only passages of the body can be removed; for title or summary, withdraw the page.")
    lines, at, gone = source.split("\n"), 0, set()
    for number, line in enumerate(lines):
        end = at + len(line)
        if any(start <= end and stop >= at and stop > start for start, stop in spans):
            gone.add(number)
        at = end + 1
    gone |= _empty_boxes(lines, gone)
    return "\n".join(line for number, line in enumerate(lines) if number not in gone).strip("\n")


def _empty_boxes(lines: Sequence[str], gone: Collection[int]) -> set[int]:
    """Fences of call-out boxes of which nothing is left: they go too, those of the boxes around them included."""
    opened: list[int] = []
    found: set[int] = set()
    for number, line in enumerate(lines):
        if not line.lstrip(" >").startswith(":::"):
            continue
        if line.strip(" >:"):
            opened.append(number)
        elif opened:
            start = opened.pop()
            inside = range(start + 1, number)
            # A title on the opening line is a passage of its own: kept, it keeps its box.
            titled = len(lines[start].strip(" >:").split(maxsplit=1)) > 1
            left = [n for n in inside if n not in gone and n not in found and lines[n].strip(" >")]
            if not left and (start in gone or not titled):
                found |= {start, number}
    return found
