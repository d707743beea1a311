"""What a policy says of itself outside its clauses: title, number, who approved it, when, and until when."""

import re
from dataclasses import dataclass, field

from lms.domain.policies import Facts, PartialDate, Supersedes
from lms.library.paper.dates import full_date, full_date_match, partial_date

LABELS = {
    "title": "policy, policy title, title, document title, policy name, name of policy, name of document",
    "number": "policy number, policy no, policy ref, policy reference, reference, reference number, ref, "
    "document number, document reference",
    "version": "version, version number, version no, issue, issue number, issue no",
    "approver": "approved by, adopted by, agreed by, ratified by, approving body, approving committee",
    "approved_on": "approval date, date approved, date of approval, approved, approved on, adopted, adopted on, "
    "date adopted, date of adoption, adoption date, date agreed, agreed on, agreed",
    "review_due": "review due, review date, next review, next review date, next review due, "
    "date of next review, date for review, due for review, review by",
    "supersedes": "supersedes, supersedes version, replaces, previous version",
    "audience": "available to, audience, distribution, circulation",
    "minute": "minute, minute ref, minute reference, minute no, minute number, min ref",
}
FACT_OF_LABEL = {label.strip(): fact for fact, labels in LABELS.items() for label in labels.split(",")}
NOT_FILLED_IN = {
    "",
    "-",
    "–",
    "—",
    "n/a",
    "na",
    "none",
    "tbc",
    "tba",
    "to be confirmed",
    "...",
}
SMALL_WORDS = {
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
}

_known_label = re.compile(
    r"(?<![\w/])(" + "|".join(sorted(map(re.escape, FACT_OF_LABEL), key=len, reverse=True)) + r")\.?\s*:",
    re.IGNORECASE,
)
_any_label = re.compile(r"^(?P<label>[A-Z][\w /&().'’-]{1,40}?)\s*(?::\s*|\t+\s*)(?P<value>.*)$")
_version = re.compile(r"\bv(?:ersion|er)?\.?\s*\d+(?:\.\d+)*\b", re.IGNORECASE)
_worded_number = re.compile(r"^(?:version|issue)\s+", re.IGNORECASE)
_version_line = re.compile(r"^(?:draft|version|issue|v)\.?\s*\d+(?:\.\d+)*$", re.IGNORECASE)
_approved = re.compile(
    r"^(?:this policy was\s+|policy\s+)?(?:approved|adopted|agreed|ratified)\b\s*(?:at|by)?\s*"
    r"(?:a meeting of\s+)?(?:the\s+)?(?P<who>.*?)[\s,:–—-]*(?:held\s+)?(?:\bon)?[\s,:–—-]*$",
    re.IGNORECASE,
)
_review = re.compile(r"^(?:date of )?(?:next )?review(?:ed)?(?: due| date| by)?\b", re.IGNORECASE)
_next_review = re.compile(r"\breview", re.IGNORECASE)
_council = re.compile(
    r"^(?:the\s+)?[\w .'’&-]+\b(?:town|parish|city|community|district|borough) council$",
    re.IGNORECASE,
)
_title = re.compile(
    r"\b(?:policy|protocol|procedure|guidance|code of conduct|strategy)\b",
    re.IGNORECASE,
)


@dataclass
class Stated:
    """The facts read so far. The first statement of a fact stands; another that differs is noted.

    ``at`` is the line being read, and ``lines`` where each fact was first stated.
    """

    values: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    at: int = 0

    def say(self, fact: str, value: object | None) -> bool:
        """Keep ``value`` as the ``fact``; False where the document did not state it after all."""
        if value is None:
            return False
        self.lines.setdefault(fact, self.at)
        if self.values.setdefault(fact, value) != value:
            self.notes.append(f"The document states the {fact.replace('_', ' ')} twice, and differently.")
        return True

    def facts(self) -> Facts:
        return Facts.model_validate({name: self.values.get(name) for name in Facts.model_fields})


def fields_of(raw: str) -> list[tuple[str, str]]:
    """The (label, value) pairs on a line; several where the copy ran a table's rows together."""
    row = raw.strip().strip("|").replace("|", "\t", 1).strip()
    # A label further along the line opens with a capital; "policy adopted: 2018" is part of a value.
    found = [each for each in _known_label.finditer(row) if each.start() == 0 or each[1][0].isupper()]
    if found and found[0].start() == 0:
        ends = [each.start() for each in found[1:]] + [len(row)]
        return [(each[1], plain(row[each.end() : end])) for each, end in zip(found, ends, strict=True)]
    labelled = _any_label.match(row)
    return [(labelled["label"].strip(), plain(labelled["value"]))] if labelled else []


def plain(text: str) -> str:
    return " ".join(text.split())


def fact_of(label: str) -> str | None:
    return FACT_OF_LABEL.get(label.lower().rstrip(".: "))


def read_field(stated: Stated, label: str, value: str) -> bool:
    """Take the fact that a labelled value states; False where its label or value means nothing to us."""
    fact = fact_of(label)
    if fact is None or value.lower().strip(" .") in NOT_FILLED_IN:
        return False
    if fact == "approved_on":
        return _read_approval_date(stated, value)
    if fact == "review_due":
        return _read_review(stated, value)
    if fact == "supersedes":
        found = _version.search(value)
        return stated.say(
            fact,
            Supersedes(
                printed=value,
                version=found[0] if found else None,
                adopted_on=full_date(value),
            ),
        )
    if fact == "approver" and (date := full_date_match(value)):
        stated.say("approved_on", full_date(value))
        value = re.sub(r"[\s,:–—-]*(?:\bon)?[\s,:–—-]*$", "", value[: date.start()])
    if fact == "number" and (found := _version.search(value)):
        stated.say("version", found[0])
    return stated.say(fact, calm(value) or None)


def _read_approval_date(stated: Stated, value: str) -> bool:
    day = full_date(value)
    if day is None:
        stated.notes.append(f"“{value}” does not name a day, so the date of approval is not stated.")
    return stated.say("approved_on", day)


def _read_review(stated: Stated, value: str) -> bool:
    due = partial_date(value)
    if due is None:
        stated.notes.append(f"“{value}” does not say when the review is due, so it is not stated.")
    return stated.say("review_due", due)


def read_cover_line(stated: Stated, text: str) -> tuple[str, ...]:
    """The facts that an unlabelled line states by its own words, such as an approval; () for none."""
    date = full_date_match(text)
    if found := _approved.match(text[: date.start()] if date else text):
        said = [
            ("approver", calm(found["who"]) or None),
            ("approved_on", full_date(text)),
        ]
        return tuple(fact for fact, value in said if stated.say(fact, value))
    if _review.match(text) and (due := partial_date(text)) and not text.lower().startswith("reviewed"):
        return ("review_due",) if stated.say("review_due", due) else ()
    if _version_line.match(text):
        return ("version",) if stated.say("version", _worded_number.sub("", text)) else ()
    if _council.match(text):
        return ("council",)
    if _title.search(text) and text[-1] not in ".:;,":
        return ("title",) if stated.say("title", calm(text)) else ()
    return ()


def next_review_in(sentence: str) -> PartialDate | None:
    """When a sentence of the body says the next review is due; None where it does not say."""
    if _next_review.search(sentence) and re.search(r"\b(?:next|due)\b", sentence, re.IGNORECASE):
        return partial_date(sentence)
    return None


def calm(text: str) -> str:
    """A name printed all in capitals, as it would be written in a sentence; any other is left alone."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 5 or not all(letter.isupper() for letter in letters):
        return text
    words = text.lower().split()
    return " ".join(
        word if place and word in SMALL_WORDS else word[:1].upper() + word[1:]
        for place, word in enumerate(words)
    )
