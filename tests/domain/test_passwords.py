"""Passwords that many people would try are refused; long odd ones are not, whatever they are made of."""

import pytest

from lms.domain.passwords import check_password, tidy
from lms.domain.refusal import Refused

KNOWN = ("Ludlow Town Council", "butter cross", "Megan Pugh", "megan.pugh@ludlow.example.gov.uk")


@pytest.mark.parametrize(
    "password",
    [
        "weasel lantern fjord", "kettle-otter-42", "Тихий дон и ветер", "x7$kQ-2vB9!mZ", "thirty seven herons",
        "correct horse battery staple", "ludlow weasel lantern", "áéíóúàèìòùäëïöü",
    ],
)  # fmt: skip
def test_a_long_odd_password_is_taken(password: str) -> None:
    check_password(password, known_words=KNOWN)

    assert 12 <= len(tidy(password)) <= 128


@pytest.mark.parametrize(
    "password",
    [
        "ludlowcouncil", "LudlowTownCouncil2026", "buttercross2026!", "meganpugh1987", "Password123456",
        "P@ssw0rd2026!",
        "qwertyuiop123", "123456789012", "aaaaaaaaaaaa", "abcabcabcabcabc", "1qaz2wsx3edc", "letmein-please-1",
        "Welcome2026!!", "iloveyouiloveyou", "clerkclerkclerk", "zyxwvutsrqponm", "councilclerk99", "5umm3r-2026-!!",
    ],
)  # fmt: skip
def test_a_password_that_many_would_guess_is_refused(password: str) -> None:
    with pytest.raises(Refused, match="guess") as refusal:
        check_password(password, known_words=KNOWN)

    assert refusal.value.kind == "invalid"


@pytest.mark.parametrize(
    ("password", "word"), [("weasel-lamp", "12 characters or more"), ("ab c" * 33, "or fewer")]
)
def test_a_password_has_twelve_to_128_characters(password: str, word: str) -> None:
    with pytest.raises(Refused, match=word):
        check_password(password, known_words=KNOWN)


def test_the_same_letters_typed_on_two_keyboards_are_one_password() -> None:
    assert tidy("cafe\u0301 weasel fjord") == tidy("caf\u00e9 weasel fjord")
