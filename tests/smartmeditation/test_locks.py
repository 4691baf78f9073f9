"""The locked requirements fit pyproject.toml and say nothing about the machine that wrote them."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {name: (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in ("run", "dev")}


def locked(name: str) -> dict[str, Version]:
    return {
        canonicalize_name(package): Version(version)
        for package, version in re.findall(r"^([\w.-]+)==(\S+)", LOCKS[name], re.MULTILINE)
    }


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hashes(name):
    entries = re.split(r"^(?=[\w.-]+==)", LOCKS[name], flags=re.MULTILINE)[1:]
    assert len(entries) > 15
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_place_on_a_disk(name):
    assert re.findall(r"^-.*|\S*://\S*|\s/\w+\S*", LOCKS[name], re.MULTILINE) == []


@pytest.mark.parametrize(("name", "extra"), [("run", ()), ("dev", ("dev",))])
def test_the_lock_holds_what_pyproject_asks_for(name, extra):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for key in extra for line in project["optional-dependencies"][key])]
    versions = locked(name)
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])


def test_what_is_tested_is_what_runs():
    dev = locked("dev")
    assert {name: version for name, version in locked("run").items() if dev.get(name) != version} == {}
