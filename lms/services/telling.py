"""A person's record as sentences: what happened, how, and who recorded it."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from lms.domain.days import day_of, short_day
from lms.library.library import CouncilLibrary
from lms.services import report
from lms.storage.queries import story as queries
from lms.storage.queries.story import Recorded
from lms.storage.rows import Entry, Evidence

NOBODY = {"system": "the programme’s rules", "operator": "the operator"}
SAME_TIME = dt.timedelta(minutes=1)

Fact = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """One thing that happened. ``recorded_at`` is None where it was recorded as it happened.

    ``facts`` are what the evidence holds, in words and values; ``certificate`` is the number of one to open,
    and ``attempt`` the id of one whose questions and answers can be opened.
    """

    at: dt.datetime
    recorded_at: dt.datetime | None
    seq: int
    what: str
    how: str = ""
    by: str = ""
    certificate: str | None = None
    attempt: str | None = None
    facts: tuple[Fact, ...] = field(default=())

    @property
    def recorded_on(self) -> dt.date:
        return day_of(self.recorded_at or self.at)


@dataclass(frozen=True)
class _Words:
    """What names stand for in sentences."""

    title: Callable[[str, str], str]
    audiences: Mapping[str, str]
    channels: Mapping[str, str]
    clause: Callable[[str], str]
    names: Mapping[str, str]

    def by(self, by_id: str) -> str:
        return NOBODY.get(by_id) or self.names.get(by_id, "somebody no longer here")


def told(session: Session, person_id: str, *, library: CouncilLibrary) -> list[Told]:
    """Everything recorded of a person but their choices in scenarios, which are theirs alone."""
    recorded = queries.of_person(session, person_id)
    words = _words(session, recorded, library=library)
    parts = (_entries, _asked, _changed, _tried, _done, _read, _said, _authorised, _away)
    return [each for part in parts for each in part(recorded, words)]


def _words(session: Session, recorded: Recorded, *, library: CouncilLibrary) -> _Words:
    rows: Iterable[Any] = (
        *recorded.entries, *recorded.changes, *recorded.further, *recorded.endings, *recorded.authorisations,
        *recorded.authorisation_endings,
    )  # fmt: skip
    people = {row.by_id for row in rows} | {row.recorded_by for row in recorded.absences}
    clauses = {
        clause.id: clause.label for register in library.policies.values() for clause in register.clauses
    }
    council = library.council
    called = report.titles(library)
    return _Words(
        title=lambda kind, thing: called.get((kind, thing)) or report.named(kind, thing),
        audiences={each.slug: each.name for each in council.audiences},
        channels={each.slug: each.name for each in council.channels},
        clause=lambda clause_id: clauses.get(clause_id, clause_id),
        names=queries.names_of(session, sorted(people)),
    )


def _of(
    row: Evidence, what: str, *, how: str = "", by: str = "", facts: Iterable[Fact] = (), **more: Any
) -> Told:
    late = row.recorded_at - row.happened_at > SAME_TIME
    place = (("Ledger entry", str(row.seq)),)
    return Told(
        at=row.happened_at, recorded_at=row.recorded_at if late else None, seq=row.seq, what=what, how=how, by=by,
        facts=(*facts, *place), **more,
    )  # fmt: skip


def _entries(recorded: Recorded, words: _Words) -> Iterator[Told]:
    for row in recorded.entries:
        what = _entry(row, words)
        if what:
            yield _of(row, what, by=words.by(row.by_id))


def _entry(row: Entry, words: _Words) -> str | None:
    detail = row.detail
    if row.kind == "joined":
        audiences = ", ".join(words.audiences.get(each, each) for each in detail.get("audiences", []))
        return f"Joined{f' as {audiences}' if audiences else ''}"
    if row.kind == "left":
        return f"Left on {_day(detail.get('left_on'))}"
    if row.kind == "audience change":
        change, slug = (
            ("Became", detail["gained"]) if "gained" in detail else ("No longer", detail.get("lost", ""))
        )
        return f"{change} {words.audiences.get(slug, slug)}"
    if row.kind == "role change":
        if "granted" in detail:
            return f"Given the role of {detail['granted']}"
        return f"The role of {detail.get('ended', '')} ended"
    return "Invited to choose a password" if row.kind == "invitation" else None


def _day(text: str | None) -> str:
    return short_day(dt.date.fromisoformat(text)) if text else "a day not stated"


def _asked(recorded: Recorded, words: _Words) -> Iterator[Told]:
    for row in recorded.assignments:
        yield Told(
            at=row.recorded_at, recorded_at=None, seq=-1, what=f"Asked to do: {words.title(row.kind, row.thing)}",
            how=f"due {short_day(row.due_on)}", by=NOBODY["system"],
        )  # fmt: skip


def _changed(recorded: Recorded, words: _Words) -> Iterator[Told]:
    titles = {row.id: words.title(row.kind, row.thing) for row in recorded.assignments}
    for change in recorded.changes:
        title = titles.get(change.assignment_id, "")
        if change.change == "moved" and change.due_on is not None:
            what = f"Date moved to {short_day(change.due_on)}: {title}"
        else:
            what = f"{'No longer asked' if change.change == 'withdrawn' else 'Asked again'}: {title}"
        yield _of(change, what, how=change.reason, by=words.by(change.by_id))
    for further in recorded.further:
        title = titles.get(further.assignment_id, "")
        yield _of(
            further, f"One more attempt granted: {title}", how=further.reason, by=words.by(further.by_id)
        )


def _tried(recorded: Recorded, words: _Words) -> Iterator[Told]:
    for attempt, result in recorded.attempts:
        title, number = words.title("module", attempt.module), ("Attempt", str(attempt.number))
        content = ("Content", attempt.quiz_digest[:16])
        if result is None:
            what, facts = f"Began the quiz, not finished: {title}", [number, content]
            yield _of(attempt, what, how=attempt.method, attempt=attempt.id, facts=facts)
            continue
        mark = f"{result.right} of {result.of}"
        outcome = "Passed" if result.is_passed else "Not yet passed"
        missed = len(result.critical_missed)
        facts = [("Mark", mark), number, ("Needed", f"{result.pass_percent} %")]
        if missed:
            facts.append(("Key questions missed", str(missed)))
        what = f"{outcome}: {title}, {mark}"
        yield _of(result, what, how=attempt.method, attempt=attempt.id, facts=[*facts, content])


def _done(recorded: Recorded, words: _Words) -> Iterator[Told]:
    titles = {}
    for completion, certificate in recorded.completions:
        title = titles[certificate] = words.title("module", completion.module)
        until = short_day(completion.valid_until) if completion.valid_until else "does not run out"
        facts = [("Completed on", short_day(completion.completed_on)), ("Lasts until", until)]
        yield _of(
            completion, f"Completed: {title}", how=completion.method, certificate=certificate, facts=facts
        )
    for ending in recorded.endings:
        what = f"Certificate {ending.ending}: {titles.get(ending.certificate_id, '')}"
        yield _of(
            ending, what, how=ending.reason, by=words.by(ending.by_id), certificate=ending.certificate_id
        )


def _read(recorded: Recorded, words: _Words) -> Iterator[Told]:
    for row, version in recorded.acknowledgements:
        edition = "plain-English edition" if version.edition == "plain" else "the Council’s own wording"
        facts = [
            ("Words agreed to", row.statement),
            ("Version", f"{edition}, {row.document_digest[:16]}"),
            ("As", ", ".join(words.audiences.get(each, each) for each in row.audiences)),
        ]
        title = words.title("acknowledgement", row.policy).removeprefix("Policy: ")
        yield _of(row, f"Read and acknowledged: {title}", how=row.method, facts=facts)


def _said(recorded: Recorded, words: _Words) -> Iterator[Told]:
    for question in recorded.questions:
        yield _of(question, f"Asked about {words.clause(question.clause_id)}", how=question.question)
    for decline in recorded.declines:
        yield _of(decline, "Did not wish to acknowledge the policy", how=decline.reason)


def _authorised(recorded: Recorded, words: _Words) -> Iterator[Told]:
    for row in recorded.authorisations:
        where = ", ".join(words.channels.get(each, each) for each in row.channels)
        yield _of(row, f"Authorised to speak for the Council: {where}", by=words.by(row.by_id))
    for ending in recorded.authorisation_endings:
        what = f"Authorisation ended on {short_day(ending.ended_on)}"
        yield _of(ending, what, how=ending.reason, by=words.by(ending.by_id))


def _away(recorded: Recorded, words: _Words) -> Iterator[Told]:
    for row in recorded.absences:
        what = f"Away from {short_day(row.from_on)} to {short_day(row.until_on)}"
        yield Told(at=row.recorded_at, recorded_at=None, seq=-1, what=what, by=words.by(row.recorded_by))
