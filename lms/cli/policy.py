"""The commands about a council's policy: import its own wording as a draft, and accept that wording."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from lms.cli.councils import chosen, refuse, settings_or_refuse
from lms.domain.days import day_of, short_day
from lms.domain.imported import ImportedHeading, ImportedPolicy
from lms.domain.refusal import Refused
from lms.services import accepting, adopting, people, records, upkeep
from lms.services.adopting import Draft, Reading

A_DAY = click.DateTime(["%Y-%m-%d"])
PRINTED = {"id", "label", "heading", "text", "modality", "parent", "lines"}
WHICH = click.option("--policy", "policy_slug", help="The policy's slug, where the council has several.")


@click.group()
def policy() -> None:
    """The wording of a council's policy."""


@policy.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("council")
@click.option("--json", "is_json", is_flag=True, help="Print all that was read, as JSON.")
@WHICH
def import_(file: Path, council: str, is_json: bool, policy_slug: str | None) -> None:
    """Read FILE, the council's own document as text, into a draft version."""
    settings = settings_or_refuse()
    chosen(settings, council, is_all=False)
    try:
        library = records.content_of(settings, council)
        slug = policy_slug or library.council.policy
        reading = adopting.read_document(file, library=library, policy=slug)
        with records.opened(settings, council) as database, database.writing() as session:
            draft = adopting.import_policy(
                session, people.operator(), library=library, reading=reading, now=dt.datetime.now(dt.UTC)
            )
            show = _as_json if is_json else _as_text
            told = show(reading, draft)
    except Refused as refusal:
        refuse(refusal.sentence)
    except upkeep.TROUBLE as trouble:
        refuse(f"{council}: {upkeep.sentence_of(trouble)}")
    click.echo(told)


@policy.command()
@click.argument("council")
@click.argument("version")
@click.option("--minute", required=True, help="The minute by which the council adopted this wording.")
@click.option("--on", type=A_DAY, help="The day from which it is in force, YYYY-MM-DD; today when left out.")
@WHICH
def accept(council: str, version: str, minute: str, on: dt.datetime | None, policy_slug: str | None) -> None:
    """Put VERSION in force: the number that its import printed, or the start of it."""
    settings = settings_or_refuse()
    chosen(settings, council, is_all=False)
    now = dt.datetime.now(dt.UTC)
    in_force_on = on.date() if on else day_of(now)
    try:
        library = records.content_of(settings, council)
        slug = policy_slug or library.council.policy
        with records.opened(settings, council) as database, database.writing() as session:
            found = adopting.version_named(session, version, policy=slug)
            accepted = accepting.accept_version(
                session, people.operator(), library=library, version=found, minute=minute, in_force_on=in_force_on,
                now=now,
            )  # fmt: skip
            day = short_day(accepted.in_force_on)
            told = f"Version {found.id} is in force from {day} by minute {accepted.minute}."
            for given_up, meant_for in accepting.gave_way(session, accepted, policy=slug, today=day_of(now)):
                told += f"\nIt takes the place of version {given_up}, meant for {short_day(meant_for)}."
    except Refused as refusal:
        refuse(refusal.sentence)
    except upkeep.TROUBLE as trouble:
        refuse(f"{council}: {upkeep.sentence_of(trouble)}")
    click.echo(told)


def _as_json(reading: Reading, draft: Draft) -> str:
    """The format that programs hold on to: keys are added to it, never changed."""
    found, matching = reading.policy, reading.matching
    aside = (*found.dropped, *found.unowned)
    told: dict[str, Any] = {
        "facts": _facts(found),
        "clauses": [clause.model_dump(include=PRINTED, mode="json") for clause in found.clauses],
        "dropped": [f"{line.number}: {line.text}" for line in found.dropped],
        "unowned": [f"{line.number}: {line.text}" for line in found.unowned],
        "reasons": {str(line.number): line.reason for line in aside},
        "headings": [heading.model_dump(mode="json") for heading in found.headings],
        "stated_on": dict(found.stated_on),
        "fact_lines": [f"{line.number}: {line.text}" for line in found.fact_lines],
        "notes": found.notes,
        "matching": {
            "matched": len(matching.matched),
            "missing": matching.missing,
            "unknown": matching.unknown,
            "missing_headings": matching.missing_headings,
            "unknown_headings": [_named(heading) for heading in matching.unknown_headings],
            "doubts": [doubt.clause_id for doubt in matching.doubts],
        },
        "version": draft.version.id,
        "is_new": draft.is_new,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _facts(found: ImportedPolicy) -> dict[str, str | None]:
    facts = found.facts
    return {
        "title": facts.title,
        "number": facts.number,
        "version": facts.version,
        "approver": facts.approver,
        "approved_on": facts.approved_on.isoformat() if facts.approved_on else None,
        "review_due": facts.review_due.printed if facts.review_due else None,
        "supersedes": facts.supersedes.printed if facts.supersedes else None,
        "audience": facts.audience,
        "minute": facts.minute,
        "signatory": facts.signatory,
    }


def _as_text(reading: Reading, draft: Draft) -> str:
    """What a clerk looks over: the facts, what did not match, and each line not understood."""
    found, matching = reading.policy, reading.matching
    facts = [_stated(found, name, value) for name, value in _facts(found).items()]
    count = len(found.clauses)
    state = "kept as a draft" if draft.is_new else "imported before; nothing has changed"
    return "\n".join(
        [
            *facts,
            "",
            f"{count} {'clause' if count == 1 else 'clauses'} read; {_in_the_register(len(matching.matched))}.",
            *(f"In the register only: {each}" for each in matching.missing),
            *(f"In the document only: {_placed(found, each)}" for each in matching.unknown),
            *(f"Heading in the register only: {each}" for each in matching.missing_headings),
            *(f"Heading in the document only: {_named(each)}" for each in matching.unknown_headings),
            *(
                f"Look at {each.clause_id}: its words are more like {each.likelier_id}."
                for each in matching.doubts
            ),
            *(f"Line {line.number} was left out ({line.reason}): {line.text}" for line in found.dropped),
            *(
                f"Line {line.number} was not understood ({line.reason}): {line.text}"
                for line in found.unowned
            ),
            *found.notes,
            *(f"Line {line.number} was read as a fact: {line.text}" for line in found.fact_lines),
            "",
            f"Version {draft.version.id} ({state}).",
        ]
    )


def _stated(found: ImportedPolicy, name: str, value: str | None) -> str:
    line = dict(found.stated_on).get(name)
    where = f" (line {line})" if value and line else ""
    return f"{name.replace('_', ' ').capitalize()}: {value or 'not stated'}{where}"


def _in_the_register(count: int) -> str:
    return f"{count} {'is' if count == 1 else 'are'} in the register"


def _placed(found: ImportedPolicy, clause_id: str) -> str:
    clause = found.clause(clause_id)
    return f"{clause_id}: line {clause.lines[0]}: {clause.text}" if clause else clause_id


def _named(heading: ImportedHeading) -> str:
    return f"line {heading.lines[0]}: {heading.title}"
