"""Packs pages for the road with gzip, each with a filling of random length."""

import secrets
import struct
import zlib

from flask import Flask, Response, request

SMALLEST = 600
QUICK = 4
PACKED = ("text/html", "text/css", "text/plain", "application/json")
LONGEST_FILLING = 64


def hang(app: Flask) -> None:
    app.after_request(_pack)


def gzipped(body: bytes) -> bytes:
    """The body as one gzip member whose file name is random letters.

    A page holds a secret token beside words from outside; its packed length must not tell how alike
    they are.
    """
    name = secrets.token_hex(1 + secrets.randbelow(LONGEST_FILLING // 2)).encode()
    squeeze = zlib.compressobj(QUICK, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeeze.compress(body) + squeeze.flush()
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name + b"\0"
    return head + packed + struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)


def _pack(response: Response) -> Response:
    if response.is_streamed or response.mimetype not in PACKED or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0 and (response.content_length or 0) >= SMALLEST:
        response.set_data(gzipped(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
    return response
