"""One lock order for every act that can change a verdict: source, credential, policy, article, ledger head (law 13).

PostgreSQL alone shows its locks in the SQL; on SQLite the whole transaction is the lock.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.claims.types import ClaimType, Risk
from articles.models import Attestation, Citation, Credential, Decision, Publication
from articles.publishing import consequences, evidence, rescanning
from articles.publishing.door import publish
from articles.publishing.people import erase
from articles.publishing.redact import redact
from articles.publishing.withdraw import cancel_schedule, release, withdraw
from articles.review import credentials, rulesets, sources
from articles.review.decisions import SIGN, Choice
from articles.review.marking import flag
from articles.review.revisions import restore
from articles.review.transitions import recall, submit
from articles.workflow.settlement import Outcome
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

ORDER = {
    "articles_source": 0,
    "articles_credential": 1,
    "articles_policychange": 2,
    "articles_rulesetproposal": 2,
    "articles_article": 3,
    "articles_ledgerhead": 4,
}
LOCK = re.compile(r'FROM "(\w+)".* FOR UPDATE', re.DOTALL)


def locked(act: Callable[[], Any]) -> list[str]:
    """The tables that the act locked, in order; each statement that may lock several rows names their order."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act()
    found = []
    for query in queries:
        if match := LOCK.search(query["sql"]):
            assert "ORDER BY" in query["sql"] or '"id" = ' in query["sql"], query["sql"]
            found.append(match[1])
    return found


def assert_in_order(name: str, tables: list[str]) -> None:
    unknown = set(tables) - ORDER.keys()
    assert not unknown, f"{name} locks {unknown}, which has no place in the order"
    ranks = [ORDER[table] for table in dict.fromkeys(tables)]  # a row that is held already may be asked for again
    assert ranks == sorted(ranks), f"{name} locks {tables}"
    assert tables[-1] == "articles_ledgerhead", f"{name} does not end with the ledger: {tables}"


def test_every_act_keeps_the_lock_order(world: World) -> None:
    seen: dict[str, list[str]] = {}

    def act(name: str, does: Callable[[], Any]) -> Any:
        result: list[Any] = []
        seen[name] = locked(lambda: result.append(does()))
        return result[0]

    author, editor, therapist = world.author, world.editor, world.therapist
    article = act("create", lambda: world.article(LOW, MEDIUM, HIGH, PLAIN))
    act("save", lambda: world.save(article, LOW, MEDIUM, HIGH, PLAIN, "The lift is out of order."))
    act("restore", lambda: restore(article, author, 1))
    source = act("add source", world.source)
    act("mend source", lambda: sources.mend_source(editor, source.pk, title="Mended title"))
    act("attach", lambda: world.cite(article, source))
    act("submit", lambda: submit(author, latest(article)))
    act("recall", lambda: recall(author, latest(article)))
    submit(author, latest(article))
    change = Choice(Outcome.REQUEST_CHANGES, reason="Too strong.")
    asked = act("request changes", lambda: world.decide(therapist, article, [LOW], change))
    act("contest", lambda: consequences.contest(author, asked.decisions[0], "It is what the guideline says."))
    submit(author, latest(article))
    act("sign", lambda: world.decide(therapist, article, [LOW, MEDIUM, HIGH], SIGN))
    act("second signature", lambda: world.decide(world.prescriber, article, [HIGH]))
    act("attest", lambda: world.attest(therapist, article))
    published = act("publish", lambda: publish(editor, latest(article)))
    fingerprint = next(row[0] for row in latest(article).segments if row[6] == PLAIN)
    act("flag", lambda: flag(editor, latest(article), fingerprint, [ClaimType.ADVICE], Risk.LOW, "Advice."))
    dismissal = Choice(Outcome.DISMISS, reason="It is about a bus.")
    act("dismiss", lambda: world.decide(therapist, article, [PLAIN], dismissal))
    decision = Decision.objects.filter(article=article, by=therapist, outcome="sign_off", revocation=None).first()
    assert decision is not None
    act("revoke", lambda: consequences.revoke(therapist, decision, "Misread.", keep_live_because="Signed by another."))
    act("release", lambda: release(therapist, Publication.objects.get(pk=published.pk), "Read again."))
    attestation = Attestation.objects.get(article=article)
    why = {"keep_live_because": "Read again by others."}
    act("revoke attestation", lambda: consequences.revoke_attestation(therapist, attestation, "Too fast.", **why))
    act("detach", lambda: sources.detach(editor, Citation.objects.filter(removed_at=None).order_by("pk")[0].pk))
    act("new version", lambda: evidence.new_source_version(editor, source.pk, "2026"))
    act("supersede", lambda: evidence.supersede_source(editor, source.pk, "A newer one is out."))
    act("retract", lambda: evidence.retract_source(editor, source.pk, "Retracted.", **why))
    block = next(row[7] for row in Publication.objects.get(pk=published.pk).revision.segments if row[6] == HIGH)
    session = world.session(world.prescriber)
    act("redact", lambda: redact(session, article, [block], "It may harm.", uuid4()))
    held = Credential.objects.get(person=therapist)
    act("found false", lambda: consequences.find_credential_false(world.administrator, held.pk, "Forged.", **why))
    act("withdraw", lambda: withdraw(editor, article, "A complaint."))
    other = world.article(LOW, slug="another")
    submit(author, latest(other))
    world.decide(world.second_therapist, other)
    world.attest(world.second_therapist, other)
    later = {"live_from": timezone.now() + days(1)}
    scheduled = act("schedule", lambda: publish(editor, latest(other), **later))
    act("cancel", lambda: cancel_schedule(editor, scheduled, "Not yet."))
    act("add term", lambda: rulesets.propose_rule_change(editor, "add_term", "examplin", "Seen.", lexicon="medicine"))
    proposal = act("propose", lambda: rulesets.propose_rule_change(editor, "remove_term", "walking", "Too broad."))
    act("confirm", lambda: rulesets.confirm_rule_change(world.second_therapist, proposal.pk))
    newcomer = world.person("newcomer", "Example Newcomer", "Clinicians")
    entry = {"number": "TEST-1", "body": "Example Register", "evidence": "Seen.", "valid_from": date(2020, 1, 1)}
    administrator, kind = world.administrator, "psychotherapist"
    granted = act("grant", lambda: credentials.grant(administrator, newcomer, kind=kind, **entry))
    act("verify", lambda: credentials.verify(world.verifier, granted.pk, "Entry seen."))
    act("end", lambda: credentials.end(world.administrator, granted.pk, "Retired."))
    act("erase", lambda: erase(world.verifier, world.administrator.pk, "On request."))
    for name, tables in seen.items():
        assert_in_order(name, tables)
    assert {"articles_source", "articles_credential", "articles_policychange"} <= set(seen["redact"])
    assert {"articles_source", "articles_credential", "articles_policychange"} <= set(seen["publish"])


def test_a_rescan_locks_one_article_at_a_time(world: World) -> None:
    world.published(LOW)
    world.published(LOW, slug="another")
    rulesets.propose_rule_change(world.editor, "add_term", "mood", "Seen.", lexicon="symptom")
    tables = locked(lambda: rescanning.rescan(world.editor))
    assert tables.count("articles_article") >= 2
    assert set(tables) <= {"articles_policychange", "articles_article", "articles_ledgerhead"}
