"""Nobody who tries the demonstration meets themselves in the third person."""

import re

import pytest

from lms.settings import root
from tests.shelf import read

COUNCILS = ("hereford", "ludlow")


def first_names(council: str) -> set[str]:
    """The first names of those with a button, but for the contacts: a council's own clerk is in its stories."""
    contacts = {read(f"content/councils/{council}.yaml")[each]["name"] for each in ("clerk", "stand_in")}
    cast = [each["name"] for each in read(f"content/demo/{council}.yaml")["people"] if "key" in each]
    return {name.removeprefix("Cllr ").split()[0] for name in cast if name not in contacts}


def stories(council: str) -> str:
    """Every word of the council's modules and quizzes."""
    folders = [root() / "content" / "modules" / council, root() / "quizzes" / council]
    return " ".join(path.read_text("utf-8") for folder in folders for path in sorted(folder.glob("*.yaml")))


@pytest.mark.parametrize("council", COUNCILS)
def test_nobody_with_a_button_shares_a_first_name_with_a_story(council: str) -> None:
    names, words = first_names(council), set(re.findall(r"\w+", stories(council)))

    assert len(names) >= 7
    assert not names & words


@pytest.mark.parametrize("council", COUNCILS)
def test_the_stories_are_really_read(council: str) -> None:
    clerk = read(f"content/councils/{council}.yaml")["clerk"]["name"].split()[0]

    assert clerk in set(re.findall(r"\w+", stories(council)))
