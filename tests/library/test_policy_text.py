"""Two invented documents laid out like the councils' own come in whole, each clause at its place."""

import datetime as dt

import pytest

from lms.domain.policies import Facts, PartialDate, Supersedes
from tests.library.importing import DOCUMENTS, imported, lost_lines, read, texts

NUMBERED = """\
1.1 2.1 2.2 3.1 3.2 3.3 3.3.b1 3.3.b2 3.3.b3 4.1 4.2 4.3 4.3.b1 4.3.b2 4.3.b3
5.1 5.1.b1 5.1.b2 5.2 6.1 6.2 7.1"""
POSITIONAL = """\
0-m1 0-m2 0-m3 0-m4 0-m5 0-m6 0-m7 1-p1 2-p1 2-p2 2-b1 2-b2 2-b3 3-p1 3-b1 3-b2 3-b3 3-p2
4A-p1 4A-p2 4A-b1 4A-b2 4A-b3 4A-b4 4A-b5 4B-p1 4B-p2 4B-p3 4B-p4 4B-b1 4B-b1.1 4B-b1.2 4B-b1.3
4B-b2 4B-b2.1 4B-b2.2 4B-b3 4B-b4 4B-p5 4B-p6 5-p1 5-b1 5-b2 5-b3 5-p2 5-c1 5-c2 6-p1 6-p2 6-p3"""


@pytest.mark.parametrize("name", sorted(path.stem for path in DOCUMENTS.glob("*.txt")))
def test_every_line_of_an_invented_document_is_owned_once(name: str) -> None:
    text = (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")

    policy = imported(name)

    assert lost_lines(text, policy) == []


def test_a_numbered_policy_comes_in_clause_by_clause() -> None:
    policy = imported("wyemouth-numbered")

    assert " ".join(texts(policy)) == NUMBERED.replace("\n", " ")
    assert [heading.number for heading in policy.headings] == list("1234567")
    assert (policy.dropped, policy.unowned, policy.notes) == ((), (), ())


def test_an_unnumbered_policy_comes_in_by_position() -> None:
    policy = imported("temeford-positional")

    assert " ".join(texts(policy)) == POSITIONAL.replace("\n", " ")
    assert (policy.dropped, policy.unowned, policy.notes) == ((), (), ())


def test_a_sentence_broken_by_a_page_is_one_clause() -> None:
    policy = imported("wyemouth-numbered")

    clause = policy.clause("XX-4.1")
    assert clause is not None
    assert "The Chair may speak for the Council when a neighbour dies" in clause.text
    assert clause.lines == (29, 31)


def test_the_facts_of_a_labelled_block_are_read() -> None:
    policy = imported("temeford-positional")

    assert policy.facts == Facts(
        title="Online Conduct Policy",
        number="OC / 24 / v.3",
        version="v.3",
        approver="The Full Council",
        approved_on=dt.date(2024, 11, 21),
        minute=None,
        supersedes=Supersedes(
            printed="Online paper adopted: 2 nd July 2019 V.2",
            version="V.2",
            adopted_on=dt.date(2019, 7, 2),
        ),
        review_due=PartialDate(
            printed="October 2027", earliest=dt.date(2027, 10, 1), latest=dt.date(2027, 10, 31)
        ),
        audience="Every post holder & the public by the website.",
        signatory=None,
    )


def test_the_facts_of_a_title_and_a_signature_are_read_and_the_rest_is_not_stated() -> None:
    facts = imported("wyemouth-numbered").facts

    assert facts.title == "Online Conduct Policy"
    assert facts.approver == "Staffing and Buildings Committee"
    assert facts.approved_on == dt.date(2024, 5, 14)
    assert facts.signatory == "Odo Fennimore, Clerk to the Council"
    assert facts.review_due is not None and facts.review_due.printed == "Autumn of 2028"
    not_stated = (facts.number, facts.version, facts.minute, facts.supersedes, facts.audience)
    assert not_stated == (None,) * 5


def test_bullets_that_the_copy_flattened_are_nested_again() -> None:
    policy = imported("temeford-positional")

    nested = {clause.id: clause.parent for clause in policy.clauses if clause.id.startswith("XX-4B-b")}
    assert nested["XX-4B-b1.3"] == "XX-4B-b1"
    assert nested["XX-4B-b2"] == "XX-4B-p4"
    assert nested["XX-4B-b2.1"] == "XX-4B-b2"
    assert nested["XX-4B-b4"] == "XX-4B-p4"


def test_a_label_says_what_a_reader_finds_on_paper() -> None:
    numbered = {clause.id: clause.label for clause in imported("wyemouth-numbered").clauses}
    positional = {clause.id: clause.label for clause in imported("temeford-positional").clauses}

    assert numbered["XX-4.3.b2"] == "Clause 4.3, second bullet"
    assert positional["XX-0-m2"] == "Opening details, line 2"
    assert positional["XX-4A-b4"] == "Private pages, bullet 4"
    assert positional["XX-4B-b1.2"] == "Council pages run, bullet 1, second example"
    assert positional["XX-5-b2"] == "Dangers, first list, bullet 2"
    assert positional["XX-5-c1"] == "Dangers, second list, bullet 1"


def test_what_a_clause_asks_is_told_by_its_words_and_its_lead_in() -> None:
    asked = {clause.id: clause.modality for clause in imported("temeford-positional").clauses}

    assert asked["XX-4A-p2"] == asked["XX-4B-p4"] == "lead_in"
    assert asked["XX-4A-b1"] == asked["XX-4A-b4"] == asked["XX-4B-b1.2"] == "must_not"
    assert asked["XX-4A-b2"] == asked["XX-4B-p5"] == "must"
    assert asked["XX-4B-p6"] == "should"
    assert asked["XX-1-p1"] == "info"


def test_the_same_document_reads_the_same_with_windows_line_ends() -> None:
    text = (DOCUMENTS / "temeford-positional.txt").read_text(encoding="utf-8")

    assert read(text.replace("\n", "\r\n")) == read(text)
