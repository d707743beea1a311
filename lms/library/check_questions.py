"""Rules for each question by itself: that it can be answered, and that nothing but knowledge answers it."""

import re
from collections.abc import Iterator
from typing import Any

from lms.domain.quizzes import (
    Bank,
    MatchPairs,
    OneAnswer,
    PutInOrder,
    SeveralAnswers,
    TrueFalse,
)
from lms.library.rules import Findings, Place, rule, rules_in
from lms.library.shelves import Shelf

NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
FORBIDDEN = (
    r"\b(?:all|none|both|any|neither) of (?:the above|these|them|the others)\b|\bboth [a-d] and [a-d]\b"
)
NEGATIVE = r"\bNOT\b|\bEXCEPT\b|\bnot (?:in|un)(?:correct|true|allowed|acceptable|lawful)\b"
MOST_TIMES_LONGER = 2
LETTERS_OF_GRACE = 20
LONGEST_LABEL = 60


def _each(bank: Bank, *kinds: type[Any]) -> Iterator[tuple[Place, Any]]:
    for index, question in enumerate(bank.questions):
        if isinstance(question, kinds):
            yield ("questions", index), question


def _parts(question: Any) -> tuple[str, tuple[Any, ...]]:
    """What may be picked, ordered or matched in a question, and the field it stands in."""
    name = next(each for each in ("options", "steps", "pairs") if hasattr(question, each))
    return name, getattr(question, name)


@rule("R80", "A question with one answer has one right option", about="quizzes")
def one_is_right(bank: Bank, shelf: Shelf) -> Findings:
    """`right: true` stands in exactly one option; so too for true or false."""
    for loc, question in _each(bank, OneAnswer, TrueFalse):
        right = sum(option.right for option in question.options)
        if right != 1:
            yield (*loc, "options"), f"{right} options of '{question.id}' are right: mark exactly one."


@rule("R81", "True or false asks about a statement", about="quizzes")
def statements_are_statements(bank: Bank, shelf: Shelf) -> Findings:
    """The options are the words True and False in that order, and the stem is a statement, not a question."""
    for loc, question in _each(bank, TrueFalse):
        if [option.text for option in question.options] != ["True", "False"]:
            yield (
                (*loc, "options"),
                f"The options of '{question.id}' must be True and then False: write them so.",
            )
        if "?" in question.stem:
            yield (*loc, "stem"), f"The stem of '{question.id}' is a question: make it a statement."


@rule("R82", "Several answers says how many", about="quizzes")
def several_says_how_many(bank: Bank, shelf: Shelf) -> Findings:
    """At least two options are right and at least one is not, and the stem gives their number, as in
    "Choose two"."""
    for loc, question in _each(bank, SeveralAnswers):
        right = sum(option.right for option in question.options)
        if not 2 <= right < len(question.options):
            yield (
                (*loc, "options"),
                f"{right} options of '{question.id}' are right: at least two are, and not all.",
            )
        elif not re.search(rf"\b(?:{NUMBERS[right]}|{right})\b", question.stem, re.IGNORECASE):
            yield (
                (*loc, "stem"),
                f"The stem of '{question.id}' must say how many: add 'Choose {NUMBERS[right]}.'",
            )


@rule("R83", 'No option is "all of the above"', about="quizzes")
def no_option_sums_up(bank: Bank, shelf: Shelf) -> Findings:
    """Nor "none of these" or "both A and B": options are shuffled, and such options test how to take a
    quiz."""
    for loc, question in _each(bank, OneAnswer, SeveralAnswers):
        for at, option in enumerate(question.options):
            if re.search(FORBIDDEN, option.text, re.IGNORECASE):
                yield (*loc, "options", at, "text"), "This option sums up others: write an option of its own."


@rule("R84", "Options are of similar length", about="quizzes")
def options_are_alike(bank: Bank, shelf: Shelf) -> Findings:
    """The longest has at most twice the letters of the shortest, or 20 more where they are short."""
    for loc, question in _each(bank, OneAnswer, SeveralAnswers):
        least = min(len(option.text) for option in question.options)
        most = max(MOST_TIMES_LONGER * least, least + LETTERS_OF_GRACE)
        for at, option in enumerate(question.options):
            if len(option.text) > most:
                yield (
                    (*loc, "options", at, "text"),
                    f"This option has {len(option.text)} letters and the shortest {least}: cut it to {most}.",
                )


@rule("R85", "A stem asks a question", about="quizzes")
def stems_ask(bank: Bank, shelf: Shelf) -> Findings:
    """Where options are picked, the stem has a question mark: nobody should have to guess what is asked."""
    for loc, question in _each(bank, OneAnswer, SeveralAnswers):
        if "?" not in question.stem:
            yield (*loc, "stem"), f"The stem of '{question.id}' asks nothing: make it a question."


@rule("R86", "What is offered differs", about="quizzes")
def parts_differ(bank: Bank, shelf: Shelf) -> Findings:
    """No two options, steps or pairs of a question say the same."""
    for index, question in enumerate(bank.questions):
        name, parts = _parts(question)
        said = [part.text.lower().strip(" .") for part in parts]
        for at, text in enumerate(said):
            if text in said[:at]:
                yield (
                    ("questions", index, name, at, "text"),
                    f"'{parts[at].text}' stands here twice: reword one.",
                )


@rule("R87", "Matches are few, short and different", about="quizzes")
def labels_are_good(bank: Bank, shelf: Shelf) -> Findings:
    """What the pairs are matched with is at least two things, each at most 60 letters, because they stand
    in a list, and each written the same way wherever it comes again."""
    for loc, question in _each(bank, MatchPairs):
        labels = [pair.match for pair in question.pairs]
        if len(set(labels)) < 2:
            yield (*loc, "pairs"), f"Every pair of '{question.id}' has the same match: use at least two."
        for at, label in enumerate(labels):
            if len(label) > LONGEST_LABEL:
                yield (
                    (*loc, "pairs", at, "match"),
                    f"This match has {len(label)} letters: cut it to {LONGEST_LABEL}.",
                )
            elif any(label != other and label.lower() == other.lower() for other in labels[:at]):
                yield (
                    (*loc, "pairs", at, "match"),
                    f"'{label}' is written another way above: write it the same.",
                )


@rule("R88", '"Look again" gives nothing away', about="quizzes")
def look_again_is_silent(bank: Bank, shelf: Shelf) -> Findings:
    """It repeats no step or pair, because it is read before another attempt."""
    for loc, question in _each(bank, PutInOrder, MatchPairs):
        _, parts = _parts(question)
        if any(_repeats(question.look_again, part.text) for part in parts):
            yield (
                (*loc, "look_again"),
                f"'look_again' of '{question.id}' repeats a part of the answer: only hint.",
            )


@rule("R89", "A wrong option's reason does not name the right one", about="quizzes")
def reasons_do_not_tell(bank: Bank, shelf: Shelf) -> Findings:
    """After a fail, the reasons of what was chosen are shown, and they must leave the question worth
    asking again."""
    for loc, question in _each(bank, OneAnswer, SeveralAnswers):
        right = [option.text for option in question.options if option.right]
        for at, option in enumerate(question.options):
            if not option.right and any(_repeats(option.why, text) for text in right):
                yield (
                    (*loc, "options", at, "why"),
                    "This reason names the right option: say what is wrong with this one.",
                )


def _repeats(text: str, part: str) -> bool:
    """Whether a text holds all of another's words in a row (one or two words prove nothing)."""
    whole, piece = (" ".join(re.findall(r"[\w’']+", each.lower())) for each in (text, part))
    return len(piece.split()) > 2 and f" {piece} " in f" {whole} "


@rule("R90", "A stem asks for what is, not for what is not", about="quizzes")
def stems_are_positive(bank: Bank, shelf: Shelf) -> Findings:
    """No "NOT", no "EXCEPT" and no double negative: they test attention, not knowledge."""
    for index, question in enumerate(bank.questions):
        if re.search(NEGATIVE, question.stem):
            yield (
                ("questions", index, "stem"),
                f"The stem of '{question.id}' asks for what is not: turn it round.",
            )


RULES = rules_in(globals())
