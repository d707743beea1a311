"""What ``make`` and ``.ci/run`` tell whoever gave the command, tried with stand-ins for the tools they start."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("ruff", "mypy", "lint-imports", "lms", "djlint")
SKIPPED = "SKIPPED: the browser suite: no Chromium on this machine"
BY_PYTEST = "SKIPPED [3] tests/conftest.py:1: No PostgreSQL"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with a stand-in for each tool, all of them content."""
    for name in TOOLS:
        stand_in(tmp_path / name, "exit 0")
    return tmp_path


def stand_in(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def make(target: str, *, tools: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """``make`` with the tools of that folder, taking what is built for built."""
    given = [f"{name}={value}" for name, value in {"BIN": str(tools), **variables}.items()]
    command = ["make", target, "-o", ".make/built", *given]
    own = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    return subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)


def check(tools: Path, *, suites: str) -> subprocess.CompletedProcess[str]:
    """``make check`` where running every suite says and answers this."""
    stand_in(tools / "make", suites)
    return make("check", tools=tools, MAKE=str(tools / "make"))


def test_check_names_at_its_end_what_did_not_run_and_the_commands_for_it(tools: Path) -> None:
    done = check(tools, suites=f"echo '{SKIPPED}'; echo '3 passed'; echo '{BY_PYTEST}'")

    assert done.returncode == 0, done.stdout + done.stderr
    end = done.stdout[done.stdout.index("== not run here") :]
    assert SKIPPED in end and BY_PYTEST in end and "passed" not in end.replace("All checks passed.", "")
    for suite in ("make fast", "make faults", "make browser", "make postgres"):
        assert suite in end
    assert end.endswith("All checks passed.\n")


def test_check_says_nothing_of_missing_suites_where_all_of_them_ran(tools: Path) -> None:
    done = check(tools, suites="echo '3 passed'")

    assert done.returncode == 0
    assert "not run here" not in done.stdout


def test_check_goes_on_after_a_failure_and_fails_naming_each(tools: Path) -> None:
    stand_in(tools / "mypy", "echo 'a type is wrong'; exit 1")

    done = check(tools, suites="echo 'one failed'; exit 1")

    assert done.returncode != 0
    assert done.stdout.index("a type is wrong") < done.stdout.index("one failed")
    failed = next(line for line in done.stdout.splitlines() if line.startswith("FAILED:"))
    assert "mypy" in failed and "every_suite" in failed and "ruff" not in failed
    assert "All checks passed." not in done.stdout


@pytest.mark.parametrize(("tests", "status"), [("exit 0", 0), ("echo 'one failed'; exit 1", 2)])
def test_fast_says_how_long_it_took_whether_or_not_it_passed(tools: Path, tests: str, status: int) -> None:
    stand_in(tools / "python", tests)

    done = make("fast", tools=tools)

    assert done.returncode == status
    assert re.search(r"^The fast suite took \d+ s \(limit 120 s\)\.$", done.stdout, re.MULTILINE)


def test_the_gate_stops_with_a_sentence_where_the_councils_own_documents_are_missing(tmp_path: Path) -> None:
    (tmp_path / "copy/.ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci/run", tmp_path / "copy/.ci/run")
    environment = {"PATH": os.environ["PATH"]}

    done = subprocess.run(
        [tmp_path / "copy/.ci/run"], env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "set POLICY_ORIGINALS" in done.stderr and len(done.stderr.splitlines()) == 1


def test_the_gate_runs_every_suite_with_nothing_skipped(tmp_path: Path) -> None:
    (tmp_path / "copy/.ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci/run", tmp_path / "copy/.ci/run")
    (tmp_path / "wick.txt").write_text("a policy")
    stand_in(tmp_path / "make", 'echo "$@ with REQUIRE_ALL=$REQUIRE_ALL and $POLICY_ORIGINALS"')
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "POLICY_ORIGINALS": str(tmp_path)}

    done = subprocess.run(
        [tmp_path / "copy/.ci/run"], env=environment, capture_output=True, text=True, check=False
    )

    assert done.stdout == f"test with REQUIRE_ALL=1 and {tmp_path}\n"
