"""The README and the operators' page tell of what there is: no more, and nothing is left out."""

import re
import subprocess
from pathlib import Path

from click import Group

from lms.cli import cli
from lms.settings import KNOWN, SECRETS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FOR_OPERATORS = (ROOT / "docs/for-operators.md").read_text(encoding="utf-8")


def made_by_make() -> set[str]:
    """The commands that ``make help`` prints."""
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in shown.splitlines()}


def test_the_readme_names_each_make_command_that_make_help_lists():
    sentence = re.search(r"`make help` lists the rest: (.*)", README)[1]

    assert set(re.findall(r"`([a-z]+)`", sentence)) == made_by_make()


def test_the_readme_names_each_lms_command_that_lms_help_lists():
    assert re.findall(r"^\| `lms ([a-z]+)` \|", README, flags=re.MULTILINE) == sorted(cli.commands)


def test_every_command_of_lms_has_its_own_help():
    assert [name for name, command in cli.commands.items() if not (command.help or "").strip()] == []


def test_every_link_of_the_readme_and_the_docs_leads_to_a_file():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]

    links = [(page, target) for page in pages for target in _links(page)]

    assert [(page.name, target) for page, target in links if not (page.parent / target).exists()] == []


def _links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    return [target for target in found if not target.startswith(("http:", "https:"))]


def test_the_operators_page_names_each_setting_that_there_is_and_no_other():
    named = set(re.findall(r"\bLMS_[A-Z_]+\b", FOR_OPERATORS))

    assert named - {f"{secret}_FILE" for secret in SECRETS} == set(KNOWN)


def test_the_operators_page_gives_only_commands_that_there_are():
    given = set(
        re.findall(r"(?:^|`|&& |bin/|sbin/)lms ([a-z]+)(?: ([a-z]+))?", FOR_OPERATORS, flags=re.MULTILINE)
    )

    assert {"serve", "daily", "upgrade", "person"} <= {command for command, _ in given}
    for command, sub in given:
        known = cli.commands[command]
        if isinstance(known, Group) and sub:
            assert sub in known.commands, f"lms {command} {sub}"


def test_the_operators_units_start_commands_with_options_that_there_are():
    starts = re.findall(r"^ExecStart=/opt/lms/\.venv/bin/lms (.+)$", FOR_OPERATORS, flags=re.MULTILINE)

    assert [words.split()[0] for words in starts] == ["serve", "daily"]
    for words in starts:
        name, *options = words.split()
        assert cli.commands[name].make_context(name, options).command.name == name
