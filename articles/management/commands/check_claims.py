"""``check_claims``: find medical claims in files. Needs no database and touches none."""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.claims import DetectorError, RuleSet, load_ruleset
from articles.claims.compare_report import Pair, diff_to_json, diff_to_text, pair_of
from articles.claims.files import UnreadableFile, decode_text, expand_paths, read_text, texts_in
from articles.claims.frontmatter import FrontMatterError
from articles.claims.report import Checked, check_text, to_json, to_text
from articles.claims.sarif import diff_to_sarif, to_sarif
from articles.claims.types import Risk
from articles.management.progress import Progress
from articles.markup import MarkupError

FOUND, UNREADABLE = 1, 2

_HELP = """
Find medical claims, wording to change and what is missing in Markdown and text files. Needs no database.
With --diff OLD NEW: what a new text does to the sign-offs of the old one.
Exit status: 0 nothing found (or nothing lapses and nothing is new), 1 something, 2 something could not be read.
"""


class Command(BaseCommand):
    """Exit status: 0 no findings, 1 findings, 2 something could not be read or parsed (the rest is still reported)."""

    help = " ".join(_HELP.split())
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            metavar="PATH",
            help="file, folder or quoted pattern (“notes/**/*.md”); - reads Markdown from standard input",
        )
        parser.add_argument(
            "--diff", nargs=2, metavar=("OLD", "NEW"), help="compare two files or two folders instead; - as above"
        )
        parser.add_argument("--format", choices=["text", "json", "sarif"], default="text")
        parser.add_argument(
            "--min-risk",
            choices=[risk.value for risk in Risk],
            default=Risk.LOW.value,
            help="leave out claims of lower risk, and wording and page findings of lower severity",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["paths"]) == bool(options["diff"]):
            raise CommandError("Name the files to check, or two texts after --diff.", returncode=UNREADABLE)
        reader = _Reader(load_ruleset(), Risk(options["min_risk"]))
        style = options["format"]
        if options["diff"]:
            old, new = options["diff"]
            pairs = self._compare(old, new, reader)
            found, report = any(pair.comparison.asks for pair in pairs), _diff_report(style, pairs, reader)
        else:
            checked = self._check(list(expand_paths(options["paths"])), reader)
            found, report = any(one.has_findings for one in checked), _report(style, checked, reader)
        for _, message in reader.errors:
            self.stderr.write(message)
        if report:
            self.stdout.write(report)
        if reader.errors:
            sys.exit(UNREADABLE)
        if found:
            sys.exit(FOUND)

    def _check(self, paths: list[str | UnreadableFile], reader: "_Reader") -> list[Checked]:
        checked = []
        progress = Progress(sys.stderr, len(paths))
        for path in paths:
            if (one := reader.read(path)) is not None:
                checked.append(one)
            progress.step()
        progress.clear()
        return checked

    def _compare(self, old: str, new: str, reader: "_Reader") -> list[Pair]:
        folders = [path != "-" and Path(path).is_dir() for path in (old, new)]
        if folders[0] != folders[1]:
            raise CommandError("--diff compares two files, or two folders.", returncode=UNREADABLE)
        if not folders[0]:
            return [pair for pair in [reader.pair(old, new)] if pair]
        names = sorted({os.path.relpath(file, folder) for folder in (old, new) for file in texts_in(folder)})
        if not names:
            raise CommandError("Neither folder holds Markdown or text files.", returncode=UNREADABLE)
        progress = Progress(sys.stderr, len(names))
        pairs = []
        for name in names:
            pairs.append(reader.pair(os.path.join(old, name), os.path.join(new, name), may_miss=True))
            progress.step()
        progress.clear()
        return [pair for pair in pairs if pair]


class _Reader:
    """Reads and analyses files; what cannot be read is kept in ``errors`` as (name, sentence)."""

    def __init__(self, ruleset: RuleSet, min_risk: Risk) -> None:
        self.ruleset = ruleset
        self.min_risk = min_risk
        self.errors: list[tuple[str, str]] = []

    def read(self, path: str | UnreadableFile) -> Checked | None:
        """The file, analysed; None when it cannot be."""
        name = "standard input" if path == "-" else shown(str(path))
        try:
            if isinstance(path, UnreadableFile):
                raise path
            source = decode_text(sys.stdin.buffer.read(), name) if path == "-" else read_text(path)
            return check_text(source, shown(path), self.ruleset, self.min_risk)
        except (UnreadableFile, FrontMatterError) as error:
            self.errors.append((name, shown(str(error))))
        except (MarkupError, DetectorError) as error:
            self.errors.append((name, f"{name}: {error}"))
        return None

    def pair(self, old: str, new: str, may_miss: bool = False) -> Pair | None:
        """Both files compared; None when one cannot be read. ``may_miss``: a file that is not there is an empty one."""
        before, after = (
            check_text("", shown(path), self.ruleset) if may_miss and not os.path.lexists(path) else self.read(path)
            for path in (old, new)
        )
        return pair_of(before, after, self.min_risk) if before and after else None


def shown(path: str) -> str:
    """A path as it can be printed: names need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _report(style: str, checked: list[Checked], reader: _Reader) -> str:
    if style == "json":
        return _json(to_json(checked, reader.errors, reader.ruleset.version))
    if style == "sarif":
        return _json(to_sarif(checked, reader.errors, reader.ruleset))
    return to_text(checked, len(reader.errors))


def _diff_report(style: str, pairs: list[Pair], reader: _Reader) -> str:
    if style == "json":
        return _json(diff_to_json(pairs, reader.errors, reader.ruleset.version))
    if style == "sarif":
        return _json(diff_to_sarif(pairs, reader.errors, reader.ruleset))
    return diff_to_text(pairs) if pairs else ""


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
