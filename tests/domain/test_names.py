"""Names are sorted and found by their plain letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.names import folded


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Łukasz Gómez-O’Hare", "lukasz gomez-o'hare"),
        ("Siân Ó Briain", "sian o briain"),
        ("Jürgen Weiß", "jurgen weiss"),
        ("Øyvind Ærø", "oyvind aero"),
        ("İpek Şahin", "ipek sahin"),
        ("ﬁona MACLEOD", "fiona macleod"),
        ("Đặng Thị Hà", "dang thi ha"),
        ("Νίκος", "νικοσ"),
        ("Мария", "мария"),
        ("", ""),
    ],
)
def test_a_name_is_folded_to_its_plain_letters(name: str, plain: str) -> None:
    assert folded(name) == plain


def test_a_polish_name_stands_among_the_others_with_its_letter() -> None:
    assert sorted(["Zoe", "Łukasz", "Émile", "Lydia", "adam", "Lucy"], key=folded) == [
        "adam", "Émile", "Lucy", "Łukasz", "Lydia", "Zoe",
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_what_is_folded_stays_as_it_is_when_it_is_folded_again(name: str) -> None:
    assert folded(folded(name)) == folded(name)
