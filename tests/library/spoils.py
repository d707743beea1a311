"""For each rule, the smallest change to the good set that breaks it and nothing else."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.library.goodset import (
    BANK,
    COUNCIL,
    MODULE,
    POLICY,
    WORTHS,
    bank_text,
    module_text,
    texts,
)

Change = tuple[str, str | Callable[[re.Match[str]], str]]
LONG = "word " * 13


@dataclass(frozen=True)
class Spoil:
    """``changes`` are patterns and what replaces the first match (every match from ``EVERY``).

    The fault is expected on the first line with ``at`` in it, ``up`` lines further up.
    """

    rule: str
    file: str
    at: str
    changes: tuple[Change, ...] = ()
    text: str | None = None
    up: int = 0
    times: int = 1
    also: frozenset[str] = frozenset()
    add: dict[str, str] = field(default_factory=dict)
    remove: str | None = None

    def files(self) -> dict[str, str]:
        """The good set, spoiled."""
        files = texts() | self.add
        spoiled = self.text if self.text is not None else files[self.file]
        for old, new in self.changes:
            pattern, count = (old.removeprefix(EVERY), 0) if old.startswith(EVERY) else (old, 1)
            spoiled, changed = re.subn(pattern, new, spoiled, count=count, flags=re.DOTALL)
            assert changed, f"{self.rule}: nothing in {self.file} is like {old}"
        files[self.file] = spoiled
        return {place: text for place, text in files.items() if place != self.remove}

    def line(self) -> int:
        lines = self.files()[self.file].split("\n")
        return next(number for number, line in enumerate(lines, start=1) if self.at in line) - self.up


EVERY = "every "


def one(
    rule: str, file: str, old: str, new: str, *, at: str | None = None, up: int = 0, times: int = 1
) -> Spoil:
    """One change; unless said otherwise the fault is where the new text begins."""
    return Spoil(
        rule, file, new.split("\n", maxsplit=1)[0] if at is None else at, ((old, new),), up=up, times=times
    )


def _leads(worth: int, scene: str, old: str, new: str) -> Change:
    """Changes where one choice of the first scenario leads."""
    return rf"(Do thing {worth} at {scene} 1\n.*?){old}", rf"\1{new}"


def _another_scene(match: re.Match[str]) -> str:
    return match[1] + match[1].replace("s1-storm", "s1-lost") + match[2]


def _two_more_choices(match: re.Match[str]) -> str:
    return match[1] + "".join(match[1].replace("worth-1", name) for name in ("more", "most"))


STORM_AGAIN: Change = (r"(      - id: s1-storm\n.*?)(    endings:)", _another_scene)

READING = (
    Spoil("R01", BANK, "", text=""),
    one("R02", MODULE, "title: Wick", "title:\tWick"),
    one("R03", MODULE, "covers: Asking first", "covers: Asking: first"),
    one("R04", MODULE, "covers: Asking first.", "covers: Asking first.\ncovers: Again.", at="covers: Again"),
    one("R05", MODULE, "covers: Asking first.", "covers: Asking first.\nanswer: 42", at="answer: 42"),
    one("R06", MODULE, "lead: [^\n]*\n", "", at="council: wick"),
    one("R07", MODULE, "edition: '2026'", "edition: 2026"),
    one("R07", BANK, r"clauses: \[WPC-1\]", "clauses: [5.3]"),
    one("R07", BANK, "pass_percent: 80", "pass_percent: '80'"),
    one("R08", MODULE, "covers: Asking first.", "covers:"),
    one("R09", COUNCIL, "slug: facebook", "slug: Face book"),
    one("R10", MODULE, "worth: 3", "worth: 2"),
    one("R11", BANK, "draw: 4", "draw: 0"),
    one("R12", MODULE, "(then: s1-calm)", r"\1" + "\n            ends: well", at="- id: worth-3"),
    one("R13", MODULE, "lead: Some", "lead: &some Some"),
    Spoil(
        "R15", "content/modules/wick/draft.yml", "slug", add={"content/modules/wick/draft.yml": "slug: draft"}
    ),
    Spoil("R15", "content/modules/else/a.yaml", "slug", add={"content/modules/else/a.yaml": "slug: a"}),
    Spoil("R15", "content/modules/a.yaml", "slug", add={"content/modules/a.yaml": "slug: a"}),
)

FILES = (
    one("R14", MODULE, "council: wick", "council: elsewhere"),
    Spoil(
        "R14", "quizzes/wick/spare.yaml", "slug: induction",
        add={"quizzes/wick/spare.yaml": bank_text()},
    ),
    Spoil(
        "R14", "content/policies/wick-2023.yaml", "slug: social-media",
        ((r"approved_on: 2024-01-01", "approved_on: 2023-01-01"),),
        add={"content/policies/wick-2023.yaml": texts()[POLICY]},
    ),
    one("R16", BANK, r"id: b(\n        text: It is b of the things in 1\n)", r"id: a\1", at="It is b of the", up=1),
    one("R16", MODULE, EVERY + "s2-calm", "s1-calm", at="title: The calm hall 2", up=1),
    Spoil("R17", COUNCIL, "policy: social-media", remove=POLICY),
    one("R91", BANK, "Think of what Ada said about a in 1.", "Think of Ada's words about a in 1."),
    one("R91", MODULE, "So it is. So", 'So "it" is. So'),
    one("R18", MODULE, r"clauses: \[WPC-1\]", "clauses: [WPC-9]"),
    one("R18", BANK, r"clauses: \[WPC-2\]", "clauses: [LTC-4A-b1]"),
    Spoil(
        "R19", "quizzes/wick/spare.yaml", "slug: spare", (("slug: induction", "slug: spare"),),
        add={"quizzes/wick/spare.yaml": bank_text()},
    ),
    one("R68", MODULE, "Asking is quick", "WPC-1 is quick"),
)  # fmt: skip

COUNCILS = (
    one("R20", COUNCIL, "'#333366'", "'#8888cc'"),
    one("R21", COUNCIL, "clerk@wick.example.gov.uk", "clerk at wick"),
    one("R21", COUNCIL, "01632 960002", "extension 12"),
    one("R22", COUNCIL, "thing: induction", "thing: inductoin"),
    one("R23", COUNCIL, "- employee\n", "- warden\n"),
    one("R23", COUNCIL, "- employee\n", "- member\n"),
    one("R24", COUNCIL, "valid_months: 36", "valid_months: 2", at="window_days: 60"),
    one("R24", COUNCIL, "window_days: 60", "renewal: fixed date"),
    one(
        "R24",
        COUNCIL,
        "window_days: 60",
        "renewal: fixed date\n    fixed_month: 2\n    fixed_day: 29",
        at="fixed_day",
    ),
    one("R25", COUNCIL, r"codes: \[EMP\]", "codes: [EMPL]"),
)

POLICIES = (
    one("R30", POLICY, "prefix: WPC", "prefix: WPD", at="id: WPC-1", times=3),
    one("R31", POLICY, "parent: WPC-2", "parent: WPC-7"),
    one("R31", POLICY, "parent: WPC-2", "parent: WPC-2.s1"),
    one("R31", POLICY, "    parent: WPC-2\n", "", at="id: WPC-2.s1"),
    one("R32", POLICY, "heading: telling", "heading: selling"),
    one(
        "R32",
        POLICY,
        "headings:\n",
        "headings:\n  - {id: spare, title: Spare, short: Spare}\n",
        at="id: spare",
    ),
    one("R33", POLICY, r"binds: \[EMP\]", "binds: [EMPL]"),
    one("R33", POLICY, r"    binds: \[EMP\]\n", "", at="modality: must"),
    one("R34", POLICY, "earliest: 2028", "earliest: 2029"),
    one("R34", POLICY, "adopted_on: 2020", "adopted_on: 2025"),
)

MODULES = (
    one("R40", MODULE, "quiz: induction", "quiz: inductoin"),
    one("R41", MODULE, "(  - employee\n)", r"\1  - warden" + "\n", at="- warden"),
    one("R41", MODULE, "policy: social-media", "policy: social-medai"),
    one("R42", MODULE, "  - id: story-4.*", "", at="scenarios:"),
    one("R43", MODULE, "(  - whom to ask\n)", r"\1  - when\n  - how\n  - why" + "\n", at="- why"),
    one("R44", MODULE, EVERY + "        exhibit: {kind: calendar[^\n]*\n", "", at="scenarios:"),
    one("R45", MODULE, "budget_minutes: 20", "budget_minutes: 25"),
    one("R46", MODULE, "budget_minutes: 20", "budget_minutes: 12"),
    one("R47", MODULE, "day: 30", "day: 31"),
    one("R47", MODULE, "({day: 30, note: fair})", r"\1, \1", at="}, {day: 30"),
    one("R48", MODULE, "Thursday 5 November", "Friday 5 November"),
)

SCENARIOS = (
    one("R50", MODULE, "then: s1-calm", "then: s1-clam"),
    one("R50", MODULE, "ends: well", "ends: wel"),
    Spoil("R51", MODULE, "id: s1-lost", (STORM_AGAIN,)),
    Spoil("R52", MODULE, "then: s1-first", (_leads(3, "calm", "ends: well", "then: s1-first"),)),
    Spoil("R53", MODULE, "ends: well", (_leads(1, "first", "then: s1-calm", "ends: well"),)),
    Spoil(
        "R53", MODULE, "then: s1-lost",
        (STORM_AGAIN, _leads(1, "calm", "ends: well", "then: s1-storm"), _leads(1, "storm", "ends: badly", "then: s1-lost")),
    ),
    Spoil(
        "R54", MODULE, "scenes:",
        (
            _leads(0, "first", "worth: 0", "worth: 1"),
            ("then: s1-storm", "then: s1-calm"),
            ("      - id: s1-storm\n.*?    endings:", "    endings:"),
        ),
    ),
    Spoil("R55", MODULE, "endings:", ((EVERY + "ends: badly", "ends: well"), (EVERY + "      - id: badly\n[^\n]*\n", "")), times=4),
    Spoil("R55", MODULE, "# here", (_leads(0, "calm", "ends: badly", "ends: well  # here"),)),
    one("R55", MODULE, "      - id: well\n", "      - {id: spare, summary: Nobody came.}\n      - id: well\n", at="id: spare"),
    one("R56", MODULE, "worth: 3", "worth: 1", at="choices:"),
    Spoil("R56", MODULE, "choices:", (_leads(1, "first", "worth: 1", "worth: 3"), _leads(0, "first", "worth: 0", "worth: 3"))),
    Spoil(
        "R57", MODULE, "# here",
        (_leads(1, "first", "then: s1-calm", "then: s1-storm"), (r"(Do thing 0 at first 1.*?)then: s1-storm", r"\1then: s1-calm # here")),
    ),
    Spoil("R58", MODULE, "choices:", ((r"(          - id: worth-1\n.*?then: s1-calm\n)", _two_more_choices),)),
)  # fmt: skip

WORDS = (
    one("R60", MODULE, "story: You are", "story: " + "word " * 60 + "are"),
    one("R61", MODULE, "text: Do thing 3 at first 1\n", "text: a b c d e f g h i j k l m n o p q r s t u\n"),
    one(
        "R62",
        MODULE,
        "text: Do thing 1 at first 1\n",
        "text: Telephone the wardens of every neighbouring parish\n",
    ),
    one("R63", MODULE, "short: do thing 3", "short: " + LONG.strip()),
    one("R63", MODULE, "short: do thing 3", "short: do thing 3."),
    one("R64", MODULE, "story: So it is[^\n]*", "story: It was over soon."),
    one("R65", MODULE, EVERY + "text: Do thing 3", "text: Do the thing 3", at="scenarios:"),
    Spoil("R65", MODULE, "scenarios:", text=module_text((WORTHS[0],) * 3)),
    one("R66", MODULE, "why: Asking is", "why: Correct. Asking is"),
    one("R66", MODULE, "summary: Part 1 ended well.", "summary: Part 1 ended well!"),
    one("R67", MODULE, "why: Asking is quick. It saves", "why: Asking saves"),
    one("R69", MODULE, "setting: Thursday[^\n]*", "setting: Early."),
)

BANKS = (
    Spoil("R70", BANK, "questions:", (("  - id: q-13\n.*?(  - id: q-15)", r"\1"),), times=2, also=frozenset({"R73"})),
    Spoil("R71", BANK, "questions:", text=bank_text(ones=29)),
    one("R72", BANK, "draw: 6", "draw: 5", at="blueprint:"),
    Spoil("R73", BANK, "id: telling", (("cell: telling", "cell: asking"),) * 2),
    one("R74", BANK, "    critical: true\n", "", at="blueprint:"),
    one("R74", BANK, "risk: high", "risk: medium"),
    one("R75", BANK, "cell: telling", "cell: selling"),
    one("R76", BANK, r"Whom do you ask about thing 2\?", "Whom do you ask about - Thing 1?"),
    Spoil("R77", BANK, "questions:", text=bank_text(places=1), times=3),
    Spoil(
        "R77", BANK, "questions:",
        ((EVERY + r"'True', right: \w+", "'True', right: true"), (EVERY + r"'False', right: \w+", "'False', right: false")),
    ),
    one("R78", BANK, EVERY + r"of( the things in \d+\n        right: true)", r"of even\1", at="questions:"),
    one("R79", BANK, EVERY + r"It is (\w of the things in \d+\n        right: false)", r"It never is \1", at="questions:"),
)  # fmt: skip

QUESTIONS = (
    one("R80", BANK, "right: true", "right: false", at="options:"),
    one("R81", BANK, "text: 'True'", "text: 'Yes'", at="Ada is asked about thing 23", up=-1),
    one("R81", BANK, "Ada is asked about thing 23.", "Is Ada asked about thing 23?"),
    one("R82", BANK, r"of thing 19\? Choose two.", "of thing 19?"),
    one("R82", BANK, r"(19\? Choose two.\n.*?)right: true", r"\1right: false", at="19? Choose two", up=-1),
    one("R83", BANK, "It is a of the things in 1\n", "All of these\n"),
    one(
        "R84", BANK, "It is a of the things in 1\n", "It is a of the things in 1 and in 2 and in 3 and in 4\n"
    ),
    one("R85", BANK, r"Whom do you ask about thing 1\?", "About thing 1 you ask"),
    one("R86", BANK, "It is c of the things in 1\n", "It is a of the things in 1.\n"),
    one("R87", BANK, "the Chair", "the Clerk", at="looks after what in 29", up=-1),
    one("R87", BANK, "match: the Chair", "match: " + LONG.strip()),
    Spoil("R87", BANK, "the CLERK", ((r"(match: the Clerk.*?)match: the Clerk", r"\1match: the CLERK"),)),
    one("R88", BANK, "look_again: Think of 27 again.", "look_again: First do one with thing 27."),
    one("R89", BANK, "why: Think of what Ada said about a in 1.", "why: No, it is b of the things in 1."),
    one("R90", BANK, "Whom do you ask about thing 1", "Whom do you NOT ask about thing 1"),
)

SPOILS = (*READING, *FILES, *COUNCILS, *POLICIES, *MODULES, *SCENARIOS, *WORDS, *BANKS, *QUESTIONS)
