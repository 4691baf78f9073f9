"""Writing the ledger. Every act records here last, under the lock of the head row (law 13)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from articles.models import Article, Credential, LedgerEvent, LedgerHead, LedgerPersonal, Revision
from articles.models.ledger import canonical, sha256
from articles.review.stamps import touch

# Only known acts can be recorded; the sentence is made when the ledger is read.
KINDS: dict[str, str] = {
    "article_created": "created the article",
    "address_changed": "changed the address of the article",
    "imported": "brought in from another system",
    "import_settled": "finished what an import had left over",
    "read_next_chosen": "chose what is read next",
    "revision_saved": "saved a revision",
    "revision_restored": "restored an old revision",
    "submitted": "submitted for review",
    "recalled": "took back from review",
    "state": "moved the review",
    "sign_off": "signed off a claim",
    "dismiss": "dismissed a claim",
    "reclassify": "signed a lower risk or fewer types",
    "request_changes": "requested changes",
    "contest": "contested a request for changes",
    "revoke": "revoked a decision",
    "attest": "attested the whole text",
    "attest_delta": "attested what changed",
    "revoke_attestation": "revoked an attestation",
    "override": "overrode a blocking rule",
    "revoke_override": "revoked an override",
    "acknowledge": "acknowledged a claim",
    "flag": "flagged a passage",
    "assigned": "changed who reviews the article, or until when",
    "fallback_named": "named who answers when the owner cannot",
    "substitute_named": "recorded a substitute for an absence",
    "substitute_ended": "ended a substitution",
    "report_closed": "closed a reader's report",
    "report_contested": "took up a reader's report",
    "image_added": "added a picture",
    "image_described": "changed what is said of a picture",
    "image_removed": "removed a picture that nothing shows",
    "embargo_set": "set an embargo",
    "embargo_lifted": "lifted the embargo",
    "owner_changed": "handed the article to another owner",
    "helpline_verified": "checked a help line",
    "topic_added": "added a topic",
    "topic_changed": "changed a topic",
    "topics_merged": "merged two topics",
    "byline_changed": "changed how an author is shown",
    "source_added": "added a source",
    "source_changed": "changed a source",
    "source_retracted": "marked a source retracted",
    "source_superseded": "marked a source superseded",
    "citation_added": "attached a source",
    "citation_removed": "removed a source from a claim",
    "credential_granted": "recorded a credential",
    "credential_verified": "verified a credential",
    "credential_renewed": "renewed a credential",
    "credential_ended": "ended a credential",
    "credential_false": "found a credential false",
    "colleague_invited": "invited a colleague",
    "invitation_repeated": "sent an invitation again",
    "interests_declared": "declared interests",
    "biography_written": "wrote what readers are told about them",
    "rule_proposed": "proposed a change of the rules",
    "rule_changed": "changed the rules",
    "policy_proposed": "proposed a looser policy",
    "policy_changed": "changed the policy",
    "rescanned": "applied a new rule set",
    "publish": "published",
    "supersede": "ended the earlier publication",
    "cancel": "cancelled a publication before it went live",
    "restore_range": "restored the earlier publication",
    "end_planned": "planned the end of the publication",
    "end_lifted": "took the planned end back",
    "withdraw": "withdrew the publication",
    "hold": "put the publication on hold",
    "release": "released the publication",
    "second_factor_added": "set up a second factor",
    "second_factor_removed": "removed a second factor",
    "recovery_codes_made": "made new recovery codes",
    "personal_erased": "erased personal fields",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to record. ``personal`` is erasable; ``data`` is not, so it holds ids, digests and words of
    articles."""

    kind: str
    actor: Any = None  # a user, or None for the system
    article: Article | None = None
    revision: Revision | None = None
    subject: str = ""
    digest: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] = field(default_factory=dict)
    publication: UUID | None = None


def name_of(user: Any) -> str:
    """The name people see for a user."""
    return user.get_full_name() or user.get_username()


def record(now: datetime, *entries: Entry) -> list[LedgerEvent]:
    """Append ``entries`` in order and return them.

    Must run inside the transaction of the act, after every other lock. Raises ``ValueError`` for an unknown kind and
    ``RuntimeError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The ledger is written inside the transaction of the act it records.")
    head = LedgerHead.objects.select_for_update().get(pk=1)  # every migrate sees to it that the row is there
    events, personal = [], []
    seq, previous = head.seq, head.hash
    for entry in entries:
        if entry.kind not in KINDS:
            raise ValueError(f"The ledger knows no act {entry.kind!r}.")
        seq += 1
        fields = dict(entry.personal)
        if entry.actor is not None:
            fields.setdefault("name", name_of(entry.actor))
        private = LedgerPersonal(
            event_id=seq,
            person=entry.actor.pk if entry.actor is not None else None,
            salt=secrets.token_hex(32),
            data=canonical(fields),
        )
        event = LedgerEvent(
            seq=seq,
            at=now,
            kind=entry.kind,
            actor=entry.actor.pk if entry.actor is not None else None,
            article=entry.article.pk if entry.article else None,
            article_label=entry.article.slug if entry.article else "",
            revision=entry.revision.pk if entry.revision else None,
            subject=entry.subject,
            digest=entry.digest,
            publication_id=entry.publication,
            data=canonical(entry.data),
            commitment=private.expected_commitment(),
            prev_hash=previous,
        )
        event.hash = previous = event.expected_hash()
        events.append(event)
        personal.append(private)
    if events:
        LedgerEvent.objects.bulk_create(events)
        LedgerPersonal.objects.bulk_create(personal)
        LedgerHead.objects.filter(pk=1).update(seq=seq, hash=previous)
        touch(events)
    return events


def erase_person(now: datetime, by: Any, person_id: int, reason: str) -> int:
    """Erase the personal fields of everything ``person_id`` did, and of what others recorded about their credentials;
    the chain stays valid. Returns how many rows.

    The caller holds the permission check; publications keep a placeholder name (``articles.publishing.people``).
    """
    credentials = Credential.objects.filter(person=person_id).values_list("pk", flat=True)
    about = LedgerEvent.objects.filter(subject__in=[f"credential:{pk}" for pk in credentials])
    others = about.exclude(actor=person_id).filter(personal__erased_at=None)
    named = list(others.order_by("seq").values_list("seq", flat=True))
    rows = LedgerPersonal.objects.filter(Q(person=person_id) | Q(event__in=named), erased_at=None)
    count = rows.count()
    data = {"person": person_id, "rows": count, "about": named, "reason": reason}
    record(now, Entry("personal_erased", by, data=data))
    rows.filter(event_id__lte=LedgerHead.objects.get(pk=1).seq).update(data="", salt="", erased_at=now)
    return count


def digest_of(data: Any) -> str:
    """Versioned SHA-256 of canonical JSON."""
    return "v1:" + sha256(canonical(data))
