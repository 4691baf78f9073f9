"""Proving what readers see: each publication against its manifest, the ledger, and the rows it says it rests on."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.dateparse import parse_datetime

from articles.models import LedgerEvent, Publication
from articles.models.ledger import sha256

GROUNDS = ("sign_off", "attest", "attest_delta", "override")
Ground = tuple[str, int | None, str]  # kind, who, digest
NOTHING: Ground = ("", None, "")
_FILE = re.compile(r"/media/(articles/[0-9a-f]{64}\.[a-z]+)")


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is not as it was signed. ``entry`` names it: "ledger entry 17", "publication …"."""

    entry: str
    reason: str


def parsed(text: str) -> dict[str, Any]:
    """JSON that somebody may have damaged: what cannot be read is told by its digest, not by a crash."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def pictures() -> Iterator[Broken]:
    """Every file that a publication names: its name is the digest of its bytes."""
    named: dict[str, str] = {}
    for slug, payload in Publication.objects.order_by("pk").values_list("slug", "payload").iterator(200):
        for path in _FILE.findall(payload):
            named.setdefault(path, slug)
    for path, slug in named.items():
        if not default_storage.exists(path):
            yield Broken(f"picture {path} of “{slug}”", "its file is missing")
            continue
        with default_storage.open(path) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != path.rsplit("/", 1)[-1].split(".")[0]:
                yield Broken(f"picture {path} of “{slug}”", "its file is not what was signed")


def publications() -> Iterator[Broken]:
    """Every publication, live or not, in order of the ledger. Reads in chunks."""
    moves: dict[UUID, list[LedgerEvent]] = defaultdict(list)
    for event in LedgerEvent.objects.exclude(publication=None).order_by("seq").iterator(2000):
        if event.publication_id:
            moves[event.publication_id].append(event)
    slugs = {
        event.article: event.article_label
        for event in LedgerEvent.objects.filter(kind__in=["publish", "address_changed"]).order_by("seq").iterator(2000)
    }
    signed = LedgerEvent.objects.filter(kind__in=GROUNDS).values_list("seq", "kind", "actor", "digest")
    grounds: dict[int, Ground] = {seq: (kind, actor, digest) for seq, kind, actor, digest in signed.iterator(2000)}
    events = {event.seq: event for event in LedgerEvent.objects.filter(kind="publish").iterator(2000)}
    rows = Publication.objects.order_by("event_id").prefetch_related("decisions", "attestations", "sources")
    for row in rows.iterator(200):
        name = f"publication {row.uid} of “{row.slug}” (ledger entry {row.event_id})"
        published = events.pop(row.event_id, None)
        if published is None:
            yield Broken(name, "it has no publish entry")
            continue
        recorded = parsed(published.data).get("manifest_digest")
        whole = True
        if row.expected_digest() != row.content_digest or row.content_digest != published.digest:
            whole = False
            yield Broken(name, "its payload is not what was signed")
        if "v1:" + sha256(row.manifest) != row.manifest_digest or recorded != row.manifest_digest:
            whole = False
            yield Broken(name, "its manifest is not what was recorded")
        content = parsed(row.payload)
        if (content.get("title"), content.get("summary")) != (row.title, row.summary):
            yield Broken(name, "its title or summary differs from its payload")
        about = (published.publication_id, published.revision, published.article)
        if about != (row.uid, row.revision_id, row.article_id):
            yield Broken(name, "its publish entry speaks of something else")
        if whole:
            yield from _columns(row, name, parsed(published.data))
            yield from _manifest(row, name, grounds)
        yield from _range(row, name, moves.get(row.uid, []), slugs.get(row.article_id, row.slug))
    for seq in sorted(events):
        yield Broken(f"ledger entry {seq} (publish)", "the publication it records is gone")


def _range(row: Publication, name: str, moves: list[LedgerEvent], slug: str) -> Iterator[Broken]:
    """When it is live, on hold or withdrawn, and at which address (``slug``): as the ledger says, in its order."""
    live_from = live_until = None
    hold, withdrawn = "", False
    for event in moves:
        data = parsed(event.data)
        if event.kind == "publish":
            live_from = parse_datetime(data.get("live_from") or "")
            live_until = parse_datetime(data.get("live_until") or "")
        elif event.kind in {"supersede", "restore_range", "end_planned", "end_lifted"}:
            live_until = parse_datetime(data.get("live_until") or "")
        elif event.kind == "cancel":
            live_until = live_from
        elif event.kind == "withdraw":
            live_until, withdrawn = event.at, True
        elif event.kind in {"hold", "release"}:
            hold = data.get("hold", "")
    if (row.live_from, row.live_until) != (live_from, live_until):
        yield Broken(name, "its time range is not what was recorded")
    if (row.hold, row.withdrawn, row.slug) != (hold, withdrawn, slug):
        yield Broken(name, "its hold, withdrawal or address is not what was recorded")


def _columns(row: Publication, name: str, told: dict[str, Any]) -> Iterator[Broken]:
    """Notes, dates and marks that readers see beside the text: as the publish entry and the manifest have them."""
    said = (row.change_note, row.correction, row.redaction)
    if said != (told.get("change_note", "").strip(), told.get("correction"), bool(told.get("redaction"))):
        yield Broken(name, "its note to readers is not what was recorded")
    renewed = (told.get("renewal") or {}).get("unchanged", False)
    if (row.unchanged_since is not None) is not renewed:
        yield Broken(name, "whether its words are older than it is not what was recorded")
    if _second(row.last_reviewed) != parsed(row.manifest).get("last_reviewed"):
        yield Broken(name, "its date of review is not that of its manifest")
    for column in ("valid_until", "review_due", "first_live_from"):
        moment: datetime | None = getattr(row, column)
        if column in told and told[column] != (moment.isoformat(timespec="microseconds") if moment else None):
            yield Broken(name, f"its {column.replace('_', ' ')} is not what was recorded")


def _manifest(row: Publication, name: str, grounds: dict[int, Ground]) -> Iterator[Broken]:
    """The manifest speaks of this very payload, and every signature in it is one that the ledger holds and the row is
    linked to."""
    record, content = parsed(row.manifest), parsed(row.payload)
    if record.get("content_digest") != row.content_digest or record.get("title") != row.title:
        yield Broken(name, "its manifest speaks of another text")
    claims = record.get("claims", [])
    signed = [(item, claim["fingerprint"]) for claim in claims for item in claim["signatures"]]
    linked = {item.event for item in row.decisions.all()}
    for item, fingerprint in signed:
        if grounds.get(item["event"]) != ("sign_off", int(item["person"]), fingerprint) or item["event"] not in linked:
            yield Broken(name, f"its manifest names a signature (entry {item['event']}) that was not given")
    linked = {item.event for item in row.attestations.all()}
    for item in record.get("attestations", []):
        kind = "attest" if item["kind"] == "full" else "attest_delta"
        if grounds.get(item["event"], NOTHING)[:2] != (kind, int(item["person"])) or item["event"] not in linked:
            yield Broken(name, f"its manifest names an attestation (entry {item['event']}) that was not given")
    for item in record.get("overrides", []):
        if grounds.get(item["event"], NOTHING)[:2] != ("override", int(item["person"])):
            yield Broken(name, f"its manifest names an override (entry {item['event']}) that was not given")
    printed = {(item["n"], item["id"]) for item in content.get("sources", [])}
    cited = {(item["n"], item["source"]) for claim in claims for item in claim["sources"]}
    if printed != cited or {number for _, number in cited} != {item.pk for item in row.sources.all()}:
        yield Broken(name, "its sources are not those on which its claims were signed")


def _second(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
