"""A module's pages up to its quiz: the intro, scenes, consequences and debriefs."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from lms.domain import paths, timing
from lms.domain.days import long_day
from lms.domain.modules import Scenario, Scene
from lms.domain.paths import Made, Turn
from lms.domain.refusal import Refused
from lms.domain.retakes import Step
from lms.domain.roles import Action
from lms.services import attempts, learning, owing, policies
from lms.services.attempts import Ahead
from lms.services.learning import Way
from lms.storage.troubles import StorageTrouble
from lms.web import retrying
from lms.web.doors import door
from lms.web.forms import sent
from lms.web.pages import render
from lms.web.saving import not_saved
from lms.web.session import actor, library, now, reading, today, writing

blueprint = Blueprint("scenes", __name__)

DONE = "You have completed this module. Nothing more is asked of you here."


def save_and_leave(module: str) -> list[tuple[str, str, bool]]:
    """The one link there is while somebody is inside a module."""
    return [("Save and leave", url_for("scenes.leave", module=module), False)]


def _way(module: str) -> Way:
    return learning.way(reading(), actor(), library=library(), module=module, now=now())


def _address(module: str, scenario: Scenario, scene: Scene) -> str:
    return url_for("scenes.scene", module=module, scene=f"{scenario.id}.{scene.id}")


def next_address(here: Way) -> str:
    """Where this person goes on: the scene that waits, or the quiz."""
    place = here.place
    if place.scenario is None or place.scene is None:
        return url_for("quiz.start", module=here.module.slug)
    return _address(here.module.slug, place.scenario, place.scene)


def _caption(here: Way, scenario: Scenario) -> str:
    at = here.module.scenarios.index(scenario) + 1
    return f"Scenario {at} of {len(here.module.scenarios)}"


@blueprint.get("/modules/<module>")
@door(Action.LEARN)
def intro(module: str) -> str:
    here = _way(module)
    ahead = None
    if here.place.is_quiz and not here.is_done:
        ahead = attempts.ahead(reading(), here.owed.assignment.id, now=now())
    step = ahead.step if ahead else None
    closed = DONE if here.is_done else retrying.not_now(step)
    result = url_for("quiz.attempt", attempt=step.attempt_id) if step and step.attempt_id else None
    is_to_read = step is not None and step.step is Step.REREAD
    return render(
        "learner/intro.html",
        title=here.module.title,
        module=here.module,
        caption=_how_long(here, ahead, is_closed=closed is not None),
        is_new=not here.made,
        href=(result if is_to_read else next_address(here)) if closed is None else None,
        button="Carry on" if here.made else "Start",
        closed=closed,
        result=result if closed else None,
        reasons=owing.reasons(reading(), here.owed.assignment.id),
    )


def _how_long(here: Way, ahead: Ahead | None, *, is_closed: bool) -> str:
    """The caption: how much there is, or how much of it is left, while it can be done."""
    if is_closed:
        return "Module, done" if here.is_done else "Module, only the quiz is left"
    questions = (ahead.again if ahead else 0) or here.bank.drawn
    seconds = timing.seconds_from(here.module, done=here.scenarios_done, questions=questions)
    return f"Module, about {timing.in_words(timing.minutes(seconds))}{' left' if here.made else ''}"


@blueprint.get("/modules/<module>/leave")
@door(Action.LEARN)
def leave(module: str) -> str:
    here = _way(module)
    due = None if here.is_done else long_day(here.due_on, today=today())
    back = url_for("scenes.intro", module=module)
    return render("learner/left.html", title="Your place is kept", due=due, back=back)


def _asked_for(here: Way, address: str) -> tuple[Scenario, Scene]:
    """The scene an address names (``scenario.scene``); refused where the module has no such scene."""
    name, _, scene_name = address.partition(".")
    scenario = here.module.scenario(name)
    scene = scenario.scene(scene_name) if scenario else None
    if scenario is None or scene is None:
        raise Refused("We cannot find that scene.", kind="not found")
    return scenario, scene


@blueprint.get("/modules/<module>/scenes/<scene>")
@door(Action.LEARN)
def scene(module: str, scene: str) -> str | Response:
    here = _way(module)
    scenario, asked = _asked_for(here, scene)
    turn = paths.turn_at(scenario, asked.id, here.made)
    if turn is not None:
        return _consequence(here, scenario, turn)
    if here.place.scene is not asked:
        return redirect(next_address(here), code=303)
    return _scene(here, scenario, asked)


def _scene(
    here: Way, scenario: Scenario, scene: Scene, *, chosen: str | None = None, error: str | None = None
) -> str:
    return render(
        "scenes/scene.html",
        title=scene.title,
        navigation=save_and_leave(here.module.slug),
        scene=scene,
        caption=_caption(here, scenario),
        options=[(choice.id, choice.text, None) for choice in scene.choices],
        chosen=chosen,
        error=error,
        errors=[(error, "#choice")] if error else [],
    )


def _consequence(here: Way, scenario: Scenario, turn: Turn, *, notice: str | None = None) -> str:
    following = scenario.scene(turn.choice.then) if turn.choice.then else None
    if following is not None:
        onward = _address(here.module.slug, scenario, following)
    else:
        onward = url_for("scenes.debrief", module=here.module.slug, scenario=scenario.id)
    return render(
        "scenes/consequence.html",
        title=turn.choice.happened.title,
        navigation=save_and_leave(here.module.slug),
        turn=turn,
        clauses=_cited(here, turn.choice.clauses),
        onward=onward,
        notice=notice,
    )


def _cited(here: Way, clauses: tuple[str, ...]) -> list[policies.Cited]:
    return policies.cite(
        reading(), library=library(), policy=here.module.policy, clauses=clauses, today=today()
    )


@blueprint.post("/modules/<module>/scenes/<scene>")
@door(Action.LEARN)
def choose(module: str, scene: str) -> tuple[str, int] | Response:
    chosen = sent({"choice": 60}).text("choice")
    here = _way(module)
    scenario, asked = _asked_for(here, scene)
    if here.place.scene is not asked and paths.turn_at(scenario, asked.id, here.made) is None:
        return redirect(next_address(here), code=303)  # not reached yet: no credit, and nothing is shown
    if all(chosen != choice.id for choice in asked.choices):
        return _scene(here, scenario, asked, error="Choose what you would do"), 422
    made = Made(scenario.id, asked.id, chosen)
    try:
        with writing() as session:
            learning.choose(session, actor(), library=library(), module=module, made=made, now=now())
    except Refused as refusal:
        if refusal.kind != "conflict":
            raise
        return _first_choice(module, scene, refusal)
    except StorageTrouble as trouble:
        return not_saved(
            trouble,
            lambda sentence: _scene(here, scenario, asked, chosen=chosen, error=sentence),
            button="Choose",
        )
    return redirect(url_for("scenes.scene", module=module, scene=scene), code=303)


def _first_choice(module: str, scene: str, refusal: Refused) -> tuple[str, int]:
    """What another window chose here, which counts, with the sentence that says so."""
    here = _way(module)
    scenario, asked = _asked_for(here, scene)
    turn = paths.turn_at(scenario, asked.id, here.made)
    if turn is None:
        raise refusal
    return _consequence(here, scenario, turn, notice=refusal.sentence), 409


@blueprint.get("/modules/<module>/debriefs/<scenario>")
@door(Action.LEARN)
def debrief(module: str, scenario: str) -> str | Response:
    here = _way(module)
    story = here.module.scenario(scenario)
    if story is None:
        raise Refused("We cannot find that scenario.", kind="not found")
    found = paths.debrief(story, here.made)
    if found is None:
        return redirect(next_address(here), code=303)
    is_last = here.module.scenarios[-1] is story
    return render(
        "scenes/debrief.html",
        title="How it went",
        navigation=save_and_leave(module),
        caption=f"{_caption(here, story)}: {story.title}",
        found=found,
        clauses=_cited(here, found.clauses),
        onward=next_address(here),
        button="Start the quiz" if is_last else "Next scenario",
    )
