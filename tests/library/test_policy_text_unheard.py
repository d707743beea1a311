"""A rule set anywhere in a document becomes a clause or is listed: never a heading, a name or a page number."""

import re
from functools import cache

import pytest

from lms.domain.imported import ImportedPolicy
from lms.domain.policies import Clause, Heading, PolicyRegister
from lms.library.paper.file import PolicyFile
from lms.library.paper.match import match_clauses
from lms.library.paper.text import read_policy
from tests.library.importing import DOCUMENTS, owners, read, texts

WHOLE = ["wyemouth-numbered", "temeford-positional"]
RULES = ["Never post pictures of children without consent", "Wardens may not post at night"]
SHORT = ["Two wardens at each post", "See the warden's handbook page 3"]


@cache
def text_of(name: str) -> str:
    return (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")


@cache
def register(name: str) -> PolicyRegister:
    """A register that knows just what the document prints."""
    clean = read(text_of(name))
    titles = [heading.title for heading in clean.headings]
    return PolicyRegister(
        council="quirkham",
        slug="web",
        title="Web policy",
        prefix="XX",
        addressing="positional",
        facts=clean.facts,
        headings=tuple(
            Heading(id=f"part-{place}", title=title, short=title) for place, title in enumerate(titles)
        ),
        clauses=tuple(
            Clause(id=clause.id, heading="part-0", label=clause.label, modality="info", plain="A clause.")
            for clause in clean.clauses
        ),
    )


def with_line(name: str, line: str) -> list[tuple[int, str]]:
    """The document with ``line`` set before each of its lines in turn, now alone and now among others, and where."""
    lines = text_of(name).split("\n")
    alone = len(line) % 2
    return [
        (place + 1, "\n".join([*lines[:place], line, *lines[place:]]))
        if (place + alone) % 2
        else (place + 2, "\n".join([*lines[:place], "", line, "", *lines[place:]]))
        for place in range(len(lines) + 1)
    ]


def read_as(name: str, text: str) -> ImportedPolicy:
    return read_policy(PolicyFile(text), prefix="XX", titles=register(name).printed_headings)


@pytest.mark.parametrize("name", WHOLE)
def test_the_clean_document_is_whole(name: str) -> None:
    assert match_clauses(read_as(name, text_of(name)), register(name)).is_whole


def blocks(name: str, policy: ImportedPolicy) -> bool:
    """Whether something is listed that keeps the wording from being accepted."""
    return bool(policy.unowned) or not match_clauses(policy, register(name)).is_whole


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("line", [*RULES, *SHORT])
def test_a_line_set_anywhere_stands_in_a_clause_or_is_listed(name: str, line: str) -> None:
    silent = []
    for number, text in with_line(name, line):
        policy = read_as(name, text)
        is_held = any(number in clause.lines and line in clause.text for clause in policy.clauses)
        is_held = is_held or number in {each.number for each in policy.unowned}
        is_listed = line not in RULES and blocks(name, policy)
        if not (is_held or is_listed):
            silent.append(number)

    assert silent == []


def test_a_short_line_between_two_clauses_is_a_heading_that_the_register_lacks() -> None:
    text = text_of("wyemouth-numbered").replace("- 3.2", "\nTwo wardens at each post\n\n- 3.2")

    matching = match_clauses(read_as("wyemouth-numbered", text), register("wyemouth-numbered"))

    assert [heading.title for heading in matching.unknown_headings] == ["Two wardens at each post"]
    assert not matching.is_whole


def test_a_heading_printed_twice_is_known_once() -> None:
    text = text_of("wyemouth-numbered").replace("- 3.2", "\nWatching\n\n- 3.2")

    matching = match_clauses(read_as("wyemouth-numbered", text), register("wyemouth-numbered"))

    assert [heading.title for heading in matching.unknown_headings] == ["Watching"]


def test_a_heading_that_reads_like_a_rule_is_one_where_the_register_has_it() -> None:
    text = "1. What we must do\n1.1 Be kind.\n\nWhat you must do\n\n- Ask.\n"

    alone = read(text)
    known = read_policy(PolicyFile(text), prefix="XX", titles=("What we must do", "WHAT YOU MUST DO"))

    assert [heading.title for heading in known.headings] == ["What we must do", "What you must do"]
    assert alone.headings == ()
    assert {"What we must do", "What you must do"} <= set(texts(alone).values())


def test_a_rule_below_a_number_that_stands_alone_is_no_heading() -> None:
    policy = read("1. Aims\n1.1 Be kind.\n2.\nNever post a face\n")

    assert texts(policy)["2-p1"] == "Never post a face"


@pytest.mark.parametrize(
    ("closing", "signatory", "unowned"),
    [
        ("Odo Fennimore\nTown Clerk", "Odo Fennimore, Town Clerk", []),
        ("Odo Fennimore, Town Clerk\n3 May 2024", "Odo Fennimore, Town Clerk", []),
        ("Signed:\nOdo Fennimore\nDated 3 May 2024", "Odo Fennimore", []),
        ("Children must never be photographed\nOdo Fennimore\nTown Clerk", "Odo Fennimore, Town Clerk", [4]),
        ("No photographs of children\nOdo Fennimore\nTown Clerk", "Odo Fennimore, Town Clerk", [4]),
        ("Pictures\tNever\nVideos\tAsk first\nTown Clerk", "Town Clerk", [4, 5]),
        ("No Pictures\nOdo Fennimore\nTown Clerk", "Odo Fennimore, Town Clerk", [4]),
    ],
)
def test_a_signature_is_a_post_a_name_and_a_day_and_nothing_else(
    closing: str, signatory: str, unowned: list[int]
) -> None:
    policy = read(f"1. Aims\n1.1 Be kind.\n\n{closing}\n")

    assert policy.facts.signatory == signatory
    assert [line.number for line in policy.unowned] == unowned


@pytest.mark.parametrize(
    "closing",
    [
        "Children must never be photographed",
        "Pictures\tNever\nVideos\tAsk first",
        "Name children only with consent",
        "Mayor and wardens post each week",
        "Date each photograph before use",
    ],
)
def test_closing_lines_without_a_post_are_no_signature(closing: str) -> None:
    policy = read(f"1. Aims\n1.1 Be kind.\n\n{closing}\n")

    assert policy.facts.signatory is None
    assert policy.fact_lines == ()
    assert " ".join(closing.split()) in " ".join(texts(policy).values())


@pytest.mark.parametrize(
    "line",
    [
        "See the warden's handbook page 3",
        "The drawing, page 2 of 9",
        "Wardens must sign page 4",
    ],
)
def test_a_line_that_ends_with_a_page_is_no_page_number(line: str) -> None:
    policy = read(f"1. Aims\n1.1 Be kind.\n\n{line}\n\n1.2 Be brief.\n")

    assert policy.dropped == ()
    assert any(line in words for words in owners(policy)[4])


@pytest.mark.parametrize(
    ("footer", "pages"), [("Quirkham web policy page {}", 3), ("Quirkham, page {} of 2", 2)]
)
def test_a_footer_that_counts_the_pages_is_dropped(footer: str, pages: int) -> None:
    clauses = [f"1.{count} Be kind.\n\n{footer.format(count)}\n" for count in range(1, pages + 1)]

    policy = read("1. Aims\n\n" + "\n".join(clauses))

    assert [line.reason for line in policy.dropped] == ["page number"] * pages
    assert len(policy.clauses) == pages


def test_the_same_rule_on_three_pages_is_no_running_header() -> None:
    rule = "Wardens must follow the web policy"
    clauses = [f"1.{count} Be kind.\n\n{rule}\n\nPage {count} of 3\n" for count in (1, 2, 3)]

    policy = read("1. Aims\n\n" + "\n".join(clauses))

    assert [line.reason for line in policy.dropped] == ["page number"] * 3
    assert sum(rule in clause.text for clause in policy.clauses) == 3


def test_a_rule_among_the_opening_details_is_listed() -> None:
    text = "WEB POLICY\nReview due: May 2028\nNever share this policy\nVersion 2\n\n1. Aims\n1.1 Be kind.\n"

    policy = read(text)

    assert [line.number for line in policy.unowned] == [3]
    assert (policy.facts.title, policy.facts.version) == ("Web Policy", "2")


def test_a_rule_after_the_opening_details_is_a_clause() -> None:
    policy = read("WEB POLICY\n\nNever share a password\n\n1. Aims\n1.1 Be kind.\n")

    assert texts(policy)["0-p1"] == "Never share a password"


def test_a_second_and_different_title_is_listed() -> None:
    policy = read("WEB POLICY\n\nPictures are against the policy\n\n1. Aims\n1.1 Be kind.\n")

    assert policy.facts.title == "Web Policy"
    assert [line.number for line in policy.unowned] == [3]


def test_a_label_says_more_plainly_what_the_title_is() -> None:
    policy = read("Pictures are against the policy\nTitle:\tWeb policy\n\n1. Aims\n1.1 Be kind.\n")

    assert policy.facts.title == "Web policy"
    assert dict(policy.stated_on)["title"] == 2
    assert [line.number for line in policy.unowned] == [1]


def test_a_line_below_a_label_is_its_value_only_where_the_value_runs_on() -> None:
    block = "Web policy\nAudience: Wardens,\ncooks and clerks\nPictures only\nVersion: 2\n\n1. Aims\n1.1 Be kind.\n"

    policy = read(block)

    assert policy.facts.audience == "Wardens, cooks and clerks"
    assert [line.number for line in policy.unowned] == [4]


def test_the_line_of_each_fact_is_kept() -> None:
    policy = read(text_of("wyemouth-numbered"))

    stated = {fact: text_of("wyemouth-numbered").split("\n")[line - 1] for fact, line in policy.stated_on}
    assert stated["title"] == "ONLINE CONDUCT POLICY"
    assert re.search("14 MAY 2024", stated["approved_on"])
    assert "Autumn of 2028" in stated["review_due"]
    assert stated["signatory"] == "Odo Fennimore"
