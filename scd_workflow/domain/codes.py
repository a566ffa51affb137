"""The personal code by which a person proves to be the one who acts at a gate; it is reckoned each time and kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.domain.gate_state import CodeState
    from scd_workflow.domain.ids import GateId, OrganisationId, PersonId, ProgrammeId

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: 32 signs without I, L, O and U, so that what looks like a 1 or a 0 is one."""

BITS_PER_SIGN = 5
SIGNS = 12
GROUP = 4

PLACEHOLDER = "????-????-????"
"""What stands in a frozen message where its code will stand: as long as a code, and never one."""

TRIES = 5
"""After how many wrong tries a code is void."""

LASTS = timedelta(hours=1)
"""How long a code works at least from when it went out, whatever anybody else tries; also how often one may be asked for."""

CODED = frozenset({"decision", "position", "condition", "gate_changed", "code"})
"""The kinds of notices that may hold a code, for whoever has to act because of them."""

LOOK_ALIKES = str.maketrans("OIL", "011")


class Subject(NamedTuple):
    """What one code is for: these acts of this person, and nobody's else."""

    programme: ProgrammeId
    gate: GateId
    organisation: OrganisationId | None
    attempt: int
    person: PersonId
    counter: int


def code(key: bytes, subject: Subject) -> str:
    """The code of a subject under a key: 60 bits of its HMAC-SHA-256, as `K7QX-M2PD-9RTF`."""
    # As JSON, so that no two subjects can be written alike.
    digest = hmac.digest(key, json.dumps(subject, ensure_ascii=False).encode(), hashlib.sha256)
    number = int.from_bytes(digest) >> (8 * len(digest) - BITS_PER_SIGN * SIGNS)
    return "-".join(_groups(number))


def normalised(typed: str) -> str:
    """What a person typed, as it would stand in a code: without spaces and dashes, in capitals, look-alikes read as meant."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in plain if sign.isalnum()).upper().translate(LOOK_ALIKES)


def is_right(keys: tuple[bytes, ...], subject: Subject, typed: str) -> bool:
    """Whether what was typed is the code of a subject under one of the keys, in a time that says nothing about it."""
    given = normalised(typed).encode()
    found = [hmac.compare_digest(normalised(code(key, subject)).encode(), given) for key in keys]
    return any(found)


def is_void_after(wrong: int, sent: datetime | None, at: datetime) -> bool:
    """Whether a code is void at the `wrong`th wrong try, when it last went out (None when it never did) at `sent`.

    Who got it in a message has an hour in which it works, so that nobody can keep a person from deciding by guessing.
    """
    return wrong >= TRIES and (sent is None or at - sent >= LASTS)


def last_out(state: CodeState, mailed: datetime | None) -> datetime | None:
    """When the code that holds went out last: when it was made, or in a message since."""
    return max(filter(None, (state.since, mailed)), default=None)


def gate_in(key: str) -> tuple[str, str | None] | None:
    """The gate and the organisation that the key of a notice is about, None when it is about no gate's acts."""
    kind, subject, organisation, *_ = (*key.split("/"), "", "")
    if kind not in CODED:
        return None
    return subject.partition(":")[0], None if organisation == "-" else organisation


def _groups(number: int) -> Iterator[str]:
    signs = "".join(ALPHABET[(number >> BITS_PER_SIGN * place) % len(ALPHABET)] for place in reversed(range(SIGNS)))
    for start in range(0, SIGNS, GROUP):
        yield signs[start : start + GROUP]
