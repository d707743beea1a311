"""What is wrong in a content file, said so that its author can put it right."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: ``rule`` is its number in docs/content-rules.md, ``sentence`` says the cure."""

    file: str
    line: int
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule} {self.sentence}"
