"""A frozen message with what its outside says: from whom, to whom, of when, and under which number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from functools import lru_cache
from typing import Any

# Narrower than the standard: no quotes, spaces, brackets or commas, so that one address can never be read as two.
ADDRESS = re.compile(r"(?P<local>[!#-'*+./0-9=?A-Z^-~-]{1,64})@(?P<domain>[^\W_][\w-]*(\.[\w-]+)+)\Z")

NAMING = ("To", "Cc", "Bcc")


def _header(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"^" + name + rb":[ \t]*([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", re.MULTILINE | re.IGNORECASE)


# Taken out by themselves: to understand every header takes longer than to send the message.
FROM, REFERENCE = _header(b"From"), _header(b"X-SCD-Reference")


@dataclass(frozen=True, slots=True)
class Letter:
    """The bytes to send and the envelope around them; `recipient` is as the wire wants it."""

    mime: bytes = field(repr=False)
    sender: str
    recipient: str = field(repr=False)
    reference: str

    @property
    def date(self) -> datetime:
        """When it was made, as it says itself."""
        date: datetime = _headers(self.mime)["Date"].datetime
        return date

    @property
    def named(self) -> tuple[str, ...]:
        """Those whom the message itself names as its readers."""
        headers = _headers(self.mime)
        return tuple(each.addr_spec for name in NAMING if name in headers for each in headers[name].addresses)


def wire_address(address: str) -> str | None:
    """The address as it goes over the wire, an international domain written out; absent when it is not one address."""
    parts = ADDRESS.match(address)
    if parts is None:
        return None
    try:
        return f"{parts['local']}@{_wire_domain(parts['domain'])}"
    except UnicodeError:
        return None


def letter(mime: bytes, recipient: str) -> Letter:
    """The message that `freeze` made of a mail, addressed to `recipient`; raises `ValueError` when it is none."""
    head = _head(mime)
    return Letter(mime, _address_in(_said(FROM, head)), recipient, _said(REFERENCE, head).decode("ascii"))


def _said(header: re.Pattern[bytes], head: bytes) -> bytes:
    found = header.search(head)
    if found is None:
        raise ValueError
    return found[1]


@lru_cache(maxsize=1024)
def _wire_domain(domain: str) -> str:
    return domain.encode("idna").decode()


@lru_cache(maxsize=64)
def _address_in(sender: bytes) -> str:
    """The address in a From header; few different ones are ever seen."""
    unfolded = sender.replace(b"\r\n", b"").decode("ascii", "surrogateescape")
    address: str = policy.SMTP.header_factory("From", unfolded).addresses[0].addr_spec
    return address


def _headers(mime: bytes) -> Any:
    return BytesHeaderParser(policy=policy.SMTP).parsebytes(_head(mime))


def _head(mime: bytes) -> bytes:
    return mime.partition(b"\r\n\r\n")[0]
