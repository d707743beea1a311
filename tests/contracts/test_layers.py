"""Who may import whom: the sentences of pyproject.toml hold, and would be missed if they did not."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the package in this folder, in a process of its own because it changes the path."""
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_contract_is_kept() -> None:
    pytest.importorskip("importlinter", reason="import-linter comes with the check tools")

    done = lint(ROOT)

    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


def test_a_planted_import_and_a_stray_file_are_named(tmp_path: Path) -> None:
    pytest.importorskip("importlinter", reason="import-linter comes with the check tools")
    shutil.copytree(ROOT / "lms", tmp_path / "lms", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    (tmp_path / "lms/helpers.py").write_text('"""Stray."""\n')
    with (tmp_path / "lms/domain/days.py").open("a") as file:
        file.write("\nimport flask\nfrom lms.storage import engine\n")

    done = lint(tmp_path)

    assert done.returncode == 1
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith("The domain knows only Python and pydantic") for line in broken), broken
    assert "lms.helpers" in done.stdout, "the layers are exhaustive"


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """Each file below a folder, and each module or name that it imports, written with dots."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((str(path.relative_to(ROOT)), alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (
                    (str(path.relative_to(ROOT)), f"{node.module}.{alias.name}") for alias in node.names
                )


def test_outside_storage_sqlalchemy_is_known_by_the_name_of_its_session_alone() -> None:
    found = [
        (file, name)
        for file, name in imported("lms")
        if name.partition(".")[0] == "sqlalchemy" and not file.startswith("lms/storage/")
    ]

    assert {name for _, name in found} <= {"sqlalchemy.orm.Session"}, found


def test_the_domain_imports_python_pydantic_calendar_months_and_itself() -> None:
    allowed = {*sys.stdlib_module_names, "pydantic", "lms", "dateutil"}

    found = [(file, name) for file, name in imported("lms/domain") if name.partition(".")[0] not in allowed]

    assert found == []


def test_no_file_of_ours_grows_past_three_hundred_lines_or_opens_without_saying_what_it_is_for() -> None:
    written = (path for path in sorted((ROOT / "lms").rglob("*.py")) if path.stat().st_size)
    files = [path for path in written if "versions" not in path.parts]

    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    silent = [str(path) for path in files if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]

    assert {name: lines for name, lines in long.items() if lines > 300} == {}
    assert silent == []
