"""The square code on a sheet, as a picture that a page to be printed can hold."""

from functools import lru_cache

KEPT = 256


@lru_cache(KEPT)  # finding the mask that reads best takes a sixth of the time of the sheet it is for
def code_of(address: str) -> str:
    """A QR code that says ``address``, as an SVG data address for an ``<img>``."""
    import segno

    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)
