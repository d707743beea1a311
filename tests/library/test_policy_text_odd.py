"""The oddities that councils' documents hold are read sensibly, and what is not understood is listed."""

import pytest

from lms.domain.refusal import Refused
from tests.library.importing import imported, lost_lines, read, texts


def test_page_furniture_is_dropped_with_its_line_and_reason() -> None:
    policy = imported("alderbrook-paged")

    dropped = {line.number: line.reason for line in policy.dropped}
    assert dropped[24] == "page number"
    assert dropped[25] == "a header or footer printed on each page"
    assert dropped[8] == "a line of the contents list; see line 15"
    assert 2 not in dropped, "the title is also the running header, and stays the title"


def test_a_contents_list_is_not_imported_twice() -> None:
    policy = imported("alderbrook-paged")

    assert [heading.title for heading in policy.headings] == [
        "Purpose",
        "Posting",
        "Complaints",
        "Words for a stock answer",
    ]


def test_a_contents_list_without_a_title_is_told_by_its_words_coming_again() -> None:
    policy = read(
        "1. Aims\n2. Rules\n3. Review\n\n1. Aims\nBe kind.\n2. Rules\nBe brief.\n3. Review\nYearly.\n"
    )

    assert [line.number for line in policy.dropped] == [1, 2, 3]
    assert texts(policy) == {"1-p1": "Be kind.", "2-p1": "Be brief.", "3-p1": "Yearly."}


def test_lines_broken_by_hand_and_by_a_page_are_joined() -> None:
    clauses = texts(imported("alderbrook-paged"))

    assert clauses["1.2"].endswith("at home or out on the common with a telephone in their hand.")
    assert clauses["2.2.b2"] == "post a photograph that somebody else took."


def test_letters_and_roman_numerals_nest() -> None:
    parents = {clause.id: clause.parent for clause in imported("alderbrook-paged").clauses}

    assert parents["XX-2.1.b2.2"] == "XX-2.1.b2"
    assert parents["XX-2.1.b3"] == "XX-2.1"


def test_the_letter_i_after_h_is_a_letter() -> None:
    letters = "\n".join(f"{letter}) thing {letter}" for letter in "abcdefghij")

    policy = read(f"1. Things\n1.1 Keep:\n{letters}\n")

    assert list(texts(policy))[1:] == [f"1.1.b{count}" for count in range(1, 11)]


def test_bullets_nest_by_indent_but_not_by_one_space() -> None:
    text = "1. A\n1.1 Keep:\n- one\n - two\n    - two and a bit\n- three\n"

    assert list(texts(read(text))) == ["1.1", "1.1.b1", "1.1.b2", "1.1.b2.1", "1.1.b3"]


def test_an_appendix_counts_afresh() -> None:
    labels = {clause.id: clause.label for clause in imported("alderbrook-paged").clauses}

    assert labels["XX-AppA.2"] == "Appendix A, clause 2"


def test_doubled_and_tight_numbers_are_read_and_a_second_one_is_noted() -> None:
    policy = imported("quirkham-odd")

    clauses = texts(policy)
    assert clauses["1.1"].startswith("Everybody")
    assert clauses["1.2"].startswith("All posts")
    assert clauses["1.2-x2"].startswith("All replies")
    assert policy.notes == (
        "Line 11: the number 1.2 is printed a second time.",
        "There is no 1.3 and 1.4 before 1.5: check that no clause was left out.",
    )


def test_two_clauses_on_one_line_are_noted() -> None:
    policy = read("1. A\n1.1 Be kind. 1.2All are welcome.\n1.3 Be brief.\n")

    assert "Line 2: clause 1.2 seems to run on from clause 1.1." in policy.notes


def test_bullets_whose_dots_were_lost_are_still_bullets() -> None:
    clauses = texts(imported("quirkham-odd"))

    assert [clauses[f"1.5.b{count}"] for count in (1, 2, 3)] == [
        "telling people of a closed road",
        "thanking volunteers",
        "asking for views",
    ]


def test_labels_run_together_on_one_line_are_parted() -> None:
    facts = imported("quirkham-odd").facts

    assert (facts.number, facts.version, facts.approver) == ("QTC/7", "2", "Policy Committee")
    assert str(facts.approved_on) == "2025-06-03"
    assert facts.review_due is not None and str(facts.review_due.latest) == "2028-02-29"


def test_what_is_not_understood_is_listed_with_its_line() -> None:
    policy = imported("quirkham-odd")

    assert {line.number: line.reason for line in policy.unowned} == {
        5: "a note to whoever prepares the policy",
        18: "a row of a table",
        19: "a row of a table",
        23: "a number or bullet with nothing after it",
    }


def test_a_label_with_nothing_after_it_states_nothing() -> None:
    policy = read(
        "Policy title: Web Policy\nApproval date: TBC\nReview date:\nVersion: -\n\n1. A\n1.1 Be kind.\n"
    )

    facts = policy.facts
    assert facts.title == "Web Policy"
    assert (facts.approved_on, facts.review_due, facts.version) == (None, None, None)


def test_a_date_without_a_day_is_no_date_of_approval() -> None:
    policy = read("Web Policy\nApproval date: March 2021\n\n1. A\n1.1 Be kind.\n")

    assert policy.facts.approved_on is None
    assert "does not name a day" in " ".join(policy.notes)


def test_a_sentence_that_mentions_a_page_is_no_footer() -> None:
    policy = read("1. A\n1.1 Be kind.\n\nThe form is on page 4\n\n1.2 Be brief, as on page 7.\n")

    assert policy.dropped == ()
    assert "The form is on page 4" in texts(policy).values()


def test_headings_without_numbers_are_counted() -> None:
    policy = read("WEB POLICY\n\nAims\n\nWe want to be kind.\n\nRules\n\nPosts must be brief.\n- No names.\n")

    assert [heading.title for heading in policy.headings] == ["Aims", "Rules"]
    assert list(texts(policy)) == ["1-p1", "2-p1", "2-b1"]


def test_a_quantity_in_a_broken_sentence_is_no_clause() -> None:
    policy = read("1. A\n1.1 The share of late answers is now\n2.5 per cent of them all.\n1.2 Be brief.\n")

    assert texts(policy)["1.1"].endswith("is now 2.5 per cent of them all.")


def test_a_numbered_list_inside_a_clause_does_not_start_sections() -> None:
    policy = read(
        "1. Aims\n1.1 Be kind.\n2. Rules\n2.1 Before posting:\n1. read it;\n2. read it again;\n3. Review\n"
    )

    assert [heading.title for heading in policy.headings] == ["Aims", "Rules"]
    assert list(texts(policy)) == ["1.1", "2.1", "2.1.b1", "2.1.b2", "2.1.b3"]


@pytest.mark.parametrize(
    "text",
    [
        "Web policy\u00a0of\u00a0the\u00a0town\n1. A\n1.1\u00a0Be\u00a0“kind” – always.\n",
        "\ufeff1. A\f\n1.1 Be kind.\f\n",
    ],
)
def test_unusual_spaces_quotes_and_page_feeds_lose_nothing(text: str) -> None:
    policy = read(text)

    assert lost_lines(text, policy) == []
    assert "1.1" in texts(policy)


def test_a_file_without_a_clause_is_refused() -> None:
    with pytest.raises(Refused, match="No clauses were found"):
        read("Page 1 of 2\n\n[Note: nothing here yet]\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- a thing\n" * 20_001, "This file has 20,001 lines."),
        ("1. A\n1.1 " + "word " * 5_000, "Line 2 of this file has 25,003 characters"),
    ],
)
def test_what_is_too_long_to_be_a_policy_is_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read(text)
