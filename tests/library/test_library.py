"""Tests that content loads whole, that a fault stops its own council only, and that the cache cannot mislead."""

from pathlib import Path

import pytest

from lms.domain.councils import Council
from lms.library.cache import ParseCache
from lms.library.library import CouncilLibrary, FaultyCouncil, load
from lms.library.parse import parse
from lms.library.snapshot import (
    bank_from,
    canonical,
    digest,
    module_from,
    register_from,
)
from tests.library import goodset

ROOT = Path(__file__).parents[2]


def _second_council(files: dict[str, str]) -> dict[str, str]:
    others = {place.replace("wick", "ford"): text.replace("wick", "ford") for place, text in files.items()}
    return files | others


def _loaded(content: Path, *, cache: Path | None = None) -> CouncilLibrary:
    library = load(content, cache=cache)["wick"]
    assert isinstance(library, CouncilLibrary), library
    return library


def test_a_council_without_faults_is_loaded_whole(tmp_path: Path) -> None:
    library = _loaded(goodset.write(tmp_path, goodset.texts()))

    module = library.modules["induction"]
    assert library.council.name == "Wick Parish Council"
    assert library.policy.clause("WPC-2.s1") is not None
    assert library.bank_of(module).drawn == 10
    assert set(library.module_digests) == {"induction"}


def test_nothing_loaded_can_be_changed(tmp_path: Path) -> None:
    library = _loaded(goodset.write(tmp_path, goodset.texts()))

    with pytest.raises(TypeError):
        library.modules["other"] = library.modules["induction"]  # type: ignore[index]


def test_a_fault_stops_its_own_council_only(tmp_path: Path) -> None:
    files = _second_council(goodset.texts())
    files[goodset.BANK] = files[goodset.BANK].replace("draw: 6", "draw: 5")

    councils = load(goodset.write(tmp_path, files))

    wick = councils["wick"]
    assert isinstance(wick, FaultyCouncil)
    assert wick.name == "Wick Parish Council"
    assert [fault.rule for fault in wick.faults] == ["R72"]
    assert isinstance(councils["ford"], CouncilLibrary)


def test_a_council_whose_own_file_cannot_be_read_goes_by_its_slug(tmp_path: Path) -> None:
    files = goodset.texts() | {goodset.COUNCIL: "slug: [wick"}

    wick = load(goodset.write(tmp_path, files))["wick"]

    assert isinstance(wick, FaultyCouncil)
    assert wick.name == "wick"


def test_a_file_that_is_nobodys_stops_no_council(tmp_path: Path) -> None:
    files = goodset.texts() | {"content/modules/elsewhere/induction.yaml": "slug: induction"}

    assert _loaded(goodset.write(tmp_path, files)).slug == "wick"


def test_quizzes_may_stand_inside_an_own_content_folder(tmp_path: Path) -> None:
    files = {place.replace("quizzes/", "content/quizzes/"): text for place, text in goodset.texts().items()}

    assert _loaded(goodset.write(tmp_path, files)).banks["induction"].drawn == 10


def test_the_policy_adopted_last_is_the_one_trained_on(tmp_path: Path) -> None:
    older = goodset.POLICY_TEXT.replace("approved_on: 2024", "approved_on: 2021").replace(
        "WPC-2.s1", "WPC-2.s9"
    )
    files = goodset.texts() | {"content/policies/wick-social-media-2099.yaml": older}

    library = _loaded(goodset.write(tmp_path, files))

    assert library.policy.clause("WPC-2.s1") is not None


def test_the_cache_gives_what_parsing_gives(tmp_path: Path) -> None:
    content = goodset.write(tmp_path, goodset.texts())

    plain, first, second = (
        _loaded(content, cache=folder) for folder in (None, tmp_path / "c", tmp_path / "c")
    )

    assert plain == first == second
    assert len(list((tmp_path / "c").iterdir())) == 4


def test_a_changed_file_is_not_taken_from_the_cache(tmp_path: Path) -> None:
    content = goodset.write(tmp_path, goodset.texts())
    before = _loaded(content, cache=tmp_path / "c")

    files = goodset.texts()
    goodset.write(
        tmp_path, files | {goodset.MODULE: files[goodset.MODULE].replace("by the pump", "at the ford")}
    )
    after = _loaded(content, cache=tmp_path / "c")

    assert after.modules["induction"].lead == "Somebody asks you a question at the ford."
    assert after.module_digests != before.module_digests
    assert after.bank_digests == before.bank_digests


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\x00", b"abc\n{}"])
def test_a_damaged_cache_is_passed_over(damage: bytes, tmp_path: Path) -> None:
    content = goodset.write(tmp_path, goodset.texts())
    good = _loaded(content, cache=tmp_path / "c")
    for kept in (tmp_path / "c").iterdir():
        kept.write_bytes(damage)

    assert _loaded(content, cache=tmp_path / "c") == good


def test_one_altered_word_in_the_cache_is_noticed(tmp_path: Path) -> None:
    content = goodset.write(tmp_path, goodset.texts())
    good = _loaded(content, cache=tmp_path / "c")
    for kept in (tmp_path / "c").iterdir():
        kept.write_bytes(kept.read_bytes().replace(b"pump", b"ford"))

    assert _loaded(content, cache=tmp_path / "c") == good


def test_a_cache_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    content = goodset.write(tmp_path, goodset.texts())
    (tmp_path / "c").write_text("a file stands where the folder should be", encoding="utf-8")

    assert _loaded(content, cache=tmp_path / "c").slug == "wick"


def test_a_file_with_faults_is_never_kept(tmp_path: Path) -> None:
    _, faults = ParseCache(tmp_path / "c")(b"slug: 5\n", Council, file="x")

    assert faults
    assert not (tmp_path / "c").exists()


def test_content_comes_back_from_its_kept_text_word_for_word(tmp_path: Path) -> None:
    library = _loaded(goodset.write(tmp_path, goodset.texts()))
    module, bank = library.modules["induction"], library.banks["induction"]

    assert module_from(canonical(module)) == module
    assert bank_from(canonical(bank)) == bank
    assert register_from(canonical(library.policy)) == library.policy
    assert library.module_digests["induction"] == digest(canonical(module_from(canonical(module))))


def test_a_digest_is_the_same_however_the_file_is_laid_out(tmp_path: Path) -> None:
    files = goodset.texts()
    before = _loaded(goodset.write(tmp_path / "a", files))

    files[goodset.MODULE] = "# A note for the next author\n" + files[goodset.MODULE].replace(
        "edition: '2026'", 'edition:   "2026"'
    )
    after = _loaded(goodset.write(tmp_path / "b", files))

    assert after.module_digests == before.module_digests
    assert len(after.module_digests["induction"]) == 64


@pytest.mark.parametrize(
    ("slug", "name"), [("ludlow", "Ludlow Town Council"), ("hereford", "Hereford City Council")]
)
def test_a_shipped_council_says_who_sets_its_rules_and_never_that_the_policy_does(
    slug: str, name: str
) -> None:
    raw = (ROOT / "content/councils" / f"{slug}.yaml").read_bytes()

    council, faults = parse(raw, Council, file=slug)

    assert council is not None, faults
    assert council.name == name
    for each in council.programme:
        assert each.set_by == "the Town Clerk"
        assert "Equality Act 2010, section 109(4)" in each.law
        assert "policy itself does not ask" in each.because or "not by the policy" in each.because
