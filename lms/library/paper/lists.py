"""Lists within lists: which bullet belongs under which, by mark, by indent, or by how the sentence runs on."""

from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from lms.library.paper.lines import Line, Mark, opens_low

# Deeper than this, a bullet stays beside the one before it: no policy is so deep, but a bad copy may seem so.
DEEPEST = 4
ROMAN = {
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
}


class Worded(Protocol):
    @property
    def text(self) -> str: ...


ItemT = TypeVar("ItemT", bound=Worded)


@dataclass
class Level(Generic[ItemT]):
    """One depth of a list: its kind of mark, where that stands on the line, how many items it has.

    ``within`` is the item that this depth lies under, ``item`` the latest item of its own, and
    ``value`` what that item was numbered. ``runs_on`` says that only the sentence shows the depth.
    """

    kind: str
    indent: int
    within: ItemT | None = None
    item: ItemT | None = None
    count: int = 0
    value: str = ""
    runs_on: bool = False


@dataclass
class Levels(Generic[ItemT]):
    """The depths of the list being read, outermost first; empty between lists."""

    stack: list[Level[ItemT]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.stack)

    @property
    def last_digit(self) -> int | None:
        """The number of the latest item where a list counts 1, 2, 3."""
        return next(
            (int(level.value) for level in reversed(self.stack) if level.kind == "digit"),
            None,
        )

    @property
    def has_lost_bullets(self) -> bool:
        return bool(self.stack) and self.stack[-1].kind == "lost"

    def place(self, line: Line, mark: Mark) -> Level[ItemT]:
        """The depth that the bullet on ``line`` belongs to, counting it; its ``item`` is for the caller to set."""
        kind, value = self._kind_of(mark)
        if not self.stack:
            self.stack.append(Level(kind, line.indent))
        elif not self._runs_on(line, kind, mark.rest):
            self._settle(line, kind)
        level = self.stack[-1]
        level.count += 1
        level.value = value
        return level

    def _kind_of(self, mark: Mark) -> tuple[str, str]:
        family, _, value = mark.value.partition(" ")
        if family != "letter":
            return family, value
        if value.isupper():
            return "upper", value
        return ("roman" if self._is_roman(value) else "letter"), value

    def _is_roman(self, value: str) -> bool:
        """Whether "i" is one rather than the letter after "h"."""
        before = next(
            (level.value for level in reversed(self.stack) if level.kind == "letter"),
            "",
        )
        follows = len(value) == 1 and before != "" and ord(value) == ord(before) + 1
        return value in ROMAN and not follows and (value != "x" or bool(self.stack))

    def _runs_on(self, line: Line, kind: str, text: str) -> bool:
        """A nested list that the copy flattened: led in by "Capital …:", its bullets open in lower case."""
        top = self.stack[-1]
        if kind != top.kind or line.indent >= top.indent + 2:
            return False
        if top.runs_on and not opens_low(text):
            self.stack.pop()
            return False
        if top.runs_on:
            return True
        lead = top.item.text if top.item else ""
        if (
            opens_low(text)
            and lead.endswith((":", ":-"))
            and lead[:1].isupper()
            and len(self.stack) < DEEPEST
        ):
            self.stack.append(Level(kind, line.indent, within=top.item, runs_on=True))
            return True
        return False

    def _settle(self, line: Line, kind: str) -> None:
        """Climb out to the depth this bullet stands at, or go one deeper."""
        while len(self.stack) > 1 and self._is_past(line, kind):
            self.stack.pop()
        top = self.stack[-1]
        is_deeper = kind != top.kind or line.indent >= top.indent + 2
        if is_deeper and len(self.stack) < DEEPEST and top.item is not None:
            self.stack.append(Level(kind, line.indent, within=top.item))
        else:
            top.indent = min(top.indent, line.indent)

    def _is_past(self, line: Line, kind: str) -> bool:
        top = self.stack[-1]
        if kind == top.kind:
            return line.indent < top.indent - 1
        return any(level.kind == kind for level in self.stack[:-1]) or line.indent < top.indent - 1


def letter(count: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
