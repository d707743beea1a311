"""Rules for the words of a module: how long they are, what they give away, and how they speak."""

import re
from collections import Counter
from collections.abc import Iterator

from lms.domain.modules import Choice, Module, Scene
from lms.library.rules import Findings, Place, rule, rules_in, words
from lms.library.shelves import Shelf

MOST_STORY, MOST_CHOICE, MOST_SHORT = 60, 20, 12
CONSEQUENCE = (40, 80)
DAY = r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
CLOCK = r"\d|\b(?:noon|midday|midnight|[a-z]+ o.clock|(?:half|quarter|ten|twenty|five) (?:past|to))\b"
VERDICTS = r"(?i:(?:^|[.?!] )(?:Correct|Right|Wrong)[.!:]|\b(?:well done|good job|you failed|incorrect)\b)|!"
STOPS = r"(?<!\bp\.m)(?<!\ba\.m)(?<!\be\.g)(?<!\bi\.e)(?<!\bSt)(?<!\bNo)[.?!][\"'’”)]*(?=\s|$)"


def _scenes(module: Module) -> Iterator[tuple[Place, Scene]]:
    for at, scenario in enumerate(module.scenarios):
        for index, scene in enumerate(scenario.scenes):
            yield ("scenarios", at, "scenes", index), scene


def _choices(module: Module) -> Iterator[tuple[Place, Choice]]:
    for loc, scene in _scenes(module):
        for index, choice in enumerate(scene.choices):
            yield (*loc, "choices", index), choice


@rule("R60", "A scene's story is at most 60 words", about="modules")
def stories_are_short(module: Module, shelf: Shelf) -> Findings:
    """The exhibit has to begin on the first screen of a telephone."""
    for loc, scene in _scenes(module):
        if words(scene.story) > MOST_STORY:
            yield (*loc, "story"), f"The story is {words(scene.story)} words: cut it to {MOST_STORY}."


@rule("R61", "A choice is at most 20 words", about="modules")
def choices_are_short(module: Module, shelf: Shelf) -> Findings:
    """It is read beside the others."""
    for loc, choice in _choices(module):
        if words(choice.text) > MOST_CHOICE:
            yield (*loc, "text"), f"The choice is {words(choice.text)} words: cut it to {MOST_CHOICE}."


@rule("R62", "No choice is longer than twice the shortest", about="modules")
def choices_are_alike(module: Module, shelf: Shelf) -> Findings:
    """Counted in letters, among the choices of one scene: length must not give anything away."""
    for loc, scene in _scenes(module):
        least = min(len(choice.text) for choice in scene.choices)
        for index, choice in enumerate(scene.choices):
            if len(choice.text) > 2 * least:
                yield (
                    (*loc, "choices", index, "text"),
                    f"This choice has {len(choice.text)} letters, the least {least}: cut it to {2 * least}.",
                )


@rule("R63", '`short` is at most 12 words and completes "You chose:"', about="modules")
def shorts_are_short(module: Module, shelf: Shelf) -> Findings:
    """It begins small, has no full stop, and heads the page that says what happened."""
    for loc, choice in _choices(module):
        if words(choice.short) > MOST_SHORT:
            yield (*loc, "short"), f"'short' is {words(choice.short)} words: cut it to {MOST_SHORT}."
        elif choice.short.endswith("."):
            yield (
                (*loc, "short"),
                "'short' completes \"You chose:\" and is no sentence: take the full stop off.",
            )


@rule("R64", "A consequence is 40 to 80 words", about="modules")
def consequences_are_told(module: Module, shelf: Shelf) -> Findings:
    """Long enough to be believed, short enough to be read."""
    least, most = CONSEQUENCE
    for loc, choice in _choices(module):
        if not least <= words(choice.happened.story) <= most:
            told = words(choice.happened.story)
            yield (
                (*loc, "happened", "story"),
                f"What happened is told in {told} words: use {least} to {most}.",
            )


@rule("R65", "The best choice does not stand out", about="modules")
def best_choices_hide(module: Module, shelf: Shelf) -> Findings:
    """In no more than half of a module's scenes is the best choice the longest, or in the same place."""
    scenes = [scene for _, scene in _scenes(module)]
    longest = sum(_best_is_longest(scene) for scene in scenes)
    if 2 * longest > len(scenes):
        yield (
            ("scenarios",),
            f"The best choice is the longest in {longest} of {len(scenes)} scenes: at most half may be.",
        )
    places = Counter(at for scene in scenes for at in _best_places(scene))
    for at, count in sorted(places.items()):
        if 2 * count > len(scenes):
            yield (
                ("scenarios",),
                f"The best choice is number {at + 1} in {count} of {len(scenes)} scenes: move some.",
            )


def _best_places(scene: Scene) -> list[int]:
    return [at for at, choice in enumerate(scene.choices) if choice.worth == 3]


def _best_is_longest(scene: Scene) -> bool:
    lengths = [len(choice.text) for choice in scene.choices]
    best = [lengths[at] for at in _best_places(scene)]
    return bool(best) and max(best) == max(lengths) and lengths.count(max(lengths)) == 1


@rule("R66", "The story gives no verdict", about="modules")
def no_verdicts(module: Module, shelf: Shelf) -> Findings:
    """No "Correct", "Incorrect", "Well done" and no exclamation mark in a consequence, a reason or an
    ending: the events say it. People in exhibits may exclaim."""
    for loc, text in _told(module):
        said = re.search(VERDICTS, text)
        if said:
            yield loc, f"'{said[0].strip(' .?')}' passes a verdict: let what happened say it."


def _told(module: Module) -> Iterator[tuple[Place, str]]:
    for loc, choice in _choices(module):
        yield (*loc, "happened", "title"), choice.happened.title
        yield (*loc, "happened", "story"), choice.happened.story
        yield (*loc, "why"), choice.why
    for at, scenario in enumerate(module.scenarios):
        for index, ending in enumerate(scenario.endings):
            yield ("scenarios", at, "endings", index, "summary"), ending.summary


@rule("R67", "A reason is two or three sentences", about="modules")
def reasons_are_brief(module: Module, shelf: Shelf) -> Findings:
    """`why` explains; it does not scold, and it does not repeat the clause."""
    for loc, choice in _choices(module):
        sentences = len(re.findall(STOPS, choice.why))
        if not 2 <= sentences <= 3:
            yield (*loc, "why"), f"Count of sentences in the reason: {sentences}. Use two or three."


@rule("R69", "A scene's setting gives a day and an hour", about="modules")
def settings_say_when(module: Module, shelf: Shelf) -> Findings:
    """The first scene of a scenario says the weekday and the clock; later scenes say at least the clock."""
    for loc, scene in _scenes(module):
        if not re.search(CLOCK, scene.setting) or (loc[-1] == 0 and not re.search(DAY, scene.setting)):
            yield (*loc, "setting"), "Say when this is: the weekday and the clock, as in 'Thursday, 4.40 pm'."


RULES = rules_in(globals())
