"""Loading the example content (``articles/example``): fictitious people in their roles, through the real acts only.

All of it or nothing: one transaction. A second run finds it and changes nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from articles.claims.files import read_text
from articles.claims.frontmatter import parse_file
from articles.claims.types import Competence
from articles.models import Article, Revision, Source, Topic
from articles.publishing import example_picture
from articles.publishing.door import publish
from articles.review import credentials, helplines, profiles, sources
from articles.review.attesting import Attest, text_digest
from articles.review.board import Board, BoardClaim, load_board
from articles.review.decisions import SIGN, Choice
from articles.review.errors import InvalidTransition
from articles.review.example import example_content_loaded
from articles.review.marking import acknowledge
from articles.review.people import today
from articles.review.revisions import RevisionText, create_article, save_revision
from articles.review.signatures import SigningSession, card_token, text_token
from articles.review.signing import Refused, Stale, decide
from articles.review.transitions import submit
from articles.workflow.policy import Requirement
from articles.workflow.settlement import Outcome

FOLDER = Path(__file__).resolve().parent.parent / "example"
EXAMPLE_PASSWORD = "example-password-1"  # noqa: S105 (everybody may read it; production refuses these accounts)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Account:
    """One example account, as the command prints it."""

    username: str
    name: str
    roles: str


def accounts() -> list[Account]:
    """The example accounts as the plan names them."""
    return [Account(item["username"], item["name"], _roles(item)) for item in _plan()["people"]]


def load(say: Say) -> bool:
    """Load everything; True when this run did it, False when it was there before.

    Raises ``InvalidTransition`` when an account or address of the example is taken by somebody else.
    """
    plan = _plan()
    with transaction.atomic():
        if example_content_loaded():
            return False
        _refuse_collisions(plan)
        people = make_people(plan["people"])
        say(f"{len(people)} accounts, each credential granted by one person and verified by another.")
        topics = {
            name: Topic.objects.get_or_create(slug=slug, defaults={"name": name})[0].pk
            for slug, name in plan["topics"].items()
        }
        works = {key: sources.add_source(people["author"], **details) for key, details in plan["sources"].items()}
        say(f"{len(works)} sources.")
        for entry in plan["articles"]:
            say(_bring(entry, people, works, topics))
    return True


def _plan() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((FOLDER / "content.yaml").read_text(encoding="utf-8"))
    return data


def _roles(item: dict[str, Any]) -> str:
    kinds = [kind.replace("_", " ") for kind in item.get("credentials", {})]
    return ", ".join(kinds or [group.lower().rstrip("s") for group in item["groups"]])


def _refuse_collisions(plan: dict[str, Any]) -> None:
    names = [item["username"] for item in plan["people"]]
    taken = get_user_model().objects.filter(username__in=names).values_list("username", flat=True)
    slugs = [_read(entry["file"])[1] for entry in plan["articles"]]
    used = Article.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    if both := [*taken, *used]:
        words = ", ".join(f"“{name}”" for name in both)
        raise InvalidTransition(
            f"The example content was not loaded: {words} already exists here and is not part of it. "
            "Use an empty database."
        )


# ------------------------------------------------------------------------------------------------------------ people


def make_people(plan: Iterable[dict[str, Any]], password: str | None = EXAMPLE_PASSWORD) -> dict[str, Any]:
    """Make accounts with their groups, and their credentials through the real acts.

    ``plan``: username, name, groups, optionally superuser and credentials (kind: number). The first two people must
    manage credentials: the first grants, the second verifies. None as password makes accounts that cannot log in.
    """
    people: dict[str, Any] = {}
    hashed = make_password(password)  # hashing is slow on purpose, and these accounts share one password anyway
    now = timezone.now()
    listed = list(plan)
    for item in listed:
        first, _, last = item["name"].rpartition(" ")
        user = get_user_model()(
            username=item["username"],
            first_name=first,
            last_name=last,
            password=hashed,
            is_staff=True,
            is_superuser=item.get("superuser", False),
        )
        user.save()
        user.groups.add(*Group.objects.filter(name__in=item["groups"]))
        people[user.username] = user
    granter, verifier = (people[item["username"]] for item in listed[:2])
    for item in listed:
        for kind, number in item.get("credentials", {}).items():
            row = credentials.grant(
                granter,
                people[item["username"]],
                kind=kind,
                number=number,
                body="Example Register",
                evidence="An example: there is no such register.",
                valid_from=today(now) - timedelta(days=30),
                valid_until=today(now) + timedelta(days=3 * 365),
                now=now,
            )
            credentials.verify(verifier, row.pk, "An example: nothing was looked up.", now)
        if item.get("credentials"):
            profiles.declare(people[item["username"]], [], now)
    return people


# ---------------------------------------------------------------------------------------------------------- articles


def _read(file: str) -> tuple[Any, str, bool]:
    """The text of an example file, its slug, and whether the page is a sensitive one."""
    path = FOLDER / file
    found = parse_file(read_text(path), path.name)
    slug = str(found.meta.get("slug", path.stem))
    return found.article, slug, bool(found.meta.get("sensitive", False))


def _bring(entry: dict[str, Any], people: dict[str, Any], works: dict[str, Source], topics: dict[str, int]) -> str:
    """Take one text as far as the plan says; the line that tells of it."""
    text, slug, sensitive = _read(entry["file"])
    article = create_article(
        people["author"],
        RevisionText(
            title=text.title,
            body="\n\n".join([text.body, *example_picture.markdown(entry.get("picture"), people["author"])]),
            summary=text.summary,
            meta_description=text.meta_description,
            region=text.region,
            audience=text.audience,
            language=text.language,
            topic=topics.get(text.topic),
            sensitive=sensitive,
        ),
        kind=text.kind,
        slug=slug,
        example=True,
    )
    revision = _latest(article)
    count = len(load_board(revision).claims)
    _cite(revision, entry, works, people["author"])
    until = entry["until"]
    if until in {"submitted", "published"}:
        submit(people["author"], revision)
    if until == "published":
        _settle(revision, entry, people)
        live = publish(people["editor"], _latest(article))
        if check := entry.get("checked"):
            helplines.verify(people["editor"], article, seen=live.content_digest, on=today(timezone.now()), **check)
    if "correction" in entry:
        _correct(article, entry, works, people)
    return f"“{text.title}” ({text.kind}): {count} claims, {until}."


def _latest(article: Article) -> Revision:
    revision = article.latest_revision
    if revision is None:
        raise InvalidTransition(f"“{article.slug}” has no text.")
    return revision


def _found(board: Board, words: str) -> list[BoardClaim]:
    """The claims that begin with these words; none where detection sees no claim in them.

    Raises ``ValueError`` when nothing in the text begins so: plan and text have drifted apart.
    """
    if not any(row[6].startswith(words) for row in board.revision.segments):
        raise ValueError(f"content.yaml names “{words}”, but nothing in “{board.revision.title}” begins so")
    return [claim for claim in board.claims if claim.claim.text.startswith(words)]


def _named(board: Board, words: Iterable[str]) -> set[str]:
    """Fingerprints of the claims that begin with any of these words."""
    return {claim.fingerprint for beginning in words for claim in _found(board, beginning)}


def _cite(revision: Revision, entry: dict[str, Any], works: dict[str, Source], by: Any) -> None:
    """Attach what the plan names, then its general source to whatever else needs one."""
    board = load_board(revision)

    def attach(fingerprints: set[str], item: dict[str, Any]) -> None:
        source = works[item["source"]]
        cited = {claim.fingerprint for claim in board.claims for row in claim.citations if row.source_id == source.pk}
        if new := fingerprints - cited:
            sources.attach(by, revision.article, new, source, sources.Pointer(locator=item["locator"]))

    for item in entry.get("cites", ()):
        attach(_named(board, item["words"]), item)
    if general := entry.get("otherwise"):
        spared = {found for item in entry.get("dismiss", ()) for found in _named(board, item["words"])}
        needy = {claim.fingerprint for claim in load_board(revision).claims if claim.settlement.needs_source}
        attach(needy - spared, general)


def _settle(revision: Revision, entry: dict[str, Any], people: dict[str, Any], kind: str = "full") -> None:
    """Every open claim decided by those it needs; the psychotherapist signs the text (or what changed) last."""
    for item in entry.get("dismiss", ()):
        board, choice = load_board(revision), Choice(Outcome.DISMISS, reason=item["reason"])
        for username, fingerprints in _shared_out(board, _named(board, item["words"])).items():
            _act(people[username], revision, fingerprints, choice)
    board = load_board(revision)
    for claim in board.open_claims:
        if claim.settlement.requirement.acknowledge:
            acknowledge(people["editor"], revision, [claim.fingerprint], "The wording was compared with its source.")
    ticks = _shared_out(board, {claim.fingerprint for claim in board.open_claims})
    last = ticks.pop("therapist", set())
    for username, fingerprints in ticks.items():
        _act(people[username], revision, fingerprints)
    _act(people["therapist"], revision, last, attest=kind)


def _correct(article: Article, entry: dict[str, Any], works: dict[str, Source], people: dict[str, Any]) -> None:
    """Mend one passage, have what changed signed, and publish it as a correction."""
    plan, old = entry["correction"], _latest(article)
    text = replace(RevisionText.of(old), body=old.body.replace(plan["replace"], plan["by"]))
    revision = save_revision(article, people["author"], text, base=old.number).revision
    _cite(revision, entry, works, people["author"])
    submit(people["author"], revision)
    _settle(revision, entry, people, "delta")
    publish(people["editor"], _latest(article), correction=True, change_note=plan["note"])


def _shared_out(board: Board, fingerprints: set[str]) -> dict[str, set[str]]:
    """Who of the example clinicians takes which of these claims."""
    shares: dict[str, set[str]] = {}
    for claim in board.claims:
        if claim.fingerprint in fingerprints:
            for username in _signers(claim.settlement.requirement):
                shares.setdefault(username, set()).add(claim.fingerprint)
    return shares


def _signers(requirement: Requirement) -> list[str]:
    """Who of the example clinicians signs what needs this: as few as it takes."""
    wanted = requirement.competences
    if Competence.SAFETY in wanted:
        return ["safety1", "prescriber" if Competence.PRESCRIBING in wanted else "safety2"]
    if Competence.PRESCRIBING in wanted:
        return ["prescriber", "therapist"][: requirement.signers]
    return ["therapist", "therapist2"][: requirement.signers]


def _act(person: Any, revision: Revision, fingerprints: set[str], choice: Choice = SIGN, *, attest: str = "") -> None:
    """One signature act of one person, on cards as they stand now; ``attest``: full, delta or nothing."""
    now = timezone.now()
    cards = [
        card_token(person, revision, claim.fingerprint, claim.contexts, claim.evidence_digest, now)
        for claim in load_board(revision, now, person).claims
        if claim.fingerprint in fingerprints
    ]
    token = text_token(person, revision, text_digest(revision), attest) if attest else ""
    looked = attest == "full" and bool(revision.analysis.get("images"))
    whole = Attest(token, attest, pictures=looked) if attest else None
    done = decide(SigningSession(person, now, now), revision, cards, uuid4(), choice, attest=whole, now=now)
    problems: list[Stale | Refused] = [*done.stale, *done.refused]
    for refused in problems:
        claim = load_board(revision, now).by_fingerprint(refused.fingerprint)
        raise InvalidTransition(f"{person} could not sign “{claim.claim.text if claim else '?'}”: {refused.reason}")
