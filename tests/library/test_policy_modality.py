"""What a clause asks is told by its words, its lead-in first."""

import pytest

from lms.library.paper.modality import modality_of


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("A warden must ring the Clerk.", "must"),
        ("Wardens are required to ring.", "must"),
        ("The officer will ring the Police.", "must"),
        ("A warden must not post.", "must_not"),
        ("Sharing is prohibited.", "must_not"),
        ("Nobody may post.", "must_not"),
        ("No other post holder will be allowed in.", "must_not"),
        ("The team may not share it.", "must_not"),
        ("Posts must ensure that a name is not given.", "must_not"),
        ("Wardens should ring.", "should"),
        ("The Clerk may reply.", "may"),
        ("The town reserves the right to hide it.", "may"),
        ("Wardens can only post when told.", "may"),
        ("Readers should be aware of the log.", "info"),
        ("Misuse may constitute misconduct.", "info"),
        ("The page is open.", "info"),
        ("A warden must:", "lead_in"),
        ("A warden must not:", "lead_in"),
    ],
)
def test_words_tell_what_is_asked(text: str, asked: str) -> None:
    assert modality_of(text) == asked


@pytest.mark.parametrize(
    ("text", "lead_in", "leads", "asked"),
    [
        ("ring the Clerk", "A warden must:", "lead_in", "must"),
        ("not post", "A warden must:", "lead_in", "must_not"),
        ("post names", "A warden must not:", "lead_in", "must_not"),
        ("ring first", "A warden should:", "lead_in", "should"),
        ("Names.", "Wardens must not post the following:", "must_not", "must_not"),
        ("Wardens may post a map.", "These rules hold:", "info", "may"),
    ],
)
def test_a_bullet_ends_the_sentence_that_leads_into_it(
    text: str, lead_in: str, leads: str, asked: str
) -> None:
    assert modality_of(text, lead_in=lead_in, leads=leads) == asked  # type: ignore[arg-type]
