"""Refusals, each with a sentence for a person. Kept apart because they mean different things to a caller."""

from collections.abc import Sequence


class Refusal(Exception):
    """Base of every refusal; ``str()`` is the sentence shown."""


class NotAllowed(Refusal):
    """This person may not do this (403)."""


class InvalidTransition(Refusal):
    """The thing is not in a state in which this is possible (409)."""


class StaleRevision(Refusal):
    """Somebody was faster: what the act names is no longer the case (409)."""


class BadInput(Refusal):
    """What was typed or sent cannot be used (400). ``problems`` has one sentence each."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(" ".join(self.problems))


class PasswordNeeded(Refusal):
    """A signature needs the password again: the session is too old (law 11)."""

    def __init__(self) -> None:
        super().__init__("Please give your password again: a signature needs a session younger than 15 minutes.")


class GateClosed(Refusal):
    """The gate refuses; ``report`` says what is missing, each line with the place where it is mended."""

    def __init__(self, report: object, sentence: str = "The gate is closed: see what is missing.") -> None:
        self.report = report
        super().__init__(sentence)


class EditConflict(Refusal):
    """Two people saved over each other: ``theirs`` is the newer revision, ``yours`` the text that was not saved."""

    def __init__(self, theirs: object, yours: object) -> None:
        self.theirs, self.yours = theirs, yours
        super().__init__("Somebody saved this article after you opened it. Both texts are below; nothing is lost.")


LONGEST_REASON = 2_000  # characters: what is written into the ledger stays for ever


def check_reason(text: str, ask: str) -> None:
    """Raise ``BadInput`` with the sentence ``ask`` when no reason was given, or one longer than anybody reads."""
    if not text.strip():
        raise BadInput(ask)
    check_length(text)


def check_length(text: str) -> None:
    """Raise ``BadInput`` for words that would stand in the ledger for ever and are longer than a page."""
    if len(text) > LONGEST_REASON:
        raise BadInput(f"That is {len(text):,} characters long. Say it in {LONGEST_REASON:,} at most.")
