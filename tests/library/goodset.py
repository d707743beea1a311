"""Writes a small council's content that breaks no rule, for tests to spoil in one place at a time."""

from collections.abc import Sequence
from pathlib import Path

COUNCIL = "content/councils/wick.yaml"
POLICY = "content/policies/wick-social-media-2024-01-01.yaml"
MODULE = "content/modules/wick/induction.yaml"
BANK = "quizzes/wick/induction.yaml"

COUNCIL_TEXT = """\
slug: wick
name: Wick Parish Council
short_name: Wick
place: Wick
colours: {main: '#333366', tint: '#f2f2f6', edge: '#b0b0c0'}
clerk:
  name: Ada Fenn
  title: Parish Clerk
  telephone: 01632 960001
  email: clerk@wick.example.gov.uk
stand_in:
  name: Bert Osier
  title: Assistant Clerk
  telephone: 01632 960002
  email: assistant@wick.example.gov.uk
policy: social-media
audiences:
  - slug: employee
    name: Employee
    plural: Employees
    codes: [EMP]
  - {slug: member, name: Councillor, plural: Councillors}
channels:
  - {slug: facebook, name: Facebook}
programme:
  - slug: induction
    kind: module
    thing: induction
    audiences:
      - employee
    starts_on: 2026-01-01
    due_days: 30
    valid_months: 36
    window_days: 60
    set_by: the Parish Clerk
    because: The Parish Clerk asks for it.
    law: A law behind it.
  - slug: acknowledgement
    kind: acknowledgement
    thing: social-media
    audiences: [employee, member]
    starts_on: 2026-01-01
    due_days: 30
    set_by: the Parish Clerk
    because: The Parish Clerk asks for it.
    law: A law behind it.
"""

POLICY_TEXT = """\
council: wick
slug: social-media
title: Social media policy
prefix: WPC
addressing: numbered
facts:
  title: Social Media Policy
  number: null
  version: null
  approver: Full Council
  approved_on: 2024-01-01
  minute: null
  supersedes: {printed: the policy of 2020, adopted_on: 2020-01-01}
  review_due:
    printed: spring 2028
    earliest: 2028-03-01
    latest: 2028-05-31
  audience: null
  signatory: null
headings:
  - {id: using, title: Using social media, short: Using}
  - {id: telling, title: Telling the Clerk, short: Telling}
clauses:
  - id: WPC-1
    heading: using
    label: Clause 1
    binds: [EMP]
    modality: must
    plain: Ask before you post.
  - id: WPC-2
    heading: telling
    label: Clause 2
    modality: info
    plain: The Clerk is there to be asked.
  - id: WPC-2.s1
    heading: telling
    label: Clause 2
    parent: WPC-2
    printed: false
    modality: info
    plain: The Clerk answers the same day.
"""

EXHIBITS = (
    "{kind: post, caption: A post, author: Cass, when: 9 am, text: Is the hall open?}",
    "{kind: message, caption: A message, bubbles: [{author: Dot, side: left, text: Are you there?}]}",
    "{kind: note, caption: A note, at: 9 am, lines: [ring Ada]}",
    "{kind: calendar, caption: A calendar, month: '2026-11', marked: [{day: 30, note: fair}]}",
)
STORY = "So it is. " * 14
FIRST_CELL = 12
WORTHS = ((3, 1, 0), (1, 3, 0), (0, 1, 3))


def module_text(worths: Sequence[tuple[int, ...]] = WORTHS) -> str:
    """Four scenarios: three scenes each, the best choice in each place in turn, two endings."""
    scenarios = "".join(_scenario(number, worths) for number in range(1, 5))
    return f"""\
council: wick
slug: induction
title: Wick on line
reason: induction
edition: '2026'
audiences:
  - employee
policy: social-media
lead: Somebody asks you a question by the pump.
covers: Asking first.
objectives:
  - whom to ask
budget_minutes: 20
quiz: induction
scenarios:
{scenarios}"""


def _scenario(number: int, worths: Sequence[tuple[int, ...]]) -> str:
    def scene(name: str, setting: str, *leads: str) -> str:
        return _scene(number, name, setting, dict(zip((3, 1, 0), leads, strict=True)), worths=worths)

    first = scene("first", "Thursday 5 November 2026, 9 am.", "then: calm", "then: calm", "then: storm")
    calm = scene("calm", "The same day, 6 pm.", "ends: well", "ends: well", "ends: badly")
    storm = scene("storm", "The same day, 8 pm.", "ends: well", "ends: badly", "ends: badly")
    return f"""\
  - id: story-{number}
    title: The hall, part {number}
    scenes:
{first}{calm}{storm}    endings:
      - id: well
        summary: Part {number} ended well.
      - id: badly
        summary: Part {number} ended, and you rang Ada.
    clauses: [WPC-1]
"""


def _scene(
    number: int, name: str, setting: str, leads: dict[int, str], *, worths: Sequence[tuple[int, ...]]
) -> str:
    """``leads`` says where each worth leads; a scene's id begins with its scenario's number."""
    turn = number + len(name)
    leads = {worth: lead.replace("then: ", f"then: s{number}-") for worth, lead in leads.items()}
    choices = "".join(_choice(number, name, worth, leads[worth]) for worth in worths[turn % 3])
    return f"""\
      - id: s{number}-{name}
        title: The {name} hall {number}
        setting: {setting}
        story: You are at the hall for {name} {number}.
        exhibit: {EXHIBITS[turn % 4]}
        clauses: [WPC-1]
        choices:
{choices}"""


def _choice(number: int, scene: str, worth: int, leads: str) -> str:
    return f"""\
          - id: worth-{worth}
            text: Do thing {worth} at {scene} {number}
            short: do thing {worth}
            worth: {worth}
            happened:
              title: Thing {worth} is done at {scene} {number}
              setting: An hour later.
              story: {STORY.strip()}
            why: Asking is quick. It saves {worth} hours at {scene} {number}.
            clauses: [WPC-1]
            {leads}
"""


def bank_text(*, ones: int = 18, places: int = 3) -> str:
    """31 questions of five kinds in two cells; the first ``ones`` have one answer, in one of ``places``."""
    others = [_several] * 4 + [_true_false] * 4 + [_order] * 2 + [_match] * 3
    questions = [_one(number, number % places) for number in range(1, ones + 1)]
    questions += [make(number) for number, make in enumerate(others, start=19) if number > ones]
    return f"""\
council: wick
slug: induction
title: Wick on line
pass_percent: 80
blueprint:
  - id: asking
    title: Asking
    risk: high
    draw: 4
    critical: true
  - id: telling
    title: Telling
    risk: low
    draw: 6
questions:
{"".join(questions)}"""


def _head(number: int, kind: str, stem: str) -> str:
    cell = "asking" if number <= FIRST_CELL else "telling"
    return f"  - id: q-{number}\n    kind: {kind}\n    cell: {cell}\n    clauses: [WPC-1]\n    stem: {stem}\n"


def _one(number: int, place: int) -> str:
    options = "".join(_option(number, name, right=at == place) for at, name in enumerate("abc"))
    return _head(number, "one", f"Whom do you ask about thing {number}?") + "    options:\n" + options


def _several(number: int) -> str:
    options = "".join(_option(number, name, right=name in "bd") for name in "abcd")
    return (
        _head(number, "several", f"Which are so of thing {number}? Choose two.") + "    options:\n" + options
    )


def _option(number: int, name: str, *, right: bool) -> str:
    return f"""\
      - id: {name}
        text: It is {name} of the things in {number}
        right: {str(right).lower()}
        why: Think of what Ada said about {name} in {number}.
        clauses: [WPC-1]
"""


def _true_false(number: int) -> str:
    both = (("True", number % 2 == 0), ("False", number % 2 == 1))
    options = "".join(
        f"      - {{id: says-{word.lower()}, text: '{word}', right: {str(right).lower()}, "
        "why: So it is., clauses: [WPC-2]}\n"
        for word, right in both
    )
    return _head(number, "true_false", f"Ada is asked about thing {number}.") + "    options:\n" + options


def _order(number: int) -> str:
    steps = "".join(
        f"      - {{id: {name}, text: do {name} with thing {number}, why: It comes so., clauses: [WPC-2.s1]}}\n"
        for name in ("one", "two", "three")
    )
    stem = f"Put the steps of thing {number} in order."
    return _head(number, "order", stem) + f"    steps:\n{steps}    look_again: Think of {number} again.\n"


def _match(number: int) -> str:
    pairs = "".join(
        f"      - {{id: {name}, text: the {name} thing in {number}, match: {who}, why: It is so., clauses: [WPC-2]}}\n"
        for name, who in (("red", "the Clerk"), ("blue", "the Chair"), ("green", "the Clerk"))
    )
    stem = f"Who looks after what in {number}?"
    return _head(number, "match", stem) + f"    pairs:\n{pairs}    look_again: Think of {number} again.\n"


def texts() -> dict[str, str]:
    """Every file of the good set, by its place."""
    return {COUNCIL: COUNCIL_TEXT, POLICY: POLICY_TEXT, MODULE: module_text(), BANK: bank_text()}


def write(root: Path, files: dict[str, str]) -> Path:
    """Writes the files below ``root`` and returns the content folder."""
    for place, text in files.items():
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root / "content"
