"""Which passwords are refused: too short, too long, or made of what anybody would try first."""

import re
import unicodedata
from collections.abc import Iterable

from lms.domain.refusal import Refused

SHORTEST = 12
LONGEST = 128
FEWEST_DIFFERENT = 5

LOOKALIKES = str.maketrans("0134578@$!", "oieastbasi")
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "01234567890",
    "1qaz2wsx3edc4rfv5tgb",
)
TRIED_FIRST = frozenset(
    """
    a abc access account admin administrator allow and apple april arsenal august autumn baby banana baseball
    batman bee birthday blue boss brother butter cat change changeme charlie cheese chelsea chocolate christmas
    clerk computer cookie council councillor dad daddy daniel december default demo deputy desk dog dragon
    easter email enter england example family february first flower football forever friday friend george
    god good guest happy harry hello help holiday home house i iloveyou in is it jack january jessica july june
    killer king letmein liverpool local login london love lovely man manchester march master mayor me michael
    monday money monkey month mother mum mummy my name new nothing november october office ok online open
    orange pass passphrase passw passwd password people pepper please policy princess private public purple
    queen qwerty rainbow red robert sammy saturday secret security september shadow sign sister skywalker
    social soccer spring starwars summer sun sunday sunshine superman sweet system temp temporary test testing
    the thomas thursday tiger to today town training trustno tuesday user username wales web wednesday welcome
    whatever winter word work world yes you your
    """.split()
)


def tidy(password: str) -> str:
    """The one form of a password that is kept and compared, whichever keyboard typed it."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *, known_words: Iterable[str]) -> None:
    """Raise `Refused` unless this would take a stranger long to guess.

    ``known_words`` are the council's own: its name, its places, the person's name. A council may
    not set other rules; none of this comes from a policy.
    """
    password = tidy(password)
    if len(password) < SHORTEST:
        raise Refused(
            f"Use {SHORTEST} characters or more. Three random words make a good password.", kind="invalid"
        )
    if len(password) > LONGEST:
        raise Refused(f"Use {LONGEST} characters or fewer.", kind="invalid")
    if is_guessable(password, known_words=known_words):
        raise Refused(
            "Many people would guess that one. Use three random words that have nothing to do with you "
            "or the Council.",
            kind="invalid",
        )


def is_guessable(password: str, *, known_words: Iterable[str]) -> bool:
    """Whether a password is one run of keys, one thing repeated, or nothing but words that are tried first."""
    plain = password.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT or _is_repeated(plain) or _is_run(plain):
        return True
    words = TRIED_FIRST | {part for word in known_words for part in re.findall(r"[^\W\d_]+", word.casefold())}
    without_year = re.sub(r"[\W\d_]+$", "", plain)
    spellings = (plain, plain.translate(LOOKALIKES), without_year.translate(LOOKALIKES))
    return any(_is_made_of(re.sub(r"[\W\d_]+", "", spelling), words) for spelling in spellings)


def _is_repeated(text: str) -> bool:
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _is_run(text: str) -> bool:
    """Whether the keys lie next to one another, forwards or back, but for a few at the ends."""
    runs = [row * 3 for row in ROWS] + [row[::-1] * 3 for row in ROWS]
    pieces = [text[start : start + 4] for start in range(len(text) - 3)]
    return 2 * sum(any(piece in run for run in runs) for piece in pieces) > len(pieces)


def _is_made_of(letters: str, words: frozenset[str]) -> bool:
    """Whether these letters are denied words written together (no letters at all: only digits and signs)."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(end - len(word) in reached and letters.endswith(word, 0, end) for word in words):
            reached.add(end)
    return len(letters) in reached
