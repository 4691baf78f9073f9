"""``build_word_groups``: groups of rare words are written from word vectors."""

from pathlib import Path

import pytest

from articles.claims.word_groups import read_groups
from tests.management.commands import run

VECTORS = "zzcalm 1 0.1 0\nzzsoothe 1 0 0\nzzbolt 0 1 0.1\nzznut 0 1 0\n"


def test_groups_are_written_that_can_be_read_and_come_out_the_same_again(tmp_path: Path) -> None:
    vectors, into = tmp_path / "vectors.txt", tmp_path / "groups.txt"
    vectors.write_text(VECTORS, encoding="utf-8")
    ran = run("build_word_groups", vectors, into=into)
    assert ran.status == 0
    assert "4 groups of 4 words" in ran.out
    first = into.read_text(encoding="utf-8")
    assert set(read_groups(first.splitlines())) == {"zzcalm", "zzsoothe", "zzbolt", "zznut"}
    run("build_word_groups", vectors, into=into)
    assert into.read_text(encoding="utf-8") == first


@pytest.mark.parametrize(("text", "said"), [("zzcalm one\n", "line 1"), (None, "No such file")])
def test_vectors_that_cannot_be_used_leave_the_groups_as_they_were(tmp_path: Path, text, said) -> None:
    vectors, into = tmp_path / "vectors.txt", tmp_path / "groups.txt"
    into.write_text("old words\n", encoding="utf-8")
    if text is not None:
        vectors.write_text(text, encoding="utf-8")
    ran = run("build_word_groups", vectors, into=into)
    assert ran.status == 1
    assert said in ran.err
    assert into.read_text(encoding="utf-8") == "old words\n"
