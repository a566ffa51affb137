"""Readers who may refuse what they are sent: known by a keyed hash of item and address, and by a token that nobody can guess."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scd_workflow.domain.ids import ItemId

SIGNS: Final = 16
"""How many bytes of a hash say who it is, and as many prove that we said so."""

TOKEN: Final = 52
"""As many characters as a token has."""


def reader(secret: bytes, item: ItemId, address: str) -> str:
    """Who reads an item at an address, in 32 hexadecimal signs from which nobody can find the address."""
    whole = json.dumps([item, address.casefold()]).encode()
    return hmac.digest(secret, whole, hashlib.sha256)[:SIGNS].hex()


def token(secret: bytes, reader: str) -> str:
    """What the link holds by which a reader refuses."""
    who = bytes.fromhex(reader)
    return base64.b32encode(who + _proof(secret, who)).decode().rstrip("=").lower()


def reader_of(secret: bytes, token: str) -> str | None:
    """Whose token this is, None for what we never made."""
    if len(token) != TOKEN or not token.isascii():
        return None
    try:
        found = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except binascii.Error:
        return None
    who, proof = found[:SIGNS], found[SIGNS:]
    return who.hex() if hmac.compare_digest(proof, _proof(secret, who)) else None


def _proof(secret: bytes, who: bytes) -> bytes:
    return hmac.digest(secret, b"refuse:" + who, hashlib.sha256)[:SIGNS]
