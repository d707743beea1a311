"""The councils' own documents, where POLICY_ORIGINALS says they are, match their registers both ways."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from lms.domain.imported import ImportedPolicy
from lms.domain.policies import PolicyRegister
from lms.library.paper.file import open_policy
from lms.library.paper.match import match_clauses, with_register_labels
from lms.library.paper.text import read_policy
from lms.library.parse import parse
from tests.library.importing import lost_lines

ROOT = Path(__file__).parent.parent.parent
REGISTERS = {
    "hereford": "hereford-social-media-2023-03-21.yaml",
    "ludlow": "ludlow-social-media-2023-12-11.yaml",
}
COUNCILS = sorted(REGISTERS)
SHINGLE = 12
# Kept out of the search for copied sentences: what a build makes, and other people's text.
NOT_OURS = {".git", ".venv", "node_modules", "vendor", "instance"}


@pytest.fixture
def originals() -> Path:
    """The folder of the originals; without it these tests are skipped, or fail where all are required."""
    named = os.environ.get("POLICY_ORIGINALS")
    folder = (ROOT / named).resolve() if named else None
    if folder and any(folder.glob("*.txt")):
        return folder
    reason = "POLICY_ORIGINALS does not name a folder with the councils' own documents"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def document(originals: Path, council: str) -> Path:
    return next(path for path in sorted(originals.glob("*.txt")) if path.name.startswith(council))


@cache
def register(council: str) -> PolicyRegister:
    path = ROOT / "content" / "policies" / REGISTERS[council]
    found, faults = parse(path.read_bytes(), PolicyRegister, file=path.name)
    assert found is not None, faults
    return found


def imported(originals: Path, council: str) -> ImportedPolicy:
    known = register(council)
    titles = known.printed_headings
    return read_policy(open_policy(document(originals, council)), prefix=known.prefix, titles=titles)


@pytest.mark.parametrize("council", COUNCILS)
def test_each_printed_clause_is_in_the_register_and_the_other_way_round(
    originals: Path, council: str
) -> None:
    policy = imported(originals, council)

    matching = match_clauses(policy, register(council))

    assert matching.is_whole
    assert matching.doubts == ()
    assert list(matching.matched) == [clause.id for clause in register(council).clauses if clause.printed]
    assert len(matching.matched) == len(policy.clauses) > 50


@pytest.mark.parametrize("council", COUNCILS)
def test_no_line_of_an_original_is_lost_dropped_or_not_understood(originals: Path, council: str) -> None:
    policy = imported(originals, council)

    assert lost_lines(document(originals, council).read_text(encoding="utf-8"), policy) == []
    assert (policy.dropped, policy.unowned, policy.notes) == ((), (), ())


@pytest.mark.parametrize("council", COUNCILS)
def test_the_facts_of_an_original_are_those_of_its_register(originals: Path, council: str) -> None:
    facts = imported(originals, council).facts

    # The register names the signing officer's post, never the person.
    signatory = register(council).facts.signatory
    assert (facts.signatory or "").endswith(signatory or "")
    assert facts.model_copy(update={"signatory": signatory}) == register(council).facts


@pytest.mark.parametrize("council", COUNCILS)
def test_a_number_on_paper_is_the_number_in_its_label(originals: Path, council: str) -> None:
    policy = imported(originals, council)

    labelled = with_register_labels(policy, register(council))

    numbered = [clause.id for clause in policy.clauses if clause.label.startswith("Clause ")]
    assert all(policy.clause(each) == labelled.clause(each) for each in numbered)
    assert {clause.label for clause in labelled.clauses} <= {each.label for each in register(council).clauses}


def test_nothing_in_the_repository_repeats_twelve_words_of_an_original(originals: Path) -> None:
    theirs = {
        shingle: path.name
        for path in originals.glob("*.txt")
        for shingle in shingles(path.read_text("utf-8"))
    }

    copied = [
        f"{path.relative_to(ROOT)}: {shingle}"
        for path in kept_files()
        for shingle in shingles(path.read_text("utf-8", errors="replace"))
        if shingle in theirs
    ]

    assert len(theirs) > 2_000
    assert copied == []


def shingles(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    return {" ".join(words[place : place + SHINGLE]) for place in range(len(words) - SHINGLE + 1)}


def kept_files() -> list[Path]:
    """Every text file that git keeps, or would keep if it were added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    paths = [ROOT / name for name in listed if not NOT_OURS & set(Path(name).parts)]
    words = {".py", ".md", ".yaml", ".yml", ".txt", ".html", ".toml", ".js", ".css", ".json", ".cfg", ""}
    return [path for path in paths if path.is_file() and path.suffix in words]
