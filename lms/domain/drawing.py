"""How a form is drawn from a bank: by blueprint, from a seed, unseen questions first."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from lms.domain.quizzes import Bank, MatchPairs, PutInOrder, Question, TrueFalse


@dataclass(frozen=True)
class Asked:
    """One question of a form; ``shown`` is the order in which its options, steps or matches appear."""

    question: str
    cell: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """What one attempt asks, in order. Kept with the attempt, so that it can be shown again."""

    asked: tuple[Asked, ...]

    def as_data(self) -> dict[str, Any]:
        return {
            "asked": [{"question": a.question, "cell": a.cell, "shown": list(a.shown)} for a in self.asked]
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        return cls(tuple(Asked(a["question"], a["cell"], tuple(a["shown"])) for a in data["asked"]))


def draw(bank: Bank, *, seed: str, seen: Iterable[str]) -> Form:
    """A full form: ``draw`` questions of every cell of the blueprint."""
    cells = [cell.id for cell in bank.blueprint for _ in range(cell.draw)]
    return draw_cells(bank, cells, seed=seed, seen=seen)


def draw_cells(bank: Bank, cells: Sequence[str], *, seed: str, seen: Iterable[str]) -> Form:
    """A form with one question for each cell named (a cell may be named twice).

    Questions in ``seen`` come only when a cell has no others left.
    """
    chance = random.Random(seed)
    already = set(seen)
    drawn: list[Question] = []
    for cell in dict.fromkeys(cells):
        pool = [each for each in bank.questions if each.cell == cell]
        chance.shuffle(pool)
        pool.sort(key=lambda each: each.id in already)
        drawn.extend(pool[: cells.count(cell)])
    chance.shuffle(drawn)
    return Form(tuple(Asked(each.id, each.cell, _shown(each, chance)) for each in drawn))


def _shown(question: Question, chance: random.Random) -> tuple[str, ...]:
    if isinstance(question, TrueFalse):
        return tuple(option.id for option in question.options)
    if isinstance(question, PutInOrder):
        return _not_in_order([step.id for step in question.steps], chance)
    if isinstance(question, MatchPairs):
        return _shuffled(sorted({pair.match for pair in question.pairs}), chance)
    return _shuffled([option.id for option in question.options], chance)


def _shuffled(ids: list[str], chance: random.Random) -> tuple[str, ...]:
    chance.shuffle(ids)
    return tuple(ids)


def _not_in_order(ids: list[str], chance: random.Random) -> tuple[str, ...]:
    """Shuffled, and never by luck in the order that is the answer."""
    shown = _shuffled(list(ids), chance)
    return shown if list(shown) != ids else (*shown[1:], shown[0])
