"""The gate: may this revision go live? It says everything that is missing, each line with the place where it is
mended."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.claims.types import Competence, Field, Severity
from articles.models import Image, Override, Publication, Revision
from articles.models.revision import REGIONS
from articles.review import sourcing
from articles.review.board import SYSTEM, Board, expiry, load_board
from articles.review.coverage import competences_held
from articles.workflow.settlement import ClaimState, Failing

BLOCK = Severity.BLOCK.value


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is mended: ``editor``, ``claim``, ``sources``, ``workbench``, ``attest``, ``credentials``,
    ``helplines``, ``rules``, ``embargo``. ``key`` is a fingerprint, a rule id or a line, as the kind asks."""

    kind: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """One line of the gate's answer. ``code`` is stable, for tests and links; ``words`` quotes the sentence
    concerned."""

    code: str
    message: str
    place: Place
    words: str = ""


@dataclass(slots=True)
class GateReport:
    """The answer. Open when nothing is missing; ``advice`` never blocks."""

    revision: Revision
    missing: list[Missing] = field(default_factory=list)
    advice: list[Missing] = field(default_factory=list)
    valid_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True when the revision may go live."""
        return not self.missing

    def codes(self) -> set[str]:
        """The codes of what is missing."""
        return {item.code for item in self.missing}


def evaluate(
    revision: Revision,
    *,
    now: datetime | None = None,
    live_from: datetime | None = None,
    board: Board | None = None,
    viewer: Any = SYSTEM,
) -> GateReport:
    """Evaluate the gate on stored analysis. Publishing analyses afresh first, under locks.

    ``viewer`` narrows what the report may tell (blind reading); it never opens the gate.
    """
    now = now or timezone.now()
    board = board or load_board(revision, now, viewer)
    report = GateReport(revision, valid_until=expiry(board))
    if revision.analysis_error:
        report.missing.append(Missing("detector", revision.analysis_error, Place("editor")))
        return report
    _claims(board, report)
    _wording(board, report)
    _page(board, report)
    for rule, sentence, claim in sourcing.advice(board, now):
        place = Place("sources", claim.fingerprint)
        report.advice.append(Missing(f"source:{rule}", sentence, place, claim.claim.text))
    _references(revision, now, report)
    _coverage(board, report)
    if revision.language.split("-")[0] != "en":
        report.missing.append(
            Missing(
                "language", "Claims are found in English text only: this language cannot be checked.", Place("editor")
            )
        )
    if revision.region not in dict(REGIONS):
        report.missing.append(Missing("region", "Set the region the page is for.", Place("editor")))
    _embargo(revision, now, live_from, report)
    if live_from and report.valid_until and live_from >= report.valid_until:
        report.missing.append(
            Missing(
                "expires",
                f"A sign-off runs out on {timezone.localtime(report.valid_until):%-d %B %Y}, "
                "before the page would go live.",
                Place("workbench"),
            )
        )
    return report


def _embargo(revision: Revision, now: datetime, live_from: datetime | None, report: GateReport) -> None:
    """An embargo keeps a text from readers, not from those who review it: before a time is chosen it is advice."""
    until = revision.article.embargo_until
    if until is None or until <= (live_from or now):
        return
    line = Missing(
        "embargo",
        f"Under embargo until {timezone.localtime(until):%-d %B %Y, %H:%M}: it can be scheduled for then.",
        Place("embargo"),
    )
    (report.advice if live_from is None else report.missing).append(line)


def _claims(board: Board, report: GateReport) -> None:
    for claim in board.open_claims:
        settlement = claim.settlement
        place = Place("sources" if settlement.needs_source else "claim", claim.fingerprint)
        code = "source" if settlement.needs_source else "claim"
        if claim.settlement.state is ClaimState.CHANGES_REQUESTED:
            code, place = "changes_requested", Place("editor", claim.fingerprint)
        wanted = "; ".join(settlement.missing) or settlement.requirement.words()
        reasons = set(settlement.failing.values())
        if Failing.AUTHOR in reasons:  # rule R09
            wanted += ". A signature does not count: its signer is an author of these words"
        if Failing.CREDENTIAL in reasons:  # rule R08
            wanted += ". A signature does not count: the competence was not held on the day"
        report.missing.append(Missing(code, f"{claim.state.label}: {wanted}.", place, claim.claim.text))


def overridden(board: Board, rule: str, competence: Competence, bound_to: str) -> bool:
    """True when enough clinicians overrode this rule for exactly these words (or, for a page rule, this text)."""
    people: dict[int, frozenset[Competence]] = {}
    authors = board.authors.get(bound_to) or board.word_authors()
    for row in board.overrides:
        if row.rule == rule and bound_to in {row.fingerprint, row.digest} and row.by_id not in authors:
            held = competences_held(row)
            if Competence.CLINICAL in held:
                people[row.by_id] = held
    need = board.policy.override(competence)
    held = frozenset().union(*people.values()) if people else frozenset()
    return len(people) >= need.signers and competence in held


def _wording(board: Board, report: GateReport) -> None:
    segments = dict(enumerate(board.revision.segments))
    for item in board.revision.analysis.get("wording", []):
        row = segments.get(item["segment"])
        line = Missing(
            f"wording:{item['rule']}",
            f"{item['message']} Suggested: {item['suggestion']}" if item["suggestion"] else item["message"],
            Place("wording", item["rule"]),
            item["match"],
        )
        if item["severity"] != BLOCK:
            report.advice.append(line)
        elif row is None or not overridden(board, item["rule"], Competence(item["competence"]), row[0]):
            report.missing.append(line)


def _page(board: Board, report: GateReport) -> None:
    for item in board.revision.analysis.get("page", []):
        advice = item["suggestion"]
        text = f"{item['message']} {advice[:1].upper()}{advice[1:]}".strip()
        line = Missing(f"page:{item['rule']}", text, Place("page", item["rule"]))
        if item["rule"] == "R10":
            # Detector silence is no approval: a signed statement that there are no medical claims answers it.
            if not (board.coverage.complete and board.coverage.no_claims) and not board.claims:
                report.missing.append(line)
        elif item["severity"] != BLOCK:
            report.advice.append(line)
        elif not overridden(board, item["rule"], Competence(item["competence"]), board.revision.digest):
            report.missing.append(line)


def _references(revision: Revision, now: datetime, report: GateReport) -> None:
    keys = revision.analysis.get("helplines", [])
    if keys:
        live = set(Publication.objects.live(now).filter(kind="helpline", slug__in=keys).values_list("slug", flat=True))
        for key in dict.fromkeys(keys):
            if key not in live:
                report.missing.append(
                    Missing(
                        "helpline",
                        f"The help line “{key}” is not published. Publish its entry or use another.",
                        Place("helplines", key),
                    )
                )
    _pictures(revision, report)


def _pictures(revision: Revision, report: GateReport) -> None:
    """Every picture is in the library, and below it stands whose it is, as the library knows it."""
    images = list(dict.fromkeys(revision.analysis.get("images", [])))
    known = {row.sha256: row for row in Image.objects.filter(sha256__in=images)} if images else {}
    captions = " ".join(row[6] for row in revision.segments if row[2] == Field.CAPTION.value)
    wanted = Counter(row.credit_line for row in known.values())
    for image in images:
        row = known.get(image)
        if row is None:
            text = f"The picture “{image}” is not in the library. Upload it first."
            report.missing.append(Missing("image", text, Place("editor")))
        elif row.credit_line and captions.count(row.credit_line) < wanted[row.credit_line]:
            text = f"Readers have to be told whose picture this is. Write as its caption: “{row.credit_line}”"
            report.missing.append(Missing("credit", text, Place("editor"), row.alt))
        elif not row.licence:
            text = "The library does not say under which licence this picture may be shown."
            report.advice.append(Missing("licence", text, Place("editor"), row.alt))


def _coverage(board: Board, report: GateReport) -> None:
    coverage = board.coverage
    if coverage.full is None:
        report.missing.append(
            Missing(
                "attestation",
                "No clinician has signed the whole text yet (someone who wrote none of it).",
                Place("attest"),
            )
        )
    elif not coverage.complete:
        count = len(coverage.uncovered) + len(coverage.uncovered_images)
        words = coverage.uncovered[0][6] if coverage.uncovered else coverage.uncovered_images[0]
        report.missing.append(
            Missing(
                "coverage",
                f"{count} changed passage{'s are' if count > 1 else ' is'} not attested yet.",
                Place("attest"),
                words,
            )
        )


def used_overrides(board: Board) -> Sequence[Override]:
    """The overrides that this revision rests on, for the manifest."""
    rules = {item["rule"] for kind in ("wording", "page") for item in board.revision.analysis.get(kind, [])}
    bound = {row[0] for row in board.revision.segments} | {board.revision.digest}
    return [row for row in board.overrides if row.rule in rules and ({row.fingerprint, row.digest} & bound)]
