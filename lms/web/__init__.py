"""The door that speaks HTTP."""

from flask import Blueprint

from lms.web import (
    accounts,
    answered,
    certificates,
    clerk,
    doubts,
    learner,
    people,
    policy,
    public,
    quiz,
    scenes,
)

# Every part of a council's site; the demonstration's own part is added by create_app.
BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.blueprint,
    answered.blueprint,
    certificates.blueprint,
    clerk.blueprint,
    doubts.blueprint,
    learner.blueprint,
    people.blueprint,
    policy.blueprint,
    quiz.blueprint,
    scenes.blueprint,
    public.blueprint,
    public.files,
)
