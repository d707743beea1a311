"""A module and a bank as small as they come, for tests of the rules alone."""

from typing import Any

from lms.domain.modules import Module
from lms.domain.quizzes import Bank

CLAUSE = "XTC-1.1"


def choice(choice_id: str, **leads: str) -> dict[str, Any]:
    happened = {
        "title": "The path is clear",
        "setting": "Monday, 9am",
        "story": "It went as you would expect.",
    }
    return {
        "id": choice_id,
        "text": f"Do the thing called {choice_id}",
        "short": f"do {choice_id}",
        "worth": 3,
        "happened": happened,
        "why": "The policy asks for it.",
        "clauses": [CLAUSE],
        **leads,
    }


def scene(scene_id: str, *choices: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": scene_id,
        "title": f"At {scene_id}",
        "setting": "Monday, 9am",
        "story": "Something happens in the square.",
        "clauses": [CLAUSE],
        "choices": list(choices),
    }


def scenario(scenario_id: str) -> dict[str, Any]:
    """Opens at ``first``; ``a`` leads to ``well`` and ``b`` to ``mend``; every second choice ends it."""
    return {
        "id": scenario_id,
        "title": f"The story of {scenario_id}",
        "clauses": [CLAUSE],
        "scenes": [
            scene("first", choice("a", then="well"), choice("b", then="mend")),
            scene("well", choice("a", ends="good"), choice("b", ends="fair")),
            scene("mend", choice("a", ends="fair"), choice("b", ends="fair")),
        ],
        "endings": [
            {"id": "good", "summary": "All is well."},
            {"id": "fair", "summary": "Put right in time."},
        ],
    }


def module(**changes: Any) -> Module:
    data = {
        "council": "exton",
        "slug": "induction",
        "title": "Posting with care",
        "reason": "induction",
        "edition": "2026",
        "audiences": ["employee"],
        "policy": "social-media",
        "lead": "It is market day.",
        "covers": "Posting for yourself.",
        "objectives": ["who to ask"],
        "budget_minutes": 20,
        "quiz": "induction",
        "scenarios": [scenario("tree"), scenario("market")],
    }
    return Module.model_validate({**data, **changes})


def option(option_id: str, *, right: bool) -> dict[str, Any]:
    return {
        "id": option_id,
        "text": f"Option {option_id}",
        "right": right,
        "why": "Because.",
        "clauses": [CLAUSE],
    }


def asked(question_id: str, cell: str, kind: str, **rest: Any) -> dict[str, Any]:
    return {
        "id": question_id,
        "cell": cell,
        "kind": kind,
        "clauses": [CLAUSE],
        "stem": f"{question_id}?",
        **rest,
    }


def one(question_id: str, cell: str) -> dict[str, Any]:
    options = [option("right", right=True), option("wrong", right=False), option("other", right=False)]
    return asked(question_id, cell, "one", options=options)


def several(question_id: str, cell: str) -> dict[str, Any]:
    options = [option(name, right=name in "ab") for name in "abcd"]
    return asked(question_id, cell, "several", options=options)


def order(question_id: str, cell: str) -> dict[str, Any]:
    steps = [{"id": name, "text": name, "why": "So.", "clauses": [CLAUSE]} for name in ("x", "y", "z")]
    return asked(question_id, cell, "order", steps=steps, look_again="Think of who comes first.")


def match(question_id: str, cell: str) -> dict[str, Any]:
    pairs = [
        {"id": name, "text": name, "match": belongs, "why": "So.", "clauses": [CLAUSE]}
        for name, belongs in (("p", "Clerk"), ("q", "Mayor"), ("r", "Clerk"))
    ]
    return asked(question_id, cell, "match", pairs=pairs, look_again="Think of who decides.")


def bank(**changes: Any) -> Bank:
    """Ten asked of thirty: two critical from ``authority``, the rest from ``daily``."""
    authority = [one(f"a{n}", "authority") for n in range(6)]
    makers = (one, several, order, match)
    daily = [makers[n % 4](f"d{n}", "daily") for n in range(24)]
    data = {
        "council": "exton",
        "slug": "induction",
        "title": "Posting with care",
        "pass_percent": 80,
        "blueprint": [
            {"id": "authority", "title": "Who may speak", "risk": "high", "draw": 2, "critical": True},
            {"id": "daily", "title": "Every day", "risk": "medium", "draw": 8},
        ],
        "questions": [*authority, *daily],
    }
    return Bank.model_validate({**data, **changes})
