"""What every test stands on: profiles of hypothesis, skips that may not hide, the ledger's triggers, a browser."""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import TransactionTestCase

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from playwright.sync_api import Browser, ConsoleMessage, Page
    from pytest_django import DjangoDbBlocker

    from tests.cast import Rows
    from tests.world import World

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"

# Short for every change: the same examples each time, so that a red run can be run again. Long to look for new ones.
_slow_machine = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("short", max_examples=40, derandomize=True, database=None, **_slow_machine)
hypothesis.settings.register_profile("long", max_examples=3000, **_slow_machine)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


# ------------------------------------------------------------------------------------------------- what is skipped


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what this run cannot do, with the reason; keeps browser tests together, so that one browser is started."""
    on_postgres = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL"))
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason=f"needs Chromium: {CHROMIUM} is not there"))


def pytest_collection_finish() -> None:
    """Thousands of collected tests live until the end: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With REQUIRE_ALL=1 a skipped test is a failed one."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, and this was not run. {reason}"
    return report


# -------------------------------------------------------------------------------------------------- emptying a database

_migrated: "dict[str, Rows]" = {}  # by alias: what a new database holds


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> None:
    """A migrated database, of which is kept what it holds before the first test."""
    from tests.cast import rows_of

    with django_db_blocker.unblock():
        for name in connections:
            held = {table: rows_of(connections[name], table) for table in _tables(connections[name])}
            _migrated[name] = {table: found for table, found in held.items() if found[1]}


def _tables(connection: "BaseDatabaseWrapper") -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _as_migrated(self: TransactionTestCase) -> None:
    """Brings a database back to what it held, after a test that commits; the triggers of the ledger step aside for it.

    Row by row: PostgreSQL's TRUNCATE writes a new file for every table and index and waits for the disk, and what
    follows a migration would be done again. Constraints are deferred, so the order of the tables does not matter.
    """
    from articles.models import triggers
    from articles.search import index
    from tests.cast import put

    for name in self._databases_names(include_mirrors=False):
        connection = connections[name]
        triggers.uninstall(connection)
        try:
            with transaction.atomic(using=name), connection.cursor() as cursor:
                for table in _tables(connection):
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
                put(connection, _migrated[name])
        finally:
            triggers.install(connection)
        index.after_migrate(None, using=name)


TransactionTestCase._fixture_teardown = _as_migrated


# ----------------------------------------------------------------------------------------------------------- browser


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One headless Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page_errors() -> list[str]:
    """What went wrong in ``page``: errors of scripts, and breaches of the Content Security Policy."""
    return []


@pytest.fixture
def page(chromium: "Browser", page_errors: list[str]) -> Iterator["Page"]:
    """A fresh page. The test fails if a script on it fails or it breaks the Content Security Policy."""

    def listen(message: "ConsoleMessage") -> None:
        if "Content Security Policy" in message.text:
            page_errors.append(message.text)

    context = chromium.new_context(locale="en-GB", timezone_id="Europe/London")
    opened = context.new_page()
    opened.on("pageerror", lambda error: page_errors.append(str(error)))
    opened.on("console", listen)
    opened.set_default_timeout(10_000)
    yield opened
    context.close()
    assert page_errors == []


# -------------------------------------------------------------------------------------------------------------- cast


@pytest.fixture
def world(db: None) -> "World":
    """The cast in a database that is rolled back after the test."""
    from tests.world import World

    return World()


@pytest.fixture
def committed_world(transactional_db: None) -> "World":
    """The cast in a database where transactions really commit: for concurrency and deferred constraints."""
    from tests.world import World

    return World()
