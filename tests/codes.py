"""The codes of people in tests, reckoned by hand from the keys of the office."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime

from scd_workflow.app.office import Office
from scd_workflow.app.view import View, view
from scd_workflow.store.engine import reading

KEY = "5c0de" + "0" * 59
"""The key of tests that bring their own, as it stands in a setting."""


def code_for(office: Office, gate: str, organisation: str | None, person: str, now: datetime) -> str:
    """The code of a person for a gate as it stands, as he or she finds it in the mail."""
    with reading(office.engine) as connection:
        return code_in(office, view(connection, office.programme, now), gate, organisation, person)


def code_in(office: Office, seen: View, gate: str, organisation: str | None, person: str) -> str:
    """The code of a person for a gate as it stands in a view."""
    part = seen.state.of(organisation)  # type: ignore[arg-type]
    state, held = part.gate(gate), part.codes.get((gate, person))  # type: ignore[arg-type]
    attempt = state.attempt if state.awaits_decision else state.attempt + 1
    return reckoned(office.keys[0], office.programme, gate, organisation, attempt, person, held.counter if held else 0)


def reckoned(key: bytes, *subject: object) -> str:
    """Sixty bits of an HMAC-SHA-256 over the subject, five at a time, in groups of four signs."""
    digest = hmac.new(key, json.dumps(subject).encode(), hashlib.sha256).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    signs = ["0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[place : place + 5], 2)] for place in range(0, 60, 5)]
    return "-".join("".join(signs[place : place + 4]) for place in (0, 4, 8))
