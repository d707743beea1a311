"""Tests that every rule for content is held, each by the smallest content that breaks it."""

from pathlib import Path

import pytest

from lms.library.cache import ParseCache
from lms.library.check import check
from lms.library.rulebook import as_markdown, rulebook
from lms.library.shelves import Places, shown
from tests.library import goodset
from tests.library.spoils import SPOILS, Spoil

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> ParseCache:
    """Files that stay good are parsed once for all tests."""
    return ParseCache(tmp_path_factory.mktemp("parsed"))


def _named(spoil: Spoil) -> str:
    return f"{spoil.rule}-{Path(spoil.file).parent.name}-{spoil.at.strip()[:30]}"


@pytest.mark.parametrize("spoil", SPOILS, ids=_named)
def test_a_rule_that_is_broken_is_reported_alone_and_on_its_line(
    spoil: Spoil, tmp_path: Path, parsed: ParseCache
) -> None:
    content = goodset.write(tmp_path, spoil.files())

    faults = check(Places.around(content), reader=parsed)

    told = [fault for fault in faults if fault.rule == spoil.rule]
    assert {fault.rule for fault in faults} == {spoil.rule} | spoil.also, "\n".join(map(str, faults))
    assert (told[0].file, told[0].line) == (shown(tmp_path / spoil.file), spoil.line()), str(told[0])
    assert len(faults) == spoil.times
    assert all(_is_plain(fault.sentence) for fault in faults), str(told[0])


def _is_plain(sentence: str) -> bool:
    """Whether this is a sentence of ours and not the library's."""
    theirs = ("Input should", "validation", "pydantic", "ruamel", "None")
    return sentence.endswith((".", "'")) and not any(word in sentence for word in theirs)


def test_the_good_set_has_no_faults(tmp_path: Path, parsed: ParseCache) -> None:
    content = goodset.write(tmp_path, goodset.texts())

    assert check(Places.around(content), reader=parsed) == []


def test_the_content_that_is_shipped_has_no_faults() -> None:
    faults = check(Places.around(ROOT / "content"))

    assert faults == [], "\n".join(map(str, faults))


def test_every_rule_has_content_that_breaks_it() -> None:
    assert {spoil.rule for spoil in SPOILS} == {number for number, _, _ in rulebook()}


def test_no_two_rules_share_a_number_or_a_title() -> None:
    numbers, titles, said = zip(*rulebook(), strict=True)

    assert len(set(numbers)) == len(numbers)
    assert len(set(titles)) == len(titles)
    assert all(said)


def test_the_authors_guide_is_the_same_list() -> None:
    guide = (ROOT / "docs/content-rules.md").read_text(encoding="utf-8")

    assert guide.partition("## The rules\n\n")[2] == as_markdown()


def test_all_faults_of_all_files_come_in_one_pass(tmp_path: Path) -> None:
    files = goodset.texts()
    files[goodset.COUNCIL] = files[goodset.COUNCIL].replace("'#333366'", "'#ffff00'")
    files[goodset.BANK] = files[goodset.BANK].replace("cell: telling", "cell: selling", 1)
    files[goodset.MODULE] = files[goodset.MODULE].replace("covers: Asking first.", "covers: 5\nlead: 7")

    faults = check(Places.around(goodset.write(tmp_path, files)))

    assert [fault.rule for fault in faults] == ["R20", "R07", "R04", "R75"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("cell: telling", "cell: telling\n    colour: red", "R05"),
        ("cell: telling", "cell: telling\n    cell: telling", "R04"),
        ("      - id: ", "      - hue: red\n        id: ", "R05"),
    ],
)
def test_a_field_that_can_be_passed_over_hides_no_other_fault(
    tmp_path: Path, old: str, new: str, rule: str
) -> None:
    files = goodset.texts()
    bank = files[goodset.BANK]
    assert old in bank
    files[goodset.BANK] = bank.replace(old, new, 1).replace("WPC-2", "WPC-99", 1)

    faults = check(Places.around(goodset.write(tmp_path, files)))

    assert {rule, "R18"} <= {fault.rule for fault in faults}, faults
