"""The door that speaks HTTP."""

from flask import Blueprint

from lms.web import accounts, learner, public

# Every part of a council's site; the demonstration's own part is added by create_app.
BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.blueprint,
    learner.blueprint,
    public.blueprint,
    public.files,
)
