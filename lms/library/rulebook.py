"""Every rule for content in order of number, as docs/content-rules.md prints them."""

from lms.library.check import RULES

READING = (
    ("R01", "A file is text", "UTF-8, not empty, at most 2 MB, and without characters that do not show."),
    ("R02", "No tabs", "Indent with spaces: YAML and people disagree about how wide a tab is."),
    (
        "R03",
        "A file is YAML",
        (
            "One document of YAML 1.2. Text with a colon and a space in it, or beginning with a sign that YAML uses, stands "
            "in quotes or under `>-`. Until this holds, nothing else in the file can be checked."
        ),
    ),
    ("R04", "A field is given once", "The same name does not stand twice in one group of fields."),
    ("R05", "No unknown field", "Only the fields of the model may stand there, spelt as it spells them."),
    (
        "R06",
        "No missing field",
        "Every field that the model asks for is there; exhibits and questions say their `kind`.",
    ),
    (
        "R07",
        "A value is of the right type",
        (
            "A clause id, a number in a text and a date as it was printed are text, so they stand in quotes; counts are "
            "whole numbers, claims are `true` or `false`, and days are `2026-12-11`, all without quotes."
        ),
    ),
    ("R08", "A field that is given is written", "No empty text."),
    (
        "R09",
        "Ids, clause ids, colours and months have their form",
        (
            "Ids are small letters, figures and single hyphens, at most 60 letters; a clause id is as the register has it; a "
            "colour is `'#6b2737'`; a month is `'2026-11'`."
        ),
    ),
    (
        "R10",
        "One of the words that are allowed",
        "Such as the kinds of exhibit and question, 0, 1 or 3 for `worth`, and high, medium or low for `risk`.",
    ),
    (
        "R11",
        "Counts and numbers within bounds",
        (
            "One answer has 3 or 4 options, several answers 4 to 6, an order 3 to 5 steps, a match 3 to 5 pairs; every list "
            "of clauses has one."
        ),
    ),
    ("R12", "A choice leads to one place", "It has either `then` or `ends`."),
    (
        "R13",
        "Plain YAML",
        (
            "No anchors, aliases, tags, merge keys or directives, and every field's name is text: what an author sees is "
            "what is read."
        ),
    ),
    (
        "R15",
        "Every file is read",
        (
            "Files end in `.yaml` and stand where they are looked for: `content/councils/<council>.yaml`, "
            "`content/policies/<council>-<policy>-<date>.yaml`, `content/modules/<council>/<module>.yaml` and "
            "`quizzes/<council>/<quiz>.yaml`."
        ),
    ),
)


def rulebook() -> list[tuple[str, str, str]]:
    """Number, title and full text of every rule."""
    return sorted([*READING, *((each.number, each.title, each.text) for each in RULES)])


def as_markdown() -> str:
    """The rules as sections of docs/content-rules.md."""
    return "\n\n".join(_section(*each) for each in rulebook()) + "\n"


def _section(number: str, title: str, text: str) -> str:
    return f"### {number} {title}\n{text}"
