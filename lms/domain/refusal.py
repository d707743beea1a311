"""How a rule says no: a sentence for the person, and the kind of no it is."""

from typing import Literal

Kind = Literal["not allowed", "not found", "conflict", "invalid", "signed out"]


class Refused(Exception):
    """A rule's answer when something may not be done.

    ``sentence`` is shown to the person as it stands; ``kind`` decides the HTTP status
    (not allowed 403, not found 404, conflict 409, invalid 422, signed out 401).
    """

    def __init__(self, sentence: str, *, kind: Kind = "not allowed") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.kind: Kind = kind


class AlreadyDone(Refused):
    """It was done before and counts once; it stands in the record of whoever did it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, kind="conflict")
