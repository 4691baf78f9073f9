"""What an import did and what it could not carry over: one report, for people and for tools."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from articles.foreign.item import Note, shorten
from articles.publishing.importing.bringing import Done, Outcome

_ORDER = (Done.NEW, Done.CHANGED, Done.UNCHANGED, Done.DIFFERS, Done.REFUSED)


@dataclass(slots=True)
class Report:
    """Gathers outcomes. ``left`` are sentences about the source as a whole, ``todo_left`` those that need a person."""

    source: str
    dry_run: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    todo_left: list[str] = field(default_factory=list)

    @property
    def needs_person(self) -> bool:
        """Whether anything was refused, differs or waits for a person."""
        stopped = any(outcome.done in (Done.DIFFERS, Done.REFUSED) for outcome in self.outcomes)
        return stopped or bool(self.todo_left) or any(outcome.todo for outcome in self.outcomes)

    @property
    def all_refused(self) -> bool:
        """Whether there was something, and nothing of it could be used."""
        return bool(self.outcomes) and all(outcome.done is Done.REFUSED for outcome in self.outcomes)

    def summary(self) -> str:
        """One line that counts: "2 new drafts, 1 unchanged"."""
        counts = Counter(outcome.done for outcome in self.outcomes)
        words = [
            f"{counts[done]} {done.value}{'s' if counts[done] != 1 and done in (Done.NEW, Done.CHANGED) else ''}"
            for done in _ORDER
            if counts[done]
        ]
        return ", ".join(words) or "nothing"

    def risks(self) -> str:
        """How many of the texts have which highest risk."""
        counts = Counter(outcome.risk for outcome in self.outcomes if outcome.done is not Done.REFUSED)
        words = [f"{counts[risk]} {risk}" for risk in ("high", "medium", "low") if counts[risk]]
        return ", ".join([*words, f"{counts['']} without claims"] if counts[""] else words)

    def text(self) -> str:
        """For the terminal: first what needs a person, item by item."""
        lines = []
        for outcome in self.outcomes:
            if outcome.todo or outcome.done in (Done.DIFFERS, Done.REFUSED):
                lines.append(f"{outcome.place} “{shorten(outcome.title, 80)}” → {_goal(outcome)}")
                lines += [f"  - {note}" for note in outcome.todo]
        lines += [f"- {sentence}" for sentence in self.todo_left]
        if lines:
            lines = ["These need a person:", *lines, ""]
        said = Counter(note.sentence for outcome in self.outcomes for note in outcome.notes if not note.todo)
        if said or self.left:
            lines.append("Also not as it was:")
            lines += [f"- {sentence}" for sentence in self.left]
            lines += [
                f"- {sentence}{f' ({count} texts)' if count > 1 else ''}" for sentence, count in said.most_common()
            ]
            lines.append("")
        lines.append(self.last())
        return "\n".join(lines)

    def last(self) -> str:
        """The line at the end: what was done, and how risky it is."""
        risks = self.risks()
        dry = "Dry run, nothing was saved: " if self.dry_run else ""
        return f"{dry}{self.summary()}.{f' Highest risk of the claims in each: {risks}.' if risks else ''}"

    def markdown(self) -> str:
        """As a document that can be worked through."""
        lines = [f"# Import of {self.source}", "", self.last(), ""]
        if self.todo_left or self.left:
            lines += ["## The source as a whole", ""]
            lines += [f"- [ ] {sentence}" for sentence in self.todo_left]
            lines += [f"- {sentence}" for sentence in self.left]
            lines.append("")
        for outcome in self.outcomes:
            if not outcome.notes and outcome.done is not Done.REFUSED:
                continue
            lines += [f"## {outcome.title}", ""]
            lines += [f"{outcome.place} → {_goal(outcome)}", ""]
            lines += [f"- {'[ ] ' if note.todo else ''}{_for_markdown(note)}" for note in outcome.notes]
            lines.append("")
        return "\n".join(lines)

    def json(self) -> str:
        """For tools: every item with every note, excerpts in full."""
        data: dict[str, Any] = {
            "source": self.source,
            "dry_run": self.dry_run,
            "summary": {done.value: sum(item.done is done for item in self.outcomes) for done in _ORDER},
            "left": self.left,
            "todo": self.todo_left,
            "items": [
                {
                    "place": item.place,
                    "title": item.title,
                    "done": item.done.value,
                    "slug": item.slug,
                    "revision": item.number,
                    "risk": item.risk,
                    "claims": item.claims,
                    "notes": [note.plain() for note in item.notes],
                }
                for item in self.outcomes
            ],
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _goal(outcome: Outcome) -> str:
    if outcome.done is Done.REFUSED:
        return "not imported"
    claims = f", {outcome.claims} claim{'s' if outcome.claims != 1 else ''}" if outcome.claims else ""
    risk = f", {outcome.risk} risk" if outcome.risk else ""
    return f"{outcome.slug}: {outcome.done.value}, revision {outcome.number}{risk}{claims}"


def _for_markdown(note: Note) -> str:
    where = f"Line {note.line}: " if note.line else ""
    excerpt = " ".join(note.excerpt.split()).replace("`", "'")
    return f"{where}{note.sentence}{f' `{excerpt}`' if excerpt else ''}"
