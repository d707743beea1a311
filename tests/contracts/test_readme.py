"""The README tells of the commands that there are: no more, and none is left out."""

import re
import subprocess
from pathlib import Path

from lms.cli import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


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
