"""The page of one attempt for the desk: every question as it was asked, what was answered, and what counted."""

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint

from lms.domain.days import clock_of, day_of, short_day
from lms.domain.exhibits import Exhibit
from lms.domain.marking import Answer, needed, right_answer
from lms.domain.quizzes import MatchPairs, PutInOrder, Question
from lms.domain.roles import Action
from lms.services import answered, policies
from lms.services.answered import Answered
from lms.services.attempts import Sheet
from lms.services.policies import Cited
from lms.web.asking import View, in_words, view_of
from lms.web.doors import door
from lms.web.pages import render
from lms.web.policy import HOW
from lms.web.session import actor, library, reading, today

blueprint = Blueprint("answered", __name__)

SHORT = 16  # as much of a digest as a person would compare
Shown = tuple[str, tuple[str, ...]]
Reason = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Line:
    """One question as it was asked, the answer in words and, where it may be named, what counts.

    ``shown`` are the lists on its page, in the order shown; ``worth`` is None while nothing is marked.
    """

    stem: str
    hint: str
    exhibit: Exhibit | None
    is_key: bool
    shown: tuple[Shown, ...]
    given: tuple[str, ...]
    saved: str
    worth: str | None
    right: tuple[str, ...]
    reasons: tuple[Reason, ...]
    clauses: list[Cited]


@blueprint.get("/clerk/people/<person_id>/answers/<attempt_id>")
@door(Action.SEE_PERSON)
def attempt(person_id: str, attempt_id: str) -> str:
    found = answered.attempt(
        reading(), actor(), library=library(), person_id=person_id, attempt_id=attempt_id, today=today()
    )
    return render(
        "clerk/answered.html",
        title="Questions and answers",
        who=found.person,
        module=found.sheet.module.title,
        heading=_heading(found.sheet),
        facts=_facts(found),
        notes=_notes(found),
        lines=[_line(found, n) for n in range(1, len(found.sheet.form.asked) + 1)],
    )


def _heading(sheet: Sheet) -> str:
    result = sheet.result
    if result is None:
        return f"Not finished: {len(sheet.answers)} of {len(sheet.form.asked)} answered"
    mark, missed = f"{result.right} of {result.of}", len(result.critical_missed)
    if result.is_passed:
        return f"Passed: {mark}"
    if sheet.attempt.repeats or result.right < needed(result.of, result.pass_percent):
        return f"Not yet: {mark}"
    return f"Not yet: {mark}, with {missed} key question{'' if missed == 1 else 's'} missed"


def _facts(found: Answered) -> list[tuple[str, str, None]]:
    tried, result = found.sheet.attempt, found.sheet.result
    again = ", asking again only the key questions missed before" if tried.repeats else ""
    policy = (
        f"{found.policy.name}, {(found.policy_digest or '')[:SHORT]}" if found.policy else "None in force"
    )
    facts = [
        ("Started", _at(tried.happened_at)),
        ("Finished", _at(result.happened_at) if result else "Not finished"),
        *_of_result(found.sheet),
        ("Attempt", f"{tried.number}{again}"),
        ("How", HOW.get(tried.method, tried.method)),
        ("Content", f"Quiz {tried.quiz_digest[:SHORT]}, module {tried.module_digest[:SHORT]}"),
        ("Policy then", policy),
        ("Ledger", f"Entries {tried.seq} and {result.seq}" if result else f"Entry {tried.seq}"),
    ]
    return [(word, value, None) for word, value in facts]


def _at(instant: dt.datetime) -> str:
    return f"{short_day(day_of(instant))} at {clock_of(instant)}"


def _of_result(sheet: Sheet) -> list[tuple[str, str]]:
    """The mark as it was recorded and what a pass needed."""
    result = sheet.result
    if result is None:
        return []
    cells = [sheet.bank.cell(asked.cell) for asked in sheet.form.asked]
    keys = sum(cell is not None and cell.critical for cell in cells)
    wanted = needed(result.of, result.pass_percent)
    need = (
        "Each had to be right"
        if sheet.attempt.repeats
        else f"A pass needed {wanted}, with every key question right"
    )
    return [
        ("Mark", f"{result.right} of {result.of}. {need}."),
        ("Key questions", f"{keys - len(result.critical_missed)} of {keys} right"),
    ]


def _notes(found: Answered) -> list[str]:
    """What this page leaves out, and why."""
    notes = [f"Scenario choices are private to {found.person.name} and are not shown here."]
    if found.sheet.result is None:
        return [
            "The quiz is not finished, so nothing is marked. What counts is shown here after that.",
            *notes,
        ]
    if not found.shows_right:
        return ["This is your own record. What counts is shown here once you have passed.", *notes]
    return notes


def _line(found: Answered, n: int) -> Line:
    sheet = found.sheet
    asked, question = sheet.asked(n)
    view = view_of(question, asked, typed={})
    cell, saved = sheet.bank.cell(asked.cell), sheet.answers.get(question.id)
    reasons = _reasons(question, saved.answer if saved else ()) if found.shows_right else ()
    clauses = [clause for reason in reasons for clause in reason[2]]
    return Line(
        stem=view.stem,
        hint=view.hint,
        exhibit=question.exhibit,
        is_key=found.shows_right and cell is not None and cell.critical,
        shown=_shown(question, view),
        given=in_words(question, saved.answer) if saved else (),
        saved=f"{_at(saved.saved_at)}{f', the last of {saved.n}' if saved.n > 1 else ''}" if saved else "",
        worth=_worth(found, question.id),
        right=in_words(question, right_answer(question)) if found.shows_right else (),
        reasons=reasons,
        clauses=policies.cited_from(found.policy, clauses) if found.policy else [],
    )


def _shown(question: Question, view: View) -> tuple[Shown, ...]:
    lines = tuple(line.text for line in view.lines)
    if isinstance(question, PutInOrder):
        return (("Steps, in the order shown", lines),)
    options = tuple(option[1] for option in view.options if option[0])
    if isinstance(question, MatchPairs):
        return ("Lines, in the order shown", lines), ("To choose from, in the order shown", options)
    return (("To choose from, in the order shown", options),)


def _worth(found: Answered, question_id: str) -> str | None:
    if found.sheet.result is None:
        return None
    if question_id not in found.sheet.answers:
        return "This answer is no longer kept; the mark above still stands."
    return "Did not count" if question_id in found.sheet.mark.missed else "Counted"


def _reasons(question: Question, given: Answer) -> tuple[Reason, ...]:
    """Each part that was chosen or is right, why, and by which clauses; all parts of an order or of pairs."""
    if isinstance(question, PutInOrder | MatchPairs):
        parts = question.steps if isinstance(question, PutInOrder) else question.pairs
        return tuple((part.text, part.why, part.clauses) for part in parts)
    options = (option for option in question.options if option.right or option.id in given)
    return tuple((option.text, option.why, option.clauses) for option in options)
