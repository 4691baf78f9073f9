"""What ``make test`` does: the law on PostgreSQL, then everything on SQLite, and no skip without its reason.

The whole suite comes last, so that its summary is what one reads. Arguments go to both runs of pytest.
"""

import os
import subprocess
import sys

import psycopg

DEFAULT_POSTGRES_URL = "postgres://postgres@127.0.0.1:5432/postgres"
PYTEST = [sys.executable, "-m", "pytest", "-n", os.environ.get("TEST_WORKERS", "2"), "--dist", "loadgroup"]
NOTHING_COLLECTED = 5  # pytest's exit status


def postgres_problem(url: str) -> str | None:
    """Why the server at ``url`` cannot be used, or nothing."""
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as reason:
        return " ".join(str(reason).split())
    return None


def pytest(marks: str, environment: dict[str, str], arguments: list[str]) -> bool:
    """Runs pytest on the tests with these marks; true if nothing failed."""
    status = subprocess.run([*PYTEST, "-m", marks, *arguments], env=environment, check=False).returncode
    return status in {0, NOTHING_COLLECTED}


def main(arguments: list[str]) -> int:
    """Returns the exit status: 0 if everything that could be run passed, or everything there is with REQUIRE_ALL=1."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEBUG"}}
    url = os.environ.get("TEST_POSTGRES_URL") or DEFAULT_POSTGRES_URL
    problem = postgres_problem(url)
    if problem:
        print(f"SKIPPED on PostgreSQL: law, concurrency and search. No server answers at TEST_POSTGRES_URL: {problem}")
        passed = os.environ.get("REQUIRE_ALL") != "1"
    else:
        print("On PostgreSQL: law, concurrency and search", flush=True)
        passed = pytest("both_databases or postgres", environment | {"DATABASE_URL": url}, arguments)
    print("\nOn SQLite: everything", flush=True)
    everything = pytest("not postgres", environment, arguments)
    if not passed:
        print("\nFAILED: law, concurrency and search did not pass on PostgreSQL; see above.")
    return 0 if passed and everything else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
