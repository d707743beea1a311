"""Rules for the shape of a scenario: it branches, every path ends, and what goes badly can be put right."""

from collections.abc import Iterator

from lms.domain.modules import Module, Scenario
from lms.library.graph import (
    DEEPEST,
    choices,
    depths,
    is_sound,
    leads_somewhere,
    returns,
)
from lms.library.rules import Findings, Place, rule, rules_in
from lms.library.shelves import Shelf

FEWEST_ENDINGS = 2


def _each(module: Module) -> Iterator[tuple[Place, Scenario]]:
    for index, scenario in enumerate(module.scenarios):
        yield ("scenarios", index), scenario


@rule("R50", "A choice leads to something that is there", about="modules")
def choices_lead_somewhere(module: Module, shelf: Shelf) -> Findings:
    """`then` is a scene of the same scenario and `ends` one of its endings."""
    for loc, scenario in _each(module):
        for at, index, _, choice in choices(scenario):
            place = (*loc, "scenes", at, "choices", index)
            if choice.then and scenario.scene(choice.then) is None:
                yield (
                    (*place, "then"),
                    f"There is no scene '{choice.then}' in this scenario: correct it or write it.",
                )
            if choice.ends and scenario.ending(choice.ends) is None:
                yield (
                    (*place, "ends"),
                    f"There is no ending '{choice.ends}' in this scenario: correct it or write it.",
                )


@rule("R51", "Every scene is reached", about="modules")
def scenes_are_reached(module: Module, shelf: Shelf) -> Findings:
    """From the first scene of a scenario, some choices lead to each of the others."""
    for loc, scenario in _each(module):
        reached = (
            depths(scenario) if leads_somewhere(scenario) else {scene.id: set() for scene in scenario.scenes}
        )
        for at, scene in enumerate(scenario.scenes):
            if scene.id not in reached:
                yield (
                    (*loc, "scenes", at, "id"),
                    f"No choice leads to the scene '{scene.id}': lead to it or take it out.",
                )


@rule("R52", "No path goes in a circle", about="modules")
def paths_go_forward(module: Module, shelf: Shelf) -> Findings:
    """A choice never leads back to a scene that its path has been through."""
    for loc, scenario in _each(module):
        for at, index in returns(scenario):
            choice = scenario.scenes[at].choices[index]
            place = (*loc, "scenes", at, "choices", index, "then")
            yield (
                place,
                f"This leads back to '{choice.then}', which was played already: write a scene of its own.",
            )


@rule("R53", "Every path has two or three decisions", about="modules")
def paths_have_two_or_three(module: Module, shelf: Shelf) -> Findings:
    """No choice of the first scene ends the scenario, and no path asks for a fourth decision."""
    for loc, scenario in _each(module):
        reached = depths(scenario) if is_sound(scenario) else {}
        for at, index, scene, choice in choices(scenario):
            place = (*loc, "scenes", at, "choices", index)
            if choice.ends and 1 in reached.get(scene.id, ()):
                yield (*place, "ends"), "This path ends after one decision: lead to a second scene instead."
            if choice.then and DEEPEST in reached.get(scene.id, ()):
                yield (*place, "then"), "This path asks for a fourth decision: end it here."


@rule("R54", "A scenario branches", about="modules")
def scenarios_branch(module: Module, shelf: Shelf) -> Findings:
    """Somewhere in it, different choices at one scene lead on to different scenes."""
    for loc, scenario in _each(module):
        nexts = [{choice.then for choice in scene.choices if choice.then} for scene in scenario.scenes]
        if is_sound(scenario) and all(len(each) < 2 for each in nexts):
            yield (
                (*loc, "scenes"),
                "Every choice leads to the same next scene: let different choices lead to different ones.",
            )


@rule("R55", "A scenario has at least two endings, each reached", about="modules")
def endings_are_reached(module: Module, shelf: Shelf) -> Findings:
    """How it ends depends on what was chosen: at no scene do a choice worth 3 and one worth 0 share an ending."""
    for loc, scenario in _each(module):
        used = {choice.ends for _, _, _, choice in choices(scenario)}
        if len(scenario.endings) < FEWEST_ENDINGS:
            yield (*loc, "endings"), "There is one ending: write a second for what goes otherwise."
        for at, ending in enumerate(scenario.endings):
            if ending.id not in used and leads_somewhere(scenario):
                yield (
                    (*loc, "endings", at, "id"),
                    f"No choice ends in '{ending.id}': lead to it or take it out.",
                )
        for at, index, scene, choice in choices(scenario):
            best = {other.ends for other in scene.choices if other.worth == 3 and other.ends}
            if choice.worth == 0 and choice.ends in best and len(scenario.endings) >= FEWEST_ENDINGS:
                yield (
                    (*loc, "scenes", at, "choices", index, "ends"),
                    f"This went badly, yet ends in '{choice.ends}' as the best one does: "
                    "write an ending of its own.",
                )


@rule("R56", "A scene has a choice that the policy asks for", about="modules")
def scenes_have_a_best_choice(module: Module, shelf: Shelf) -> Findings:
    """At least one choice is worth 3, and at least one is not: otherwise nothing is decided."""
    for loc, scenario in _each(module):
        for at, scene in enumerate(scenario.scenes):
            worths = [choice.worth for choice in scene.choices]
            if 3 not in worths:
                yield (
                    (*loc, "scenes", at, "choices"),
                    f"No choice of '{scene.id}' is worth 3: write what the policy asks.",
                )
            elif set(worths) == {3}:
                yield (
                    (*loc, "scenes", at, "choices"),
                    f"Every choice of '{scene.id}' is worth 3: nothing is decided.",
                )


@rule("R57", "What went badly is put right in a scene of its own", about="modules")
def bad_choices_are_put_right(module: Module, shelf: Shelf) -> Findings:
    """A choice worth 0 that leads on does not lead to the scene that follows the best choice: the trouble
    it made is dealt with first."""
    for loc, scenario in _each(module):
        for at, index, scene, choice in choices(scenario):
            best = {other.then for other in scene.choices if other.worth == 3 and other.then}
            if choice.worth == 0 and choice.then in best:
                yield (
                    (*loc, "scenes", at, "choices", index, "then"),
                    "This went badly, yet leads where the best one does: write a scene that puts it right.",
                )


@rule("R58", "A scene has two to four choices", about="modules")
def scenes_have_two_to_four(module: Module, shelf: Shelf) -> Findings:
    """Three is best."""
    for loc, scenario in _each(module):
        for at, scene in enumerate(scenario.scenes):
            if not 2 <= len(scene.choices) <= 4:
                many = len(scene.choices)
                yield (
                    (*loc, "scenes", at, "choices"),
                    f"'{scene.id}' has {many}: give it two to four choices.",
                )


RULES = rules_in(globals())
