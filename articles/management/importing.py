"""What both importers share at the terminal: their options, the progress, the report, the exit status."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import OutputWrapper

from articles.foreign.item import Item
from articles.publishing.importing import Importer, Outcome, People, Pictures, Report, account, default_importer
from articles.review.errors import BadInput

CARRIED, NEEDS_PERSON, UNUSABLE = 0, 1, 2
BAR = 30  # characters
EVERY = 100  # items between two lines where there is no terminal


def add_options(parser: ArgumentParser) -> None:
    """The options of every import."""
    parser.add_argument("--author", metavar="USERNAME", help="who wrote what names no author itself")
    parser.add_argument("--by", metavar="USERNAME", help="who imports (default: first active superuser or editor)")
    parser.add_argument(
        "--map-author",
        metavar="NAME=USERNAME",
        action="append",
        default=[],
        help="the account of an author as the source names them; NAME= for a placeholder (may be repeated)",
    )
    parser.add_argument("--media", metavar="FOLDER", help="where the pictures lie, for example wp-content/uploads")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    parser.add_argument("--report", metavar="FILE", help="also write the report here: .json for tools, else Markdown")


def importer_for(options: dict[str, Any], *, placeholders: bool, own_addresses: bool) -> Importer:
    """The importer that the options ask for. Raises ``BadInput``."""
    by = account(options["by"]) if options["by"] else default_importer()
    if by is None:
        raise BadInput("Nobody can import yet: there is no active superuser or editor. Make one first.")
    chosen = {}
    for pair in options["map_author"]:
        name, equals, username = pair.partition("=")
        if not equals or not name.strip():
            raise BadInput(f"“{pair}” is not of the form NAME=USERNAME.")
        chosen[name.strip()] = account(username.strip()) if username.strip() else None
    return Importer(
        by=by,
        people=People(chosen, placeholders),
        pictures=Pictures(by, Path(options["media"]) if options["media"] else None, options["dry_run"]),
        author=account(options["author"]) if options["author"] else None,
        own_addresses=own_addresses,
        dry_run=options["dry_run"],
    )


def bring_all(
    importer: Importer, items: Iterable[Item | Outcome], total: int, report: Report, err: OutputWrapper
) -> None:
    """Bring in every item, with progress on ``err``; what is an outcome already is only reported."""
    progress = Progress(err, total)
    try:
        for item in items:
            report.outcomes.append(importer.bring(item) if isinstance(item, Item) else item)
            progress.step()
    except KeyboardInterrupt:
        progress.end()
        done = len(report.outcomes)
        report.todo_left.append(
            f"It was interrupted after {done} of {total}. Run it again: it goes on where it stopped."
        )
    progress.end()
    _say_people(importer.people, report)


def _say_people(people: People, report: Report) -> None:
    if people.made:
        names = ", ".join(f"{name} ({username})" for name, username in sorted(people.made.items()))
        report.todo_left.append(
            f"These authors have inactive placeholder accounts: {names}. If one of them has an account here, import "
            "again into an empty database with --map-author NAME=USERNAME: nobody may sign their own words."
        )
    if people.matched:
        names = ", ".join(f"{name} → {username}" for name, username in sorted(people.matched.items()))
        report.left.append(f"Authors taken for accounts of the same e-mail address or name: {names}.")


def finish(report: Report, options: dict[str, Any], out: OutputWrapper) -> None:
    """Write the report, and leave with the exit status that it asks for."""
    if options["report"]:
        file = Path(options["report"])
        try:
            file.write_text(report.json() if file.suffix == ".json" else report.markdown(), encoding="utf-8")
        except OSError as error:
            out.write(f"The report could not be written to {file}: {error.strerror}.")
            sys.exit(NEEDS_PERSON)
        out.write(f"The report is in {file}.")
    if report.all_refused:
        sys.exit(UNUSABLE)
    if report.needs_person:
        sys.exit(NEEDS_PERSON)


class Progress:
    """A bar that stays on its line in a terminal; a line for every hundred items elsewhere. Silent for a few."""

    def __init__(self, err: OutputWrapper, total: int) -> None:
        self.err = err
        self.total = total
        self.done = 0
        self.live = bool(getattr(err, "isatty", lambda: False)())

    def step(self) -> None:
        """One item more."""
        self.done += 1
        if self.live:
            filled = BAR * self.done // max(1, self.total)
            self.err.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {self.done} of {self.total}", ending="")
        elif self.done % EVERY == 0:
            self.err.write(f"{self.done} of {self.total}")

    def end(self) -> None:
        """Leaves the line of the bar."""
        if self.live and self.done:
            self.err.write("")
