"""How long a module takes on its longest path: 200 words a minute, 20 s a choice, 40 s a question.

The arithmetic is set by the programme, not by a policy.
"""

from collections.abc import Iterable
from functools import cache

from lms.domain.exhibits import Exhibit, words_in
from lms.domain.modules import Choice, Module, Scenario, Scene

WORDS_A_MINUTE = 200
SECONDS_A_CHOICE = 20
SECONDS_A_QUESTION = 40


def _reading(*texts: str | None) -> int:
    """Seconds to read these texts, rounded up."""
    words = sum(len(text.split()) for text in texts if text)
    return -(-words * 60 // WORDS_A_MINUTE)


def _looking(exhibits: Iterable[Exhibit | None]) -> int:
    words = sum(words_in(exhibit) for exhibit in exhibits if exhibit is not None)
    return -(-words * 60 // WORDS_A_MINUTE)


def _choice_seconds(choice: Choice) -> int:
    happened = choice.happened
    read = _reading(happened.title, happened.setting, happened.story, choice.why)
    return SECONDS_A_CHOICE + read + _looking([happened.exhibit])


def _scene_seconds(scenario: Scenario, scene: Scene) -> int:
    """Seconds from this scene to the end of the scenario on the longest path."""
    own = _reading(scene.title, scene.setting, scene.story) + _looking([scene.exhibit])
    return own + max(_choice_seconds(choice) + _after(scenario, choice) for choice in scene.choices)


def _after(scenario: Scenario, choice: Choice) -> int:
    following = scenario.scene(choice.then) if choice.then else None
    if following is not None:
        return _scene_seconds(scenario, following)
    ending = scenario.ending(choice.ends) if choice.ends else None
    return _reading(ending.summary if ending else None, scenario.silent)


@cache
def scenario_seconds(scenario: Scenario) -> int:
    """Seconds of one scenario on its longest path, debrief included (its folded parts apart)."""
    return _scene_seconds(scenario, scenario.scenes[0])


def seconds_from(module: Module, *, done: int, questions: int) -> int:
    """Seconds still to go when ``done`` scenarios have ended and ``questions`` remain to be answered."""
    opening = _reading(module.lead, *module.objectives, *module.whats_changed) if done == 0 else 0
    stories = sum(scenario_seconds(scenario) for scenario in module.scenarios[done:])
    return opening + stories + questions * SECONDS_A_QUESTION


def minutes(seconds: int) -> int:
    """Whole minutes as said to a person: rounded up, at least one."""
    return max(1, -(-seconds // 60))


def in_words(count: int) -> str:
    """``1 minute``, ``7 minutes``."""
    return "1 minute" if count == 1 else f"{count} minutes"
