"""How the scenes of a scenario lead to one another."""

from collections.abc import Iterator

from lms.domain.modules import Choice, Scenario, Scene

Edge = tuple[int, int, Scene, Choice]
DEEPEST = 3


def choices(scenario: Scenario) -> Iterator[Edge]:
    """Every choice with the index of its scene, its own index, and its scene."""
    for at, scene in enumerate(scenario.scenes):
        for index, choice in enumerate(scene.choices):
            yield at, index, scene, choice


def leads_somewhere(scenario: Scenario) -> bool:
    """Whether every choice names a scene or an ending that is there, and every id is its own."""
    ids = [scene.id for scene in scenario.scenes]
    targets = all(
        scenario.scene(choice.then) if choice.then else scenario.ending(choice.ends or "")
        for _, _, _, choice in choices(scenario)
    )
    return targets and len(set(ids)) == len(ids)


def returns(scenario: Scenario) -> list[tuple[int, int]]:
    """The choices (scene, choice) that lead back to a scene their path has been through."""
    places = {scene.id: at for at, scene in enumerate(scenario.scenes)}
    found: set[tuple[int, int]] = set()
    done: set[int] = set()

    def walk(at: int, path: frozenset[int]) -> None:
        for index, choice in enumerate(scenario.scenes[at].choices):
            then = places.get(choice.then or "")
            if then is not None and then in path:
                found.add((at, index))
            elif then is not None and then not in done:
                walk(then, path | {then})
        done.add(at)

    walk(0, frozenset({0}))
    return sorted(found)


def is_sound(scenario: Scenario) -> bool:
    """Whether every path of the scenario comes to an end."""
    return leads_somewhere(scenario) and not returns(scenario)


def depths(scenario: Scenario) -> dict[str, set[int]]:
    """For each scene that is reached, which decision of a path it can be (1 is the first)."""
    found: dict[str, set[int]] = {}
    waiting = [(scenario.scenes[0], 1)]
    while waiting:
        scene, depth = waiting.pop()
        if depth in found.setdefault(scene.id, set()) or depth > DEEPEST + 1:
            continue
        found[scene.id].add(depth)
        following = [scenario.scene(choice.then) for choice in scene.choices if choice.then]
        waiting.extend((each, depth + 1) for each in following if each is not None)
    return {scene: at for scene, at in found.items() if at}
