"""A printed clause is matched to the register by its place, and its words can raise a doubt."""

from lms.domain.policies import Clause, Facts, Heading, PolicyRegister
from lms.library.paper.match import Doubt, match_clauses, with_register_labels
from tests.library.importing import read

PLAIN = {
    "XX-1.1": "Be kind to whoever writes to you.",
    "XX-1.2": "Keep a copy of each post for six years.",
    "XX-1.2.s1": "Keep copies.",
    "XX-1.3": "Ask the Clerk before you answer a question about money.",
}
NOTHING = dict.fromkeys(("number", "version", "approver", "approved_on", "minute", "supersedes"))


def register() -> PolicyRegister:
    clauses = tuple(
        Clause(
            id=each,
            heading="rules",
            label=f"Rule {each}",
            parent="XX-1.2" if each.endswith("s1") else None,
            printed=not each.endswith("s1"),
            modality="must",
            plain=plain,
        )
        for each, plain in PLAIN.items()
    )
    return PolicyRegister(
        council="quirkham",
        slug="web",
        title="Web policy",
        prefix="XX",
        addressing="numbered",
        facts=Facts(title="Web policy", review_due=None, audience=None, signatory=None, **NOTHING),
        headings=(Heading(id="rules", title="Rules", short="Rules"),),
        clauses=clauses,
    )


def document(*clauses: str) -> str:
    return "1. Rules\n\n" + "\n".join(f"1.{place} {text}" for place, text in enumerate(clauses, start=1))


def test_every_printed_clause_matches_and_a_split_rule_is_not_expected() -> None:
    policy = read(
        document("Treat people with kindness.", "Copies are kept.", "Questions of money go to the Clerk.")
    )

    matching = match_clauses(policy, register())

    assert matching.is_whole
    assert matching.matched == ("XX-1.1", "XX-1.2", "XX-1.3")


def test_what_only_one_side_has_is_listed_for_each_side() -> None:
    policy = read(document("Treat people with kindness.", "Copies are kept.") + "\n- On paper.\n")

    matching = match_clauses(policy, register())

    assert (matching.missing, matching.unknown) == (("XX-1.3",), ("XX-1.2.b1",))
    assert not matching.is_whole


def test_words_far_more_like_another_clause_raise_a_doubt() -> None:
    moved = "Ask the Clerk before you answer any question about money."
    policy = read(document(moved, "Copies are kept.", "Be kind."))

    doubts = match_clauses(policy, register()).doubts

    assert [(doubt.clause_id, doubt.likelier_id) for doubt in doubts] == [("XX-1.1", "XX-1.3")]
    assert isinstance(doubts[0], Doubt) and doubts[0].likelier_likeness > 80 > doubts[0].likeness


def test_a_matched_clause_takes_the_label_of_the_register_and_another_keeps_its_own() -> None:
    policy = read(document("Be kind.", "Copies.", "Money.", "Something new."))

    labels = [clause.label for clause in with_register_labels(policy, register()).clauses]

    assert labels == ["Rule XX-1.1", "Rule XX-1.2", "Rule XX-1.3", "Clause 1.4"]
