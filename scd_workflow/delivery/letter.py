"""A frozen message with what its outside says: from whom, to whom, of when, and under which number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser

# Narrower than the standard: no quotes, spaces, brackets or commas, so that one address can never be read as two.
ADDRESS = re.compile(r"(?P<local>[!#-'*+./0-9=?A-Z^-~-]{1,64})@(?P<domain>[^\W_][\w-]*(\.[\w-]+)+)\Z")

NAMING = ("To", "Cc", "Bcc")


@dataclass(frozen=True, slots=True)
class Letter:
    """The bytes to send and the envelope around them; `recipient` is as the wire wants it.

    `named` are those whom the message itself names as its readers, who are the same for every letter of ours.
    """

    mime: bytes = field(repr=False)
    sender: str
    recipient: str = field(repr=False)
    date: datetime
    reference: str
    named: tuple[str, ...] = field(default=(), repr=False)


def wire_address(address: str) -> str | None:
    """The address as it goes over the wire, an international domain written out; absent when it is not one address."""
    parts = ADDRESS.match(address)
    if parts is None:
        return None
    try:
        return f"{parts['local']}@{parts['domain'].encode('idna').decode()}"
    except UnicodeError:
        return None


def letter(mime: bytes, recipient: str) -> Letter:
    """The message that `freeze` made of a mail, addressed to `recipient`."""
    headers = BytesHeaderParser(policy=policy.SMTP).parsebytes(mime)
    return Letter(
        mime=mime,
        sender=headers["From"].addresses[0].addr_spec,
        recipient=recipient,
        date=headers["Date"].datetime,
        reference=str(headers["X-SCD-Reference"]),
        named=tuple(each.addr_spec for name in NAMING if name in headers for each in headers[name].addresses),
    )
