"""Tests that one file is read strictly, and that what is wrong with it is said with line and cure."""

import pytest
from pydantic import BaseModel

from lms.domain.councils import Council
from lms.domain.modules import Module
from lms.domain.policies import PolicyRegister
from lms.domain.quizzes import Bank
from lms.library.faults import Fault
from lms.library.parse import parse
from tests.library import goodset

BAD_BANK = b"""\
council: wick
slug: Wick Bank
slug: wick
title: 5.3
pass_percent: "80"
blueprint:
  - id: asking
    title: Asking
    risk: huge
    draw: 0
    criticall: true
questions:
  - kind: one
    id: q-1
    cell: asking
    clauses: [5.3, "WPC 4"]
    stem: What?
    options:
      - id: a
        text:
        right: yes
        why: " "
        clauses: []
      - id: b
        text: no
        why: {a: b}
        clauses: WPC-1
        right: true
  - kind: two
  - id: q-2
  - nothing
"""


def _faults(raw: bytes, model: type[BaseModel] = Bank) -> list[Fault]:
    made, faults = parse(raw, model, file="x.yaml")
    assert made is None
    return faults


def _said(raw: bytes, model: type[BaseModel] = Bank) -> str:
    return str(_faults(raw, model)[0])


def test_every_fault_of_a_file_is_told_in_one_pass() -> None:
    told = [(fault.line, fault.rule) for fault in _faults(BAD_BANK)]

    assert told == [
        (2, "R09"), (3, "R04"), (4, "R07"), (5, "R07"), (9, "R10"), (10, "R11"), (11, "R05"), (16, "R07"), (16, "R09"),
        (18, "R11"), (20, "R08"), (21, "R07"), (22, "R08"), (23, "R11"), (26, "R07"), (27, "R07"),
        (29, "R10"), (30, "R06"), (31, "R07"),
    ]  # fmt: skip


def test_a_fault_prints_its_file_line_rule_and_sentence() -> None:
    assert _said(b"slug: [").startswith("x.yaml:1: R03 ")
    assert str(Fault("a.yaml", 7, "R07", "Quote it.")) == "a.yaml:7: R07 Quote it."


def test_an_unquoted_clause_number_is_told_to_take_quotes() -> None:
    sentences = [fault.sentence for fault in _faults(BAD_BANK) if fault.line == 16]

    assert sentences[0] == 'A clause id must be text: put quotes round it, as in "5.3".'


def test_a_field_misspelt_is_answered_with_the_one_that_was_meant() -> None:
    sentence = next(fault.sentence for fault in _faults(BAD_BANK) if fault.line == 11)

    assert "cell 'asking'" in sentence
    assert "did you mean 'critical'?" in sentence


def test_yes_and_no_stay_words() -> None:
    by_line = {fault.line: fault.sentence for fault in _faults(BAD_BANK)}

    assert "true or false" in by_line[21]
    assert 25 not in by_line


@pytest.mark.parametrize(
    ("raw", "rule", "line", "words"),
    [
        (b"", "R01", 1, "empty"),
        (b"# only a comment\n", "R01", 1, "empty"),
        (b"---\n", "R01", 1, "empty"),
        (b"slug: a\ntitle: caf\xe9\n", "R01", 2, "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "R01", 1, "UTF-8"),
        ("slug: a".encode("utf-16"), "R01", 1, "UTF-8"),
        (b"slug: a\n" + b"#" * 2_000_000, "R01", 1, "2 MB"),
        (b"slug: a\ntitle:\tb\n", "R02", 2, "spaces"),
        (b"slug: a: b\n", "R03", 1, "colon"),
        (b"slug: 'a\ntitle: b\n", "R03", 1, "quotes"),
        (b"slug: @a\n", "R03", 1, "quotes"),
        (b"slug: a\x00\n", "R01", 1, "does not show"),
        (b"slug: a\n---\nslug: b\n", "R03", 2, "one document"),
        (b"[" * 1100, "R03", 1, "nested"),
        (b"slug: [a,", "R03", 1, "indentation"),
        (b"- a\n", "R07", 1, "group of fields"),
        (b"only text\n", "R07", 1, "group of fields"),
        (b"slug: &a b\n", "R13", 1, "quotes"),
        (b"slug: *a\n", "R13", 1, "quotes"),
        (b"slug: !!python/object:os.system a\n", "R13", 1, "quotes"),
        (b"slug: !a b\n", "R13", 1, "quotes"),
        (b"title: x\n<<: {a: b}\n", "R13", 2, "in full"),
        (b"title: x\n1: b\n", "R13", 2, "must be text"),
        (b"title: x\n? [a, b]\n: c\n", "R13", 2, "must be text"),
        (b"%YAML 1.1\n---\nslug: a\n", "R13", 1, "1.2"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(raw: bytes, rule: str, line: int, words: str) -> None:
    first = _faults(raw)[0]

    assert (first.rule, first.line) == (rule, line), str(first)
    assert words in first.sentence


def test_every_line_with_a_tab_is_named() -> None:
    assert [fault.line for fault in _faults(b"a:\tb\nc: d\ne:\tf\n")] == [1, 3]


def test_a_date_is_written_without_quotes() -> None:
    said = _said(
        goodset.POLICY_TEXT.replace("approved_on: 2024-01-01", "approved_on: '2024-01-01'").encode(),
        PolicyRegister,
    )

    assert "R07 'approved_on' must be a date without quotes" in said


def test_a_date_has_no_hour() -> None:
    timed = goodset.POLICY_TEXT.replace("approved_on: 2024-01-01", "approved_on: 2024-01-01 10:00:00")

    assert "without a time" in _said(timed.encode(), PolicyRegister)


def test_a_date_that_does_not_exist_is_no_date() -> None:
    wrong = goodset.POLICY_TEXT.replace("approved_on: 2024-01-01", "approved_on: 2024-02-30")

    assert _faults(wrong.encode(), PolicyRegister)[0].rule in {"R03", "R07"}


def test_a_colour_that_is_none_is_told_its_form() -> None:
    said = _said(goodset.COUNCIL_TEXT.replace("'#333366'", "navy").encode(), Council)

    assert "R09 'main' cannot be 'navy': write a colour such as '#6b2737'" in said


def test_a_fault_inside_an_exhibit_is_found_on_its_own_line() -> None:
    exhibit = "exhibit:\n          kind: post\n          caption: A post\n          author: 7\n"
    spoiled = goodset.module_text().replace("exhibit: {kind: message,", exhibit + "          rest: {", 1)

    told = {(fault.rule, fault.sentence.split(" must")[0]) for fault in _faults(spoiled.encode(), Module)}

    line = spoiled[: spoiled.index("author: 7")].count("\n") + 1
    assert ("R07", "'author' of scene 's1-calm'") in told or ("R07", "'author' of scene 's1-first'") in told
    assert line in {fault.line for fault in _faults(spoiled.encode(), Module)}


def test_a_byte_order_mark_is_passed_over() -> None:
    made, faults = parse(b"\xef\xbb\xbf" + goodset.bank_text().encode(), Bank, file="x.yaml")

    assert faults == []
    assert made is not None
    assert made.slug == "induction"


def test_what_is_read_holds_nothing_of_the_yaml_library() -> None:
    made, _ = parse(goodset.module_text().encode(), Module, file="x.yaml")

    assert made is not None
    assert type(made.scenarios[0].scenes[0].story) is str
    assert type(made.budget_minutes) is int
