"""Rules for a bank as a whole: its size, its blueprint, and cues that only show across questions."""

import re
from collections import Counter
from collections.abc import Iterator

from lms.domain.quizzes import Bank, OneAnswer, Option, TrueFalse
from lms.library.rules import Findings, Place, rule, rules_in
from lms.library.shelves import Shelf

FEWEST_QUESTIONS = 30
FEWEST_KINDS = 4
DRAWN = 10
FORMS = 3
CRITICAL_DRAWN = (3, 4)
ENOUGH_TO_JUDGE = 6
SWEEPING = r"\b(?:always|never|all|every|only|none|must)\b"


@rule("R70", "A bank has at least 30 questions", about="quizzes")
def enough_questions(bank: Bank, shelf: Shelf) -> Findings:
    """So that a retake can ask other questions."""
    if len(bank.questions) < FEWEST_QUESTIONS:
        yield ("questions",), f"There are {len(bank.questions)} questions: write at least {FEWEST_QUESTIONS}."


@rule("R71", "A bank has at least four kinds of question", about="quizzes")
def enough_kinds(bank: Bank, shelf: Shelf) -> Findings:
    """One answer, several answers, true or false, put in order, match pairs."""
    kinds = sorted({question.kind for question in bank.questions})
    if len(kinds) < FEWEST_KINDS:
        yield (
            ("questions",),
            f"The questions are of {len(kinds)} kinds ({', '.join(kinds)}): use at least four.",
        )


@rule("R72", "A blueprint draws ten questions", about="quizzes")
def ten_are_drawn(bank: Bank, shelf: Shelf) -> Findings:
    """The `draw` of all cells adds up to 10."""
    if bank.drawn != DRAWN:
        yield ("blueprint",), f"The cells draw {bank.drawn} questions together: make it {DRAWN}."


@rule("R73", "A cell has three times the questions it draws", about="quizzes")
def cells_are_full(bank: Bank, shelf: Shelf) -> Findings:
    """Three attempts can then each ask fresh ones."""
    held = Counter(question.cell for question in bank.questions)
    for index, cell in enumerate(bank.blueprint):
        if held[cell.id] < FORMS * cell.draw:
            need = FORMS * cell.draw
            yield (
                ("blueprint", index, "id"),
                f"The cell '{cell.id}' has {held[cell.id]} questions: it needs {need}.",
            )


@rule("R74", "Three or four key questions are always drawn", about="quizzes")
def key_questions_are_drawn(bank: Bank, shelf: Shelf) -> Findings:
    """The critical cells, each of high risk, draw 3 or 4 of the ten between them."""
    drawn = sum(cell.draw for cell in bank.blueprint if cell.critical)
    least, most = CRITICAL_DRAWN
    if not least <= drawn <= most:
        yield (
            ("blueprint",),
            f"The critical cells draw {drawn} questions together: make it {least} or {most}.",
        )
    for index, cell in enumerate(bank.blueprint):
        if cell.critical and cell.risk != "high":
            yield (
                ("blueprint", index, "risk"),
                f"The cell '{cell.id}' is critical, so its risk is high: correct one.",
            )


@rule("R75", "A question's cell exists", about="quizzes")
def cells_exist(bank: Bank, shelf: Shelf) -> Findings:
    """`cell` is the id of a cell of the blueprint."""
    for index, question in enumerate(bank.questions):
        if bank.cell(question.cell) is None:
            yield (
                ("questions", index, "cell"),
                f"The blueprint has no cell '{question.cell}': correct it or add the cell.",
            )


@rule("R76", "A stem is asked once", about="quizzes")
def stems_differ(bank: Bank, shelf: Shelf) -> Findings:
    """No two questions of a bank have the same stem, whatever their capitals, stops and spaces."""
    first: dict[str, int] = {}
    for index, question in enumerate(bank.questions):
        stem = " ".join(re.findall(r"\w+", question.stem.lower()))
        if stem in first:
            earlier = bank.questions[first[stem]].id
            yield (
                ("questions", index, "stem"),
                f"The question '{earlier}' has the same stem: ask something else.",
            )
        first.setdefault(stem, index)


@rule("R77", "The right answer's place is balanced", about="quizzes")
def right_places_are_balanced(bank: Bank, shelf: Shelf) -> Findings:
    """Among questions with one answer, the right one stands first, second and third in at least one in
    five each, and in no place in more than half. Between a third and two thirds of the true-or-false
    statements are true. Judged from six questions on, except that two or more statements are never all
    alike."""
    places = [at for _, question in _ones(bank) for at, option in enumerate(question.options) if option.right]
    if len(places) >= ENOUGH_TO_JUDGE:
        for at in range(4):
            share = places.count(at)
            if 2 * share > len(places) or (at < 3 and 5 * share < len(places)):
                yield (
                    ("questions",),
                    f"The right answer is number {at + 1} in {share} of {len(places)}: move some.",
                )
    true = [each.options[0].right for each in bank.questions if isinstance(each, TrueFalse)]
    few, uneven = len(true) > 1 and len(set(true)) == 1, not len(true) <= 3 * sum(true) <= 2 * len(true)
    if few or (len(true) >= ENOUGH_TO_JUDGE and uneven):
        yield ("questions",), f"{sum(true)} of {len(true)} statements are true: make it about half."


@rule("R78", "The right answer is not the longest too often", about="quizzes")
def right_is_not_the_longest(bank: Bank, shelf: Shelf) -> Findings:
    """Among questions with one answer, the right option is longer than all the others in at most two in
    five. Judged from six questions on."""
    longest = [_right_is_longest(question.options) for _, question in _ones(bank)]
    if len(longest) >= ENOUGH_TO_JUDGE and 5 * sum(longest) > 2 * len(longest):
        yield (
            ("questions",),
            f"The right answer is the longest in {sum(longest)} of {len(longest)}: shorten some.",
        )


def _right_is_longest(options: tuple[Option, ...]) -> bool:
    right = max((len(option.text) for option in options if option.right), default=0)
    return right > max((len(option.text) for option in options if not option.right), default=0)


@rule("R79", "Sweeping words are not a cue", about="quizzes")
def sweeping_words_are_no_cue(bank: Bank, shelf: Shelf) -> Findings:
    """Where three or more options of a bank say "always", "never", "only", "every" and the like, some of
    them are right: otherwise the word gives the answer away."""
    options = [option for question in bank.questions for option in getattr(question, "options", ())]
    sweeping = [option.right for option in options if re.search(SWEEPING, option.text, re.IGNORECASE)]
    if len(sweeping) >= 3 and not any(sweeping):
        yield (
            ("questions",),
            f"{len(sweeping)} options say 'always', 'never' and the like, all wrong: reword some.",
        )


@rule("R19", "A bank belongs to a module", about="quizzes")
def bank_is_used(bank: Bank, shelf: Shelf) -> Findings:
    """Some module of the council names the bank as its quiz."""
    unread = any(kind == "modules" for kind, _ in shelf.unread)
    is_sought = any(not shelf.has("quizzes", read.model.quiz) for read in shelf.modules)
    if not unread and not is_sought and all(read.model.quiz != bank.slug for read in shelf.modules):
        yield (
            ("slug",),
            f"No module of this council has 'quiz: {bank.slug}': name it in one, or take the bank away.",
        )


def _ones(bank: Bank) -> Iterator[tuple[Place, OneAnswer]]:
    for index, question in enumerate(bank.questions):
        if isinstance(question, OneAnswer):
            yield ("questions", index), question


RULES = rules_in(globals())
