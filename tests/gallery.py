"""Every component, error page and print sheet with invented sample words, for looking at and for the judges.

``python -m tests.gallery FOLDER`` writes them, with the static files beside them, to be opened in a browser.
"""

import datetime as dt
import shutil
import sys
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import TypeAdapter

from lms import assets
from lms.domain.councils import Colours, Contact
from lms.domain.exhibits import Exhibit
from lms.domain.standing import NAMES
from lms.pdf.codes import code_of
from lms.settings import root

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


LEARNER = [("Home", "/", True), ("May I post this?", "/may-i-post", False), ("Policy", "/policies", False),
           ("My record", "/record", False), ("Clerk’s desk", "/clerk", False)]  # fmt: skip
DESK = [(word, f"/clerk/{word.lower()}", word == "Completions")
        for word in ("Home", "Completions", "People", "Officers", "Policies", "Programme", "Evidence")]  # fmt: skip
LEAVE = [("Save and leave", "/leave", False)]


def exhibit(**parts: Any) -> Any:
    return TypeAdapter(Exhibit).validate_python(parts)


EXHIBITS = {
    "post": exhibit(
        kind="post", caption="A post on the Council’s Facebook page", author="Ludlow Town Council",
        when="Today, 16:05", reactions=23,
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
        kind="message", caption="A direct message to the Council’s page",
        bubbles=[
            {"author": "Sheila Gough", "side": "left", "at": "21:38", "text": "Is it true the market is cancelled?"},
            {"author": "You", "side": "right", "at": "21:40", "text": "Let me find out who can answer that."},
            {"author": "Sheila Gough", "side": "left", "text": "My stall money is already paid."},
        ],
    ),
    "group_chat": exhibit(
        kind="group_chat", caption="A group chat on your own phone", group="Ludlow Noticeboard, 1,204 members",
        bubbles=[
            {"author": "Gareth", "side": "left", "at": "19:02", "text": "You work there. What did they decide?"},
            {"author": "You", "side": "right", "at": "19:03", "text": "…"},
        ],
    ),
    "email": exhibit(
        kind="email", caption="An e-mail in the events inbox", sender="Kestrel Homes <press@kestrel.example>",
        to="events@ludlow.example", sent="Thursday 12 November 2026, 08:50", subject="A quote for our launch",
        body="Good morning,\n\nCould the Council share our launch on its page today?\nWe would return the favour.\n\nJo",
    ),
    "profile": exhibit(
        kind="profile", caption="Your own public profile", name="Megan Pugh",
        fields=[{"label": "Works at", "value": "Ludlow Town Council"}, {"label": "Lives in", "value": "Ludlow"},
                {"label": "About", "value": "Events, bread and the occasional opinion."}],
    ),
    "screenshot": exhibit(
        kind="screenshot", caption="A screenshot sent to you by a trader",
        shows="A comment under a market photograph. It names the trader, says that he waters the cider, "
        "and has eleven laughing faces beneath it.",
    ),
    "note": exhibit(
        kind="note", caption="A note on your phone", at="Tuesday 17:20",
        lines=["Ring Ruth before six", "Photo: ask both parents", "Sheila’s stall: pitch 14"],
    ),
    "calendar": exhibit(
        kind="calendar", caption="The events calendar on the office wall", month="2026-11",
        marked=[{"day": 12, "note": "Market moved to Mill Street"}, {"day": 27, "note": "Lights switched on at 18:00"}],
    ),
}  # fmt: skip

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
    "as_at": "Friday 20 November 2026", "heading": "17 of 20 people are up to date", "filters": None, "is_wide": True,
    "figures": [(17, "current"), (1, "due"), (1, "overdue"), (1, "lapsed")],
    "meanings": ["Overdue means never done, and late. Lapsed means it was done, and has run out."],
    "bars": [("Social media at work", [(15, "current"), (3, "due"), (2, "late")]),
             ("Speaking for the Council", [(4, "current"), (0, "due"), (1, "late")])],
    "columns": COLUMNS, "last": "Reminders last ran today at 07:00.",
    "rows": [[f"Person Number {n}", "Employee", "Social media at work", "Current", "10 December 2027", ""] for n in range(60)],
}  # fmt: skip
ACKNOWLEDGED: dict[str, Any] = LOOK | {
    "person_name": "Megan Pugh", "policy_title": "Social Media Policy", "digest": "9f86d081884c7d65" * 4,
    "statement": "I have read and understood the Social Media Policy adopted on 11 December 2023.",
    "rows": [("Version", "adopted 11 December 2023"), ("When", "Friday 20 November 2026, 14:03"), ("How", "Signed in, own account")],
    "clauses": [("Business use, paragraph 3", "Nobody but the persons so named shall answer.\nNor shall they be asked.", "Only those named speak."),
                ("Clause 5.3", None, "Ask both parents before a child’s picture is used.")],
}  # fmt: skip
PERSON_SHEET: dict[str, Any] = LOOK | {
    "as_at": "Friday 20 November 2026", "person_name": "Megan Pugh", "caption": "Employee, since 3 May 2019",
    "today": [("Social media at work", "Done. Lasts until 10 December 2027"), ("Social Media Policy", "Do by Friday 18 December")],
    "story": [("Friday 20 November 2026", [("Passed the quiz: 9 of 10", "Signed in, own account", None)]),
              ("Monday 4 May 2026", [("Paper sheet entered", "Signature and witness", "Ruth Prosser")])],
}  # fmt: skip
SHEETS: dict[str, tuple[str, dict[str, Any]]] = {
    "certificate": ("certificate", CERTIFICATE),
    "certificate-expired": ("certificate", CERTIFICATE | {"standing": "This certificate ran out on 10 December 2027."}),
    "report": ("report", REPORT_SHEET),
    "report-narrow": ("report", REPORT_SHEET | {"is_wide": False, "rows": [], "bars": [], "filters": "Only employees."}),
    "acknowledgement": ("acknowledgement", ACKNOWLEDGED),
    "person": ("person", PERSON_SHEET),
}


def sheet(name: str) -> str:
    """A sheet for paper, as the HTML that is handed to lms.pdf."""
    template, given = SHEETS[name]
    return environment().get_template(f"print/{template}.html").render(given)


def environment(**more: Any) -> Environment:
    """The templates as the web layer sets them up: escaped, and strict about what is not given."""
    made = Environment(
        loader=FileSystemLoader(root() / "templates"), undefined=StrictUndefined, autoescape=True, trim_blocks=False
    )
    made.globals.update(asset=assets.asset_url, csrf_token=lambda: "token", council_css="/static/council.css", **more)
    return made


FRAME: dict[str, Any] = {
    "council": Ludlow, "root": "", "person": Megan, "navigation": LEARNER, "help": CLERK, "is_demo": True,
}  # fmt: skip


def page(body: str, **given: Any) -> str:
    """A page whose content block is ``body``, a template's text, in the frame."""
    imports = "".join(
        f'{{% import "components/{name}.html" as {name} with context %}}' for name in ("exhibits", "forms", "record", "text")
    )
    source = f'{{% extends "layout.html" %}}{{% block content %}}{imports}{body}{{% endblock %}}'
    return environment().from_string(source).render({**FRAME, **given})


HOME = """
<h1 class="govuk-heading-l">One thing to do by Friday 11 December</h1>
{% call record.task("Social media at work", ["About 15 minutes left. You stopped after scenario 2 of 4."], "/modules/x", "Carry on") %}
{{ text.why_am_i_doing_this("the Town Clerk", "Everybody who works for the Council does this once a year.",
   "A record of training is the Council’s defence under section 109(4) of the Equality Act 2010.") }}
{% endcall %}
<p class="govuk-body">Next: read and acknowledge the Social Media Policy, by Friday 18 December.</p>
<h2 class="govuk-heading-m">What you hold</h2>
<ul class="govuk-list"><li>Induction, lasts until 10 December 2027. <a class="govuk-link" href="/c.pdf">Certificate (PDF)</a></li></ul>
"""

SCENE = """
<span class="govuk-caption-l">Scenario 2 of 4</span>
<h1 class="govuk-heading-l">The tree on Castle Walk</h1>
{{ text.story("Thursday 12 November, 16:50. Ruth is at a funeral.",
  "You are locking the office when your phone buzzes. Somebody has tagged the Council under last week’s post, and the comments are filling up. Owen is on the late bus and cannot be reached until six.") }}
{{ exhibits.exhibit(sample.post) }}
<form method="post" action="/x">{{ forms.csrf() }}
{{ forms.radios("choice", "What do you do?", [("a", "Answer Sheila kindly and say the trees are checked each spring", none),
  ("b", "Leave it, and ring Ruth’s stand-in at six", none), ("c", "Hide the comments until somebody can answer", none)], error=wrong) }}
{{ forms.button("Choose") }}
<p class="govuk-body">Nobody else sees which one you chose.</p></form>
"""

CONSEQUENCE = """
<span class="govuk-caption-l">You chose: hold the reply and ring Owen</span>
<h1 class="govuk-heading-l">By six the path is clear</h1>
{{ text.story("Thursday 12 November, 18:10", "Owen rings back from the bus stop. The tree was surveyed in March and he has the date. He posts two lines; Sheila thanks him, and the thread goes quiet before the evening news.") }}
<h2 class="govuk-heading-m">Why</h2>
<p class="govuk-body">A reply in the Council’s name binds the Council. Whoever may give it can be reached within the hour, and an hour costs nothing here.</p>
{{ text.clause("Business use, paragraph 3", "11 December 2023", quote, "Only those the Town Clerk has named speak for the Council.") }}
{{ forms.button("Carry on") }}
"""

QUIZ = """
<span class="govuk-caption-l">Question 3 of 10</span>
<form method="post" action="/x">{{ forms.csrf() }}{{ forms.hidden("key", "k") }}
{{ forms.checkboxes("answer", "Which two of these would you clear with the Town Clerk first?", [("a", "A photograph of the new bench", none),
 ("b", "A reply to a complaint about a named officer", none), ("c", "The opening hours at Christmas", none), ("d", "A view on the bypass", none)],
  hint="Choose two", is_title=true, size="l", chosen=["b"]) }}
{{ forms.button("Save and continue") }}
<p class="govuk-body"><a class="govuk-link" href="/q/2">Back to question 2</a> Saved at 14:03</p></form>
"""

RESULT = """
{{ text.panel("Passed: 9 of 10", "Lasts until 10 December 2027") }}
{{ forms.link_button("Read and acknowledge the policy", "/policies/x") }}
<p class="govuk-body"><a class="govuk-link" href="/c.pdf">Certificate (PDF)</a></p>
<h2 class="govuk-heading-m">Worth another look</h2>
{{ text.clause("Clause 5.3", none, none, "Ask both parents before a child’s picture is used.") }}
{{ text.inset("The policy is silent here. Until the Council decides: ask first.") }}
"""

FORM = """
<h1 class="govuk-heading-l">Every field</h1>
<form method="post" action="/x">
{{ forms.text_input("email", "E-mail address", "me@", error=wrong, hint="The one the Council writes to", type="email", autocomplete="username") }}
{{ forms.text_input("password", "Password", type="password", autocomplete="current-password") }}
{{ forms.select("first", "First", [("", "Choose"), ("a", "Keep a copy"), ("b", "Tell the Clerk")], "b", error=wrong) }}
{{ forms.textarea("reason", "Why do you not wish to acknowledge this?", "Because", error=wrong) }}
{{ forms.radios("where", "Where is it?", [("fb", "Facebook", "The Council’s own page"), ("ig", "Instagram", none)], "ig", is_inline=false, size="s") }}
{{ forms.date_input("on", "Show what they knew on a date", {"day": "31", "month": "13", "year": "2026"}, error=wrong, hint="For example, 31 3 2027") }}
{{ forms.tick("agreed", "I have read and understood the Social Media Policy adopted on 11 December 2023.") }}
{{ forms.button("Acknowledge") }} {{ forms.button("Not now", "plain") }}
</form>
"""

REPORT = """
<span class="govuk-caption-l">As at today, Friday 20 November 2026 <a class="govuk-link" href="?on=">Change date</a></span>
<h1 class="govuk-heading-l">17 of 20 people are up to date</h1>
{{ text.warning("The daily run last worked on Tuesday 17 November. Tell whoever looks after this system.") }}
{{ record.figures([(17, "current", "?standing=current"), (1, "due", "?standing=due"), (1, "overdue", "?standing=overdue"), (1, "lapsed", "?standing=lapsed")]) }}
<p class="govuk-body">Overdue means never done, and late. Lapsed means it was done, and has run out.</p>
<h2 class="govuk-heading-m">Needs you</h2>
<ul class="govuk-list govuk-list--spaced"><li>Tom Hartley. Induction overdue 9 days. Reminded three times. <a class="govuk-link" href="/m">Move the date</a></li></ul>
<h2 class="govuk-heading-m">By module</h2>
<h3 class="govuk-heading-s">Social media at work</h3>{{ record.bar("bar-1", "Social media at work", [(15, "current"), (3, "due"), (2, "overdue or lapsed")]) }}
<h3 class="govuk-heading-s">Speaking for the Council</h3>{{ record.bar("bar-2", "Speaking for the Council", [(4, "current"), (0, "due"), (1, "overdue or lapsed")]) }}
<h3 class="govuk-heading-s">New this week</h3>{{ record.bar("bar-3", "New this week", [(0, "current"), (0, "due")]) }}
<h2 class="govuk-heading-m">People</h2>
{{ record.filters("/clerk/completions", [("module", "Module", [("", "All modules"), ("i", "Social media at work")], "i"), ("audience", "Audience", [("", "Everybody")], ""),
   ("standing", "Standing", [("", "Any")], "")], [("q", "Name", "tom")], [("on", "2026-11-20")], "/clerk/completions") }}
{{ record.rows("People, 1 to 3 of 120", columns, people) }}
{{ record.pagination(3, 9, href_of) }}
<p class="govuk-body">{% for each in tags %}{{ record.standing_tag(each) }} {% endfor %}</p>
{{ record.summary_list([("Adopted", "11 December 2023", ("Change", "/x", "the date")), ("Minute", "not stated", none)]) }}
"""


def screens() -> dict[str, str]:
    """Each sample page by name."""
    people = [["Tom Hartley", "Employee", "Social media at work", "Overdue", "11 November 2026", "18 November"],
              ["Łukasz Ŵyn", "Employee, Authorised Officer", "Speaking for the Council", "Current", "10 December 2027", ""],
              ["Megan Pugh", "Employee", "Social media at work", "Due", "Friday 11 December", "16 November"]]  # fmt: skip
    made = {
        "home": page(HOME, page_title="Home"),
        "exhibits": page(
            '<h1 class="govuk-heading-l">Every exhibit</h1>{% for each in sample.values() %}{{ exhibits.exhibit(each) }}{% endfor %}',
            page_title="Exhibits", sample=EXHIBITS, council=Hereford,
        ),
        "scene": page(SCENE, page_title="Scene", sample=EXHIBITS, navigation=LEAVE, wrong=None),
        "scene-error": page(SCENE, page_title="Scene", sample=EXHIBITS, navigation=LEAVE,
                            errors=[("Choose what you would do", "#choice")], wrong="Choose what you would do"),
        "consequence": page(CONSEQUENCE, page_title="Scene", navigation=LEAVE,
                            quote="Nobody but the persons so named shall answer on the council’s behalf."),
        "quiz": page(QUIZ, page_title="Quiz", navigation=LEAVE, council=Hereford),
        "result": page(RESULT, page_title="Result", navigation=LEAVE, notice="Your place is kept."),
        "form": page(FORM, page_title="Form", wrong="Say what to change",
                     errors=[("Enter an e-mail address", "#email"), ("Enter a real month", "#on-month")]),
        "report": page(REPORT, page_title="Completions", navigation=DESK, is_wide=True, people=people, columns=COLUMNS,
                       tags=NAMES.values(), href_of=lambda number: f"?page={number}"),
    }  # fmt: skip
    return made | errors()


def errors() -> dict[str, str]:
    given: dict[str, Any] = {
        "sentence": None, "for_whom": "the Town Clerk", "record": ("Your certificate", "/certificates/1"),
        "outcome": "unknown", "action": "/modules/x/quiz", "button": "Save and continue", "wait": "14:05",
        "posted": [("key", "abc"), ("answer", "b"), ("reason", "A long reason that somebody took the trouble to type in here.")],
        "shown": [("Question 3", "A view on the bypass")], "reference": "A7F2",
    }  # fmt: skip
    codes = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
    return {f"error-{code}": environment().get_template(f"errors/{code}.html").render({**FRAME, **given}) for code in codes}


def council_css(council: Any) -> str:
    return environment().get_template("components/council.css.jinja").render(council=council)


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(root() / "static", folder / "static", dirs_exist_ok=True)
    for name, html in screens().items():
        council = Hereford if "Hereford" in html else Ludlow
        css = f"/static/{council.slug}.css"
        (folder / css[1:]).write_text(council_css(council), "utf-8")
        (folder / f"{name}.html").write_text(html.replace("/static/council.css", css), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
    print(f"Written on {dt.date.today()}.")
