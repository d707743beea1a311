"""Small numbers as a sentence says them."""

WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def counted(count: int) -> str:
    """A count in words up to nine and in figures from ten on, with a capital as at the start of a sentence."""
    return WORDS[count] if 0 <= count < len(WORDS) else f"{count:,}"
