"""A file that is no policy is refused with what to do; one in a usual encoding is read."""

from pathlib import Path

import pytest

from lms.domain.refusal import Refused
from lms.library.paper.file import MOST_BYTES, open_policy, read_bytes

POLICY = "1. Aims\n\n1.1 Write “kindly” – it’s £0.\n"


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_bytes(data)
    assert refused.value.kind == "invalid"
    return refused.value.sentence


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n", "\ufeff \n".encode("utf-16")])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data).startswith("This file is empty.")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\n...", "This is a PDF."),
        (b"PK\x03\x04" + b"\0" * 40, "This is a Word, OpenDocument or zip file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is an old Word file."),
        (b"{\\rtf1\\ansi", "This is a rich text file."),
        (b"  <!DOCTYPE html><p>1.1", "This is a web page"),
        (b"\x7fELF\x02\x01\0\0", "This file is not text"),
        (bytes(range(1, 32)) * 20, "This file is not text"),
    ],
)
def test_what_is_not_text_is_refused_by_name(data: bytes, says: str) -> None:
    sentence = refusal(data)

    assert sentence.startswith(says)
    assert "save" in sentence or "copy" in sentence.lower(), "the sentence says what to do"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    assert read_bytes(POLICY.encode(encoding)).text == POLICY


def test_windows_1252_is_read_with_a_note() -> None:
    assert "Windows-1252" in read_bytes(POLICY.encode("cp1252")).notes[0]
    assert read_bytes(POLICY.encode("utf-8")).notes == ()


@pytest.mark.parametrize(
    "data",
    [
        "Правила пользования сетью".encode("koi8-r"),
        "会議録の方針について".encode("shift-jis"),
        POLICY.encode("utf-32"),
        b"1. Aims \x81\x8d\x8f",
        POLICY.encode("utf-16")[:-1],
    ],
)
def test_another_encoding_is_refused_and_told_to_be_saved_as_utf_8(data: bytes) -> None:
    assert "UTF-8" in refusal(data)


def test_text_that_is_utf_16_without_its_mark_is_refused() -> None:
    assert refusal(POLICY.encode("utf-16-le")).startswith("This file is not text")


def test_fifty_megabytes_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(Path, "open", never)
    with pytest.raises(Refused, match=r"This file is 50\.0 MB"):
        open_policy(big)


def test_bytes_past_the_limit_are_refused_wherever_they_come_from() -> None:
    assert "up to 5 MB" in refusal(b"a" * (MOST_BYTES + 1))


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(Refused, match="There is no file at"):
            open_policy(path)
