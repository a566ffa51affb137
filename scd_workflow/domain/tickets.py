"""The links by which people answer: each is made from the secret of its round, so that it works until that is erased.

A personal link says that somebody of an organisation may answer once, an open one that anybody there may. What a
link is, is reckoned each time, and only a hash of it is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Final, NamedTuple

from scd_workflow.domain.codes import ALPHABET, BITS_PER_SIGN
from scd_workflow.domain.ids import CampaignId, OrganisationId

SIGNS: Final = 28
"""Of five bits each: 140 bits."""

PLACEHOLDER: Final = "?" * SIGNS
"""What stands in a frozen message where its link will end: as long as a token, and never one."""

INVITATION: Final = "invitation/"
"""How the keys and the obligations of messages to those who are asked begin."""

OPEN: Final = "open"
"""Who is written to where everybody of an organisation gets the same link; no reference of a person is as short."""


class Spot(NamedTuple):
    """A round as the keys of its messages name it."""

    campaign: CampaignId
    number: int

    @property
    def obligation(self) -> str:
        """What messages about it are for."""
        return f"{INVITATION}{self.campaign}/{self.number}"


def key_of(spot: Spot, organisation: OrganisationId, step: str, who: str) -> str:
    """The key of the message of a step (`invite`, or which reminder) to somebody of an organisation, or to `OPEN`."""
    return f"{spot.obligation}/{organisation}/{step}/{who}"


def read_key(key: str) -> tuple[Spot, OrganisationId, str, str] | None:
    """The round, organisation, step and reader in a key; None when it is of no such message."""
    if not key.startswith(INVITATION):
        return None
    _, campaign, number, organisation, step, who, *_ = key.split("/")
    return Spot(CampaignId(campaign), int(number)), OrganisationId(organisation), step, who


def reference(secret: bytes, address: str) -> str:
    """What stands for an address in keys: it tells nothing without the secret of the round."""
    return _made(secret, "reference", address.casefold())[: SIGNS // 2]


def token(secret: bytes, organisation: OrganisationId, who: str) -> str:
    """The end of the link of somebody, by reference, or of everybody (`OPEN`) of an organisation."""
    return _made(secret, "token", organisation, who)


def hash_of(secret: bytes, given: str) -> str:
    """By which a token is known."""
    return hmac.digest(secret, f"hash\0{given}".encode(), hashlib.sha256).hex()


def seal(secret: bytes, number: str, about: str) -> str:
    """What proves that a form with this number was given out by us for this link."""
    return _made(secret, "form", number, about)


def is_sealed(secret: bytes, number: str, about: str, given: str) -> bool:
    """Whether a seal is right, in a time that says nothing about it."""
    return hmac.compare_digest(seal(secret, number, about).encode(), given.encode())


def _made(secret: bytes, *about: str) -> str:
    # As JSON, so that no two subjects can be written alike.
    digest = hmac.digest(secret, json.dumps(about, ensure_ascii=False).encode(), hashlib.sha256)
    number = int.from_bytes(digest)
    return "".join(ALPHABET[(number >> BITS_PER_SIGN * place) % len(ALPHABET)] for place in range(SIGNS)).lower()
