"""Several people at work on one article, in any order: at no moment is anything public that the ledger does not cover.

A small reference beside the real thing remembers what people really did: who typed which sentence, who put a name under
which words in which context on which sources, and who took it back. Every act may be refused; none may break a law.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from articles.models import Attestation, Citation, Decision, LedgerEvent, Publication, Source
from articles.publishing import verify
from articles.publishing.consequences import revoke, revoke_attestation
from articles.publishing.door import publish
from articles.publishing.evidence import retract_source
from articles.publishing.payload import digest
from articles.publishing.renewing import still_correct
from articles.publishing.withdraw import cancel_schedule, withdraw
from articles.review import sources
from articles.review.attesting import Attest, text_digest
from articles.review.decisions import SIGN, Choice
from articles.review.errors import Refusal
from articles.review.rereading import reread
from articles.review.revisions import restore
from articles.review.signatures import text_token
from articles.review.signing import ActResult
from articles.review.transitions import recall, submit
from articles.workflow.policy import Verdict
from articles.workflow.settlement import Outcome
from tests.world import HIGH, LOW, MEDIUM, PLAIN, World, days, latest

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.hypothesis]

# Not a second antidepressant: a page about those needs a warning, so most examples would publish nothing.
OTHER_HIGH = "Gabapentin can cause dizziness in the first weeks."
SENTENCES = (LOW, MEDIUM, HIGH, OTHER_HIGH, PLAIN)
# The table of design "who signs what", written again by hand: clinicians, and whether one has to be a prescriber.
NEEDED = {LOW: (1, False), MEDIUM: (1, False), HIGH: (2, True), OTHER_HIGH: (2, True)}
SIGNERS = ("therapist", "second_therapist", "prescriber", "safety_reader")
WRITERS = ("author", "editor", "therapist")  # the therapist writes too, and so may not sign everything

paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True)
signers = st.sampled_from(SIGNERS)
verdicts = st.sampled_from([Verdict.SUPPORTS, Verdict.CONTRADICTS])


@dataclass(slots=True)
class Name:
    """A name that somebody put under one sentence in one context, as the reference remembers it."""

    person: str
    outcome: str
    context: str
    evidence: dict[int, str]
    until: datetime
    decision: int
    taken_back: bool = False


@dataclass(slots=True)
class Reference:
    """What people really did."""

    wrote: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    read: dict[int, tuple[str, set[tuple[str, str]]]] = field(default_factory=dict)  # attestation: who, what
    taken_back: set[int] = field(default_factory=set)  # attestations
    retracted: set[int] = field(default_factory=set)  # sources
    grounds: dict[Any, tuple[set[int], set[int], set[int]]] = field(default_factory=dict)  # of each publication
    bytes: dict[Any, str] = field(default_factory=dict)  # of each publication: what went through the door
    whole: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # revision: read as a whole since live


class Newsroom(RuleBasedStateMachine):
    """One article and everybody around it. ``world`` is set by the test; each example is rolled back."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.known = Reference()
        self.savepoint = transaction.savepoint()
        self.clock = time_machine.travel(datetime.fromisoformat("2026-11-23T10:00:00+00:00"), tick=True)
        self.clock.start()

    def teardown(self) -> None:
        problems = list(verify.problems())
        self.clock.stop()
        transaction.savepoint_rollback(self.savepoint)
        assert problems == []

    @initialize(text=paragraphs, live=st.sampled_from([True, True, False]), renewed=st.booleans())
    def begin(self, text: list[str], live: bool, renewed: bool) -> None:
        self.article = self.world.article(*text)
        for sentence in text:
            self.known.wrote[sentence].add("author")
        self.source = self.world.source()
        if live:
            self.settle_and_publish()
        if renewed:
            self.wait(300)
            self.read_again_and_renew(list(SIGNERS))

    # ---------------------------------------------------------------------------------------------------- the acts

    def attempt(self, act: Callable[[], Any]) -> Any:
        """What the act gave, or None when it was refused."""
        try:
            return act()
        except Refusal:
            return None

    @rule(who=st.sampled_from(WRITERS), text=paragraphs)
    def save(self, who: str, text: list[str]) -> None:
        before = {sentence for sentence, people in self.known.wrote.items() if people}
        if self.attempt(lambda: self.world.save(self.article, *text, by=getattr(self.world, who))):
            for sentence in set(text) - before:
                self.known.wrote[sentence].add(who)

    @rule()
    def restore_the_first(self) -> None:
        self.attempt(lambda: restore(self.article, self.world.author, 1))

    @rule(
        kind=st.sampled_from(["guideline", "trial"]), verdict=st.sampled_from([Verdict.SUPPORTS, Verdict.CONTRADICTS])
    )
    def attach(self, kind: str, verdict: Verdict) -> None:
        board = self.world.board(self.article)
        if board.claims:
            source = self.world.source(kind)
            pointer = sources.Pointer("section 2", verdict=verdict.value)
            words = [board.claims[0].fingerprint]
            self.attempt(lambda: sources.attach(self.world.editor, self.article, words, source, pointer))

    @rule()
    def cite(self) -> None:
        self.attempt(lambda: self.world.cite(self.article, self.source))

    @rule()
    def detach(self) -> None:
        citation = Citation.objects.filter(removed_at=None).last()
        if citation:
            self.attempt(lambda: sources.detach(self.world.editor, citation.pk))

    @rule()
    def send(self) -> None:
        self.attempt(lambda: submit(self.world.author, latest(self.article)))

    @rule()
    def take_back_from_review(self) -> None:
        self.attempt(lambda: recall(self.world.author, latest(self.article)))

    def decide(self, who: str, choice: Choice, texts: list[str] | None = None) -> None:
        board = self.world.board(self.article)
        wanted = [claim for claim in board.claims if texts is None or claim.claim.text in texts]
        if not wanted:
            return
        person = getattr(self.world, who)
        act = self.attempt(lambda: self.world.decide(person, self.article, [c.claim.text for c in wanted], choice))
        self.remember(who, act, {claim.fingerprint: claim.claim.text for claim in wanted})

    def remember(self, who: str, act: ActResult | None, texts: dict[str, str]) -> None:
        for row in act.decisions if act else []:
            text = texts[row.fingerprint]
            assert who not in self.known.wrote[text], f"{who} signed their own words"
            evidence = dict(row.evidence)
            self.known.names[text].append(Name(who, row.outcome, row.context_digest, evidence, row.expires, row.pk))

    @rule(who=signers)
    def sign(self, who: str) -> None:
        self.decide(who, SIGN)

    @rule(who=signers, text=st.sampled_from(SENTENCES))
    def dismiss(self, who: str, text: str) -> None:
        self.decide(who, Choice(Outcome.DISMISS, reason="No claim."), [text])

    @rule(who=signers, text=st.sampled_from(SENTENCES))
    def request_changes(self, who: str, text: str) -> None:
        self.decide(who, Choice(Outcome.REQUEST_CHANGES, reason="Too strong."), [text])

    @rule(who=signers, kind=st.sampled_from(["full", "full", "delta"]))
    def attest(self, who: str, kind: str) -> None:
        no_claims = not self.world.board(self.article).claims
        person = getattr(self.world, who)
        act = self.attempt(lambda: self.world.attest(person, self.article, kind, no_claims=no_claims))
        if act and act.attested:
            row = Attestation.objects.latest("pk")
            self.known.read[row.pk] = (who, set(latest(self.article).pairs))
            if kind == "full":
                self.known.whole[row.revision_id].add(row.pk)

    @rule(who=st.permutations(SIGNERS))
    def settle(self, who: list[str]) -> None:
        """What usually happens between two accidents."""
        self.cite()
        self.send()
        for person in who[:3]:
            self.sign(person)
        for person in who:
            if not self.world.board(self.article).coverage.complete:
                self.attest(person, "full")

    @rule(which=st.integers(0, 5))
    def take_back_a_signature(self, which: int) -> None:
        rows = list(Decision.objects.filter(revocation=None).order_by("-pk"))
        if which < len(rows):
            row = rows[which]
            if self.attempt(lambda: revoke(row.by, row, "I misread it.")) is not None:
                (name,) = [item for names in self.known.names.values() for item in names if item.decision == row.pk]
                name.taken_back = True

    @rule()
    def take_back_an_attestation(self) -> None:
        row = Attestation.objects.filter(revocation=None).last()
        if row and self.attempt(lambda: revoke_attestation(row.by, row, "Too fast.")) is not None:
            self.known.taken_back.add(row.pk)

    @rule()
    def retract(self) -> None:
        source = Source.objects.filter(status="current").first()
        if source and self.attempt(lambda: retract_source(self.world.editor, source.pk, "Retracted.")) is not None:
            self.known.retracted.add(source.pk)
            self.source = self.world.source(title="The next guideline")

    @rule(later=st.sampled_from([0, 0, 2, 500]))
    def publish(self, later: int) -> None:
        start = timezone.now() + days(later) if later else None
        row = self.attempt(lambda: publish(self.world.editor, latest(self.article), live_from=start))
        if row is not None:
            self.check_grounds(row)

    @rule()
    def settle_and_publish(self) -> None:
        self.settle(["prescriber", "second_therapist", "safety_reader", "therapist"])
        self.publish(0)

    @rule(who=st.sampled_from(WRITERS), text=paragraphs)
    def save_settle_and_schedule(self, who: str, text: list[str]) -> None:
        self.save(who, text)
        self.settle(["second_therapist", "prescriber", "safety_reader", "therapist"])
        self.publish(2)

    def live(self) -> Publication | None:
        return Publication.objects.live(timezone.now()).select_related("revision").first()

    @rule(who=signers, whole=st.booleans())
    def read_again(self, who: str, whole: bool) -> None:
        """A clinician reads what is live, whatever was written since, and says that it is still correct."""
        live = self.live()
        if live is None:
            return
        person, revision = getattr(self.world, who), live.revision
        attest = Attest(text_token(person, revision, text_digest(revision))) if whole else None
        tokens = self.world.cards(person, self.article, revision=revision)
        session = self.world.session(person)
        act = self.attempt(lambda: reread(session, revision, tokens, uuid4(), attest))
        self.remember(who, act, {row[0]: row[6] for row in revision.segments})
        if act and act.attested:
            row = Attestation.objects.latest("pk")
            self.known.read[row.pk] = (who, set(revision.pairs))
            self.known.whole[revision.pk].add(row.pk)

    @rule()
    def press_still_correct(self) -> None:
        live = self.live()
        after = self.attempt(lambda: still_correct(self.world.editor, live)) if live else None
        if live is None or after is None:
            return
        assert after.revision == live.revision, "a renewal brought other words"
        assert self.known.whole[live.revision_id] - self.known.taken_back, "nobody read the whole of it again"
        if after.unchanged_since:
            assert after.payload == live.payload
            assert after.unchanged_since == live.changed_at
        self.check_grounds(after)

    @rule(who=st.permutations(SIGNERS))
    def read_again_and_renew(self, who: list[str]) -> None:
        for person in who:
            self.read_again(person, True)
        self.press_still_correct()

    @rule()
    def cancel(self) -> None:
        row = Publication.objects.scheduled(timezone.now()).first()
        if row:
            self.attempt(lambda: cancel_schedule(self.world.editor, row, "Not yet."))

    @rule()
    def withdraw(self) -> None:
        self.attempt(lambda: withdraw(self.world.editor, self.article, "A complaint."))
        assert not Publication.objects.live(timezone.now()).exists()

    @rule(number=st.sampled_from([1, 3, 300]))
    def wait(self, number: int) -> None:
        now = timezone.now() + timedelta(days=number)
        self.clock.stop()
        self.clock = time_machine.travel(now, tick=True)
        self.clock.start()

    # ---------------------------------------------------------------------------------------------------- the laws

    def check_grounds(self, row: Publication) -> None:
        """Against the reference: everything that went through the door was read and signed by people who may."""
        known, now, revision = self.known, timezone.now(), row.revision
        texts = {segment[0]: segment[6] for segment in revision.segments}
        writers = set().union(*(known.wrote[text] for text in texts.values()))
        read = [pairs for pk, (who, pairs) in known.read.items() if pk not in known.taken_back and who not in writers]
        assert set(revision.pairs) <= set().union(*read), "words went live that nobody has read"
        attached: dict[str, dict[int, str]] = defaultdict(dict)
        contradicted: dict[str, set[int]] = defaultdict(set)
        for citation in Citation.objects.filter(removed_at=None).select_related("source", "claim"):
            if citation.source_id not in known.retracted:
                attached[citation.claim.text][citation.pk] = citation.digest()
            if citation.verdict == Verdict.CONTRADICTS.value:
                contradicted[citation.claim.text].add(citation.pk)
        for claim in row.record["claims"]:
            text = claim["text"]
            clinicians, prescriber = NEEDED[text]
            for context in {pair[1] for pair in revision.pairs if pair[0] == claim["fingerprint"]}:
                last = {name.person: name for name in known.names[text] if name.context == context}
                valid = {
                    name.person
                    for name in last.values()
                    if name.outcome == "sign_off"
                    and not name.taken_back
                    and name.until > max(now, row.live_from)
                    and name.person not in known.wrote[text]
                    and name.evidence.items() <= attached[text].items()
                    and contradicted[text] <= name.evidence.keys()
                }
                assert len(valid) >= clinicians, f"“{text}” went live with {valid}"
                assert "prescriber" in valid or not prescriber
        known.bytes[row.uid] = row.payload
        known.whole[row.revision_id] = set()
        known.grounds[row.uid] = (
            set(row.decisions.values_list("pk", flat=True)),
            set(row.attestations.values_list("pk", flat=True)),
            set(row.sources.values_list("pk", flat=True)),
        )

    @invariant()
    def only_what_went_through_the_door_is_public_and_only_while_its_grounds_stand(self) -> None:
        now, known = timezone.now(), self.known
        taken_back = {item.decision for names in known.names.values() for item in names if item.taken_back}
        live = list(Publication.objects.live(now))
        assert len(live) <= 1
        for row in [*live, *Publication.objects.scheduled(now)]:
            assert row.uid in known.grounds
            assert row.payload == known.bytes[row.uid], "other bytes are public than went through the door"
            assert LedgerEvent.objects.get(seq=row.event_id).digest == digest(row.payload)
            decisions, attestations, cited = known.grounds[row.uid]
            fallen = decisions & taken_back or attestations & known.taken_back or cited & known.retracted
            assert not fallen or row in live, "a scheduled page rests on what was taken back"
            assert not fallen or row.hold == "being_checked", "a live page rests on what was taken back"

    @invariant()
    def a_revision_is_approved_only_while_its_gate_is_open(self) -> None:
        revision = latest(self.article) if hasattr(self, "article") else None
        if revision is not None and revision.state == "approved":
            board = self.world.board(self.article)
            expired = any(name.until <= timezone.now() for names in self.known.names.values() for name in names)
            assert expired or (not board.open_claims and board.coverage.complete)


def test_nothing_is_public_that_the_ledger_does_not_cover(world: World) -> None:
    world.therapist.groups.add(Group.objects.get(name="Authors"))
    machine = type("TestedNewsroom", (Newsroom,), {"world": world})
    short = hypothesis.settings.default.max_examples < 100
    examples, steps = (6, 12) if short else (300, 40)
    size = hypothesis.settings(max_examples=examples, stateful_step_count=steps)
    run_state_machine_as_test(machine, settings=size)
