"""How a name is sorted and found: by its plain letters, so that a Łukasz stands among the others with an L."""

import unicodedata

# Letters that are one with their stroke or their neighbour, and marks that are typed in several ways.
PLAIN = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ŋ": "ng",
    "ı": "i", "ĸ": "k", "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-",
})  # fmt: skip


def folded(name: str) -> str:
    """The name in small letters without marks: ``Łukasz Gómez-O’Hare`` is ``lukasz gomez-o'hare``."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.casefold().translate(PLAIN)
