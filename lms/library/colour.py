"""How well a colour can be told from white, by the arithmetic of WCAG 2."""

import colorsys

ENOUGH = 7.0


def contrast_on_white(colour: str) -> float:
    """The contrast ratio of ``#rrggbb`` with white, from 1 to 21."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def nearest_with_enough(colour: str) -> str:
    """The lightest colour of the same hue and saturation that reaches 7:1 on white."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    steps = (colorsys.hls_to_rgb(hue, lightness * step / 255, saturation) for step in range(255, -1, -1))
    darker = ("#" + "".join(f"{round(part * 255):02x}" for part in parts) for parts in steps)
    return next(each for each in darker if contrast_on_white(each) >= ENOUGH)


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
