"""A small cast everybody knows, and the steps they take. All data comes from the real actions.

author and editor write and run the process; therapist and second_therapist are psychotherapists; prescriber may also
vouch for medicines; safety_reader and second_safety_reader hold recorded training; administrator grants credentials
and verifier verifies them; stranger has an account and no rights; superuser has every permission and no exception
from the laws.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.utils import timezone
from PIL import Image as Drawing

from articles.models import Article, Image, Publication, Revision, Source
from articles.publishing.door import publish
from articles.review import credentials, sources
from articles.review.attesting import Attest, text_digest
from articles.review.board import Board, load_board
from articles.review.decisions import SIGN, Choice
from articles.review.images import add_image
from articles.review.revisions import RevisionText, create_article, save_revision
from articles.review.signatures import SigningSession, card_token, text_token
from articles.review.signing import ActResult, decide
from articles.review.transitions import submit
from tests.cast import cast

PASSWORD = "a-password-for-tests"

LOW = "A short walk in the morning can help you feel calmer."
MEDIUM = "Cognitive behavioural therapy can reduce the symptoms of depression."
HIGH = "Amitriptyline can ease nerve pain in some adults."
SECOND_HIGH = "Duloxetine can cause nausea in the first weeks."
CRISIS = "If you are thinking about ending your life, tell somebody now."
PLAIN = "The bus stops outside the library."


class World:
    """The cast, made once per test, and their usual steps."""

    administrator: User
    verifier: User
    author: User
    editor: User
    second_editor: User
    stranger: User
    superuser: User
    therapist: User
    second_therapist: User
    prescriber: User
    safety_reader: User
    second_safety_reader: User

    def __init__(self) -> None:
        vars(self).update(cast(self._made))

    def _made(self) -> dict[str, Any]:
        self.administrator = self.person("administrator", "Example Administrator", "Credential administrators")
        self.verifier = self.person("verifier", "Example Verifier", "Credential administrators")
        self.author = self.person("author", "Example Author", "Authors")
        self.editor = self.person("editor", "Example Editor", "Editors")
        self.second_editor = self.person("second_editor", "Second Example Editor", "Editors")
        self.stranger = self.person("stranger", "Example Stranger")
        self.superuser = self.person("superuser", "Example Superuser", superuser=True)
        self.therapist = self.clinician("therapist", "Example Psychotherapist", "psychotherapist")
        self.second_therapist = self.clinician("second_therapist", "Second Example Psychotherapist", "psychotherapist")
        self.prescriber = self.clinician("prescriber", "Example Prescriber", "pharmacist_prescriber")
        self.safety_reader = self.clinician(
            "safety_reader", "Example Safety Reader", "psychotherapist", "safety_training"
        )
        self.second_safety_reader = self.clinician(
            "second_safety_reader", "Second Example Safety Reader", "psychotherapist", "safety_training"
        )
        return {name: person for name, person in vars(self).items() if isinstance(person, User)}

    # -------------------------------------------------------------------------------------------------- people

    def person(self, username: str, name: str, *groups: str, superuser: bool = False) -> User:
        """An active member of staff in these groups."""
        first, _, last = name.partition(" ")
        user = User.objects.create_user(
            username, f"{username}@example.org", PASSWORD, first_name=first, last_name=last, is_staff=True
        )
        if superuser:
            User.objects.filter(pk=user.pk).update(is_superuser=True)
            user.refresh_from_db()
        user.groups.add(*Group.objects.filter(name__in=groups))
        return user

    def clinician(self, username: str, name: str, *kinds: str) -> User:
        """A clinician with verified credentials of these kinds."""
        user = self.person(username, name, "Clinicians")
        for kind in kinds:
            self.credential(user, kind)
        return user

    def credential(self, user: User, kind: str, valid_until: date | None = None) -> Any:
        """A credential, granted by one administrator and verified by another."""
        row = credentials.grant(
            self.administrator,
            user,
            kind=kind,
            number=f"TEST-{user.pk:03d}-{kind[:3].upper()}",
            body="Example Register",
            evidence="Register entry seen.",
            valid_from=date(2020, 1, 1),
            valid_until=valid_until,
            post=user.get_full_name(),
        )
        return credentials.verify(self.verifier, row.pk, "Entry seen.")

    # --------------------------------------------------------------------------------------------------- texts

    def article(
        self, *sentences: str, title: str = "Notes from the library", by: User | None = None, **more: Any
    ) -> Article:
        """A draft whose body has one paragraph for each sentence."""
        slug = more.pop("slug", "")
        kind = more.pop("kind", "article")
        text = RevisionText(title=title, body="\n\n".join(sentences), **more)
        return create_article(by or self.author, text, slug=slug, kind=kind)

    def save(self, article: Article, *sentences: str, by: User | None = None, **more: Any) -> Revision:
        """A new revision with these paragraphs; title and the rest as they were unless given."""
        old = RevisionText.of(latest(article))
        values = {name: getattr(old, name) for name in old.__dataclass_fields__} | more
        values["body"] = "\n\n".join(sentences)
        return save_revision(article, by or self.author, RevisionText(**values), base=latest(article).number).revision

    def picture(
        self,
        alt: str = "A bench in a park.",
        *,
        colour: str = "green",
        size: tuple[int, int] = (40, 30),
        credit: str = "Example Photographer",
        licence: str = "CC BY 4.0",
    ) -> Image:
        """A picture of one colour in the library; ``markdown_of`` gives the Markdown that shows it."""
        out = io.BytesIO()
        Drawing.new("RGB", size, colour).save(out, "PNG")
        return add_image(self.author, out.getvalue(), "picture.png", alt, credit, licence)

    def source(self, kind: str = "guideline", title: str = "Example guideline", version: str = "2024") -> Source:
        """A registered work."""
        return sources.add_source(self.editor, title=title, kind=kind, version=version, url="https://example.org/work")

    def cite(self, article: Article, source: Source | None = None, only: Iterable[str] | None = None) -> Any:
        """Attach a source to every claim of the latest revision that needs one (or to ``only`` these sentences)."""
        board = self.board(article)
        chosen = [
            claim.fingerprint
            for claim in board.claims
            if (claim.claim.text in set(only) if only is not None else claim.settlement.requirement.sources)
        ]
        if chosen:
            source = source or self.source()
            sources.attach(self.editor, article, chosen, source, sources.Pointer(locator="section 1"))
        return source

    def board(self, article: Article, viewer: Any = None, now: datetime | None = None) -> Board:
        """The board of the latest revision, as the system or as ``viewer`` sees it."""
        return load_board(latest(article), now) if viewer is None else load_board(latest(article), now, viewer)

    # ------------------------------------------------------------------------------------------------- signing

    def session(self, user: User, at: datetime | None = None) -> SigningSession:
        """A session whose password was just given."""
        at = at or timezone.now()
        return SigningSession(user, at, at)

    def cards(
        self,
        user: User,
        article: Article,
        texts: Iterable[str] | None = None,
        revision: Revision | None = None,
        board: Board | None = None,
    ) -> list[str]:
        """Tokens of the cards (of these sentences, or all) of the latest ``revision``, or another, as served to
        ``user`` now, earlier sources offered along. ``board``: what was loaded already."""
        board = board or (load_board(revision) if revision else self.board(article))
        wanted = None if texts is None else set(texts)
        found = []
        for claim in board.claims:
            if wanted is None or claim.claim.text in wanted:
                found.append(
                    card_token(
                        user, board.revision, claim.fingerprint, claim.contexts, claim.evidence_digest, timezone.now()
                    )
                )
        return found

    def decide(
        self, user: User, article: Article, texts: Iterable[str] | None = None, choice: Choice = SIGN, **more: Any
    ) -> ActResult:
        """One signature act of ``user`` on these sentences (all when None)."""
        tokens = more.pop("tokens", None)
        if tokens is None:
            tokens = self.cards(user, article, texts)
        session = more.pop("session", None) or self.session(user, more.get("now"))
        return decide(session, latest(article), tokens, more.pop("nonce", uuid4()), choice, **more)

    def attest(
        self, user: User, article: Article, kind: str = "full", no_claims: bool = False, now: datetime | None = None
    ) -> ActResult:
        """``user`` signs the whole text, or what changed."""
        whole = self.whole(user, latest(article), kind, no_claims)
        return decide(self.session(user, now), latest(article), [], uuid4(), attest=whole, now=now)

    def whole(self, user: User, revision: Revision, kind: str = "full", no_claims: bool = False) -> Attest:
        """What an act of ``user`` carries that attests the whole text, or what changed."""
        token = text_token(user, revision, text_digest(revision), kind)
        return Attest(token, kind, no_claims, pictures=bool(revision.analysis.get("images")))

    def settle(self, article: Article, people: Sequence[User] | None = None) -> None:
        """Sources attached, submitted, every claim signed by as many as it takes, the whole text attested.

        The therapist attests in the act that signs, as most clinicians do.
        """
        self.cite(article)
        if latest(article).state == "draft":
            submit(self.author, latest(article))
        board = self.board(article)
        for person in people or (self.therapist, self.prescriber, self.safety_reader):
            if not board.open_claims:
                break
            still_open = [claim.claim.text for claim in board.open_claims]
            more = {} if person != self.therapist else {"attest": self.whole(person, board.revision)}
            self.decide(person, article, tokens=self.cards(person, article, still_open, board=board), **more)
            board = self.board(article)
        if not board.coverage.complete:
            self.attest(self.therapist, article, no_claims=not board.claims)

    def publish(self, article: Article, **more: Any) -> Publication:
        """The editor publishes the latest revision."""
        return publish(self.editor, latest(article), **more)

    def published(self, *sentences: str, **more: Any) -> Article:
        """An article that went the whole way and is live."""
        article = self.article(*(sentences or (LOW,)), **more)
        self.settle(article)
        self.publish(article)
        return article


def latest(article: Article) -> Revision:
    """The newest revision, read again."""
    revision = Article.objects.get(pk=article.pk).latest_revision
    assert revision is not None
    return revision


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)
