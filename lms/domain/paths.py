"""Where a person stands in a module, from the choices they have made and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.domain.modules import Choice, Ending, Module, Scenario, Scene
from lms.domain.refusal import Refused


@dataclass(frozen=True)
class Made:
    """One choice made, named by ids of the module it was made in."""

    scenario: str
    scene: str
    choice: str


@dataclass(frozen=True)
class Turn:
    """A scene that was played and what was chosen there."""

    scene: Scene
    choice: Choice


@dataclass(frozen=True)
class Debrief:
    """How a scenario went: the turns taken, how it ended, and each choice not taken."""

    scenario: Scenario
    turns: tuple[Turn, ...]
    ending: Ending
    not_taken: tuple[Turn, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """What comes next: a scene of a scenario, or (both None) the quiz."""

    scenario: Scenario | None
    scene: Scene | None

    @property
    def is_quiz(self) -> bool:
        return self.scene is None


def turns(scenario: Scenario, made: Sequence[Made]) -> tuple[Turn, ...]:
    """The turns played in this scenario, in the order its story takes them."""
    chosen = {each.scene: each.choice for each in made if each.scenario == scenario.id}
    played: list[Turn] = []
    scene: Scene | None = scenario.scenes[0]
    while scene is not None and scene.id in chosen:
        choice = next(each for each in scene.choices if each.id == chosen[scene.id])
        played.append(Turn(scene, choice))
        scene = scenario.scene(choice.then) if choice.then else None
    return tuple(played)


def scene_to_play(scenario: Scenario, made: Sequence[Made]) -> Scene | None:
    """The scene that waits for a choice, or None when the scenario has ended."""
    played = turns(scenario, made)
    if not played:
        return scenario.scenes[0]
    return scenario.scene(played[-1].choice.then) if played[-1].choice.then else None


def place(module: Module, made: Sequence[Made]) -> Place:
    """The first scene not yet played; the quiz when every scenario has ended."""
    for scenario in module.scenarios:
        scene = scene_to_play(scenario, made)
        if scene is not None:
            return Place(scenario, scene)
    return Place(None, None)


def scenarios_done(module: Module, made: Sequence[Made]) -> int:
    """How many scenarios have ended."""
    return sum(scene_to_play(each, made) is None for each in module.scenarios)


def turn_at(scenario: Scenario, scene_id: str, made: Sequence[Made]) -> Turn | None:
    """What was chosen at this scene, or None when it has not been played."""
    return next((turn for turn in turns(scenario, made) if turn.scene.id == scene_id), None)


def check_choice(module: Module, made: Sequence[Made], attempt: Made) -> Scene:
    """The scene this choice belongs to; refused unless it is the one that waits.

    The same choice again is accepted (a double click); another choice at a scene already played is
    a conflict, because consequences have been shown.
    """
    scenario = module.scenario(attempt.scenario)
    scene = scenario.scene(attempt.scene) if scenario else None
    if scenario is None or scene is None:
        raise Refused("We cannot find that scene.", kind="not found")
    if all(choice.id != attempt.choice for choice in scene.choices):
        raise Refused("Choose what you would do.", kind="invalid")
    before = turn_at(scenario, scene.id, made)
    if before is not None and before.choice.id != attempt.choice:
        raise Refused(
            "You answered this in another window. Your first choice is kept.",
            kind="conflict",
        )
    if before is None and place(module, made).scene is not scene:
        raise Refused("You have not reached that scene yet.", kind="conflict")
    return scene


def debrief(scenario: Scenario, made: Sequence[Made]) -> Debrief | None:
    """The debrief of an ended scenario, or None while it is still being played."""
    played = turns(scenario, made)
    ending = scenario.ending(played[-1].choice.ends) if played and played[-1].choice.ends else None
    if ending is None:
        return None
    taken = {(turn.scene.id, turn.choice.id) for turn in played}
    not_taken = tuple(
        Turn(scene, choice)
        for scene in scenario.scenes
        for choice in scene.choices
        if (scene.id, choice.id) not in taken
    )
    cited = [clause for turn in played for clause in (*turn.scene.clauses, *turn.choice.clauses)]
    return Debrief(
        scenario,
        played,
        ending,
        not_taken,
        tuple(dict.fromkeys([*cited, *scenario.clauses])),
    )
