"""The hashes of the ledger: RFC 6962's tree over salted commitments to the rows."""

import hashlib
import hmac
from collections.abc import Sequence


def commitment(salt: bytes, record: bytes) -> bytes:
    """What stands for a record: without the salt it cannot be guessed, and says nothing once erased."""
    return hmac.digest(salt, record, "sha256")


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962's hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962's Merkle tree hash, from the leaf hashes in order."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)
        ]
        level = paired + level[2 * len(paired) :]  # an odd one out is carried up as it is
    return level[0]
