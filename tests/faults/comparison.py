"""Holds what the people outside noted against what is in the file, read with SQLite alone."""

import json
import sqlite3
from collections import Counter
from collections.abc import Hashable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Note = dict[str, Any]
Counted = Counter[Hashable]

CHOICES = """
SELECT person.email, scenario, scene, choice FROM scene_choice
JOIN module_run ON module_run.id = run_id JOIN person ON person.id = person_id
"""
ANSWERS = "SELECT attempt_id, question, answer FROM attempt_answer ORDER BY attempt_id, question, n"
COMPLETIONS = """
SELECT completion.attempt_id FROM completion JOIN attempt_result USING (attempt_id)
JOIN certificate ON certificate.completion_id = completion.id WHERE is_passed
"""
ACKNOWLEDGEMENTS = """
SELECT person.email FROM acknowledgement JOIN person ON person.id = person_id
"""


@dataclass(frozen=True)
class Difference:
    """Each thing once: acknowledged and not there, there more often than it was done, there and never acknowledged."""

    lost: list[Hashable]
    doubled: list[Hashable]
    never_said: list[Hashable]


def compare(file: Path, notes: Iterable[Note], *, kept_as: dict[str, Any]) -> Difference:
    """``kept_as`` gives, for each question's id and posted fields, the answer as it should be kept."""
    noted = list(notes)
    with closing(sqlite3.connect(file)) as records:
        forms = dict(records.execute("SELECT id, form FROM attempt").fetchall())
        kept = _kept(records)
    said = _said(noted, forms, kept_as)
    lost = [what for what, times in said.items() if kept[what] == 0 and times]
    doubled = [what for what, times in kept.items() if times > max(said[what], 1)]
    return Difference(lost, doubled, [what for what in kept if said[what] == 0])


def chosen(file: Path) -> list[Note]:
    """The choices already in the file, noted as if they had been acknowledged."""
    names = ("who", "scenario", "scene", "choice")
    with closing(sqlite3.connect(file)) as records:
        return [{"kind": "choice", **dict(zip(names, row, strict=True))} for row in records.execute(CHOICES)]


def _kept(records: sqlite3.Connection) -> Counted:
    kept: Counted = Counter(("choice", *row) for row in records.execute(CHOICES))
    kept.update(("start", attempt) for (attempt,) in records.execute("SELECT id FROM attempt"))
    kept.update(("completion", attempt) for (attempt,) in records.execute(COMPLETIONS))
    kept.update(("acknowledgement", who) for (who,) in records.execute(ACKNOWLEDGEMENTS))
    kept.update(("question", words) for (words,) in records.execute("SELECT question FROM policy_query"))
    kept.update(
        ("answer", attempt, question, answer)
        for attempt, question, answer in records.execute(ANSWERS)
        for answer in [json.dumps(json.loads(answer))]
    )
    return kept


def _said(notes: list[Note], forms: dict[str, str], kept_as: dict[str, Any]) -> Counted:
    said: Counted = Counter()
    for note in notes:
        kind = note["kind"]
        if kind == "choice":
            said["choice", note["who"], note["scenario"], note["scene"], note["choice"]] += 1
        elif kind == "answer":
            said[_answered(note, forms, kept_as)] += 1
        elif kind == "acknowledgement":
            said["acknowledgement", note["who"]] += 1
        else:
            said[kind, note["words"] if kind == "question" else note["attempt"]] += 1
    return said


def _answered(note: Note, forms: dict[str, str], kept_as: dict[str, Any]) -> tuple[str, ...]:
    """The note with the question's id and the answer as it is kept; without them where the attempt is gone."""
    attempt = note["attempt"]
    if attempt not in forms:
        return ("answer", attempt, str(note["n"]), "")
    question = json.loads(forms[attempt])["asked"][note["n"] - 1]["question"]
    answer = kept_as[question][json.dumps(note["fields"])]
    return ("answer", attempt, question, json.dumps(answer))
