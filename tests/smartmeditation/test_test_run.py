"""The tests' own ground: no database by chance, a ledger that every test finds clean and guarded, no hidden skip."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles.models import LedgerEvent, triggers
from articles.review.ledger import Entry, record

ROOT = Path(__file__).resolve().parents[2]


def test_a_test_that_does_not_ask_for_the_database_cannot_touch_it():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        User.objects.count()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_that_commits_finds_no_acts_of_others_and_every_trigger(turn):
    assert not LedgerEvent.objects.filter(kind="flag").exists()
    assert triggers.missing(connection) == []
    with transaction.atomic():
        record(timezone.now(), Entry("flag", data={"turn": turn}))
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LedgerEvent._meta.db_table}")


@pytest.mark.parametrize(("require_all", "status"), [("0", 0), ("1", 1)])
def test_a_skip_is_a_failure_when_everything_is_required(tmp_path, require_all, status):
    (tmp_path / "test_skip.py").write_text(
        "import pytest\n\n@pytest.mark.skip(reason='no such machine')\ndef test_it(): pass\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "--ds", "tests.settings", str(tmp_path)]
    environment = {**os.environ, "REQUIRE_ALL": require_all, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == status, ran.stdout + ran.stderr
    assert ("no such machine" in ran.stdout) == (require_all == "1")
