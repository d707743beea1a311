"""Says when a quiz can be tried again, or with whom to talk first."""

from lms.domain.days import from_then_on
from lms.domain.retakes import Next, Step
from lms.web.session import council, today


def wait(step: Next) -> str:
    """From when they may try."""
    assert step.from_at is not None, "a wait has its end"
    return f"You can try again from {from_then_on(step.from_at, today=today())}."


def talk() -> str:
    """Whom to ring."""
    clerk = council().clerk
    return f"Ring {clerk.name}, {clerk.title}, on {clerk.telephone}. After that you can try again."


def who_will_talk() -> str:
    return f"{council().clerk.name} will talk it through with you"


def not_now(step: Next | None) -> str | None:
    """What is said in place of a button while the quiz cannot be tried; None where it can."""
    if step is not None and step.step is Step.WAIT:
        return wait(step)
    if step is not None and step.step is Step.TALK:
        return f"{who_will_talk()}. {talk()}"
    return None
