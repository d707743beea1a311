"""A module: its scenarios, their scenes, and what follows from each choice."""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import model_validator

from lms.domain.base import ClauseId, Content, Many, Slug, Some, Text
from lms.domain.exhibits import Exhibit


class Consequence(Content):
    """What happened next: a heading that says it, a new setting line, the story, perhaps a second exhibit."""

    title: Text
    setting: Text
    story: Text
    exhibit: Exhibit | None = None


class Choice(Content):
    """One thing a person might do.

    ``worth`` 3 is what the policy asks, 1 is partly right, 0 went badly (the button then says
    "Put it right"). ``short`` completes "You chose: …". Exactly one of ``then`` (a scene of the
    same scenario) and ``ends`` (an ending) says where it leads.
    """

    id: Slug
    text: Text
    short: Text
    worth: Literal[0, 1, 3]
    happened: Consequence
    why: Text
    clauses: Some[ClauseId]
    then: Slug | None = None
    ends: Slug | None = None

    @model_validator(mode="after")
    def leads_to_one_place(self) -> Self:
        if (self.then is None) == (self.ends is None):
            raise ValueError("a choice leads to one place: give either 'then' or 'ends'")
        return self


class Scene(Content):
    """One situation and its decision."""

    id: Slug
    title: Text
    setting: Text
    story: Text
    exhibit: Exhibit | None = None
    clauses: Some[ClauseId]
    choices: Some[Choice]


class Ending(Content):
    """How a path closes: the first sentence or two of the debrief."""

    id: Slug
    summary: Text


class Scenario(Content):
    """A short branching story; ``scenes[0]`` opens it. ``silent`` is said where the policy decides nothing."""

    id: Slug
    title: Text
    scenes: Some[Scene]
    endings: Some[Ending]
    clauses: Some[ClauseId]
    silent: Text | None = None

    def scene(self, scene_id: str) -> Scene | None:
        return next((scene for scene in self.scenes if scene.id == scene_id), None)

    def ending(self, ending_id: str) -> Ending | None:
        return next((ending for ending in self.endings if ending.id == ending_id), None)


class Module(Content):
    """A unit of scenario-based training for some audiences of one council."""

    council: Slug
    slug: Slug
    title: Text
    reason: Literal["induction", "refresher"]
    edition: Text
    audiences: Some[Slug]
    policy: Slug
    lead: Text
    covers: Text
    objectives: Some[Text]
    whats_changed: Many[Text] = ()
    budget_minutes: int
    quiz: Slug
    scenarios: Some[Scenario]

    def scenario(self, scenario_id: str) -> Scenario | None:
        return next((each for each in self.scenarios if each.id == scenario_id), None)

    def scenes(self) -> Iterator[tuple[Scenario, Scene]]:
        for scenario in self.scenarios:
            for scene in scenario.scenes:
                yield scenario, scene
