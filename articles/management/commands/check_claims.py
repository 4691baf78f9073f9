"""``check_claims``: find medical claims in files. Needs no database and touches none."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.claims import DetectorError, load_ruleset
from articles.claims.files import UnreadableFile, decode_text, expand_paths, read_text
from articles.claims.frontmatter import FrontMatterError
from articles.claims.report import Checked, check_text, to_json, to_sarif, to_text
from articles.claims.types import Risk
from articles.markup import MarkupError

FOUND, UNREADABLE = 1, 2


class Command(BaseCommand):
    """Exit status: 0 no findings, 1 findings, 2 something could not be read or parsed (the rest is still reported)."""

    help = "Find medical claims, wording to change and what is missing in Markdown and text files. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="file or folder; - reads Markdown from standard input"
        )
        parser.add_argument("--format", choices=["text", "json", "sarif"], default="text")
        parser.add_argument(
            "--min-risk",
            choices=[risk.value for risk in Risk],
            default=Risk.LOW.value,
            help="leave out claims of lower risk and wording of lower severity",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ruleset = load_ruleset()
        checked: list[Checked] = []
        errors: list[tuple[str, str]] = []
        for path in expand_paths(options["paths"]):
            name = "standard input" if path == "-" else str(path)
            try:
                if isinstance(path, UnreadableFile):
                    raise path
                source = decode_text(sys.stdin.buffer.read(), name) if path == "-" else read_text(path)
                checked.append(check_text(source, path, ruleset, Risk(options["min_risk"])))
            except (UnreadableFile, FrontMatterError) as error:
                errors.append((name, str(error)))
            except (MarkupError, DetectorError) as error:
                errors.append((name, f"{name}: {error}"))
        for _, message in errors:
            self.stderr.write(message)
        self._report(options["format"], checked, errors, ruleset)
        if errors:
            sys.exit(UNREADABLE)
        if any(one.has_findings for one in checked):
            sys.exit(FOUND)

    def _report(self, style: str, checked: list[Checked], errors: list[tuple[str, str]], ruleset: Any) -> None:
        if style == "json":
            self.stdout.write(json.dumps(to_json(checked, errors, ruleset.version), ensure_ascii=False, indent=2))
        elif style == "sarif":
            self.stdout.write(json.dumps(to_sarif(checked, errors, ruleset), ensure_ascii=False, indent=2))
        elif checked:
            self.stdout.write(to_text(checked))
