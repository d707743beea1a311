"""The door that speaks HTTP."""

from flask import Blueprint

from lms.web import accounts, certificates, learner, policy, public, quiz, scenes

# Every part of a council's site; the demonstration's own part is added by create_app.
BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.blueprint,
    certificates.blueprint,
    learner.blueprint,
    policy.blueprint,
    quiz.blueprint,
    scenes.blueprint,
    public.blueprint,
    public.files,
)
