"""System checks: every misconfiguration has an id, a plain sentence and a hint.

``smartmeditation.E0xx``: wrong everywhere, found by ``manage.py check``. ``smartmeditation.E1xx``: needed by whoever
serves the public, found by ``manage.py check --deploy`` and before ``wsgi.py`` or ``asgi.py`` answer anybody.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host  # noqa: TID251 (the rule for host names, no request)
from django.utils.module_loading import import_string

from articles.models import triggers

PRODUCTION = "production"  # the tag of what only production has to pass
SUPPORTED_VENDORS = frozenset({"sqlite", "postgresql"})

# ------------------------------------------------------------------------------------------------------ everywhere


@register(Tags.database)
def check_database_vendor(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """E001: the laws stand in triggers and constraints that are written for two databases."""
    return [
        Error(
            f"The database {alias!r} is {connections[alias].vendor}, which has no triggers of ours.",
            hint="Set DATABASE_URL to sqlite:///… or postgres://….",
            id="smartmeditation.E001",
        )
        for alias in databases or ()
        if connections[alias].vendor not in SUPPORTED_VENDORS
    ]


@register(Tags.database)
def check_recursive_triggers(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """E002: without recursive triggers, SQLite's INSERT OR REPLACE deletes a row and fires no trigger."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers")
            row = cursor.fetchone()
        if not row or not row[0]:
            errors.append(
                Error(
                    f"The database {alias!r} runs without recursive triggers: the ledger could be overwritten.",
                    hint="Keep PRAGMA recursive_triggers=ON in the init_command of the database's OPTIONS.",
                    id="smartmeditation.E002",
                )
            )
    return errors


@register(Tags.files)
def check_media_root(**kwargs: Any) -> list[CheckMessage]:
    """E003: uploads need a directory that can be written, or made."""
    root = Path(settings.MEDIA_ROOT)
    nearest = next(place for place in (root, *root.parents) if place.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK):
        return []
    return [
        Error(
            f"Uploads cannot be stored: {root} is neither a directory that can be written nor can be made one.",
            hint="Set MEDIA_ROOT to a directory that the server's user may write to.",
            id="smartmeditation.E003",
        )
    ]


@register()
def check_review_policy(**kwargs: Any) -> list[CheckMessage]:
    """E004: the sign-off policy must be there before anybody signs."""
    try:
        import_string(settings.REVIEW_POLICY)
    except ImportError as reason:
        return [
            Error(
                f"REVIEW_POLICY names {settings.REVIEW_POLICY!r}, which cannot be imported: {reason}.",
                hint="Name a policy by its dotted path, for example articles.workflow.policy.POLICY.",
                id="smartmeditation.E004",
            )
        ]
    return []


@register()
def check_site_url(**kwargs: Any) -> list[CheckMessage]:
    """E005: canonical links, feeds and mails are built from ``SITE_URL``."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme in {"http", "https"} and parts.hostname and not (parts.path or parts.query or parts.fragment):
        return []
    return [
        Error(
            f"SITE_URL is {settings.SITE_URL!r}, which is not the origin of a site.",
            hint="Write scheme and host only, for example https://www.example.org.",
            id="smartmeditation.E005",
        )
    ]


@register()
def check_legacy_origin(**kwargs: Any) -> list[CheckMessage]:
    """E006: readers are sent to the old site, so its address must be one, and must not be ours."""
    if not settings.LEGACY_ORIGIN:
        return []
    parts = urlsplit(settings.LEGACY_ORIGIN)
    is_origin = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not is_origin or parts.path or parts.query or parts.fragment:
        problem = f"LEGACY_ORIGIN is {settings.LEGACY_ORIGIN!r}, which is not the origin of a site."
    elif parts.netloc == urlsplit(settings.SITE_URL).netloc:
        problem = "LEGACY_ORIGIN is this site: readers would be sent round in a circle."
    else:
        return []
    return [
        Error(
            problem,
            hint="Write scheme and host of the old site, for example https://old.example.org, or nothing.",
            id="smartmeditation.E006",
        )
    ]


# ------------------------------------------------------------------------------------------------------ production


@register(PRODUCTION, deploy=True)
def check_debug(**kwargs: Any) -> list[CheckMessage]:
    """E101: debug pages show settings and source to strangers."""
    if not settings.DEBUG:
        return []
    return [Error("DEBUG is on.", hint="Unset DEBUG.", id="smartmeditation.E101")]


@register(PRODUCTION, deploy=True)
def check_secret_key(**kwargs: Any) -> list[CheckMessage]:
    """E102: workers must share one secret, and nobody else may know it."""
    if settings.SECRET_KEY_GIVEN and len(settings.SECRET_KEY) >= 40:
        return []
    return [
        Error(
            "SECRET_KEY is shorter than 40 characters." if settings.SECRET_KEY_GIVEN else "SECRET_KEY is not set.",
            hint="Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="smartmeditation.E102",
        )
    ]


@register(PRODUCTION, deploy=True)
def check_allowed_hosts(**kwargs: Any) -> list[CheckMessage]:
    """E103: a forged Host header must not end up in links; the host of ``SITE_URL`` must be answered."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not os.environ.get("ALLOWED_HOSTS"):
        problem = "ALLOWED_HOSTS is not set."
    elif "*" in settings.ALLOWED_HOSTS:
        problem = "ALLOWED_HOSTS allows every host."
    elif not _allowed(host):
        problem = f"ALLOWED_HOSTS does not name {host}, the host of SITE_URL."
    else:
        return []
    return [
        Error(problem, hint="List the hosts that people type, separated by commas.", id="smartmeditation.E103"),
    ]


@register(PRODUCTION, deploy=True)
def check_public_site_url(**kwargs: Any) -> list[CheckMessage]:
    """E104: ``SITE_URL`` is given and is HTTPS; plain HTTP only on the machine's own loopback address."""
    if not settings.SITE_URL_GIVEN:
        problem = "SITE_URL is not set."
    elif not settings.HTTPS and not _is_loopback(urlsplit(settings.SITE_URL).hostname or ""):
        problem = f"SITE_URL is {settings.SITE_URL}: without HTTPS anybody on the way can read and change the pages."
    else:
        return []
    return [
        Error(
            problem,
            hint="Set SITE_URL to the public origin, for example https://www.example.org.",
            id="smartmeditation.E104",
        )
    ]


@register(PRODUCTION, deploy=True)
def check_database_is_ready(**kwargs: Any) -> list[CheckMessage]:
    """E105, E106, E107: every migration applied, every trigger in place, and no example content.

    Example articles are signed by example clinicians and must never meet a reader.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return [
            Error(
                "The database lacks migrations.",
                hint="Run manage.py migrate.",
                id="smartmeditation.E105",
            )
        ]
    problems: list[CheckMessage] = []
    missing = triggers.missing(connection)
    if missing:
        problems.append(
            Error(
                f"The database lacks what protects the ledger: {', '.join(missing)}.",
                hint="Find out who removed it, then run manage.py migrate, which installs it again.",
                id="smartmeditation.E106",
            )
        )
    if _example_content_loaded():
        problems.append(
            Error(
                "The database holds the example content, which no real clinician has signed.",
                hint="Serve another database: set DATABASE_URL and run manage.py migrate.",
                id="smartmeditation.E107",
            )
        )
    return problems


def refuse_unfit_production() -> None:
    """Runs what production has to pass.

    Raises:
        ImproperlyConfigured: naming everything that is missing at once, each with its hint.
    """
    problems = sorted(
        run_checks(tags=[PRODUCTION], include_deployment_checks=True), key=lambda problem: str(problem.id)
    )
    if problems:
        lines = "\n".join(f"  {problem.id}: {problem.msg} {problem.hint}" for problem in problems)
        raise ImproperlyConfigured(f"Refusing to serve the public:\n{lines}")


def _allowed(host: str) -> bool:
    return validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _example_content_loaded() -> bool:
    """Asks ``articles.review.example``, once that module exists."""
    if find_spec("articles.review.example") is None:
        return False
    loaded: bool = import_module("articles.review.example").example_content_loaded()
    return loaded
