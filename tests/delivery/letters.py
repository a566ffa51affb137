"""A frozen letter, and one attempt to deliver it."""

from __future__ import annotations

from datetime import UTC, datetime

from scd_workflow.delivery import Connections, Outcome, Transport, deliver
from scd_workflow.render.mail import Mail
from scd_workflow.render.mime import freeze, message_id

BRIEFLY = 0.3
APOSTROPHE = "o'brien@gemeente.example"


def frozen(address: str = APOSTROPHE, key: str = "kza/decision/G1", text: str = "Neem hier uw besluit.\n") -> bytes:
    """A letter about a decision."""
    written = Mail("Besluit nodig", text, "<p>Neem hier uw besluit.</p>\n", "9F43-D0A5", "nl")
    return freeze(
        written,
        sender="Programma KZA <kza@example.nl>",
        reply_to="programmabureau@example.nl",
        recipient_name="Pat O'Brien",
        address=address,
        message_id=message_id(key, "example.nl"),
        date=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    )


def attempt_by(transport: Transport, message: bytes | None = None, address: str = APOSTROPHE) -> Outcome:
    """How one attempt went, over a connection of its own."""
    with Connections() as connections:
        return deliver(frozen() if message is None else message, address, transport, connections)
