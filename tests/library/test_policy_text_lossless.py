"""However a document is cut, stirred or soiled, the importer owns each of its lines once or refuses it whole."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lms.domain.refusal import Refused
from tests.library.importing import DOCUMENTS, lost_lines, read

LINES = [line for path in sorted(DOCUMENTS.glob("*.txt")) for line in path.read_text("utf-8").split("\n")]
SOIL = [
    "", "", "   ", "\t", "\f", "-", "•", "1.", "4.2", "7", "Page 3 of 9", "- 3 -", "9. 9.1 A thing.", "a) a thing",
    "(ii) a thing", "A. Thing", "3)", "Appendix C", "Contents", "Label:\tvalue", "Approved by:", "a | b | c", "| x |",
    "[a note]", "....", "‘quoted’", "lower case start", "Ends with a colon:", "12 May 2024", "2024 was a year",
    "Signed:", "Clerk", "Never post a face", "Wardens must not post", "You may not, page 3", "Do not reply\tEver",
    "o  round bullet", "\uf0b7 odd bullet", "99.99.99 x", "5.1.2.3 deep", "x" * 200,
]  # fmt: skip
cut = st.lists(st.sampled_from(LINES), max_size=40)
soiled = st.lists(st.one_of(st.sampled_from(LINES), st.sampled_from(SOIL)), max_size=40)
anything = st.lists(st.text(max_size=30), max_size=12)


def check_loses_nothing(lines: list[str], ending: str) -> None:
    text = ending.join(lines)
    try:
        policy = read(text)
    except Refused as refused:
        is_expected = refused.sentence.startswith("No clauses were found")
        assume(not is_expected)
        raise
    assert lost_lines(text, policy) == []
    assert len({clause.id for clause in policy.clauses}) == len(policy.clauses)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(lines=soiled, ending=st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_stirred_and_soiled_document_loses_no_line(lines: list[str], ending: str) -> None:
    check_loses_nothing(lines, ending)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(start=st.integers(0, len(LINES)), length=st.integers(0, 60), extra=cut)
def test_a_document_cut_anywhere_loses_no_line(start: int, length: int, extra: list[str]) -> None:
    check_loses_nothing(LINES[start : start + length] + extra, "\n")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(lines=anything)
def test_any_text_at_all_loses_no_line(lines: list[str]) -> None:
    check_loses_nothing(lines, "\n")
