"""Rules for a module as a whole: what it refers to, what it shows, and how long it takes."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from lms.domain.exhibits import Calendar, Exhibit
from lms.domain.modules import Module, Scenario
from lms.domain.timing import minutes, seconds_from
from lms.library.graph import is_sound
from lms.library.rules import Findings, Place, rule, rules_in
from lms.library.shelves import Shelf

FEWEST_SCENARIOS = 4
MOST_OBJECTIVES = 3
FEWEST_EXHIBIT_KINDS = 4
LONGEST_MINUTES = {"induction": 20, "refresher": 15}


@rule("R40", "A module's quiz exists", about="modules")
def quiz_exists(module: Module, shelf: Shelf) -> Findings:
    """`quiz` is the slug of a bank in the council's quizzes folder."""
    if not shelf.has("quizzes", module.quiz):
        yield ("quiz",), f"There is no quiz '{module.quiz}' at this council: correct it or add the bank."


@rule("R41", "A module's audiences and policy are the council's", about="modules")
def audiences_exist(module: Module, shelf: Shelf) -> Findings:
    """Every audience is one that the council's file lists, and the policy is one whose register is there."""
    council = shelf.council
    for index, audience in enumerate(module.audiences if council else ()):
        if council and council.audience(audience) is None:
            yield (
                ("audiences", index),
                f"'{audience}' is not an audience of this council: take one that its file lists.",
            )
    if council and module.policy != council.policy and not shelf.has("policies", module.policy):
        yield (
            ("policy",),
            f"There is no policy '{module.policy}' at this council: correct it or add its register.",
        )


@rule("R42", "A module has at least four scenarios", about="modules")
def enough_scenarios(module: Module, shelf: Shelf) -> Findings:
    """Fewer would not be training by scenarios."""
    if len(module.scenarios) < FEWEST_SCENARIOS:
        yield (
            ("scenarios",),
            f"There are {len(module.scenarios)} scenarios: write at least {FEWEST_SCENARIOS}.",
        )


@rule("R43", "A module has at most three objectives", about="modules")
def few_objectives(module: Module, shelf: Shelf) -> Findings:
    """The intro page lists them under "When you have finished you will know"."""
    if len(module.objectives) > MOST_OBJECTIVES:
        yield (
            ("objectives", MOST_OBJECTIVES),
            f"Keep the {MOST_OBJECTIVES} objectives that matter and take the rest out.",
        )


@rule("R44", "A module shows at least four kinds of exhibit", about="modules")
def kinds_of_exhibit(module: Module, shelf: Shelf) -> Findings:
    """A post, message, group chat, e-mail, profile, screenshot, note or calendar, as life would show them."""
    kinds = {exhibit.kind for _, exhibit in exhibits(module)}
    if len(kinds) < FEWEST_EXHIBIT_KINDS:
        found = ", ".join(sorted(kinds)) or "none"
        yield (
            ("scenarios",),
            f"The exhibits are of {len(kinds)} kinds ({found}): show at least {FEWEST_EXHIBIT_KINDS}.",
        )


@rule("R45", "A module's budget is at most 20 or 15 minutes", about="modules")
def budget_is_short(module: Module, shelf: Shelf) -> Findings:
    """`budget_minutes` is at most 20 for an induction and 15 for a refresher, quiz included."""
    most = LONGEST_MINUTES[module.reason]
    if not 1 <= module.budget_minutes <= most:
        yield ("budget_minutes",), f"The budget of this kind of module is from 1 to {most} minutes."


@rule("R46", "A module's longest path fits its budget", about="modules")
def path_fits_budget(module: Module, shelf: Shelf) -> Findings:
    """On the path with most to read, at 200 words a minute, 20 seconds a choice and 40 seconds a quiz
    question, the module takes no longer than `budget_minutes`. Reading the policy is counted apart."""
    if not all(is_sound(scenario) for scenario in module.scenarios):
        return
    drawn = next((read.model.drawn for read in shelf.quizzes if read.model.slug == module.quiz), 10)
    seconds = seconds_from(module, done=0, questions=drawn)
    if seconds > module.budget_minutes * 60:
        over = (seconds - module.budget_minutes * 60) * 200 // 60
        yield (
            ("budget_minutes",),
            (
                f"The longest path takes {minutes(seconds)} minutes, {module.budget_minutes} are allowed: "
                f"take about {max(1, over)} words out of it."
            ),
        )


@rule("R47", "A calendar marks days that its month has", about="modules")
def calendar_days_exist(module: Module, shelf: Shelf) -> Findings:
    """A marked day exists in the month shown, and is marked once."""
    for loc, exhibit in exhibits(module):
        yield from _days(loc, exhibit)


def _days(loc: Place, exhibit: Exhibit) -> Iterator[tuple[Place, str]]:
    if not isinstance(exhibit, Calendar):
        return
    year, month = (int(part) for part in exhibit.month.split("-"))
    marked = [each.day for each in exhibit.marked]
    for index, day in enumerate(marked):
        at = (*loc, "marked", index, "day")
        if day > calendar.monthrange(year, month)[1]:
            yield at, f"{calendar.month_name[month]} {year} has no day {day}: correct the day or the month."
        elif day in marked[:index]:
            yield at, f"Day {day} is marked twice: put both notes into one."


@rule("R48", "A weekday goes with its date", about="modules")
def weekdays_go_with_dates(module: Module, shelf: Shelf) -> Findings:
    """Where a setting line gives a weekday, a day and a month, they agree in the year it gives, or else
    in the year that the module's edition opens with."""
    edition = re.search(r"\b(20\d\d)\b", module.edition)
    for loc, text in _settings(module):
        for weekday, day, month, year in re.findall(DATE, text):
            said = year or (edition[1] if edition else None)
            if said and not _agree(weekday, int(day), month, int(said)):
                yield loc, f"{day} {month} {said} is not a {weekday}: correct the weekday or the date."


DATE = (
    r"\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),? (\d{1,2}) "
    r"(January|February|March|April|May|June|July|August|September|October|November|December)(?: (20\d\d))?"
)


def _agree(weekday: str, day: int, month: str, year: int) -> bool:
    try:
        return dt.date(year, list(calendar.month_name).index(month), day).strftime("%A") == weekday
    except ValueError:
        return False


def _settings(module: Module) -> Iterator[tuple[Place, str]]:
    for at, scenario in enumerate(module.scenarios):
        for index, scene in enumerate(scenario.scenes):
            loc: Place = ("scenarios", at, "scenes", index)
            yield (*loc, "setting"), scene.setting
            for number, choice in enumerate(scene.choices):
                yield (*loc, "choices", number, "happened", "setting"), choice.happened.setting


def exhibits(module: Module) -> Iterator[tuple[Place, Exhibit]]:
    """Every exhibit of a module with its place."""
    for at, scenario in enumerate(module.scenarios):
        yield from _in_scenario(("scenarios", at), scenario)


def _in_scenario(start: Place, scenario: Scenario) -> Iterator[tuple[Place, Exhibit]]:
    for index, scene in enumerate(scenario.scenes):
        loc: Place = (*start, "scenes", index)
        if scene.exhibit:
            yield (*loc, "exhibit"), scene.exhibit
        for number, choice in enumerate(scene.choices):
            if choice.happened.exhibit:
                yield (*loc, "choices", number, "happened", "exhibit"), choice.happened.exhibit


RULES = rules_in(globals())
