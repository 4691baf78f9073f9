"""Proving the ledger: every hash of the chain, every commitment, every decision and every payload, byte for byte."""

from collections.abc import Iterator
from typing import Any

from articles.models import (
    Acknowledgement,
    Attestation,
    Decision,
    Flag,
    FormerAddress,
    HelpLineCheck,
    LedgerEvent,
    LedgerHead,
    LedgerPersonal,
    Override,
    Revision,
    Revocation,
)
from articles.models.ledger import GENESIS, canonical
from articles.publishing.verify_pages import Broken, parsed, pictures, publications
from articles.review.attesting import attestation_facts
from articles.review.decisions import decision_facts
from articles.review.helplines import check_facts
from articles.review.revisions import RevisionText, text_digest_of


def problems() -> Iterator[Broken]:
    """Everything broken, in order of the ledger; nothing when all holds. Reads in chunks."""
    yield from _chain()
    yield from _decisions()
    yield from _attestations()
    yield from _beside()
    yield from _revisions()
    yield from publications()
    yield from pictures()
    yield from _addresses()


def _chain() -> Iterator[Broken]:
    previous, expected = GENESIS, 1
    personal = {row.event_id: row for row in LedgerPersonal.objects.iterator(2000)}
    told = LedgerEvent.objects.filter(kind="personal_erased").values_list("data", flat=True)
    erasures = [parsed(data) for data in told]
    erased = {item.get("person") for item in erasures}
    about = {seq for item in erasures for seq in item.get("about", [])}
    for event in LedgerEvent.objects.order_by("seq").iterator(2000):
        name = f"ledger entry {event.seq} ({event.kind})"
        if event.seq != expected:
            yield Broken(name, f"entry {expected} is missing before it")
        if event.prev_hash != previous:
            yield Broken(name, "it does not name the hash of the entry before it")
        if event.expected_hash() != event.hash:
            yield Broken(name, "its content does not match its hash")
        row = personal.get(event.seq)
        if row is None:
            yield Broken(name, "its personal fields are gone without having been erased")
        elif row.erased_at is None and row.expected_commitment() != event.commitment:
            yield Broken(name, "its personal fields do not match the commitment")
        elif row.erased_at is not None and row.person not in erased and event.seq not in about:
            yield Broken(name, "its personal fields were erased, and no entry says so")
        previous, expected = event.hash, event.seq + 1
    head = LedgerHead.objects.filter(pk=1).first()
    at = (head.seq, head.hash) if head else (0, GENESIS)
    if at != (expected - 1, previous):
        yield Broken("ledger head", "it does not name the newest entry")


def _decisions() -> Iterator[Broken]:
    events = {
        event.seq: event.data
        for event in LedgerEvent.objects.filter(
            kind__in=["sign_off", "dismiss", "reclassify", "request_changes"]
        ).iterator(2000)
    }
    for row in Decision.objects.select_related("signature").order_by("event").iterator(2000):
        data = events.pop(row.event, None)
        if data != canonical(decision_facts(row)):
            yield Broken(f"ledger entry {row.event} ({row.outcome})", f"decision {row.pk} is not what was recorded")
    for seq in sorted(events):
        yield Broken(f"ledger entry {seq}", "the decision it records is gone")


def _attestations() -> Iterator[Broken]:
    events = {
        event.seq: event.data
        for event in LedgerEvent.objects.filter(kind__in=["attest", "attest_delta"]).iterator(2000)
    }
    for row in Attestation.objects.select_related("signature").order_by("event").iterator(2000):
        data = events.pop(row.event, None)
        if data != canonical(attestation_facts(row)):
            yield Broken(f"ledger entry {row.event} ({row.kind} attestation)", f"attestation {row.pk} was changed")
    for seq in sorted(events):
        yield Broken(f"ledger entry {seq}", "the attestation it records is gone")


def _beside() -> Iterator[Broken]:
    """Rows that open or close the gate beside decisions: each rests on its entry, and says what the entry says."""
    kinds: dict[Any, tuple[str, ...]] = {
        Override: ("override",),
        Acknowledgement: ("acknowledge",),
        Flag: ("flag",),
        HelpLineCheck: ("helpline_verified",),
        Revocation: ("revoke", "revoke_attestation", "revoke_override", "contest"),
    }
    for model, names in kinds.items():
        events = {event.seq: event for event in LedgerEvent.objects.filter(kind__in=names).iterator(2000)}
        for row in model.objects.order_by("event").iterator(2000):
            event = events.pop(row.event, None)
            if event is None or event.actor != row.by_id or event.at != row.at or not _agrees(row, event):
                yield Broken(
                    f"ledger entry {row.event}", f"{model._meta.verbose_name} {row.pk} is not what was recorded"
                )
        for seq in sorted(events):
            yield Broken(f"ledger entry {seq}", f"the {model._meta.verbose_name} it records is gone")


def _agrees(row: Any, event: LedgerEvent) -> bool:
    data = parsed(event.data)
    if isinstance(row, Revocation):
        if row.contested != (event.kind == "contest") or data.get("reason") != row.reason:
            return False
        if row.decision is not None:
            return data.get("decision_event") == row.decision.event
        if row.override is not None:
            return data.get("override_event") == row.override.event
        return row.attestation is not None and data.get("attestation_event") == row.attestation.event
    if isinstance(row, Override):
        told = {"rule": row.rule, "fingerprint": row.fingerprint, "reason": row.reason}
        return data == told and event.digest == row.digest and event.article == row.article_id
    if isinstance(row, Flag):
        told = {"fingerprint": row.fingerprint, "types": row.types, "risk": row.risk, "reason": row.reason}
        return data == told and event.article == row.article_id
    if isinstance(row, HelpLineCheck):
        return data == check_facts(row) and event.digest == row.content_digest and event.article == row.article_id
    told = {"context": row.context_digest, "reason": row.reason}
    return event.digest == row.fingerprint and event.article == row.article_id and told.items() <= data.items()


def _revisions() -> Iterator[Broken]:
    """The text of every revision, against its digest in the entry of its saving."""
    saved = LedgerEvent.objects.filter(kind__in=["revision_saved", "revision_restored"])
    digests = dict(saved.values_list("revision", "digest"))
    for row in Revision.objects.order_by("pk").iterator(200):
        if not row.digest == text_digest_of(RevisionText.of(row)) == digests.get(row.pk):
            yield Broken(f"revision {row.number} of article {row.article_id}", "its text is not what was saved")


def _addresses() -> Iterator[Broken]:
    """Every address that readers knew, against the entry that changed it."""
    events = {event.seq: event for event in LedgerEvent.objects.filter(kind="address_changed").iterator(2000)}
    kept = set()
    for row in FormerAddress.objects.order_by("event").iterator(2000):
        event = events.get(row.event)
        kept.add((row.article_id, row.slug))
        if event is None or event.article != row.article_id or parsed(event.data).get("from") != row.slug:
            yield Broken(f"former address “{row.slug}”", "no ledger entry says that it was changed")
    for event in events.values():
        data = parsed(event.data)
        if data.get("known_to_readers") and (event.article, data.get("from")) not in kept:
            yield Broken(f"ledger entry {event.seq} (address_changed)", "the address it kept is gone")
