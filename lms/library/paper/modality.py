"""What a clause asks of the reader (must, must not, should, may, or nothing), told by its own words."""

import re

from lms.domain.policies import Modality

# In this order: what forbids is told before what demands, and both before what allows. Some uses of a
# word ask nothing: "should be aware", "may constitute", "will apply".
FORBIDS = (
    r"must\s+(?:not|never)|shall\s+(?:not|never)|may\s+not|prohibited|forbidden|never|"
    r"not\s+(?:be\s+)?(?:permitted|allowed)|refrain\s+from|gross\s+misconduct|"
    r"must\s+ensure\s+that\s[^.;]{0,160}\bnot|(?:no[-\s]one|nobody|no)\s+(?:[\w’']+\s+){0,4}(?:should|shall|may|will|can|must)"
)
ALLOWS_ONLY = r"(?:can|may)\s+only"
DEMANDS = r"must|shall|(?:is|are)\s+required\s+to|have\s+to|has\s+to|(?:is|are)\s+obliged\s+to"
ADVISES = r"should(?!\s+be\s+(?:aware|noted))|ought\s+to(?!\s+have)|(?:is|are)\s+(?:advised|encouraged)"
ALLOWS = (
    r"may(?!\s+(?:be\s+(?:liable|required|perceived)|also|constitute|have|well|lead|result))|"
    r"can(?!\s+also)|reserves?\s+the\s+right"
)
PROMISES = r"will(?!\s+(?:apply|amount|include|be\s+(?:enforceable|treated|investigated)))"


def _sign(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


SIGNS: tuple[tuple[Modality, re.Pattern[str]], ...] = (
    ("must_not", _sign(FORBIDS)),
    ("may", _sign(ALLOWS_ONLY)),
    ("must", _sign(DEMANDS)),
    ("should", _sign(ADVISES)),
    ("may", _sign(ALLOWS)),
    ("must", _sign(PROMISES)),
)
LEAD_IN = re.compile(
    r"\b(?P<verb>must|shall|should|may|will|can)(?P<no>\s+(?:not|never))?\s*:-?$",
    re.IGNORECASE,
)
# What marks a line as a rule for somebody, however short it is and whatever stands around it.
DUTY = _sign(
    r"must(?:n['’]t)?|shall|should(?:n['’]t)?|ought|never|always|cannot|nobody|no[-\s]one|ensure|refrain|"
    r"(?:can|do|does|is|are|may|will)\s+not|(?:can|do|does|is|are|wo)n['’]t|(?:has|have|needs?)\s+to"
)
VERBS: dict[str, Modality] = {
    "must": "must", "shall": "must", "will": "must", "should": "should", "may": "may", "can": "may",
}  # fmt: skip


def modality_of(text: str, *, lead_in: str = "", leads: Modality = "info") -> Modality:
    """What ``text`` asks, alone or as the end of the sentence that ``lead_in`` (asking ``leads``) begins."""
    if LEAD_IN.search(text):
        return "lead_in"
    told = _told_by_words(text)
    opening = LEAD_IN.search(lead_in)
    if opening is None:
        return leads if told == "info" and lead_in.endswith((":", ":-")) else told
    asked = VERBS[opening["verb"].lower()]
    denied = bool(opening["no"]) or re.match(r"(?:not|never)\b", text, re.IGNORECASE) is not None
    return "must_not" if denied and asked in ("must", "may") else asked


def lays_down(text: str) -> bool:
    """Whether ``text`` tells somebody what to do or leave: no title of a part, no name and no page number."""
    return DUTY.search(text) is not None


def _told_by_words(text: str) -> Modality:
    return next((modality for modality, sign in SIGNS if sign.search(text)), "info")
