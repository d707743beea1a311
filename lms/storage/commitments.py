"""A salted digest of something that may be deleted later while its record still verifies."""

import hashlib
import hmac
import json
from typing import Any


def commitment(salt: bytes, value: Any) -> str:
    """HMAC-SHA-256 in hex of the value's canonical JSON (sorted keys, no spaces, UTF-8) under the salt."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()
