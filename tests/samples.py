"""Invented sample words for every part of a page and every printed sheet."""

from typing import Any

from pydantic import TypeAdapter

from lms.domain.councils import Colours, Contact
from lms.domain.exhibits import Exhibit
from lms.pdf.codes import code_of

CLERK = Contact(name="Ruth Prosser", title="Town Clerk", telephone="01632 960123", email="clerk@example.org")


class Ludlow:
    """As much of a council as a template asks for."""

    name = "Ludlow Town Council"
    slug = "ludlow"
    colours = Colours(main="#6b2737", tint="#f8f2f1", edge="#c9b3b0")


class Hereford(Ludlow):
    name = "Hereford City Council"
    slug = "hereford"
    colours = Colours(main="#1f3f77", tint="#f1f4f9", edge="#b3bfd1")


class Megan:
    name = "Megan Pugh"


LEARNER = [
    ("Home", "/", True),
    ("May I post this?", "/may-i-post", False),
    ("Policy", "/policies", False),
    ("My record", "/record", False),
    ("Clerk’s desk", "/clerk", False),
]
DESK = [
    (word, f"/clerk/{word.lower()}", word == "Completions")
    for word in ("Home", "Completions", "People", "Officers", "Policies", "Programme", "Evidence")
]
LEAVE = [("Save and leave", "/leave", False)]


def exhibit(**parts: Any) -> Any:
    return TypeAdapter(Exhibit).validate_python(parts)


EXHIBITS = {
    "post": exhibit(
        kind="post",
        caption="A post on the Council’s Facebook page",
        author="Ludlow Town Council",
        when="Today, 16:05",
        reactions=23,
        text="The big lime on Castle Walk has shed a branch.\n\nPlease use the lower path until Friday.",
        comments=[
            {"author": name, "when": when, "text": text}
            for name, when, text in (
                ("Sheila Gough", "16:20", "Third time this year. Who is looking after these trees?"),
                ("Dai Bevan", "16:31", "Could have landed on the school run."),
                ("Ann Tudor", "16:40", "Thank you for telling us quickly."),
                ("Piotr Wójcik", "16:52", "Is the lower path lit?"),
                ("Siân Ŵyn", "17:01", "Not past the gate."),
            )
        ],
    ),
    "message": exhibit(
        kind="message",
        caption="A direct message to the Council’s page",
        bubbles=[
            {
                "author": "Sheila Gough",
                "side": "left",
                "at": "21:38",
                "text": "Is it true the market is cancelled?",
            },
            {"author": "You", "side": "right", "at": "21:40", "text": "Let me find out who can answer that."},
            {"author": "Sheila Gough", "side": "left", "text": "My stall money is already paid."},
        ],
    ),
    "group_chat": exhibit(
        kind="group_chat",
        caption="A group chat on your own phone",
        group="Ludlow Noticeboard, 1,204 members",
        bubbles=[
            {
                "author": "Gareth",
                "side": "left",
                "at": "19:02",
                "text": "You work there. What did they decide?",
            },
            {"author": "You", "side": "right", "at": "19:03", "text": "…"},
        ],
    ),
    "email": exhibit(
        kind="email",
        caption="An e-mail in the events inbox",
        sender="Kestrel Homes <press@kestrel.example>",
        to="events@ludlow.example",
        sent="Thursday 12 November 2026, 08:50",
        subject="A quote for our launch",
        body="Good morning,\n\nCould the Council share our launch today?\nWe would return the favour.\n\nJo",
    ),
    "profile": exhibit(
        kind="profile",
        caption="Your own public profile",
        name="Megan Pugh",
        fields=[
            {"label": "Works at", "value": "Ludlow Town Council"},
            {"label": "Lives in", "value": "Ludlow"},
            {"label": "About", "value": "Events, bread and the occasional opinion."},
        ],
    ),
    "screenshot": exhibit(
        kind="screenshot",
        caption="A screenshot sent to you by a trader",
        shows="A comment under a market photograph. It names the trader, says that he waters the cider, "
        "and has eleven laughing faces beneath it.",
    ),
    "note": exhibit(
        kind="note",
        caption="A note on your phone",
        at="Tuesday 17:20",
        lines=["Ring Ruth before six", "Photo: ask both parents", "Sheila’s stall: pitch 14"],
    ),
    "calendar": exhibit(
        kind="calendar",
        caption="The events calendar on the office wall",
        month="2026-11",
        marked=[
            {"day": 12, "note": "Market moved to Mill Street"},
            {"day": 27, "note": "Lights switched on at 18:00"},
        ],
    ),
}

LOOK = {"council_name": "Ludlow Town Council", "colour": "#6b2737"}
CERTIFICATE = LOOK | {
    "person_name": "Łukasz Ŵyn-Żółtowski",
    "module_title": "Speaking for the Council",
    "covers": "When to post, when to ask first, and what never to share.",
    "completed_on": "10 December 2026",
    "lasts_until": "10 December 2027",
    "policy": "Social Media Policy, adopted 11 December 2023",
    "number": "7K2M 9QXA 4TZB 8WRC 1HJD 5NPE 6VSF",
    "verify_at": "training.ludlow.example/verify",
    "code": code_of("https://training.ludlow.example/verify/7K2M9QXA4TZB8WRC1HJD5NPE6VSF"),
    "standing": None,
}
COLUMNS = ["Person", "Audience", "Module", "Standing", "Due or lasts until", "Last reminder"]
REPORT_SHEET: dict[str, Any] = LOOK | {
    "as_at": "Friday 20 November 2026",
    "heading": "17 of 20 people are up to date",
    "filters": None,
    "is_wide": True,
    "figures": [(17, "current"), (1, "due"), (1, "overdue"), (1, "lapsed")],
    "meanings": ["Overdue means never done, and late. Lapsed means it was done, and has run out."],
    "bars": [
        ("Social media at work", [(15, "current"), (3, "due"), (2, "late")]),
        ("Speaking for the Council", [(4, "current"), (0, "due"), (1, "late")]),
    ],
    "columns": COLUMNS,
    "last": "Reminders last ran today at 07:00.",
    "rows": [
        [f"Person Number {n}", "Employee", "Social media at work", "Current", "10 December 2027", ""]
        for n in range(60)
    ],
}
ACKNOWLEDGED: dict[str, Any] = LOOK | {
    "person_name": "Megan Pugh",
    "policy_title": "Social Media Policy",
    "digest": "9f86d081884c7d65" * 4,
    "statement": "I have read and understood the Social Media Policy adopted on 11 December 2023.",
    "rows": [
        ("Version", "adopted 11 December 2023"),
        ("When", "Friday 20 November 2026, 14:03"),
        ("How", "Signed in, own account"),
    ],
    "clauses": [
        (
            "Business use, paragraph 3",
            "Nobody but the persons so named shall answer.\nNor shall they be asked.",
            "Only those named speak.",
            ["Nobody else speaks.", "Nobody else may be asked to."],
        ),
        ("Clause 5.3", None, "Ask both parents before a child’s picture is used.", []),
    ],
}
SHEETS: dict[str, tuple[str, dict[str, Any]]] = {
    "certificate": ("certificate", CERTIFICATE),
    "certificate-expired": (
        "certificate",
        CERTIFICATE | {"standing": "This certificate ran out on 10 December 2027."},
    ),
    "report": ("report", REPORT_SHEET),
    "report-narrow": (
        "report",
        REPORT_SHEET | {"is_wide": False, "rows": [], "bars": [], "filters": "Only employees."},
    ),
    "acknowledgement": ("acknowledgement", ACKNOWLEDGED),
}
